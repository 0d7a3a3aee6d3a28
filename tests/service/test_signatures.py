"""Signatures are checked many at a time and elsewhere; the first that does not hold is named."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from service.altering import Copy, changed, judged, said_in
from service.recording import Book, key, opened

from foedus.record import bundle
from foedus.record.evidence import FORGED, Check
from foedus.service.checking import Checker
from foedus.service.report import Difference, Differs
from foedus.service.signatures import AHEAD, CHUNK, Signatures
from foedus.service.verifying import verify

MANY = CHUNK * (AHEAD + 2) + 7


@cache
def checks(good: bool) -> Check:
    data = b"said" if good else b"never said"
    return key("ivan").public, key("ivan").sign(b"said"), data


@settings(max_examples=12)
@given(st.integers(1, MANY), st.lists(st.integers(1, MANY), max_size=3), st.integers(0, 1))
def test_the_first_that_does_not_hold_is_named(size, forged, workers):
    forged = sorted(each for each in forged if each <= size)
    checker = Checker(workers)
    signatures = Signatures(checker)
    named = None
    try:
        for number in range(1, size + 1):
            signatures.add(number, checks(number not in forged))
        signatures.finish()
    except Differs as found:
        named = found.difference
    finally:
        checker.close()
    assert named == (Difference(f"entry {forged[0]}", FORGED.why) if forged else None)


@pytest.mark.parametrize(
    ("found", "first"),
    [
        (None, "entry 5"),
        (Difference("entry 4", "x"), "entry 4"),
        (Difference("entry 5", "x"), "entry 5"),
        (Difference("entry 6", "x"), "entry 5"),
        (Difference("checkpoint", "x"), "entry 5"),
        (Difference("after entry 4", "x"), "entry 5"),
        (Difference("entry", "x"), "entry 5"),
    ],
)
def test_what_stands_first_in_the_record_is_given(found, first):
    signatures = Signatures(Checker(workers=0))
    signatures.add(5, checks(False))
    given_ = signatures.earliest(found)
    assert given_.part == first
    assert (given_.what == FORGED.why) == (first == "entry 5" and found != ("entry 5", "x"))
    whole = Signatures(Checker(workers=0))
    whole.add(5, checks(True))
    assert whole.earliest(found) == found


@cache
def long() -> bytes:
    """A record of more entries than are checked together."""
    book = Book("tiny", "exercise")
    for number in range(2 * CHUNK + 50):
        book.say("XA", "call state", of="M", text=f"{number}")
    return book.bundle()


@pytest.mark.parametrize("number", [2, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 51])
def test_a_forged_signature_in_a_long_record_is_found_by_a_process_of_its_own(number):
    said = said_in(long())
    proofs = (said[number - 1].proofs[0] | {"signature": said[0].proofs[0]["signature"]},)
    head = Book("tiny", "exercise").head
    copy = Copy(judged(long(), changed(said, number, proofs=proofs), head))
    copy.put(len(said), semantics=2).sign(head)
    parts = bundle.read(BytesIO(copy.data))
    report = verify(parts, opened, checker=Checker(workers=1))
    if number == len(said):
        assert report.difference.what == "judged by version 2 of the engine, unknown here"
    else:
        assert report.difference == (f"entry {number}", FORGED.why)
