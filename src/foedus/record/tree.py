"""The hash tree over the entries of a record (RFC 9162 section 2.1, with SHA-256).

A leaf hash begins with a zero byte and a node hash with a one, so that neither can pass for the
other. A tree of any size is a row of complete subtrees, each a power of two leaves wide, larger
ones to the left: the size in binary tells which. Their hashes are all that appending needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import TypeAlias

HASH_BYTES = 32
SIZE_MAX = 2**63 - 1
"""The most leaves of a tree: what every reader of these formats can count to."""
EMPTY_ROOT = sha256(b"").digest()
"""The root of the tree without leaves."""

_LEAF = b"\x00"
_NODE = b"\x01"

Subtree: TypeAlias = Callable[[int, int], bytes]
"""Gives the hash of a complete subtree by level and index: leaves from ``index << level`` on,
``1 << level`` of them. Level 0 are the leaf hashes themselves."""


def leaf_hash(entry: bytes) -> bytes:
    """Give the hash of a leaf, 32 bytes (RFC 9162 section 2.1.1).

    >>> leaf_hash(b"").hex()
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'
    """
    return sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the hash of a node above two others (RFC 9162 section 2.1.1)."""
    return sha256(_NODE + left + right).digest()


def complete_root(hashes: bytes) -> bytes:
    """Give the root of a complete subtree from its hashes in a row, a power of two of them."""
    while len(hashes) > HASH_BYTES:
        steps = range(0, len(hashes), 2 * HASH_BYTES)
        hashes = b"".join([sha256(_NODE + hashes[at : at + 64]).digest() for at in steps])
    return hashes


def fold(peaks: list[bytes]) -> bytes:
    """Give the root over complete subtrees that stand side by side, larger ones to the left."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in peaks[-2::-1]:
        root = sha256(_NODE + peak + root).digest()
    return root


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """Give the root of the tree over these leaf hashes: MTH in RFC 9162 section 2.1.1."""
    frontier = Frontier()
    frontier.extend(leaf_hashes)
    return frontier.root()


def range_hash(subtree: Subtree, start: int, end: int) -> bytes:
    """Give the root over the leaves from ``start`` up to ``end``, read from complete subtrees.

    The range must be one that stands in a tree as a node does: ``start`` is a multiple of the
    smallest power of two that is not less than ``end - start``. Otherwise ``ValueError``.
    """
    width = end - start
    if width < 0 or start < 0 or start % (1 << max(width - 1, 0).bit_length()):
        raise ValueError(f"no subtree holds the leaves from {start} up to {end}")
    peaks = []
    for level in reversed(range(width.bit_length())):
        if width >> level & 1:
            peaks.append(subtree(level, start >> level))
            start += 1 << level
    return fold(peaks)


class Frontier:
    """The right edge of a growing tree: its size, and the hashes of its complete subtrees.

    ``peaks`` are those hashes from left to right, one for each 1 in the binary ``size``; without
    them the tree is empty. Hashes of leaves are taken as they come: 32 bytes each.
    """

    __slots__ = ("_peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self._peaks = list(peaks)
        if size < 0 or len(self._peaks) != size.bit_count():
            raise ValueError(
                f"a tree of {size} leaves has {size.bit_count()} complete subtrees, "
                f"and {len(self._peaks)} hashes were given"
            )

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """The hashes of the complete subtrees, larger ones first: enough to go on from here."""
        return tuple(self._peaks)

    def copy(self) -> Frontier:
        """Give another frontier that grows by itself."""
        return Frontier(self.size, self._peaks)

    def root(self) -> bytes:
        """Give the root of the tree as it stands."""
        return fold(self._peaks)

    def append(self, leaf: bytes) -> None:
        """Append the hash of one leaf."""
        size, peaks = self.size, self._peaks
        self.size = size + 1
        while size & 1:
            leaf = sha256(_NODE + peaks.pop() + leaf).digest()
            size >>= 1
        peaks.append(leaf)

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        """Append the hashes of many leaves: the same tree, in fewer steps of the interpreter."""
        # Every leaf read passes here. Names are bound near, and a whole level is hashed at once.
        sha, prefix = sha256, _NODE
        row = list(leaf_hashes)
        size, peaks = self.size, self._peaks
        self.size = size + len(row)
        rest = []
        while row:
            if size & 1:
                row.insert(0, peaks.pop())
            if len(row) & 1:
                rest.append(row.pop())
            pairs = iter(row)
            both = zip(pairs, pairs, strict=True)
            row = [sha(prefix + left + right).digest() for left, right in both]
            size >>= 1
        peaks.extend(reversed(rest))
