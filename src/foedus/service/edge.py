"""The edge of the hash tree: the tiles that are not full yet, kept in memory beside the store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from foedus.record import tiles
from foedus.record.tree import Subtree, complete_root, leaf_hash, range_hash
from foedus.store.port import Store


@dataclass(frozen=True, slots=True)
class Edge:
    """The tree of the first ``size`` entries of a store: full tiles there, partial ones here."""

    store: Store
    size: int
    partial: dict[int, bytes]

    @classmethod
    def of(cls, store: Store, size: int) -> Edge:
        """Read the edge: hashes of the last entries, and roots of the last full tiles."""
        partial: dict[int, bytes] = {}
        level, count = 0, size
        while count:
            full, width = divmod(count, tiles.WIDTH)
            if width and level == 0:
                rows = store.rows(size - width + 1, size)
                partial[0] = b"".join(leaf_hash(row.leaf) for row in rows)
            elif width:
                below = range(full * tiles.WIDTH, count)
                partial[level] = b"".join(
                    complete_root(store.tile(level - 1, at) or b"") for at in below
                )
            level, count = level + 1, full
        return cls(store, size, partial)

    def load(self, level: int, index: int) -> bytes | None:
        """Give a tile, the widest there is (``tiles.Load``)."""
        full = self.size // tiles.WIDTH ** (level + 1)
        return self.partial.get(level) if index == full else self.store.tile(level, index)

    def grow(self, leaf_hashes: Iterable[bytes]) -> tuple[Edge, list[tuple[int, int, bytes]]]:
        """Give the edge after these leaves, and the tiles that have become full by them."""
        partial = dict(self.partial)
        full: list[tuple[int, int, bytes]] = []
        hashes = list(leaf_hashes)
        if self.size % tiles.WIDTH + len(hashes) < tiles.WIDTH:  # most often: the last tile widens
            partial[0] = b"".join((partial.get(0, b""), *hashes))
            return Edge(self.store, self.size + len(hashes), partial), full
        for tile, data in tiles.grow(self.load, self.size, hashes):
            if tile.width == tiles.WIDTH:
                full.append((tile.level, tile.index, data))
                partial.pop(tile.level, None)
            else:
                partial[tile.level] = data
        return Edge(self.store, self.size + len(hashes), partial), full

    def subtrees(self) -> Subtree:
        """Give the hashes of complete subtrees, for proofs."""
        return tiles.subtrees(self.load)

    def root(self) -> bytes:
        """Give the root of the tree."""
        return range_hash(self.subtrees(), 0, self.size)
