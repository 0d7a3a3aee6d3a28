"""The root of a hash tree is the one of RFC 9162, however the tree was grown."""

from hashlib import sha256

import pytest
from dumb_tree import DumbTree, leaf
from hypothesis import given
from hypothesis import strategies as st

from foedus.record.tree import (
    EMPTY_ROOT,
    Frontier,
    complete_root,
    leaf_hash,
    node_hash,
    range_hash,
    root_of,
)

BYTES = [leaf(bytes([i])) for i in range(256)]
TREE = DumbTree(BYTES)
hashes = st.binary(min_size=32, max_size=32)


def is_subtree(start, end):
    """Valid subtrees of draft-ietf-plants-merkle-tree-certs-06 section 4.1."""
    ceiling = 1
    while ceiling < end - start:
        ceiling *= 2
    return start % ceiling == 0


def test_leaves_and_nodes_are_told_apart():
    assert leaf_hash(b"x") == sha256(b"\x00x").digest()
    assert node_hash(b"l" * 32, b"r" * 32) == sha256(b"\x01" + b"l" * 32 + b"r" * 32).digest()
    assert leaf_hash(b"l" * 32 + b"r" * 32) != node_hash(b"l" * 32, b"r" * 32)


def test_a_tree_without_leaves_has_the_hash_of_nothing_as_its_root():
    assert root_of([]) == Frontier().root() == EMPTY_ROOT == sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 71))
def test_every_small_tree_has_the_root_of_the_standard(size):
    frontier = Frontier()
    for each in BYTES[:size]:
        frontier.append(each)
    assert frontier.root() == root_of(BYTES[:size]) == TREE.root(0, size)
    assert frontier.size == size


def test_the_hashes_of_all_valid_subtrees_are_those_that_the_draft_publishes():
    """The accumulated vector of draft-ietf-plants-merkle-tree-certs-06, appendix C.1.1."""
    every, lines = sha256(), 0
    for end in range(131):
        for start in range(end + 1):
            if is_subtree(start, end):
                found = range_hash(TREE.subtree, start, end).hex()
                every.update(f"[{start}, {end}) {found}\n".encode())
                lines += 1
    assert lines == 712
    assert every.hexdigest() == "b82806ad4265bb151c1119c0f4db437bb4d1a1f887b3a7fba1cd4ebf552e3e81"


@given(st.lists(st.lists(hashes, max_size=40), max_size=12))
def test_many_at_once_are_as_one_after_another(chunks):
    bulk, single = Frontier(), Frontier()
    for chunk in chunks:
        bulk.extend(iter(chunk))
        for each in chunk:
            single.append(each)
        assert (bulk.size, bulk.peaks) == (single.size, single.peaks)
    every = [each for chunk in chunks for each in chunk]
    assert bulk.root() == single.root() == DumbTree(every).root(0, len(every))


@given(st.integers(0, 200), st.integers(0, 56))
def test_a_frontier_goes_on_from_its_peaks(before, after):
    frontier = Frontier()
    frontier.extend(BYTES[:before])
    resumed, copied = Frontier(frontier.size, frontier.peaks), frontier.copy()
    resumed.extend(BYTES[before : before + after])
    assert resumed.root() == TREE.root(0, before + after)
    assert frontier.root() == copied.root() == TREE.root(0, before)  # they grow by themselves


@pytest.mark.parametrize(("size", "peaks"), [(-1, 1), (0, 1), (5, 1), (5, 3), (8, 2)])
def test_peaks_that_do_not_fit_the_size_are_refused(size, peaks):
    with pytest.raises(ValueError, match="complete subtrees"):
        Frontier(size, [bytes(32)] * peaks)


@pytest.mark.parametrize("start", range(-1, 34))
def test_a_range_has_a_hash_where_it_is_a_subtree(start):
    for end in range(-1, 67):
        if 0 <= start <= end and is_subtree(start, end):
            assert range_hash(TREE.subtree, start, end) == TREE.root(start, end)
        else:
            with pytest.raises(ValueError, match="no subtree holds"):
                range_hash(TREE.subtree, start, end)


@pytest.mark.parametrize("level", range(9))
def test_a_row_of_hashes_folds_to_its_root(level):
    row = BYTES[: 1 << level]
    assert complete_root(b"".join(row)) == TREE.root(0, 1 << level)
