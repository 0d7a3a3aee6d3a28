"""What stands, read from a store: from the entries, from a snapshot, and with its hashes checked."""

import pytest
from service.recording import Book, small

from foedus.law.dump import state_digest
from foedus.service.standing import keep, stand
from foedus.store.memory import MemoryStore
from foedus.store.port import DamagedError, Row, Store


def copied(rows: list[Row], head: tuple[int, bytes] | None) -> Store:
    store = MemoryStore(small().files)
    store.append(rows)
    if head is not None:
        store.keep_checkpoint(*head)
    return store


def rows() -> list[Row]:
    return list(small().store.rows(1, small().store.size))


def test_a_snapshot_gives_what_the_entries_give():
    book = Book()
    book.walk(7, 60)
    whole = stand(book.store)
    keep(book.store, whole)
    book.clock.hour += 1
    book.walk(8, 20)
    assert book.store.snapshot()[0] < book.store.size
    went_on, anew = stand(book.store), stand(book.store, checked=True)
    assert state_digest(*went_on) == state_digest(*anew)


def test_a_snapshot_that_does_not_fit_is_not_used(caplog):
    book = Book()
    book.walk(7, 20)
    before = state_digest(*stand(book.store))
    for bad in (b"", b"{}", b"\xff" * 40):
        book.store.keep_snapshot(book.store.size, bad)
        assert state_digest(*stand(book.store)) == before
        assert "every entry is read" in caplog.text


@pytest.mark.parametrize("signed", [1, 5, 9, None])
def test_what_was_changed_since_the_checkpoint_was_signed_is_found(signed):
    true = rows()
    clerk = Book("tiny", store=copied(true, None)).clerk if signed is None else None
    head = None
    if signed is not None:
        short = copied(true[:signed], None)
        Book("tiny", store=short).clerk.checkpoint()
        head = short.last_checkpoint()
    elif clerk is not None:
        clerk.checkpoint()
        head = clerk.store.last_checkpoint()
    assert stand(copied(true, head), checked=True)
    size = head[0]
    for at in range(len(true)):
        other = true[at].act.replace(b'"seen":', b'"seen":1', 1)
        changed = [*true[:at], true[at]._replace(act=other), *true[at + 1 :]]
        with pytest.raises(DamagedError, match=f"entry {at + 1}: the act is not"):
            stand(copied(changed, head), checked=True)
    for at in range(1, size):
        leaf = true[at].leaf.replace(b'"hour":', b'"hour":9', 1)
        changed = [*true[:at], true[at]._replace(leaf=leaf), *true[at + 1 :]]
        with pytest.raises(DamagedError, match=f"its first {size} entries are not those"):
            stand(copied(changed, head), checked=True)


def test_a_checkpoint_that_cannot_be_read_is_damage():
    with pytest.raises(DamagedError, match="the last checkpoint cannot be read"):
        stand(copied(rows(), (3, b"nothing\n")), checked=True)
