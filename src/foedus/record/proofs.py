"""Proofs about a hash tree: that it holds an entry, and that it grew out of a smaller one.

Both are short lists of hashes. Making one takes the hashes of some complete subtrees, as many as
the size has binary digits; verifying one takes nothing but the roots. A hash in a proof has 32
bytes, and a proof has exactly the length that index and sizes call for: a longer or shorter one
is refused before anything is hashed.

A proof binds a root, and not the size by itself: sizes that call for the same steps are alike to
it. Size and root belong together by the signature on a checkpoint, so take both from there.
"""

from __future__ import annotations

from collections.abc import Sequence

from foedus.record.tree import HASH_BYTES, SIZE_MAX, Subtree, node_hash, range_hash


class ProofFault(ValueError):  # noqa: N818 - a fault of the bytes, shown to people
    """A proof that proves nothing, or that cannot be made: what is wrong with it."""


def inclusion_proof(subtree: Subtree, index: int, size: int) -> list[bytes]:
    """Prove that the tree of ``size`` leaves holds the leaf at ``index``, counted from 0.

    Gives the hashes of the siblings from the leaf upwards: PATH in RFC 9162 section 2.1.3.1.
    ``subtree`` need know only the tree of that size. Raises ``ProofFault`` for an index outside.
    """
    _check_index(index, size)
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _left_part(end - start)
        if index < middle:
            path.append(range_hash(subtree, middle, end))
            end = middle
        else:
            path.append(range_hash(subtree, start, middle))
            start = middle
    path.reverse()
    return path


def consistency_proof(subtree: Subtree, old: int, new: int) -> list[bytes]:
    """Prove that the tree of ``new`` leaves begins with the tree of ``old`` leaves.

    PROOF in RFC 9162 section 2.1.4.1; empty for equal sizes. ``subtree`` need know only the tree
    of ``new`` leaves. Raises ``ProofFault`` unless 0 < old <= new.
    """
    _check_sizes(old, new)
    start, end, path = 0, new, []
    while old != end:
        middle = start + _left_part(end - start)
        if old <= middle:
            path.append(range_hash(subtree, middle, end))
            end = middle
        else:
            path.append(range_hash(subtree, start, middle))
            start = middle
    if start:  # otherwise what is left is the old tree, and its root is known
        path.append(range_hash(subtree, start, end))
    path.reverse()
    return path


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Verify that the tree with this root holds the leaf hash at ``index`` (RFC 9162 2.1.3.2).

    Returns if it does. Raises ``ProofFault`` that says what failed.
    """
    _check_index(index, size)
    if len(leaf) != HASH_BYTES:
        raise ProofFault(f"a leaf hash has {HASH_BYTES} bytes; this one has {len(leaf)}")
    inner, border = _shape(index, size)
    _check_proof(proof, inner + border, f"for index {index} in a tree of {size} leaves")
    found = _climb(leaf, index, proof[:inner])
    if _climb_border(found, proof[inner:]) != root:
        raise ProofFault(
            f"the leaf is not at index {index} of the tree of {size} leaves with this root: "
            f"the proof leads to another root"
        )


def verify_consistency(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Verify that the tree of ``new`` leaves begins with that of ``old`` (RFC 9162 2.1.4.2).

    Returns if it does. Raises ``ProofFault`` that says what failed. From an empty tree nothing can
    be proved, so that ``old`` = 0 is refused; equal sizes need equal roots and an empty proof.
    """
    _check_sizes(old, new)
    sizes = f"from {old} to {new} leaves"
    if old == new:
        _check_proof(proof, 0, sizes)
        if old_root != new_root:
            raise ProofFault(f"two roots of a tree of {old} leaves: they are not the same tree")
        return
    # The path starts from the largest complete subtree at the right edge of the old tree.
    level = (old & -old).bit_length() - 1
    inner, border = _shape(old - 1, new)
    inner -= level
    whole = old == 1 << level  # that subtree is the old tree, and its hash is not in the proof
    _check_proof(proof, inner + border + (not whole), sizes)
    seed, path = (old_root, proof) if whole else (proof[0], proof[1:])
    index = (old - 1) >> level
    lefts = [each for at, each in enumerate(path[:inner]) if index >> at & 1]
    if _climb_border(seed, [*lefts, *path[inner:]]) != old_root:
        raise ProofFault(f"the proof {sizes} does not lead to the root of the {old} leaves")
    if _climb_border(_climb(seed, index, path[:inner]), path[inner:]) != new_root:
        raise ProofFault(f"the proof {sizes} does not lead to the root of the {new} leaves")


def _left_part(width: int) -> int:
    """Give the largest power of two that is smaller than the width: k in RFC 9162 2.1.1."""
    return 1 << ((width - 1).bit_length() - 1)


def _shape(index: int, size: int) -> tuple[int, int]:
    """Give the length of the path from a leaf, in two parts.

    First come the steps up to where the path meets the right edge of the tree; from there on it
    runs along that edge, and every sibling is to the left.
    """
    inner = (index ^ (size - 1)).bit_length()
    return inner, (index >> inner).bit_count()


def _climb(found: bytes, index: int, path: Sequence[bytes]) -> bytes:
    """Hash upwards; the binary index tells at each step on which side the sibling stands."""
    for sibling in path:
        found = node_hash(sibling, found) if index & 1 else node_hash(found, sibling)
        index >>= 1
    return found


def _climb_border(found: bytes, path: Sequence[bytes]) -> bytes:
    """Hash upwards with every sibling to the left."""
    for sibling in path:
        found = node_hash(sibling, found)
    return found


def _check_index(index: int, size: int) -> None:
    if not 0 <= index < size <= SIZE_MAX:
        raise ProofFault(f"a tree of {size} leaves has no leaf at index {index}")


def _check_sizes(old: int, new: int) -> None:
    if old == 0:
        raise ProofFault("every tree begins with the empty tree; there is nothing to prove")
    if not 0 < old <= new <= SIZE_MAX:
        raise ProofFault(f"a tree of {new} leaves cannot have grown out of one of {old}")


def _check_proof(proof: Sequence[bytes], length: int, what: str) -> None:
    if len(proof) != length:
        raise ProofFault(f"a proof {what} has {length} hashes; this one has {len(proof)}")
    for number, each in enumerate(proof, 1):
        if len(each) != HASH_BYTES:
            raise ProofFault(
                f"a hash has {HASH_BYTES} bytes; number {number} of the proof has {len(each)}"
            )
