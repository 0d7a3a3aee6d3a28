"""The hash tree in tiles: 256 hashes of one level side by side (C2SP tlog-tiles).

A tile at level L holds hashes of complete subtrees of ``256 ** L`` leaves; at level 0 these are
the leaf hashes. A full tile never changes. The tile at the right edge of a level is partial, and
grows. Where tiles are kept is not known here: a ``Load`` gives them. Every hash of the tree, and
so every proof, comes out of tiles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from foedus.record.tree import HASH_BYTES, SIZE_MAX, Frontier, Subtree, complete_root

WIDTH = 256
"""The hashes of a full tile."""
TILE_BYTES = WIDTH * HASH_BYTES
HEIGHT = 8
"""The levels of the tree in one level of tiles."""
LEVEL_MAX = 63
_KEPT = 64

Load: TypeAlias = Callable[[int, int], bytes | None]
"""Gives the tile at a level and an index as its hashes in a row, the widest that there is."""


class TileFault(ValueError):  # noqa: N818 - a fault of what is kept, shown to people
    """A tile that is missing or broken, or a path that names none."""


@dataclass(frozen=True, slots=True)
class Tile:
    """The name of a tile: its level, its index in the level, and how many hashes it holds."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The path at which the tile is served (C2SP tlog-tiles, "Merkle Tree").

        >>> Tile(0, 1234, 5).path
        'tile/0/x001/234.p/5'
        """
        return f"tile/{self.level}/{_numbered(self.index, self.width)}"


def entries_path(index: int, width: int = WIDTH) -> str:
    """Give the path at which the entries under a tile of level 0 are served.

    >>> entries_path(0)
    'tile/entries/000'
    """
    return f"tile/entries/{_numbered(index, width)}"


def _numbered(index: int, width: int) -> str:
    """Write an index in groups of three digits, so that no folder is also a file."""
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03d}")
    path = "/".join(groups)
    return path if width == WIDTH else f"{path}.p/{width}"


_PATH = re.compile(
    r"tile/(0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?",
)


def read_path(path: str) -> Tile:
    """Read the path of a tile. Raises ``TileFault`` for any that ``Tile.path`` would not give."""
    if found := _PATH.fullmatch(path):
        tile = Tile(
            int(found[1]),
            int(found[2].replace("/", "").replace("x", "")),
            int(found[3]) if found[3] else WIDTH,
        )
        within = tile.level <= LEVEL_MAX and tile.index <= SIZE_MAX and tile.width <= WIDTH
        if within and tile.path == path:
            return tile
    raise TileFault(f'"{path[:100]}" is no path of a tile; one looks like tile/0/x001/234.p/5')


def tiles_of(size: int) -> Iterator[Tile]:
    """Name the tiles of the tree of this size, level by level from left to right."""
    return grown(0, size)


def grown(old: int, new: int) -> Iterator[Tile]:
    """Name the tiles that are new, or wider, when a tree grows from ``old`` to ``new`` leaves."""
    level = 0
    while new:
        full, rest = divmod(new, WIDTH)
        if new > old:
            for index in range(old // WIDTH, full):
                yield Tile(level, index)
            if rest:
                yield Tile(level, full, rest)
        old, new, level = old // WIDTH, full, level + 1


def completed(old: int, new: int) -> Iterator[Tile]:
    """Name the tiles that become full, and so final, when a tree grows."""
    return (tile for tile in grown(old, new) if tile.width == WIDTH)


def grow(load: Load, size: int, leaf_hashes: Iterable[bytes]) -> Iterator[tuple[Tile, bytes]]:
    """Append leaf hashes to a tree of ``size`` leaves: give each tile of ``grown``, with its bytes.

    ``load`` is asked for the partial tiles of the tree as it was. Raises ``TileFault``.
    """
    level, row = 0, list(leaf_hashes)
    while row:
        index, width = divmod(size, WIDTH)
        held = _loaded(load, level, index, width) if width else b""
        data = held + b"".join(row)
        row = []
        for at in range(0, len(data), TILE_BYTES):
            tile = data[at : at + TILE_BYTES]
            yield Tile(level, index, len(tile) // HASH_BYTES), tile
            if len(tile) == TILE_BYTES:
                row.append(complete_root(tile))
            index += 1
        size, level = size // WIDTH, level + 1


def subtrees(load: Load) -> Subtree:
    """Give the function that reads hashes of complete subtrees out of tiles.

    It keeps the last tiles that it saw: make one for each size of the tree. It raises
    ``TileFault`` for a tile that is missing, too narrow, or not made of hashes.
    """
    kept = lru_cache(_KEPT)(load)

    def subtree(level: int, index: int) -> bytes:
        height = level % HEIGHT
        tile, at = divmod(index << height, WIDTH)
        width = at + (1 << height)
        data = _loaded(kept, level // HEIGHT, tile, width)
        return complete_root(data[at * HASH_BYTES :])

    return subtree


def frontier(load: Load, size: int) -> Frontier:
    """Give the right edge of the tree of this size, from its tiles. Raises ``TileFault``."""
    subtree, start, peaks = subtrees(load), 0, []
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            peaks.append(subtree(level, start >> level))
            start += 1 << level
    return Frontier(size, peaks)


def _loaded(load: Load, level: int, index: int, width: int) -> bytes:
    """Give the first hashes of a tile, which must hold that many at least."""
    path = Tile(level, index).path
    data = load(level, index)
    if data is None:
        raise TileFault(f"{path} is missing; restore it, or make the tiles anew from the entries")
    if len(data) % HASH_BYTES or len(data) > TILE_BYTES:
        raise TileFault(f"{path}: {len(data)} bytes are no row of at most {WIDTH} hashes")
    if len(data) < width * HASH_BYTES:
        held = len(data) // HASH_BYTES
        raise TileFault(f"{path} holds {held} hashes; the tree needs the first {width} of it")
    return data[: width * HASH_BYTES]
