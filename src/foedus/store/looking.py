"""What is in a folder: a record, one that is damaged or of another version, or something else.

The database is never opened here but by SQLite: when a process closes any descriptor of a file, the
system lets go of all locks that the process has on it (sqlite.org/howtocorrupt.html, 2.2).
"""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

from foedus.store import lock, schema
from foedus.store.faults import RESTORE, of_system
from foedus.store.port import DamagedError, ForeignError, NewerError

FILE = "record.sqlite"
"""The database in the folder of a record."""
LOG = FILE + "-wal"
"""What was committed last stands here, until SQLite has carried it into the database."""
INDEX = FILE + "-shm"
"""The index of the log, which those who have the record open share."""
_SMALLEST = 512


def look(folder: Path) -> None:
    """Raise what fits where a folder holds no record that can be opened.

    ``ForeignError``, ``DamagedError``, ``ReadOnlyError`` or ``DiskError``.
    """
    path = folder / FILE
    try:
        _look(folder, path)
    except OSError as problem:
        raise of_system(problem, path, "check the path and its permissions") from None
    if size_of(folder / LOG) is None and lock.was_left(folder) and not (folder / LOG).exists():
        raise DamagedError(
            f"the last clerk did not close {folder}, and {folder / LOG} is gone, in which the last"
            " entries may have stood: put it back. If it is lost, or if another program has opened"
            f" and closed {FILE} since: verify the record against the last receipt that anybody"
            f" has, then remove {folder / lock.LOCK}"
        )


def _look(folder: Path, path: Path) -> None:
    if not folder.exists():
        raise ForeignError(f"there is no folder {folder}; make a record with: foedus init")
    if not folder.is_dir():
        raise ForeignError(f"{folder} is no folder of a record")
    if not path.exists() and (folder / LOG).exists():
        raise DamagedError(f"{path} is gone, and only its log is left; {RESTORE}")
    if not path.exists():
        raise ForeignError(f"{folder} holds no record: there is no file {FILE} in it")
    if path.is_symlink():
        raise ForeignError(
            f"{path} is a symbolic link: its log stands beside the file that it leads to, and the"
            f" lock must too; open the folder of {path.resolve()}"
        )
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise ForeignError(f"{path} is no file")
    if not found.st_size:
        raise DamagedError(f"{path} is empty; {RESTORE}")


def look_at(connection: sqlite3.Connection, folder: Path) -> None:
    """Raise what fits where a database that was opened is no record that can be read here.

    ``ForeignError``, ``NewerError``, ``DamagedError``, or what ``of_sqlite`` gives.
    """
    path = folder / FILE
    size = path.stat().st_size
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.Error as problem:
        if problem.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
            raise ForeignError(f"{path} is no database, or its first bytes are damaged") from None
        raise
    if application != schema.APPLICATION and size >= _SMALLEST:
        raise ForeignError(f"{path} is a database of another program, not a record")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > schema.VERSION:
        raise NewerError(
            f"{path} has format {version}; this program reads format {schema.VERSION}: use a later"
            " one"
        )
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    cut = size < pages * page and not size_of(folder / LOG)
    if cut or size < _SMALLEST:
        raise DamagedError(f"{path} is cut off: it has {size} bytes of {pages * page}; {RESTORE}")
    found = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema") if sql}
    if found != schema.OBJECTS or version != schema.VERSION:
        odd = sorted(found ^ schema.OBJECTS) or ["no version"]
        raise DamagedError(
            f"{path} does not have the tables and triggers of a record, for example {odd[0][:60]}"
            f" ...; somebody changed them: {RESTORE}"
        )


def size_of(path: Path) -> int | None:
    """Give how many bytes a file has; nothing where it is not there."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise of_system(problem, path, "check the path and its permissions") from None
