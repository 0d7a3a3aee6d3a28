"""What every store looks at before it writes: whether it goes on from what there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from foedus.record.tiles import HEIGHT, TILE_BYTES
from foedus.store.port import OrderError, Row, Tile


def in_order(rows: Sequence[Row], size: int, hour: int) -> None:
    """Raise ``OrderError`` where rows do not go on from a record of this size and hour."""
    for row in rows:
        if row[0] != size + 1:
            raise OrderError(f"entry {row[0]} cannot follow entry {size}: there would be a gap")
        if row[1] < hour:
            raise OrderError(
                f"the hour of entry {row[0]} is before that of entry {size}: hours do not go back"
            )
        size, hour = row[0], row[1]


def full(tiles: Iterable[Tile], size: int) -> None:
    """Raise ``OrderError`` for a tile that is not full, or not of a tree of this size."""
    for level, index, data in tiles:
        if level < 0 or index < 0 or (index + 1) << HEIGHT * (level + 1) > size:
            raise OrderError(
                f"tile {index} of level {level} is not full in a tree of {size} entries"
            )
        if len(data) != TILE_BYTES:
            raise OrderError(
                f"tile {index} of level {level} has {len(data)} bytes; a full one has {TILE_BYTES}"
            )


def within(number: int, size: int, what: str) -> None:
    """Raise ``OrderError`` for something made of more entries than there are."""
    if not 0 <= number <= size:
        raise OrderError(f"a {what} of {number} entries; the record has {size}")
