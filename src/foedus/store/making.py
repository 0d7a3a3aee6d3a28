"""Making the database of a record, so that it is there whole or not at all."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from foedus.store import schema
from foedus.store.connecting import keep_log, look_at_library, read_only
from foedus.store.faults import OF_SQLITE, of_sqlite, of_system
from foedus.store.lock import Lock, sync_folder
from foedus.store.looking import FILE
from foedus.store.port import PresentError

_UNDER_WAY = ".new"
"""What the name of a database ends in until it is whole. One that was left is made anew."""


def create(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a store without entries. Raises ``PresentError`` where one is there."""
    with _made(folder) as path, closing(_new(path)) as made:
        made.execute(f"PRAGMA page_size = {schema.PAGE}")
        made.execute("BEGIN")
        for statement, values in schema.statements(files):
            made.execute(statement, values)
        made.execute("COMMIT")
        keep_log(made, path)


def backup(source: Path, folder: Path) -> None:
    """Copy a store as it stands, while it may be written. Raises ``PresentError``."""
    with _made(folder) as path:
        while True:
            with closing(read_only(source)) as reader:
                reader.connection.execute("VACUUM INTO ?", (str(path),))
                if reader.holds():
                    break
            path.unlink()
        with closing(_new(path)) as made:
            keep_log(made, path)


@contextmanager
def _made(folder: Path) -> Iterator[Path]:
    """Give a name under which to make a database; what is made there gets its own name at last."""
    look_at_library()
    lock, path = Lock(folder), folder / FILE
    under_way = path.with_name(path.name + _UNDER_WAY)
    try:
        if path.exists():
            raise PresentError(f"{folder} holds a record already; choose another folder")
        _remove(under_way)
        yield under_way
        _sync(under_way)
        under_way.rename(path)
        sync_folder(folder)
    except OF_SQLITE as problem:
        raise of_sqlite(problem, under_way) from None
    except OSError as problem:
        raise of_system(
            problem, path, "check the disk, and the permissions of the folder"
        ) from None
    finally:
        _remove(under_way)
        lock.release()


def _new(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def _remove(path: Path) -> None:
    """Remove a database that was not finished, with what SQLite keeps beside it."""
    for beside in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
