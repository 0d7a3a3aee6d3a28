"""Reading a record that SQLite keeps: a few rows at a time, each answer checked for its kind."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar, get_args

from foedus.store import faults
from foedus.store.connecting import Access, read_only
from foedus.store.looking import FILE
from foedus.store.port import NO_HOUR, Kept, OrderError, Row, StoreError

LAST = "SELECT number, hour FROM entries ORDER BY number DESC LIMIT 1"
"""Asks for the last entry."""
_AT_ONCE = 256
"""So many rows are fetched together. With fewer the asking costs, with more the memory does."""
_ROWS = "SELECT number, hour, leaf, act FROM entries WHERE number BETWEEN ? AND ? ORDER BY number"
_row: Callable[[tuple[object, ...]], Row] = partial(tuple.__new__, Row)
"""As ``Row._make``, a quarter faster: nothing of Python runs."""
T = TypeVar("T")


class SqliteReading:
    """The reading half of a store: one connection, which is never in the midst of anything."""

    def __init__(self, folder: Path, reader: Access) -> None:
        self.folder = folder
        self._path = folder / FILE
        self._reading = threading.Lock()
        self._reader = reader
        self._end = weakref.finalize(self, _end, reader, os.getpid())

    def _ask(self, question: str, *values: int | str) -> list[tuple[object, ...]]:
        with self._reading:
            while self._end.alive:
                try:
                    answer = self._reader.connection.execute(question, values).fetchall()
                except OverflowError:  # SQLite knows no such number: nothing is under it
                    return []
                except faults.OF_SQLITE as problem:
                    if self._reader.holds():
                        raise faults.of_sqlite(problem, self._path) from None
                else:
                    if self._reader.holds():
                        return answer
                # What stood still when it was opened has been written since: not to be trusted.
                self._end()
                self._reader = read_only(self.folder)
                self._end = weakref.finalize(self, _end, self._reader, os.getpid())
        raise StoreError(f"{self._path} was closed; open it again")

    def _read(self, shape: type[T], question: str, *values: int | str) -> list[T]:
        """Ask for rows of this shape. The tables promise it; bits that flip in a file break it."""
        kinds = get_args(shape)
        found: list[T] = []
        for each in self._ask(question, *values):
            if tuple(map(type, each)) != kinds:
                raise faults.missing(self._path, "parts of what was kept")
            found.append(each)  # type: ignore[arg-type]  # it has the shape: that was just seen
        return found

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self._last()[0]

    @property
    def hour(self) -> int:
        """The hour of the last entry."""
        return self._last()[1]

    def _last(self) -> tuple[int, int]:
        found = self._read(tuple[int, int], LAST)
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
            found = self._ask(_ROWS, start, end)
            if len(found) != end - start + 1 or not _are_rows(found):
                raise faults.missing(self._path, f"entries between {start} and {end}")
            yield from map(_row, found)

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

    def close(self) -> None:
        """Let go of the store."""
        with self._reading:
            self._end()


def _are_rows(found: list[tuple[object, ...]]) -> bool:
    """As ``SqliteReading._read`` looks at kinds, in 60 nanoseconds a row instead of 150."""
    for _, hour, leaf, act in found:
        if type(hour) is not int or type(leaf) is not bytes or type(act) is not bytes:
            return False
    return True


def _end(reader: Access, process: int) -> None:
    if os.getpid() == process:  # in a child made by fork nothing of this is its own
        reader.close()
