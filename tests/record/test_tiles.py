"""Tiles are those of C2SP tlog-tiles, and every hash of the tree comes out of them."""

import pytest
from dumb_tree import DumbTree, leaf
from hypothesis import assume, given
from hypothesis import strategies as st

from foedus.record.proofs import consistency_proof, inclusion_proof
from foedus.record.tiles import (
    Tile,
    TileFault,
    completed,
    entries_path,
    frontier,
    grow,
    grown,
    read_path,
    subtrees,
    tiles_of,
)
from foedus.record.tree import Frontier

TREE = DumbTree(leaf(b"%d" % i) for i in range(70_000))
sizes = st.integers(0, 3000) | st.sampled_from([255, 256, 257, 511, 512, 65_535, 65_536, 70_000])


def kept(size, step=70_000):
    """Keep tiles as a store would: the widest at each place."""
    tiles = {}
    for at in range(0, size, step):
        leaves = TREE.leaves[at : min(at + step, size)]
        for tile, data in grow(lambda *place: tiles.get(place), at, leaves):
            assert len(data) == 32 * tile.width
            tiles[tile.level, tile.index] = data
    return tiles


def loading(tiles):
    return lambda level, index: tiles.get((level, index))


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 0, 1), "tile/0/000.p/1"),
        (Tile(0, 1234, 5), "tile/0/x001/234.p/5"),
        (Tile(2, 1_234_067), "tile/2/x001/x234/067"),  # the index that the specification writes out
        (Tile(63, 1_000_000, 255), "tile/63/x001/x000/000.p/255"),
    ],
)
def test_paths_are_those_of_the_specification(tile, path):
    assert tile.path == path
    assert read_path(path) == tile


def test_entries_have_paths_of_their_own():
    assert entries_path(1_234_067, 7) == "tile/entries/x001/x234/067.p/7"


@given(st.integers(0, 63), st.integers(0, 2**63 - 1), st.integers(1, 256))
def test_a_path_is_read_back(level, index, width):
    tile = Tile(level, index, width)
    assert read_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/0",
        "tile/00/000",
        "tile/64/000",
        "tile/0/1000",
        "tile/0/x000/001",
        "tile/0/001/000",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/0/\u0660\u0660\u0660",
        "tile/-1/000",
        "tile/entries/000",
        "tile/0/../000",
        "tile/0/" + "x999/" * 6 + "999",
    ],
)
def test_any_other_path_names_no_tile(path):
    with pytest.raises(TileFault, match="no path of a tile"):
        read_path(path)


def test_the_sizes_that_the_specification_counts_out():
    every = list(tiles_of(70_000))
    assert [tile for tile in every if tile.level == 0][:273] == [Tile(0, i) for i in range(273)]
    assert every[273:] == [Tile(0, 273, 112), Tile(1, 0), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_of(0)) == []


@given(sizes, sizes)
def test_a_tree_grows_by_the_tiles_that_were_not_there(one, two):
    old, new = sorted((one, two))
    more = list(grown(old, new))
    assert set(more) == set(tiles_of(new)) - set(tiles_of(old))
    assert len(more) == len(set(more))
    assert list(completed(old, new)) == [tile for tile in more if tile.width == 256]


@pytest.mark.parametrize("size", [1, 255, 256, 257, 1000, 65_536, 70_000])
def test_every_hash_in_a_tile_is_the_one_of_the_specification(size):
    tiles = kept(size)
    assert {Tile(*place, len(data) // 32) for place, data in tiles.items()} == set(tiles_of(size))
    for (level, index), data in tiles.items():
        for i in range(len(data) // 32):
            wide = 256**level
            start = (index * 256 + i) * wide
            assert data[32 * i : 32 * i + 32] == TREE.root(start, start + wide)


@given(st.integers(1, 3000), st.integers(1, 700))
def test_tiles_are_the_same_however_the_tree_grew(size, step):
    assert kept(size, step) == kept(size)


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_growing_gives_the_tiles_that_are_named(old, more):
    named = grow(loading(kept(old)), old, TREE.leaves[old : old + more])
    assert [tile for tile, _ in named] == list(grown(old, old + more))


@pytest.mark.parametrize("size", [0, 1, 2, 7, 255, 256, 257, 1000, 65_536, 65_537, 70_000])
def test_a_frontier_comes_out_of_tiles(size):
    appended = Frontier()
    appended.extend(TREE.leaves[:size])
    found = frontier(loading(kept(size)), size)
    assert (found.size, found.peaks) == (size, appended.peaks)
    assert found.root() == TREE.root(0, size)


@given(st.data())
def test_proofs_come_out_of_tiles(data):
    size = data.draw(st.integers(1, 3000) | st.just(70_000))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    subtree = subtrees(loading(kept(size)))
    assert inclusion_proof(subtree, index, size) == TREE.path(index, 0, size)
    assert consistency_proof(subtree, old, size) == TREE.proof(old, size)


@given(st.data())
def test_a_complete_subtree_comes_out_of_tiles(data):
    level = data.draw(st.integers(0, 16))
    index = data.draw(st.integers(0, (70_000 >> level) - 1))
    assert SUBTREES(level, index) == TREE.subtree(level, index)


SUBTREES = subtrees(loading(kept(70_000)))


def test_a_tile_is_asked_for_once_in_a_proof():
    tiles, asked = kept(70_000), []

    def load(level, index):
        asked.append((level, index))
        return tiles.get((level, index))

    inclusion_proof(subtrees(load), 12_345, 70_000)
    assert len(asked) == len(set(asked)) <= 6


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (None, "tile/0/003 is missing; restore it"),
        (b"", "tile/0/003 holds 0 hashes; the tree needs the first"),
        (bytes(32 * 231), "tile/0/003 holds 231 hashes; the tree needs the first 232"),
        (bytes(32 * 232 - 1), "7423 bytes are no row of at most 256 hashes"),
        (bytes(32 * 257), "8224 bytes are no row"),
    ],
)
def test_a_tile_that_is_not_there_or_broken_is_named(data, what):
    tiles = kept(1000)
    tiles[0, 3] = data
    with pytest.raises(TileFault, match=what):
        frontier(loading(tiles), 1000)
    with pytest.raises(TileFault, match=what):
        list(grow(loading(tiles), 1000, [bytes(32)]))


@given(st.integers(1, 1000), st.integers(1, 255))
def test_a_wider_tile_serves_a_smaller_tree(size, more):
    assume(size + more <= 3000)
    assert frontier(loading(kept(size + more)), size).root() == TREE.root(0, size)
