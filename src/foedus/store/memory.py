"""A store in memory: for exercises and tests. Durable as long as the process lives."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence

from foedus.store.order import full, in_order, within
from foedus.store.port import NO_HOUR, Kept, OrderError, Row, Tile


class MemoryStore:
    """Keeps a record in lists and dictionaries (``store.port.Store``)."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Begin a record under the files of a charter."""
        self._files = dict(files)
        self._rows: list[Row] = []
        self._contents: dict[str, tuple[int, Kept]] = {}
        self._tiles: dict[tuple[int, int], bytes] = {}
        self._heads: dict[int, bytes] = {}
        self._snapshot: tuple[int, bytes] | None = None
        self._writing = threading.Lock()

    @property
    def size(self) -> int:
        """How many entries there are."""
        return len(self._rows)

    @property
    def hour(self) -> int:
        """The hour of the last entry."""
        return self._rows[-1].hour if self._rows else NO_HOUR

    def append(
        self, rows: Sequence[Row], contents: Collection[Kept] = (), tiles: Collection[Tile] = ()
    ) -> None:
        """Append entries with what belongs to them."""
        with self._writing:
            new = [Row(*row) for row in rows]
            size = self.size + len(new)
            in_order(new, self.size, self.hour)
            full(tiles, size)
            documents = [(digest, salt, data) for digest, salt, data in contents]
            for each in documents:
                self._contents.setdefault(each[0], (size, each))
            for level, index, data in tiles:
                self._tiles.setdefault((level, index), data)
            self._rows.extend(new)  # last: whoever reads meanwhile goes by the size

    def row(self, number: int) -> Row:
        """Give one entry."""
        if not 0 < number <= self.size:
            raise OrderError(f"there is no entry {number}; the record has {self.size}")
        return self._rows[number - 1]

    def rows(self, first: int, last: int) -> Iterator[Row]:
        """Give entries in order."""
        for at in range(max(first, 1) - 1, min(last, self.size)):
            yield self._rows[at]

    def files(self) -> Mapping[str, bytes]:
        """Give the files of the charter."""
        return dict(self._files)

    def contents(self, last: int | None = None) -> Iterator[Kept]:
        """Give contents in the order of their digests."""
        for digest in sorted(self._contents):
            size, kept = self._contents[digest]
            if last is None or size <= last:
                yield kept

    def content(self, digest: str) -> Kept | None:
        """Give contents by their digest."""
        found = self._contents.get(digest)
        return found[1] if found else None

    def tile(self, level: int, index: int) -> bytes | None:
        """Give a full tile."""
        return self._tiles.get((level, index))

    def checkpoint(self, size: int) -> bytes | None:
        """Give the checkpoint for so many entries."""
        return self._heads.get(size)

    def last_checkpoint(self) -> tuple[int, bytes] | None:
        """Give the checkpoint for the most entries."""
        size = max(self._heads, default=None)
        return None if size is None else (size, self._heads[size])

    def keep_checkpoint(self, size: int, note: bytes) -> None:
        """Keep a checkpoint."""
        with self._writing:
            within(size, self.size, "checkpoint")
            self._heads.setdefault(size, note)

    def snapshot(self) -> tuple[int, bytes] | None:
        """Give the snapshot."""
        return self._snapshot

    def keep_snapshot(self, number: int, data: bytes) -> None:
        """Keep a snapshot in place of the one before."""
        with self._writing:
            within(number, self.size, "snapshot")
            self._snapshot = (number, data)

    def close(self) -> None:
        """Let go of nothing."""
