"""Proofs are those of RFC 9162, and one that is altered anywhere proves nothing."""

import json
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest
from dumb_tree import DumbTree, leaf
from hypothesis import assume, given
from hypothesis import strategies as st

from foedus.record.proofs import (
    ProofFault,
    consistency_proof,
    inclusion_proof,
    verify_consistency,
    verify_inclusion,
)
from foedus.record.tree import SIZE_MAX, range_hash

VECTORS = Path(__file__).parent / "vectors"
TREE = DumbTree(leaf(b"%d" % i) for i in range(3000))


def vectors(kind):
    found = json.loads((VECTORS / f"{kind}.json").read_text())
    assert len(found) == 98
    return [pytest.param(each, id=name) for name, each in found.items()]


def hashes(written):
    return [b64decode(each) for each in written or []]


def holds(verify, *given_):
    try:
        verify(*given_)
    except ProofFault:
        return False
    return True


def includes(index, size, proof, root=None, of=None):
    root = root or TREE.root(0, size)
    return holds(verify_inclusion, of or TREE.leaves[index], index, size, proof, root)


def grows(old, new, proof, old_root=None, new_root=None):
    roots = old_root or TREE.root(0, old), new_root or TREE.root(0, new)
    return holds(verify_consistency, old, new, proof, *roots)


def flipped(data, bit):
    return (int.from_bytes(data) ^ 1 << bit % (8 * len(data))).to_bytes(len(data))


@pytest.mark.parametrize("vector", vectors("inclusion"))
def test_published_inclusion_vectors(vector):
    found = holds(
        verify_inclusion,
        b64decode(vector["leafHash"]),
        vector["leafIdx"],
        vector["treeSize"],
        hashes(vector["proof"]),
        b64decode(vector["root"]),
    )
    assert found is not vector["wantErr"]


@pytest.mark.parametrize("vector", vectors("consistency"))
def test_published_consistency_vectors(vector):
    found = holds(
        verify_consistency,
        vector["size1"],
        vector["size2"],
        hashes(vector["proof"]),
        b64decode(vector["root1"]),
        b64decode(vector["root2"]),
    )
    assert found is not vector["wantErr"]


def test_inclusion_in_all_valid_subtrees_is_as_the_draft_publishes():
    """The accumulated vector of draft-ietf-plants-merkle-tree-certs-06, appendix C.1.2."""
    tree, every = DumbTree(leaf(bytes([i])) for i in range(130)), sha256()
    for end in range(131):
        for start in range(end + 1):
            try:
                root = range_hash(tree.subtree, start, end)
            except ValueError:
                continue

            def subtree(level, index, start=start):
                return tree.subtree(level, index + (start >> level))

            for index in range(start, end):
                proof = inclusion_proof(subtree, index - start, end - start)
                verify_inclusion(tree.leaves[index], index - start, end - start, proof, root)
                words = [f"{index} [{start}, {end})", *(each.hex() for each in proof)]
                every.update(" ".join(words).encode() + b"\n")
    assert every.hexdigest() == "ac2a8f989e44d99e399db448050ff5f19757df53cfb716aa81015d3955d8163f"


@pytest.mark.parametrize("size", range(1, 71))
def test_every_proof_in_a_small_tree(size):
    for index in range(size):
        proof = inclusion_proof(TREE.subtree, index, size)
        assert proof == TREE.path(index, 0, size)
        assert includes(index, size, proof)
    for old in range(1, size + 1):
        proof = consistency_proof(TREE.subtree, old, size)
        assert proof == TREE.proof(old, size)
        assert grows(old, size, proof)


@given(st.data())
def test_proofs_in_larger_trees(data):
    size = data.draw(st.integers(71, 3000))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    path = inclusion_proof(TREE.subtree, index, size)
    assert path == TREE.path(index, 0, size)
    assert includes(index, size, path)
    proof = consistency_proof(TREE.subtree, old, size)
    assert proof == TREE.proof(old, size)
    assert grows(old, size, proof)


@pytest.mark.parametrize("size", range(1, 34))
def test_an_altered_inclusion_proof_fails(size):
    root = TREE.root(0, size)
    for index in range(size):
        proof = inclusion_proof(TREE.subtree, index, size)
        for place, each in enumerate(proof):
            altered = [*proof[:place], flipped(each, 7 * place + index), *proof[place + 1 :]]
            assert not includes(index, size, altered)
            assert not includes(index, size, proof[:place] + proof[place + 1 :])
            assert not includes(index, size, [*proof[:place], each[:-1], *proof[place + 1 :]])
            assert not includes(index, size, [*proof[:place], each, *proof[place:]])
        assert not includes(index, size, [*proof, root])
        assert not includes(index, size, proof, of=flipped(TREE.leaves[index], index))
        assert not includes(index, size, proof, root=flipped(root, index))
        for other in {*range(-1, size + 2)} - {index}:
            assert not includes(other, size, proof, of=TREE.leaves[index])


@pytest.mark.parametrize("new", range(1, 34))
def test_an_altered_consistency_proof_fails(new):
    for old in range(1, new + 1):
        old_root, new_root = TREE.root(0, old), TREE.root(0, new)
        proof = consistency_proof(TREE.subtree, old, new)
        for place, each in enumerate(proof):
            altered = [*proof[:place], flipped(each, 7 * place + old), *proof[place + 1 :]]
            assert not grows(old, new, altered)
            assert not grows(old, new, proof[:place] + proof[place + 1 :])
            assert not grows(old, new, [*proof[:place], each[:-1], *proof[place + 1 :]])
            assert not grows(old, new, [*proof[:place], each, *proof[place:]])
        assert not grows(old, new, [*proof, new_root])
        assert not grows(old, new, proof, old_root=flipped(old_root, old))
        assert not grows(old, new, proof, new_root=flipped(new_root, old))
        for other in {*range(-1, new + 2)} - {old}:
            assert not grows(other, new, proof, old_root=old_root)


@given(st.integers(0, 2999), st.integers(1, 3000), st.integers(1, 3000))
def test_another_size_fails_or_asks_for_the_very_same_steps(index, size, other):
    """A path alone does not tell sizes apart that ask for the same path; the checkpoint does."""
    assume(index < min(size, other) and other != size)
    same = steps(index, size) == steps(index, other)
    path = inclusion_proof(TREE.subtree, index, size)
    assert includes(index, other, path, root=TREE.root(0, size)) is same
    proof = consistency_proof(TREE.subtree, index + 1, size)
    assert not grows(index + 1, other, proof, new_root=TREE.root(0, size)) or same


def steps(index, size):
    """Tell on which side the siblings stand from a leaf upwards in a tree of that size."""
    sides, start, end = "", 0, size
    while end - start > 1:
        k = start + (1 << ((end - start - 1).bit_length() - 1))
        start, end, side = (start, k, "r") if index < k else (k, end, "l")
        sides = side + sides
    return sides


def test_a_proof_needs_few_hashes():
    read = []

    def subtree(level, index):
        read.append((level, index))
        assert (index + 1) << level <= SIZE_MAX  # only what the tree holds
        return bytes(32)

    for size in (SIZE_MAX, 2**62, 2**62 + 1, 3**39):
        for make, place in [(inclusion_proof, 1), (inclusion_proof, size - 1)]:
            read.clear()
            make(subtree, place, size)
            assert len(read) <= 2 * 63
        read.clear()
        consistency_proof(subtree, size // 3, size)
        assert len(read) <= 2 * 63


@pytest.mark.parametrize(
    ("make", "one", "two", "what"),
    [
        (inclusion_proof, 0, 0, "has no leaf at index 0"),
        (inclusion_proof, 5, 5, "has no leaf at index 5"),
        (inclusion_proof, -1, 5, "has no leaf at index -1"),
        (inclusion_proof, 1, 2**63, "has no leaf"),
        (consistency_proof, 0, 5, "nothing to prove"),
        (consistency_proof, 0, 0, "nothing to prove"),
        (consistency_proof, 6, 5, "cannot have grown out of one of 6"),
        (consistency_proof, -1, 5, "cannot have grown"),
        (consistency_proof, 1, 2**63, "cannot have grown"),
    ],
)
def test_what_cannot_be_proved_is_said(make, one, two, what):
    with pytest.raises(ProofFault, match=what):
        make(TREE.subtree, one, two)


@pytest.mark.parametrize(
    ("verify", "given_", "what"),
    [
        (verify_inclusion, (bytes(31), 0, 1, [], bytes(32)), "leaf hash has 32 bytes; this one"),
        (verify_inclusion, (bytes(32), 0, 2, [], bytes(32)), "has 1 hashes; this one has 0"),
        (verify_inclusion, (bytes(32), 0, 2, [bytes(33)], bytes(32)), "number 1 of the proof has"),
        (verify_inclusion, (bytes(32), 0, 1, [], bytes(31)), "leads to another root"),
        (verify_consistency, (0, 1, [], b"", b""), "nothing to prove"),
        (verify_consistency, (2, 1, [], b"", b""), "cannot have grown"),
        (verify_consistency, (1, 1, [bytes(32)], b"", b""), "has 0 hashes; this one has 1"),
        (verify_consistency, (1, 1, [], b"a", b"b"), "they are not the same tree"),
        (verify_consistency, (3, 4, [], b"", b""), "from 3 to 4 leaves has 3 hashes"),
        (verify_consistency, (1, 2, [bytes(32)], bytes(32), b""), "the root of the 2 leaves"),
        (verify_consistency, (3, 4, [bytes(32)] * 3, b"", b""), "the root of the 3 leaves"),
    ],
)
def test_what_failed_is_said(verify, given_, what):
    with pytest.raises(ProofFault, match=what):
        verify(*given_)
