"""What a host might do to the whole of a record, and what the head and older heads show of it."""

from __future__ import annotations

from service.altering import (
    CLERK,
    OBJECT,
    RULE,
    Copy,
    changed,
    checkpoint,
    found,
    good,
    judged,
    receipt,
    said_in,
)
from service.recording import (
    MINUTE,
    Book,
    head,
    verified,
)

from foedus.record import entry


def test_the_record_is_good_as_it_is():
    kept = [checkpoint(size) for size in range(1, 10)] + [
        receipt(number) for number in range(1, 10)
    ]
    report = verified(good(), *kept)
    assert report.complete
    assert (report.entries, report.recomputed, report.signed) == (9, 9, 9)
    assert report.older[4] == "the record goes on from the checkpoint of 5 entries"
    assert report.older[-3] == "entry 7 stands where the receipt says"


def test_hashed_anew_and_signed_by_somebody_else():
    later = changed(said_in(good()), RULE, hour=said_in(good())[-1].hour + 1)
    found(
        judged(good(), later, head("host")),
        part="checkpoint",
        what=r"the signature of 'here\+.*' does not hold|no signature is by a known key.*'here\+",
    )


def test_hashed_anew_under_the_old_signature():
    later = changed(said_in(good()), RULE, hour=said_in(good())[-1].hour + 1)
    copy = Copy(judged(good(), later, CLERK))
    copy.note = Copy(good()).note
    found(copy.data, part="checkpoint", what="do not give the root that it signs")


def test_signed_anew_against_a_checkpoint_and_against_receipts():
    """An hour is what the clerk says it is: only what was signed before holds the clerk to it."""
    later = changed(said_in(good()), RULE, hour=said_in(good())[-1].hour + 1)
    data = judged(good(), later, CLERK)
    assert verified(data, checkpoint(8)).complete
    for kept in (checkpoint(9), receipt(RULE), receipt(1)):
        found(
            data, kept, part="kept 1",
            what="the first 9 entries of this record do not give the root that it signs",
        )  # fmt: skip


def test_a_tail_cut_off():
    data = judged(good(), said_in(good())[:-2], CLERK)
    assert verified(data, checkpoint(7)).complete
    for kept in (checkpoint(9), receipt(RULE), receipt(1)):
        found(
            data, checkpoint(7), kept, part="kept 2",
            what="it is for 9 entries; the record ends with entry 7",
        )  # fmt: skip


def test_the_clerk_signs_for_more_or_fewer_entries_than_there_are():
    copy = Copy(good())
    copy.note = checkpoint(8)
    found(copy.data, part="checkpoint", what="it is for 8 entries; the record has 9")


def test_an_entry_hidden_and_all_renumbered():
    said = said_in(good())
    data = judged(good(), [*said[: OBJECT - 1], *said[OBJECT:]], CLERK)
    report = verified(data, checkpoint(6))
    # The acts after it say how much of the record their signers had seen.
    assert report.good
    assert entry.read(Copy(data).entries[-1].leaf).outcome.code == "seen-ahead"
    found(data, receipt(OBJECT), part="kept 1", what="for 9 entries; the record ends with entry 8")
    data = judged(good(), [*said[: OBJECT - 1], *said[OBJECT:], said[-1]], CLERK)
    found(data, receipt(OBJECT), part="kept 1", what="the first 9 entries of this record do not")


def test_a_fork_is_found_with_the_checkpoint_of_the_other():
    said = said_in(good())
    one = judged(good(), said, CLERK)
    other = judged(good(), [*said[:-1], said[-1]._replace(hour=said[-1].hour + MINUTE)], CLERK)
    assert verified(one).complete
    assert verified(other).complete
    assert verified(other, checkpoint(8)).complete
    found(other, Copy(one).note, part="kept 1", what="do not give the root that it signs")
    assert verified(one, Copy(other).note).difference.part == "kept 1"


def test_another_clerk():
    """A whole record anew, under another key of the clerk: the key that was given out shows it."""
    book = Book(keeper="another")
    book.delegate("XA", "ivan")
    data = book.bundle()
    assert verified(data).complete
    assert verified(data).clerk != verified(good()).clerk
    for kept in (checkpoint(1), receipt(1)):
        found(data, kept, part="kept 1", what="not of this record: no signature is by a known key")


def test_a_checkpoint_of_another_record():
    other = Book(origin="elsewhere")
    kept = other.clerk.checkpoint()
    assert verified(other.bundle(), kept).complete
    report = verified(good(), kept)
    assert report.difference.part == "kept 1"
    assert report.difference.what.startswith(
        "it is not of this record: no signature is by a known key; signed by 'elsewhere+"
    )


def test_a_receipt_of_another_place():
    """A receipt whose proof is of another entry than its index says."""
    lines = receipt(OBJECT).split(b"\n")
    assert lines[1] == b"index 6"
    lines[1] = b"index 7"
    report = verified(good(), b"\n".join(lines))
    assert report.difference.part == "kept 1"
    assert "the leaf is not at index 7" in report.difference.what
