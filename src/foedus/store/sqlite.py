"""The store in a folder, with SQLite: write-ahead log, and a sync to the disk at every commit.

One connection writes, and it alone carries the log into the database; every other may only read.
So the writer waits for nobody, and the race between two that do both (sqlite.org/wal.html, "The
WAL-Reset Bug", mended in 3.51.3) cannot happen with any release of SQLite.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from foedus.store import faults, making
from foedus.store.connecting import Access, fold, read_only, writing
from foedus.store.lock import Lock
from foedus.store.looking import FILE, LOG, look
from foedus.store.order import full, in_order, within
from foedus.store.port import (
    NO_HOUR,
    DiskError,
    Kept,
    OrderError,
    ReadOnlyError,
    Row,
    StoreError,
    Tile,
)
from foedus.store.reading import LAST, SqliteReading

_ENTER = "INSERT INTO entries VALUES (?, ?, ?, ?)"
# Not `?1`: Python 3.12 takes it for a name, and warns.
_KEEP = (
    "INSERT INTO contents SELECT * FROM (SELECT ? AS digest, ?, ?, ?) AS new"
    " WHERE NOT EXISTS (SELECT 1 FROM contents WHERE digest = new.digest)"
)
_KEEP_TILE = (
    "INSERT INTO tiles SELECT * FROM (SELECT ? AS level, ? AS place, ?) AS new"
    " WHERE NOT EXISTS (SELECT 1 FROM tiles WHERE level = new.level AND place = new.place)"
)
_KEEP_CHECKPOINT = (
    "INSERT INTO checkpoints SELECT * FROM (SELECT ? AS size, ?) AS new"
    " WHERE NOT EXISTS (SELECT 1 FROM checkpoints WHERE size = new.size)"
)
_KEEP_SNAPSHOT = "INSERT OR REPLACE INTO snapshot VALUES (1, ?, ?)"


class SqliteStore(SqliteReading):
    """A record in a folder (``store.port.Store``).

    ``open_to_read`` and ``open_to_write`` give one; the writer holds the folder's lock.
    """

    def __init__(self, folder: Path, lock: Lock | None = None) -> None:
        self._writing = threading.Lock()
        self._failed = ""
        with ExitStack() as made:  # what was opened is closed again where the rest fails
            writer = made.enter_context(closing(writing(folder))) if lock else None
            self._writer = writer.connection if writer else None
            super().__init__(folder, made.enter_context(closing(read_only(folder))))
            if lock is not None and writer is not None:
                self._size, self._hour = self._head(writer.connection)
                lock.opened()
                self._let_go = weakref.finalize(
                    self, _let_go, writer, self._reader, lock, folder, os.getpid()
                )
            made.pop_all()

    # ---- making and opening ----

    @classmethod
    def create(cls, folder: Path, files: Mapping[str, bytes]) -> None:
        """Make a store without entries, under the files of a charter, in a folder that is there.

        It appears when it is whole and on the disk. Raises ``PresentError`` where one is there.
        """
        making.create(folder, files)

    @classmethod
    def open_to_write(cls, folder: Path) -> SqliteStore:
        """Open a store as its one writer. Raises ``BusyError`` where there is one already."""
        look(folder)
        read_only(folder).close()  # before a lock is laid beside what is no record
        lock = Lock(folder)
        try:
            look(folder)
            return cls(folder, lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open_to_read(cls, folder: Path) -> SqliteStore:
        """Open a store to read it, also while its clerk writes, also where nothing may be written.

        Nothing is made in the folder. Where the clerk did not close the record, its log must first
        be looked through; where that may not be done, ``DiskError`` is raised.
        """
        look(folder)
        return cls(folder)

    def backup(self, folder: Path) -> None:
        """Copy the record as it stands into another folder that is there, also while it grows.

        The snapshot is in it too. Raises ``PresentError`` where a record is there.
        """
        making.backup(self.folder, folder)

    # ---- writing ----

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self._size if self._writer is not None else super().size

    @property
    def hour(self) -> int:
        """The hour of the last entry."""
        return self._hour if self._writer is not None else super().hour

    def append(
        self, rows: Sequence[Row], contents: Collection[Kept] = (), tiles: Collection[Tile] = ()
    ) -> None:
        """Append entries with what belongs to them, in one transaction."""
        with self._writing:
            writer = self._writable()
            size = self._size + len(rows)
            in_order(rows, self._size, self._hour)
            full(tiles, size)
            try:
                if len(rows) == 1 and not contents and not tiles:  # most often
                    writer.execute(_ENTER, rows[0])  # a transaction of its own
                else:
                    writer.execute("BEGIN IMMEDIATE")
                    writer.executemany(_ENTER, rows)
                    if contents:
                        writer.executemany(_KEEP, [(*each, size) for each in contents])
                    if tiles:
                        writer.executemany(_KEEP_TILE, tiles)
                    writer.execute("COMMIT")
                if rows:
                    self._size, self._hour = rows[-1][:2]
            except BaseException as problem:  # an interrupt between the two: the head is read anew
                self._undo(writer, problem)
                raise

    def keep_checkpoint(self, size: int, note: bytes) -> None:
        """Keep a checkpoint."""
        self._keep(size, "checkpoint", _KEEP_CHECKPOINT, (size, note))

    def keep_snapshot(self, number: int, data: bytes) -> None:
        """Keep a snapshot in place of the one before."""
        self._keep(number, "snapshot", _KEEP_SNAPSHOT, (number, data))

    def _keep(self, number: int, what: str, statement: str, values: tuple[int, bytes]) -> None:
        """Keep something made of the first ``number`` entries."""
        with self._writing:
            writer = self._writable()
            within(number, self._size, what)
            try:
                writer.execute(statement, values)  # a transaction of its own
            except BaseException as problem:
                self._undo(writer, problem)
                raise

    def _writable(self) -> sqlite3.Connection:
        if self._writer is None:
            raise ReadOnlyError(f"{self.folder} was opened to be read, not to be written")
        if self._failed:
            raise DiskError(f"{self._failed} (since then nothing is written)")
        return self._writer

    def _undo(self, writer: sqlite3.Connection, problem: BaseException) -> None:
        """Leave everything as it was; where even that fails, nothing more is written.

        Raises our error for SQLite's.
        """
        error: StoreError | None = None
        if isinstance(problem, OverflowError | UnicodeEncodeError):
            error = OrderError(f"{self._path} does not take this: {problem}")
        elif isinstance(problem, faults.OF_SQLITE):
            error = faults.of_sqlite(problem, self._path)
            if isinstance(error, DiskError) and not faults.is_of_writing(problem):
                self._failed = str(error)
        try:
            if writer.in_transaction:
                writer.execute("ROLLBACK")
            self._size, self._hour = self._head(writer)
        except faults.OF_SQLITE as further:
            self._failed = self._failed or str(faults.of_sqlite(further, self._path))
        except StoreError as further:
            self._failed = self._failed or str(further)
        if error is not None:
            raise error from None

    def _head(self, writer: sqlite3.Connection) -> tuple[int, int]:
        """Give the number and the hour of the last entry."""
        try:
            found: tuple[int, int] | None = writer.execute(LAST).fetchone()
        except faults.OF_SQLITE as problem:
            raise faults.of_sqlite(problem, self._path) from None
        return found or (0, NO_HOUR)

    def close(self) -> None:
        """Let go of the store and of its lock."""
        super().close()
        if self._writer is not None:
            with self._writing:
                self._let_go()


def _let_go(writer: Access, reader: Access, lock: Lock, folder: Path, process: int) -> None:
    """Close the connections, the one that writes last; say that nothing is left in the log."""
    if os.getpid() != process:
        return  # a child made by fork: nothing of this is its own
    reader.close()
    try:
        folded = fold(writer.connection)
        if folded:
            lock.closed()  # before the log goes, so that it is never missed
        writer.close()
        if not folded and not (folder / LOG).exists():
            lock.closed()
    finally:
        lock.release()


__all__ = ["FILE", "LOG", "SqliteStore"]
