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
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TypeVar

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

_AT_ONCE = 256
"""So many rows are fetched together; more are slower, for they leave the processor's cache."""
_ROWS = "SELECT number, hour, leaf, act FROM entries WHERE number BETWEEN ? AND ? ORDER BY number"
_LAST = "SELECT number, hour FROM entries ORDER BY number DESC LIMIT 1"
_ENTER = "INSERT INTO entries VALUES (?, ?, ?, ?)"
_KEEP = (
    "INSERT INTO contents SELECT ?1, ?2, ?3, ?4"
    " WHERE NOT EXISTS (SELECT 1 FROM contents WHERE digest = ?1)"
)
_KEEP_TILE = (
    "INSERT INTO tiles SELECT ?1, ?2, ?3"
    " WHERE NOT EXISTS (SELECT 1 FROM tiles WHERE level = ?1 AND place = ?2)"
)
_KEEP_CHECKPOINT = (
    "INSERT INTO checkpoints SELECT ?1, ?2"
    " WHERE NOT EXISTS (SELECT 1 FROM checkpoints WHERE size = ?1)"
)
_KEEP_SNAPSHOT = "INSERT OR REPLACE INTO snapshot VALUES (1, ?, ?)"
T = TypeVar("T")


class SqliteStore:
    """A record in a folder (``store.port.Store``).

    ``open_to_read`` and ``open_to_write`` give one; the writer holds the folder's lock.
    """

    def __init__(self, folder: Path, lock: Lock | None = None) -> None:
        self.folder = folder
        self._path = folder / FILE
        self._reading, self._writing = threading.Lock(), threading.Lock()
        self._failed = ""
        with ExitStack() as made:  # what was opened is closed again where the rest fails
            writer = made.enter_context(closing(writing(folder))) if lock else None
            self._writer = writer.connection if writer else None
            self._reader = made.enter_context(closing(read_only(folder)))
            if lock is not None and self._writer is not None:
                self._size, self._hour = self._head(self._writer)
                lock.opened()
            made.pop_all()
        self._end = weakref.finalize(self, _end, folder, writer, self._reader, lock, os.getpid())

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

    # ---- reading ----

    def _read(self, shape: type[T], question: str, *values: int | str) -> list[T]:  # noqa: ARG002
        """Ask; ``shape`` is that of each row of the answer, as the tables promise it."""
        with self._reading:
            while self._end.alive:
                try:
                    found: list[T] = self._reader.connection.execute(question, values).fetchall()
                except OverflowError:  # SQLite knows no such number: nothing is under it
                    return []
                except sqlite3.Error as problem:
                    if self._reader.holds():
                        raise faults.of_sqlite(problem, self._path) from None
                else:
                    if self._reader.holds():
                        return found
                # What stood still when it was opened has been written since: not to be trusted.
                self._end()
                self._reader = read_only(self.folder)
                self._end = weakref.finalize(
                    self, _end, self.folder, None, self._reader, None, os.getpid()
                )
        raise StoreError(f"{self._path} was closed; open it again")

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self._size if self._writer is not None else self._last()[0]

    @property
    def hour(self) -> int:
        """The hour of the last entry."""
        return self._hour if self._writer is not None else self._last()[1]

    def _last(self) -> tuple[int, int]:
        found = self._read(tuple[int, int], _LAST)
        return found[0] if found else (0, NO_HOUR)

    def row(self, number: int) -> Row:
        """Give one entry."""
        found = self._read(tuple[int, int, bytes, bytes], _ROWS, number, number)
        if not found:
            raise OrderError(f"there is no entry {number}; the record has {self.size}")
        return Row(*found[0])

    def rows(self, first: int, last: int) -> Iterator[Row]:
        """Give entries in order. What is there never changes, so no read need last for long."""
        first, last = max(first, 1), min(last, self.size)
        for start in range(first, last + 1, _AT_ONCE):
            end = min(start + _AT_ONCE - 1, last)
            found = self._read(tuple[int, int, bytes, bytes], _ROWS, start, end)
            if len(found) != end - start + 1:
                raise faults.missing(self._path, f"entries between {start} and {end}")
            yield from map(Row._make, found)

    def files(self) -> Mapping[str, bytes]:
        """Give the files of the charter."""
        found = self._read(tuple[bytes, bytes], "SELECT path, data FROM files ORDER BY path")
        return {path.decode("utf-8", "replace"): data for path, data in found}

    def contents(self, last: int | None = None) -> Iterator[Kept]:
        """Give contents in the order of their digests."""
        most = 2**62 if last is None else last
        question = "SELECT digest FROM contents WHERE size <= ? ORDER BY digest"
        for (name,) in self._read(tuple[bytes], question, most):
            digest = name.decode("ascii", "replace")
            kept = self.content(digest)
            if kept is None:
                raise faults.missing(self._path, f"contents {digest}")
            yield kept

    def content(self, digest: str) -> Kept | None:
        """Give contents by their digest."""
        question = "SELECT salt, data FROM contents WHERE digest = ?"
        found = self._read(tuple[bytes, bytes], question, digest)
        return (digest, *found[0]) if found else None

    def tile(self, level: int, index: int) -> bytes | None:
        """Give a full tile."""
        question = "SELECT hashes FROM tiles WHERE level = ? AND place = ?"
        found = self._read(tuple[bytes], question, level, index)
        return found[0][0] if found else None

    def checkpoint(self, size: int) -> bytes | None:
        """Give the checkpoint for so many entries."""
        found = self._read(tuple[bytes], "SELECT note FROM checkpoints WHERE size = ?", size)
        return found[0][0] if found else None

    def last_checkpoint(self) -> tuple[int, bytes] | None:
        """Give the checkpoint for the most entries."""
        question = "SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1"
        found = self._read(tuple[int, bytes], question)
        return found[0] if found else None

    def snapshot(self) -> tuple[int, bytes] | None:
        """Give the snapshot."""
        found = self._read(tuple[int, bytes], "SELECT number, data FROM snapshot")
        return found[0] if found else None

    # ---- writing ----

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
                writer.execute("BEGIN IMMEDIATE")
                if len(rows) == 1:
                    writer.execute(_ENTER, rows[0])
                else:
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
        if isinstance(problem, OverflowError | UnicodeError):
            error = OrderError(f"{self._path} does not take this: {problem}")
        if isinstance(problem, sqlite3.Error):
            error = faults.of_sqlite(problem, self._path)
            if isinstance(error, DiskError) and not faults.is_of_writing(problem):
                self._failed = str(error)
        try:
            if writer.in_transaction:
                writer.execute("ROLLBACK")
            self._size, self._hour = self._head(writer)
        except sqlite3.Error as further:
            self._failed = self._failed or str(faults.of_sqlite(further, self._path))
        except StoreError as further:
            self._failed = self._failed or str(further)
        if error is not None:
            raise error from None

    def _head(self, writer: sqlite3.Connection) -> tuple[int, int]:
        """Give the number and the hour of the last entry."""
        try:
            found: tuple[int, int] | None = writer.execute(_LAST).fetchone()
        except sqlite3.Error as problem:
            raise faults.of_sqlite(problem, self._path) from None
        return found or (0, NO_HOUR)

    def close(self) -> None:
        """Let go of the store and of its lock."""
        with self._writing, self._reading:
            self._end()


def _end(
    folder: Path, writer: Access | None, reader: Access, lock: Lock | None, process: int
) -> None:
    """Close the connections, the one that writes last; say that nothing is left in the log."""
    if os.getpid() != process:
        return  # a child made by fork: nothing of this is its own
    reader.close()
    if writer is None or lock is None:
        return
    try:
        folded = fold(writer.connection)
        if folded:
            lock.closed()  # before the log goes, so that it is never missed
        writer.close()
        if not folded and not (folder / LOG).exists():
            lock.closed()
    finally:
        lock.release()
