"""Connections to the database of a record: one that writes, and those that only read."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from foedus.store.faults import OF_SQLITE, of_sqlite, of_system
from foedus.store.looking import FILE, INDEX, LOG, look_at, size_of
from foedus.store.port import DiskError, ReadOnlyError, StoreError

_BUSY_SECONDS = 10
"""So long another program may hold the file: one that carries the log of a dead clerk, at most."""
_FOLDING_SECONDS = 1
_AT_ONCE = 1_048_576
_OLDEST = (3, 37)
_ALWAYS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)
_WRITING = (
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",  # on macOS a sync does not reach the disk without it
    "PRAGMA checkpoint_fullfsync = ON",
    # At so many pages (4 MB) the log is carried into the database and written over from its
    # beginning. Until then each commit makes the file longer, which a sync must note beside: 215
    # microseconds against 157 where measured. Fewer pages or more made no commit faster after.
    "PRAGMA wal_autocheckpoint = 500",
    "PRAGMA journal_size_limit = 67108864",  # a snapshot may have made it much longer
)


class Access:
    """A connection to the database of a record.

    Where nobody has the database open, a reader opens it ``frozen``: it is read as it stands.
    SQLite would make a log and its index beside it, which a reader may not be allowed to, and
    which would belong to the reader. Instead SQLite is told that nothing changes (``immutable``),
    and after each read ``holds`` tells whether that was so.
    """

    def __init__(self, folder: Path, options: str, *, frozen: bool = False) -> None:
        """Open a database, and look whether it is a record. Raises ``StoreError``."""
        self._path, self._log, self._frozen = folder / FILE, folder / LOG, frozen
        try:
            self._seen = self._state()
        except OSError as problem:
            raise of_system(problem, self._path, "check the path and its permissions") from None
        self.connection = _connect(self._path, options)
        try:
            for pragma in _ALWAYS:
                self.connection.execute(pragma)
            look_at(self.connection, folder)
        except OF_SQLITE as problem:
            self.close()
            raise of_sqlite(problem, self._path) from None
        except BaseException:
            self.close()
            raise

    def _state(self) -> tuple[int, int, int]:
        found = self._path.stat()
        return found.st_ino, found.st_mtime_ns, found.st_size

    def holds(self) -> bool:
        """Whether what was read can be trusted: nothing frozen has been written since."""
        return not self._frozen or (not size_of(self._log) and self._state() == self._seen)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


def read_only(folder: Path) -> Access:
    """Open a database to read it; texts are given as bytes. Raises ``StoreError``."""
    frozen = not size_of(folder / LOG) and size_of(folder / INDEX) is None
    try:
        made = Access(folder, "mode=ro" + ("&immutable=1" if frozen else ""), frozen=frozen)
    except DiskError:
        if not size_of(folder / LOG):
            raise
        raise DiskError(
            f"{folder} was not closed by its clerk, and {folder / LOG} cannot be read where"
            " nothing may be written: copy the folder elsewhere, or let the clerk open and close it"
        ) from None
    try:
        _secure(folder)
    except StoreError:
        made.close()
        raise
    made.connection.text_factory = bytes  # a bit that flips in a file can make a text of a blob
    return made


def writing(folder: Path) -> Access:
    """Open a database to write it; its log is there afterwards. Raises ``StoreError``."""
    if not os.access(folder / FILE, os.W_OK):  # else SQLite makes a log that nobody may write
        raise ReadOnlyError(f"{folder / FILE} may only be read from here; check its permissions")
    _look_for_other_names(folder / FILE)
    made = Access(folder, "mode=rw")
    try:
        keep_log(made.connection, folder / FILE)
        for pragma in _WRITING:
            made.connection.execute(pragma)
        made.connection.execute("BEGIN IMMEDIATE")  # no other program writes meanwhile
        _secure(folder, anew=True)
        made.connection.execute("ROLLBACK")
    except OF_SQLITE as problem:
        made.close()
        raise of_sqlite(problem, folder / FILE) from None
    except BaseException:
        made.close()
        raise
    return made


def _look_for_other_names(path: Path) -> None:
    """Raise ``ReadOnlyError`` where the database is in another folder too, by a hard link.

    Each name would have a log of its own; two of them destroy a database.
    """
    try:
        names = path.stat().st_nlink
    except OSError as problem:
        raise of_system(problem, path, "check the path and its permissions") from None
    if names > 1:
        raise ReadOnlyError(
            f"{path} has {names} names (hard links), as copies made with cp -l have: it may only be"
            " read. Copy the file, and put the copy in its place"
        )


def _secure(folder: Path, *, anew: bool = False) -> None:
    """Bring the log to the disk, if there is one, before anybody is told what stands in it.

    A clerk that was killed may have written a commit that it had no time to sync, or that a sync
    failed to bring to the disk. SQLite finds it and takes it for good; a power cut could still take
    it away. After a sync that failed Linux shows the bytes and tries no more: whoever may write
    the log writes them ``anew``.
    """
    path = folder / LOG
    try:
        descriptor = os.open(path, (os.O_RDWR if anew else os.O_RDONLY) | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    except OSError as problem:
        raise of_system(problem, path, "check its permissions") from None
    try:
        at = 0
        while anew and (data := os.pread(descriptor, _AT_ONCE, at)):
            at += os.pwrite(descriptor, data, at)
        os.fsync(descriptor)
    except OSError as problem:
        raise of_system(problem, path, "check the disk") from None
    finally:
        os.close(descriptor)  # the log holds no locks that this would end


def _connect(path: Path, options: str) -> sqlite3.Connection:
    look_at_library()
    try:
        return sqlite3.connect(
            f"file:{quote(str(path.absolute()))}?{options}",
            uri=True,
            isolation_level=None,  # transactions begin and end where we say
            timeout=_BUSY_SECONDS,
            check_same_thread=False,  # each is used under a lock
        )
    except sqlite3.Error as problem:
        raise of_sqlite(problem, path) from None


def look_at_library() -> None:
    """Raise ``DiskError`` where SQLite is too old for tables that keep their types."""
    if sqlite3.sqlite_version_info < _OLDEST:
        raise DiskError(
            f"a record needs SQLite 3.37 or later; this Python has {sqlite3.sqlite_version}:"
            " use another Python"
        )


def keep_log(connection: sqlite3.Connection, path: Path) -> None:
    """Let SQLite write to a log first, so that others can read meanwhile."""
    found = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if found != ("wal",):
        raise DiskError(
            f"{path}: SQLite can keep no write-ahead log on this file system; keep the record on a"
            " disk of this machine"
        )


def fold(writer: sqlite3.Connection) -> bool:
    """Carry the log into the database and empty it; tell whether that could be done.

    Nothing is lost where it could not: the log stays, and the next to open it reads it.
    """
    try:
        writer.execute(f"PRAGMA busy_timeout = {_FOLDING_SECONDS * 1000}")
        busy: int = writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.Error:
        return False
    return not busy
