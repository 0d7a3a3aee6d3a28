"""What every store promises (``store.port``), as tests: a class to inherit, one test a promise.

A store that is to pass gives ``made`` and ``again``. The oracle is ``Model``: lists, and no thought.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.record.tiles import TILE_BYTES
from foedus.store.port import NO_HOUR, Kept, OrderError, Row, Store, Tile

FILES = {"x/header.yaml": b"name: x\n", "a.txt": b"", "x/b.bin": bytes(range(256)) * 50}
SALT = bytes(range(16))


def row(number: int, hour: int | None = None, size: int = 40) -> Row:
    """Make an entry whose bytes tell its number."""
    leaf = b"leaf %d " % number + b"l" * size
    return Row(number, number * 10 if hour is None else hour, leaf, b"act %d \x00\xff" % number)


def rows(first: int, last: int) -> list[Row]:
    return [row(number) for number in range(first, last + 1)]


def document(name: int) -> Kept:
    return f"{name:064x}", SALT, b"contents %d" % name


def tile(level: int, index: int) -> Tile:
    return level, index, bytes([level & 255, index & 255]) * (TILE_BYTES // 2)


class Breaking(list[Kept]):
    """Contents that break off when half of them were given."""

    def __iter__(self) -> Iterator[Kept]:
        for at in range((len(self) + 1) // 2):
            yield self[at]
        raise InterruptedError


@dataclass
class Model:
    """What must be in a store."""

    rows: list[Row] = field(default_factory=list)
    contents: dict[str, tuple[int, Kept]] = field(default_factory=dict)
    tiles: dict[tuple[int, int], bytes] = field(default_factory=dict)
    heads: dict[int, bytes] = field(default_factory=dict)
    snapshot: tuple[int, bytes] | None = None

    def follows(self, new: Sequence[Row], tiles: Sequence[Tile]) -> bool:
        """Whether a batch may be appended."""
        every = self.rows + list(new)
        numbers = [each.number for each in every]
        hours = [each.hour for each in every]
        return (
            numbers == list(range(1, len(every) + 1))
            and hours == sorted(hours)
            and all((at + 1) * 256 ** (level + 1) <= len(every) for level, at, _ in tiles)
            and all(len(data) == 256 * 32 for _, _, data in tiles)
        )

    def append(self, new: Sequence[Row], contents: Sequence[Kept], tiles: Sequence[Tile]) -> None:
        self.rows += new
        for each in contents:
            self.contents.setdefault(each[0], (len(self.rows), each))
        for level, at, data in tiles:
            self.tiles.setdefault((level, at), data)

    def must_be(self, store: Store) -> None:
        """Compare everything."""
        size = len(self.rows)
        assert store.size == size
        assert store.hour == (self.rows[-1].hour if size else NO_HOUR)
        assert list(store.rows(1, size)) == self.rows
        assert list(store.contents()) == [kept for _, (_, kept) in sorted(self.contents.items())]
        for level in range(3):
            for at in range(4):
                assert store.tile(level, at) == self.tiles.get((level, at))
        for number in range(-1, size + 3):
            assert store.checkpoint(number) == self.heads.get(number)
        last = max(self.heads, default=None)
        assert store.last_checkpoint() == (None if last is None else (last, self.heads[last]))
        assert store.snapshot() == self.snapshot
        assert store.files() == FILES


BATCHES = st.lists(
    st.tuples(
        st.integers(0, 5),  # so many entries
        st.sampled_from(["", "", "", "gap", "twice", "back", "tile", "short tile", "contents"]),
        st.integers(0, 9),  # where in the batch it goes wrong
        st.lists(st.integers(0, 9), max_size=3),  # contents
    ),
    max_size=12,
)


class Contract:
    """The promises of a store."""

    def made(self) -> AbstractContextManager[Store]:
        """Make a store under FILES, to be let go of at the end."""
        raise NotImplementedError

    def again(self, store: Store) -> AbstractContextManager[Store]:
        """Give the record of a store by another way to it, if there is one."""
        raise NotImplementedError

    @pytest.fixture
    def store(self) -> Iterator[Store]:
        with self.made() as store:
            yield store

    # ---- 1 and 2: durable and whole ----

    def test_it_begins_with_nothing_but_the_files_of_the_charter(self, store: Store) -> None:
        Model().must_be(store)
        assert list(store.rows(1, 5)) == []

    def test_what_was_appended_is_there_from_every_side(self, store: Store) -> None:
        model = Model()
        for new in (rows(1, 1), rows(2, 300), [], rows(301, 301)):
            contents = [document(new[0].number)] if new else []
            tiles = [tile(0, 0)] if len(new) > 200 else []
            store.append(new, contents, tiles)
            model.append(new, contents, tiles)
            model.must_be(store)
            with self.again(store) as other:
                model.must_be(other)

    def test_a_batch_is_taken_whole_or_not_at_all(self) -> None:
        @given(BATCHES)  # within, since the store differs from class to class
        def batches_are_whole(batches) -> None:
            with self.made() as store:
                model = Model()
                start = rows(1, 253)  # the first tile is soon full
                store.append(start)
                model.append(start, [], [])
                for each in batches:
                    append_both(store, model, *each)
                model.must_be(store)
                with self.again(store) as other:
                    model.must_be(other)

        batches_are_whole()

    def test_a_batch_that_fails_leaves_the_store_fit_for_the_next(self, store: Store) -> None:
        with pytest.raises(InterruptedError):
            store.append(rows(1, 5), Breaking([document(1), document(2)]))
        Model().must_be(store)
        store.append(rows(1, 2), [document(2)])
        model = Model()
        model.append(rows(1, 2), [document(2)], [])
        model.must_be(store)

    # ---- 3: only growing ----

    @pytest.mark.parametrize(
        "new",
        [
            [row(3)], [row(5)], [row(0)], [row(-1)], [row(1)], [row(4), row(4)], [row(4), row(6)],
            [row(4), row(5), row(7)], [row(5), row(4)], [row(4, hour=29)],
            [row(4), row(5, hour=39)], [row(4, hour=NO_HOUR)],
        ],
    )  # fmt: skip
    def test_entries_leave_no_gap_and_do_not_go_back(self, store: Store, new: list[Row]) -> None:
        store.append(rows(1, 3))
        with pytest.raises(OrderError, match="entry"):
            store.append(new, [document(1)])
        assert store.size == 3
        assert store.hour == 30
        assert store.content(document(1)[0]) is None

    def test_an_hour_may_be_that_of_the_entry_before_and_long_past(self, store: Store) -> None:
        store.append([row(1, hour=-(10**12)), row(2, hour=-(10**12))])
        assert store.hour == -(10**12)

    def test_of_contents_tiles_and_checkpoints_the_first_stays(self, store: Store) -> None:
        store.append(rows(1, 256), [document(1)], [tile(0, 0)])
        store.keep_checkpoint(256, b"first")
        other = (document(1)[0], bytes(16), b"other")
        store.append([row(257)], [other, document(2), other], [(0, 0, bytes(TILE_BYTES))])
        store.keep_checkpoint(256, b"second")
        assert store.content(document(1)[0]) == document(1)
        assert store.tile(0, 0) == tile(0, 0)[2]
        assert store.checkpoint(256) == b"first"
        assert [kept[0] for kept in store.contents(256)] == [document(1)[0]]

    def test_a_snapshot_is_replaced(self, store: Store) -> None:
        store.append(rows(1, 3))
        for number, data in ((0, b"zero"), (3, bytes(100_000)), (2, b"")):
            store.keep_snapshot(number, data)
            assert store.snapshot() == (number, data)
            with self.again(store) as other:
                assert other.snapshot() == (number, data)

    @pytest.mark.parametrize("number", [-1, 4])
    def test_nothing_is_kept_of_entries_that_are_not_there(self, store: Store, number: int) -> None:
        store.append(rows(1, 3))
        with pytest.raises(OrderError, match="3"):
            store.keep_checkpoint(number, b"note")
        with pytest.raises(OrderError, match="3"):
            store.keep_snapshot(number, b"state")
        assert store.last_checkpoint() is None
        assert store.snapshot() is None

    @pytest.mark.parametrize(
        "bad", [tile(0, 1), tile(1, 0), tile(-1, 0), (*tile(0, 0)[:2], b"short"), (0, -1, b"")]
    )
    def test_a_tile_is_full_and_of_this_tree(self, store: Store, bad: Tile) -> None:
        with pytest.raises(OrderError, match="tile"):
            store.append(rows(1, 511), [document(1)], [tile(0, 0), bad])
        assert store.size == 0
        assert store.tile(0, 0) is None

    def test_tiles_and_contents_may_come_later(self, store: Store) -> None:
        store.append(rows(1, 256))
        store.append([], [document(7)], [tile(0, 0)])
        assert store.tile(0, 0) == tile(0, 0)[2]
        assert list(store.contents(256)) == [document(7)]
        assert list(store.contents(255)) == []

    # ---- reading ----

    def test_a_row_is_given_by_its_number(self, store: Store) -> None:
        store.append(rows(1, 3))
        assert store.row(2) == row(2)
        assert store.row(2).act == row(2).act
        for number in (0, 4, -1):
            with pytest.raises(OrderError, match=rf"no entry {number};.* 3"):
                store.row(number)

    def test_rows_are_those_that_there_are(self) -> None:
        with self.made() as store:
            every = rows(1, 1030)
            store.append(every)

            @given(first=st.integers(-3, 1100), last=st.integers(-3, 1100))
            def rows_are_there(first: int, last: int) -> None:
                found = list(store.rows(first, last))
                assert found == [each for each in every if first <= each.number <= last]

            rows_are_there()

    def test_large_and_empty_bytes_come_back(self, store: Store) -> None:
        large = Row(1, 0, bytes(65_535), bytes(range(256)) * 255 + bytes(255))
        digest = "f" * 64
        store.append([large, Row(2, 0, b"", b"")], [(digest, SALT, bytes(3_000_000))])
        assert list(store.rows(1, 2)) == [large, Row(2, 0, b"", b"")]
        assert store.content(digest) == (digest, SALT, bytes(3_000_000))

    # ---- 4: readable meanwhile ----

    def test_a_reader_that_stopped_midway_holds_up_nothing(self, store: Store) -> None:
        store.append(rows(1, 600))
        reading = store.rows(1, 600)
        assert next(reading) == row(1)
        store.append(rows(601, 700), [document(1)])
        assert store.size == 700
        assert store.content(document(1)[0]) == document(1)
        assert list(reading) == rows(2, 600)

    def test_readers_see_entries_whole_and_in_order_while_others_are_written(
        self, store: Store
    ) -> None:
        found: list[str] = []
        done = threading.Event()

        def read(from_: Store) -> None:
            before = 0
            while not (done.is_set() and before == from_.size):
                size = from_.size
                if size < before:
                    found.append(f"{size} entries after {before}")
                    return
                if list(from_.rows(before + 1, size)) != rows(before + 1, size):
                    found.append(f"entries between {before} and {size}")
                    return
                if size and from_.content(document(size)[0]) != document(size):
                    found.append(f"contents of {size}")
                    return
                before = size

        with self.again(store) as other:
            readers = [threading.Thread(target=guarded(read, found), args=[each])
                       for each in (store, store, other)]  # fmt: skip
            for each in readers:
                each.start()
            try:
                for first in range(1, 2001, 20):
                    store.append(rows(first, first + 19), [document(first + 19)])
            finally:
                done.set()
                for each in readers:
                    each.join()
        assert not found

    def test_it_may_be_written_by_many_threads_in_turn(self, store: Store) -> None:
        lock, found = threading.Lock(), []

        def write() -> None:
            for _ in range(20):
                with lock:
                    store.append([row(store.size + 1)])

        writers = [threading.Thread(target=guarded(write, found)) for _ in range(4)]
        for each in writers:
            each.start()
        for each in writers:
            each.join()
        assert not found
        assert list(store.rows(1, 80)) == rows(1, 80)

    # ---- letting go ----

    def test_it_may_be_let_go_of_twice(self, store: Store) -> None:
        store.close()
        store.close()


def guarded(do: Callable[..., None], found: list[str]) -> Callable[..., None]:
    """Bring what a thread raises to the test."""

    def run(*values: object) -> None:
        try:
            do(*values)
        except Exception as problem:  # noqa: BLE001 - shown by the test
            found.append(repr(problem))

    return run


def append_both(
    store: Store, model: Model, count: int, fault: str, at: int, names: list[int]
) -> None:
    """Append a batch to a store and to its model, where it is to be taken."""
    size = len(model.rows)
    new, tiles = rows(size + 1, size + count), []
    if size < 256 <= size + count:
        tiles = [tile(0, 0)]
    spoil(new, tiles, fault, at)
    contents = [document(name) for name in names]
    if fault == "contents" and model.follows(new, tiles):
        with pytest.raises(InterruptedError):
            store.append(new, Breaking(contents or [document(1)]), tiles)
    elif model.follows(new, tiles):
        store.append(new, contents, tiles)
        model.append(new, contents, tiles)
    else:
        with pytest.raises(OrderError):
            store.append(new, contents, tiles)
    assert store.size == len(model.rows)


def spoil(new: list[Row], tiles: list[Tile], fault: str, at: int) -> None:
    """Put a fault into a batch, if it has room for one."""
    match fault:
        case "tile":
            tiles.append(tile(0, 1 + at))
        case "short tile":
            tiles.append((0, 0, b"short"))
        case _ if not new:
            return
    at %= max(len(new), 1)
    match fault:
        case "gap":
            del new[at]
        case "twice":
            new.insert(at, new[at])
        case "back":
            new[at] = new[at]._replace(hour=5)
