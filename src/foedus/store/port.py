"""The port: what every store of a record promises, in writing.

A store keeps bytes. It does not know what an act is, nor whether anything in it is true: whoever
reads it verifies. What it promises is this:

1. **Durable.** What ``append`` or ``keep_checkpoint`` was given is on the disk when it returns: a
   power cut takes nothing of it. (A store in memory lasts as long as its process.)
2. **Whole.** ``append`` takes everything that it was given, or nothing; also where it raises, and
   where the process or the machine ends in the middle of it.
3. **Only growing.** Entries have the numbers 1, 2, 3 ... without a gap, and hours that do not go
   back. Nothing that was kept is changed or taken away: of charter files, contents, tiles and
   checkpoints the first stays, whatever else is given under its name. Only the snapshot is
   replaced: it is derived, and may be lost.
4. **Readable meanwhile.** Others may read while the clerk writes, from other threads and other
   processes, and wait for nobody. They see entries from the first on, each whole and durable, with
   its contents and tiles. What was read once is read again the same.
5. **One writer.** A second one is refused (``BusyError``), also from another process. The lock
   ends with the process that has it, whatever ends that.
6. **Ours to say.** What cannot be done is a ``StoreError`` of the kind that fits.

Nobody may assume that two reads see the same size; that contents or tiles were given for every
entry that could have them; that bytes are still what they were when they were kept (``verify``
looks); or that files are sound which were copied while somebody wrote. An ``append`` that raised
``DiskError`` may be found whole when the store is opened again: look before you write.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias

NO_HOUR = -(2**62)
"""The hour of a record without entries: before every other."""


class StoreError(Exception):
    """What a store cannot do: where, why, and the cure, for a person to read."""


class FullError(StoreError):
    """There is no room. Nothing of what was to be kept is; it may be tried again."""


class DiskError(StoreError):
    """The disk fails, or the system forbids what is asked. The writer must open the store anew."""


class ReadOnlyError(StoreError):
    """The store may only be read from here."""


class DamagedError(StoreError):
    """The store's own files are broken, or not all there."""


class ForeignError(StoreError):
    """There is no record here, but something else, or nothing."""


class PresentError(StoreError):
    """A record is there already: none is made over it."""


class NewerError(StoreError):
    """The store was made by a later version of this program."""


class BusyError(StoreError):
    """Another clerk keeps this record, or another program holds its file."""


class OrderError(StoreError):
    """What does not go on from what there is: a fault of the one who calls. Nothing of it is kept.

    A gap, an hour that goes back, a tile or a checkpoint of entries that are not there.
    """


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
    """Where a record is kept. Every method may raise ``StoreError``, from any thread."""

    @property
    def size(self) -> int:
        """How many entries there are: the number of the last one."""
        ...

    @property
    def hour(self) -> int:
        """The hour of the last entry; ``NO_HOUR`` where there is none."""
        ...

    def append(
        self, rows: Sequence[Row], contents: Collection[Kept] = (), tiles: Collection[Tile] = ()
    ) -> None:
        """Append entries with what belongs to them, whole or not at all; durable on return.

        Tiles are those that the entries fill, or that were missing. Whether a digest is the digest
        of its bytes, or a tile the hashes of its entries, is not looked at. Raises ``OrderError``,
        ``FullError``, ``DiskError``, ``ReadOnlyError``.
        """
        ...

    def row(self, number: int) -> Row:
        """Give one entry. Raises ``OrderError`` where there is none of that number."""
        ...

    def rows(self, first: int, last: int) -> Iterator[Row]:
        """Give entries in order, those of them that there are when the first is asked for.

        They are read a few at a time, and nothing is held between: a reader may take as long as
        he likes, or never come to the end. Raises ``DamagedError`` rather than leave one out.
        """
        ...

    def files(self) -> Mapping[str, bytes]:
        """Give the files of the charter, by their paths. They were given when it was made."""
        ...

    def contents(self, last: int | None = None) -> Iterator[Kept]:
        """Give contents in the order of their digests, one at a time.

        ``last`` leaves out those that came when there were more entries than that.
        """
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
        """Keep a checkpoint, durably. Raises ``OrderError`` where there are fewer entries."""
        ...

    def snapshot(self) -> tuple[int, bytes] | None:
        """Give the snapshot, and after how many entries it was made."""
        ...

    def keep_snapshot(self, number: int, data: bytes) -> None:
        """Keep a snapshot in place of the one before. Its bytes say their own format.

        Raises ``OrderError`` where there are fewer entries than it was made after.
        """
        ...

    def close(self) -> None:
        """Let go of the store. Nothing is lost where this is never called."""
        ...
