"""The port: what every store of a record promises, in writing.

A store keeps bytes. It does not know what an act is, nor whether anything in it is true: whoever
reads it verifies. What it promises is this:

1. **Durable.** What ``append`` was given is on the disk when it returns: a power cut takes nothing.
2. **Whole.** ``append`` takes everything it was given, or nothing; also where the machine fails.
3. **Only growing.** Entries have the numbers 1, 2, 3 ... without a gap, and hours that do not go
   back. Nothing that was appended is changed or taken away; charter files, contents, tiles and
   checkpoints neither. Only the snapshot is replaced: it is derived, and may be lost.
4. **Readable meanwhile.** Others may read while the clerk writes; whoever reads sees entries that
   are durable, from the first on, none half.
5. **One writer.** A second one is refused (``BusyError``), also from another process.

Nobody may assume that two reads see the same size, that contents were given for every digest that
an act names, or that a store that was copied while it was written is sound.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias

NO_HOUR = -(2**62)
"""The hour of a record without entries: before every other."""


class StoreError(Exception):
    """What a store cannot do: which, why, and the cure, for a person to read."""


class FullError(StoreError):
    """There is no room. Nothing of what was to be appended is kept."""


class ReadOnlyError(StoreError):
    """The store may only be read from here."""


class DamagedError(StoreError):
    """The store's own file is broken, or not all there."""


class ForeignError(StoreError):
    """There is no record here, but something else, or nothing."""


class NewerError(StoreError):
    """The store was made by a later version of this program."""


class BusyError(StoreError):
    """Another clerk keeps this record."""


class OrderError(StoreError):
    """Entries that would leave a gap, or go back: a fault of the one who calls."""


class Row(NamedTuple):
    """One entry: its number, its hour in UTC milliseconds, the bytes of its leaf and of its act."""

    number: int
    hour: int
    leaf: bytes
    act: bytes


Kept: TypeAlias = tuple[str, bytes, bytes]
"""Contents: their digest in hexadecimal, their salt, and the bytes themselves."""
Tile: TypeAlias = tuple[int, int, bytes]
"""A full tile of the hash tree: its level, its index, and its 256 hashes in a row."""


class Store(Protocol):
    """Where a record is kept. Every method may raise ``StoreError``."""

    @property
    def size(self) -> int:
        """How many entries there are."""
        ...

    @property
    def hour(self) -> int:
        """The hour of the last entry; ``NO_HOUR`` where there is none."""
        ...

    def append(
        self, rows: Sequence[Row], contents: Collection[Kept] = (), tiles: Collection[Tile] = ()
    ) -> None:
        """Append entries with what belongs to them, whole or not at all; durable on return.

        Contents that are there already are left as they are. Raises ``OrderError``, ``FullError``.
        """
        ...

    def row(self, number: int) -> Row:
        """Give one entry. Raises ``OrderError`` where there is none of that number."""
        ...

    def rows(self, first: int, last: int) -> Iterator[Row]:
        """Give entries in order, those of them that there are, without holding them all."""
        ...

    def files(self) -> Mapping[str, bytes]:
        """Give the files of the charter, by their paths."""
        ...

    def contents(self) -> Iterator[Kept]:
        """Give all contents in the order of their digests."""
        ...

    def content(self, digest: str) -> Kept | None:
        """Give contents by their digest."""
        ...

    def tile(self, level: int, index: int) -> bytes | None:
        """Give a full tile."""
        ...

    def checkpoint(self, size: int) -> bytes | None:
        """Give the checkpoint that was signed for so many entries."""
        ...

    def last_checkpoint(self) -> tuple[int, bytes] | None:
        """Give the checkpoint for the most entries, and for how many it is."""
        ...

    def keep_checkpoint(self, size: int, note: bytes) -> None:
        """Keep a checkpoint, durably; one that is there for this size stays."""
        ...

    def snapshot(self) -> tuple[int, bytes] | None:
        """Give the snapshot, and after how many entries it was made."""
        ...

    def keep_snapshot(self, number: int, data: bytes) -> None:
        """Keep a snapshot in place of the one before."""
        ...

    def close(self) -> None:
        """Let go of the store. Nothing is lost where this is never called."""
        ...
