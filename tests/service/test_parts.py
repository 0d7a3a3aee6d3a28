"""A store as the parts of a bundle: what it keeps beside the entries is looked at too."""

from __future__ import annotations

from io import BytesIO

import pytest
from service.altering import Copy
from service.recording import Book, head, opened, paper, verified

from foedus.record import bundle, tiles
from foedus.record.bundle import BundleFault, Head, Sealed
from foedus.record.checkpoint import Checkpoint, sign_checkpoint
from foedus.record.tree import leaf_hash
from foedus.service.checking import Checker
from foedus.service.edge import Edge
from foedus.service.heads import Older
from foedus.service.parts import heads_of, parts_of, receipt_of
from foedus.service.report import Report
from foedus.service.verifying import verify
from foedus.store.memory import MemoryStore
from foedus.store.port import Row
from foedus.store.sqlite import SqliteStore


def looked_at(store) -> Report:
    """Verify a store as the command does."""
    return verify(parts_of(store), opened, heads_of(store), Checker(workers=0))


def long() -> Book:
    """A record of more entries than a tile has, with two documents."""
    book = Book("tiny", "exercise")
    for number in range(2):
        book.say("XA", "call ask", of=f"M{number}", papers={"draft": paper(f"{number}")},
                 expires=book.clock.hour + 10**9)  # fmt: skip
    for number in range(2 * tiles.WIDTH):
        book.say("XA", "call state", of=f"M{number % 2}", text=f"{number}")
    return book


def test_a_store_is_verified_as_its_bundle_is():
    book = long()
    book.clerk.checkpoint()
    assert looked_at(book.store) == verified(book.bundle())
    assert looked_at(book.store).complete


def test_a_store_that_went_on_since_it_was_signed():
    book = long()
    book.clerk.checkpoint()
    size = book.store.size
    book.say("XA", "call state", of="M0", text="more")
    report = looked_at(book.store)
    assert report.good
    assert not report.complete
    assert (report.entries, report.signed) == (size + 1, size)
    assert report.older == [f"the record goes on from the checkpoint of {size} entries"]
    # ... and what it signed is held against it.
    copy = Copy(b"".join(bundle.write([*parts_of(book.store), Head(b"")])))
    store = MemoryStore(book.files)
    hours = [copy.leaf(number).hour for number in range(1, size + 2)]
    copy.put(size, hour=hours[-1])
    hours[size - 1] = hours[-1]
    rows = zip(copy.entries, hours, strict=True)
    store.append([Row(each.number, hour, each.leaf, each.act) for each, hour in rows])
    store._tiles = book.store._tiles
    store._contents = book.store._contents
    store.keep_checkpoint(size, book.store.checkpoint(size))
    report = looked_at(store)
    assert report.difference.part == f"the store's checkpoint of {size} entries"
    assert "do not give the root that it signs" in report.difference.what


@pytest.mark.parametrize("number", [1, 7, 300, 514])
def test_a_damaged_entry_of_a_store_is_named(number):
    book = long()
    book.clerk.checkpoint()
    good = book.store._rows[number - 1]
    for row, what in (
        (
            good._replace(leaf=good.leaf[:-1] + b" "),
            "do not give the hash|not canonical|not a leaf",
        ),
        (good._replace(act=good.act[:-1] + b" "), "the act is not the one that the entry names"),
    ):
        book.store._rows[number - 1] = row
        found = looked_at(book.store).difference
        assert found.part == f"entry {number}"
        assert any(each in found.what for each in what.split("|")), found
    book.store._rows[number - 1] = good
    assert looked_at(book.store).complete


def test_damaged_tiles_files_contents_and_heads_of_a_store_are_named():
    book = long()
    book.clerk.checkpoint()
    store = book.store
    tile = store._tiles[0, 1]
    for bad, part, what in (
        (
            tile[:320] + bytes(32) + tile[352:],
            "entry 267",
            "do not give the hash by which it stands",
        ),
        (b"", "entry 257", "do not give the hash"),
        (None, "tile/0/001", "it is missing; make the tiles anew from the entries"),
    ):
        store._tiles[0, 1] = bad
        found = looked_at(store).difference
        assert (found.part, what in found.what) == (part, True), found
    store._tiles[0, 1] = tile
    digest, (size, kept) = next(iter(store._contents.items()))
    store._contents[digest] = (size, (digest, kept[1], b"other"))
    assert looked_at(store).difference == (
        f"contents {digest}", "they are not what their digest says",
    )  # fmt: skip
    store._contents[digest] = (size, kept)
    note = store._heads[store.size]
    store._heads[store.size] = note.replace(b"here", b"hers")
    assert looked_at(store).difference.part == "checkpoint"
    store._heads[store.size] = note
    path = "tiny/rules.yaml"
    store._files[path] += b"#"
    assert looked_at(store).difference.part == "the charter"
    store._files[path] = store._files[path][:-1]
    assert looked_at(store).complete


def test_tiles_above_the_leaves_are_compared_with_those_below():
    size = tiles.WIDTH**2
    store = MemoryStore({})
    store.append([Row(number, 0, b'{"hour":0,%d' % number, b"") for number in range(1, size + 1)])
    hashes = (leaf_hash(row.leaf) for row in store.rows(1, size))
    _, full = Edge.of(MemoryStore({}), 0).grow(hashes)
    store._tiles = {(level, index): data for level, index, data in full}
    assert len(list(parts_of(store))) == size
    high = store._tiles[1, 0]
    store._tiles[1, 0] = high[:-1] + bytes([high[-1] ^ 1])
    with pytest.raises(BundleFault, match="tile/1/000: it is not made of the tiles below it"):
        list(parts_of(store))
    del store._tiles[1, 0]
    with pytest.raises(BundleFault, match="tile/1/000: it is missing"):
        list(parts_of(store))


def test_an_act_that_cannot_be_read_is_not_written_to_a_bundle_that_withholds():
    """To leave out the documents that only withheld acts name, all acts must be read."""
    book = long()
    book.store._rows[4] = book.store._rows[4]._replace(act=b"{")
    with pytest.raises(BundleFault, match="entry 5: its act cannot be read"):
        list(parts_of(book.store, frozenset({3})))


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_what_is_entered_meanwhile_is_not_in_it(tmp_path, kind):
    """A bundle is of the record as it stood when it was begun, with the documents of then."""
    store = None
    if kind == "sqlite":
        SqliteStore.create(tmp_path, Book("tiny").files)
        store = SqliteStore.open_to_write(tmp_path)
    book = Book("tiny", "exercise", store=store)
    said = {"expires": book.clock.hour + 10**9}
    book.say("XA", "call ask", of="M", papers={"draft": paper("early")}, **said)
    book.clerk.checkpoint()
    other = SqliteStore.open_to_read(tmp_path) if store else book.store
    parts = parts_of(other)
    begun = [next(parts)]
    book.say("XA", "call ask", of="N", papers={"draft": paper("late")}, **said)
    book.clerk.checkpoint()
    data = b"".join(bundle.write([*begun, *parts]))
    report = verified(data, book.store.checkpoint(2))
    assert report.complete, report
    assert (report.entries, report.shown) == (2, 1)
    assert verified(book.bundle()).shown == 2
    book.store.close()
    other.close()


def test_receipts_of_a_store_are_those_of_its_clerk():
    book = long()
    book.clerk.checkpoint()
    for number in (1, 2, 256, 257, 514):
        assert receipt_of(book.store, number) == book.clerk.receipt(number)
        assert verified(book.bundle(), receipt_of(book.store, number)).good


def test_heads_that_people_keep_are_read_strictly():
    book = Book("tiny", "exercise")
    note = book.clerk.checkpoint()
    read = Older.read("mine", note)
    assert (read.size, read.index, read.name) == (1, None, "mine")
    assert Older.read("mine", book.clerk.receipt(1)).index == 0
    signed_by_two = sign_checkpoint(
        Checkpoint("here", 1, read.head.root), [book.head, head("witness", "w")]
    )
    report = verified(book.bundle(), signed_by_two)
    assert report.difference.part == "kept 1"
    assert "signed by keys that are not known" in report.difference.what
    empty = sign_checkpoint(Checkpoint("here", 0, bytes.fromhex(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")), [book.head])  # fmt: skip
    assert verified(book.bundle(), empty).older == [
        "the record goes on from the checkpoint of 0 entries"
    ]


def test_the_parts_of_a_bundle_are_those_it_was_written_from():
    book = long()
    data = book.bundle()
    parts = list(bundle.read(BytesIO(data)))
    assert parts == list(parts_of(book.store))
    assert sum(isinstance(each, Sealed) for each in parts) == book.store.size
