"""What the tests of stores write: a record that follows from its size alone.

Whoever finds a store with N entries knows every byte that must be in it, and what comes next, and
so do a process that was killed and the one that looks at what it left.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Collection, Iterator
from typing import NamedTuple

from foedus.store.port import Kept, Row, Store, Tile

FILES = {"charter.yaml": b"name: plan\n" * 40, "procedures/raise.yaml": b"raise: {}\n"}
MARK_BYTES = 24
"""So many bytes at the beginning of a leaf are found nowhere else."""
_COUNTS = (1, 1, 3, 1, 8, 1, 1, 2, 40)
_LENGTHS = (300, 700, 411, 5, 950, 1200, 640)
_WIDTH = 256


class Batch(NamedTuple):
    """What one ``append`` is given, and what is kept after it."""

    rows: list[Row]
    contents: list[Kept]
    tiles: list[Tile]
    note: bytes | None
    snapshot: bytes | None

    @property
    def last(self) -> int:
        return self.rows[-1].number


def said(what: str, number: int, length: int) -> bytes:
    """Give bytes that follow from a word and a number."""
    return hashlib.shake_256(f"{what} {number}".encode()).digest(length)


def chance(what: str, number: int, of: int) -> int:
    return int.from_bytes(said(what, number, 8), "big") % of


def row(number: int) -> Row:
    """Give an entry: most are small, some do not fit into a page of the database, some are alike."""
    length = 9_000 if number % 37 == 0 else _LENGTHS[number % len(_LENGTHS)]
    leaf = said("leaf", number, MARK_BYTES + length)
    return Row(number, 1_700_000_000_000 + number // 3 * 5, leaf, said("act", number, length // 2))


def mark(number: int) -> bytes:
    return said("leaf", number, MARK_BYTES)


def contents(number: int) -> list[Kept]:
    """Give the contents that come with an entry: most have none."""
    count = 3 if number % 11 == 0 else number % 5 == 0
    found = []
    for each in range(count):
        data = said("contents", number * 10 + each, chance("length", number, 3_000))
        salt = said("salt", number * 10 + each, 16)
        found.append((hashlib.sha256(salt + data).hexdigest(), salt, data))
    return found


def tile(level: int, index: int) -> Tile:
    return level, index, said(f"tile {level}", index, _WIDTH * 32)


@functools.lru_cache(maxsize=2_000)
def batch(size: int) -> Batch:
    """Give what is appended to a record of this size."""
    last = size + _COUNTS[chance("count", size, len(_COUNTS))]
    numbers = range(size + 1, last + 1)
    return Batch(
        [row(each) for each in numbers],
        [kept for each in numbers for kept in contents(each)],
        [tile(0, each) for each in range(size // _WIDTH, last // _WIDTH)],
        said("note", last, 180) if chance("noted", last, 6) == 0 else None,
        said("snapshot", last, 30_000) if chance("frozen", last, 9) == 0 else None,
    )


def batches(until: int, since: int = 0) -> Iterator[Batch]:
    """Give the batches that lead to a size, and end there or after it."""
    while since < until:
        made = batch(since)
        yield made
        since = made.last


def sound(store: Store, told: int = 0, noted: Collection[int] = (), since: int = 0) -> int:
    """Assert that a store holds what the plan says, all of it and nothing else; give its size.

    ``told`` entries and the checkpoints for ``noted`` were answered. Entries up to ``since``, the
    end of a batch, were looked at before.
    """
    size = store.size
    assert size >= told, f"{told} entries were answered, {size} are there"
    done = list(batches(size, since))
    last = done[-1] if done else None
    assert last is None or last.last == size, f"half an append: {size} entries"
    assert store.hour == row(size).hour if size else store.hour < 0
    expected = [each for made in done for each in made.rows]
    assert list(store.rows(since + 1, size)) == expected
    assert store.files() == FILES
    for made in done:
        for level, index, data in made.tiles:
            assert store.tile(level, index) == data
        for kept in made.contents:
            assert store.content(kept[0]) == kept
        note = store.checkpoint(made.last)
        assert note == made.note or (note is None and made.last not in noted)
    if not since:
        assert list(store.contents()) == sorted(kept for made in done for kept in made.contents)
    assert store.tile(0, size // _WIDTH) is None
    snapshot = store.snapshot()
    if snapshot is not None:
        assert snapshot == (snapshot[0], said("snapshot", snapshot[0], 30_000))
        assert snapshot[0] <= size
    return size


def write(store: Store, made: Batch) -> None:
    """Append one batch, and keep what is kept after it."""
    store.append(made.rows, made.contents, made.tiles)
    if made.note is not None:
        store.keep_checkpoint(made.last, made.note)
    if made.snapshot is not None:
        store.keep_snapshot(made.last, made.snapshot)
