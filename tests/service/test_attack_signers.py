"""What a host might put into the mouth of a delegation."""

from __future__ import annotations

import hashlib

import pytest
from msgspec.structs import replace
from service.altering import (
    ASK,
    CLERK,
    END,
    OBJECT,
    RULE,
    Copy,
    Said,
    by,
    changed,
    found,
    good,
    inserted,
    judged,
    objection,
    said_in,
)
from service.recording import (
    MINUTE,
    Book,
    paper,
    signed,
    text_of,
    verified,
)

from foedus.acts import wire
from foedus.record import evidence


def test_an_act_that_was_really_signed_may_be_inserted():
    """The attacks below fail for the signature, and for nothing else."""
    data = inserted(objection(), by("boris", objection()))
    assert Copy(data).leaf(9).outcome.answer == "admitted"
    assert verified(data).complete


def test_an_act_inserted_without_a_key():
    data = objection()
    found(inserted(data, ()), part="entry 9", what="there is no evidence: an act comes with a sig")
    found(
        inserted(data, by("host", data)), part="entry 9",
        what="no key SHA256:.* is enrolled for the signer and in force",
    )  # fmt: skip
    forged = by("host", data)[0] | {"key": by("boris", data)[0]["key"]}
    found(
        inserted(data, (forged,)), part="entry 9",
        what="the signature is not by this key over this act",
    )  # fmt: skip


@pytest.mark.parametrize("word", ["ivan", "olga"])
def test_an_act_inserted_with_the_key_of_somebody_else(word):
    """Signed in the name of XB's delegate, with the key of XA's, or of the registrar's officer."""
    data = objection()
    found(inserted(data, by(word, data)), part="entry 9", what="no key SHA256:.* is enrolled for")


@pytest.mark.parametrize("word", ["ivan", "olga"])
def test_an_act_inserted_that_somebody_else_said(word):
    """XA's delegate speaks for XB in his own name: that is authentic, and on record it is refused."""
    data = objection(word)
    copy = Copy(inserted(data, by(word, data)))
    assert copy.leaf(9).outcome.code == "not-accredited"
    assert verified(copy.data).complete
    real = Copy(inserted(objection(), by("boris", objection()))).leaf(9)
    copy.put(9, outcome=real.outcome, effects=real.effects).sign(CLERK)
    found(
        copy.data, part="entry 9",
        what="recorded as admitted .* recomputed it is refused not-accredited under tiny/house/sig",
    )  # fmt: skip


def test_an_act_inserted_with_a_revoked_key():
    book = Book()
    book.delegate("XB", "boris")
    book.say(
        "XB",
        "credentials enrol",
        of="credentials-XB",
        by="boris",
        person="boris",
        key_=text_of("new"),
    )
    book.say(
        "XB", "credentials revoke", of="credentials-XB", by="boris", key="new", person="boris",
        key_=text_of("boris"),
    )  # fmt: skip
    data = book.bundle()
    act = replace(
        book.act("XB", "call ask", of="N", by="boris", expires=book.clock.hour + 9 * MINUTE,
                 papers={"draft": paper("x")}),
    )  # fmt: skip
    late, hour = wire.to_wire(act), book.clock.hour
    for word, good_ in (("new", True), ("boris", False)):
        report = verified(judged(data, [*said_in(data), Said(late, by(word, late), hour)], CLERK))
        assert report.good == good_
    assert report.difference.part == "entry 6"
    assert "is enrolled for the signer and in force" in report.difference.what
    # Before it was revoked it counted: an act of then is not undone.
    early = wire.to_wire(replace(act, seen=3))
    said = said_in(data)
    before = [*said[:4], Said(early, by("boris", early), said[3].hour), *said[4:]]
    assert verified(judged(data, before, CLERK)).complete


def test_evidence_moved_from_another_act():
    said = said_in(good())
    for other in (ASK, RULE):  # by another person, and by himself
        moved = changed(said, END, proofs=said[other - 1].proofs)
        report = verified(judged(good(), moved, CLERK))
        assert report.difference.part == "entry 8"
    assert "is enrolled for the signer and in force" in report.difference.what
    moved = changed(said, END, proofs=said[OBJECT - 1].proofs)
    found(
        judged(good(), moved, CLERK), part="entry 8",
        what="the signature is not by this key over this act",
    )  # fmt: skip


def test_the_first_of_two_forged_signatures_is_named():
    said = said_in(good())
    forged = [
        each._replace(proofs=(each.proofs[0] | {"signature": said[0].proofs[0]["signature"]},))
        for each in said[1:]
    ]
    found(judged(good(), [said[0], *forged], CLERK), part="entry 2", what="the signature is not by")
    # ... also where something else is wrong after it.
    copy = Copy(judged(good(), changed(said, ASK, proofs=forged[ASK - 2].proofs), CLERK))
    copy.put(RULE, semantics=2)
    found(copy.sign(CLERK).data, part="entry 6", what="the signature is not by")
    # ... but not where it stands before it.
    copy.put(ASK - 1, semantics=2)
    found(copy.sign(CLERK).data, part="entry 5", what="judged by version 2")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"form": "pgp"}, '"form" is one of ssh; other evidence is not taken'),
        ({"hash": "md5"}, '"hash" is one of sha256, sha512'),
        ({"hash": "sha512"}, "the signature is not by this key over this act"),
        ({"key": "SHA256:x"}, '"key" is a fingerprint'),
        ({"signature": "AAAA"}, '"signature" is 64 bytes in base64'),
        (
            {"more": "x"},
            "evidence of the form ssh has form, hash, key, signature, and nothing else",
        ),
    ],
)
def test_evidence_of_another_form(change, what):
    said = said_in(good())
    proofs = (said[RULE - 1].proofs[0] | change,)
    found(judged(good(), changed(said, RULE, proofs=proofs), CLERK), part="entry 9", what=what)


def test_evidence_twice():
    said = said_in(good())
    twice = said[RULE - 1].proofs * 2
    found(
        judged(good(), changed(said, RULE, proofs=twice), CLERK), part="entry 9",
        what="at most 1 items of evidence, one of each form",
    )  # fmt: skip


# ---- acts ----


def test_an_act_altered_under_its_signature():
    copy = Copy(good())
    act = replace(copy.act(ASK), fields={**copy.act(ASK).fields, "words": "a bridge"})
    data = Copy(good())
    data.entries[ASK - 1] = data.entries[ASK - 1]._replace(act=wire.to_wire(act))
    found(data.data, part="entry 6", what="the act is not the one that the entry names by its dig")
    found(
        Copy(good()).say(ASK, act).sign(CLERK).data, part="entry 6",
        what="the signature is not by this key over this act",
    )  # fmt: skip


def test_an_act_that_is_none():
    data = Copy(good())
    text = b'{"act":1}'
    data.entries[RULE - 1] = data.entries[RULE - 1]._replace(act=text)
    data.put(RULE, act=hashlib.sha256(text).hexdigest())
    found(data.sign(CLERK).data, part="entry 9", what='its act cannot be read: an act has "id"')


def test_an_act_entered_twice():
    """Whoever sends an act again gets the answer that it got; twice on record, it is refused."""
    said = said_in(good())
    again = judged(good(), [*said, said[ASK - 1]._replace(hour=said[-1].hour)], CLERK)
    assert Copy(again).leaf(10).outcome.code == "already-entered"
    assert verified(again).complete
    first = Copy(again).leaf(ASK)
    copy = Copy(again).put(10, outcome=first.outcome, effects=first.effects).sign(CLERK)
    found(
        copy.data, part="entry 10",
        what="recorded as admitted .* recomputed it is refused already-entered under tiny/house/once",
    )  # fmt: skip


def test_an_act_of_another_record():
    """Signed by the same person with the same key, for the record next door."""
    other = Book(origin="elsewhere")
    other.delegate("XB", "boris")
    act = replace(
        other.act("XB", "call ask", of="N", by="boris", expires=other.clock.hour + 99 * MINUTE,
                  id="elsewhere", papers={"draft": paper("x")}),
    )  # fmt: skip
    data, proofs = signed(act)
    assert other.clerk.submit(data, proofs).outcome.answer == "admitted"
    copy = Copy(inserted(data, evidence.write_all(proofs)))
    assert copy.leaf(9).outcome.code == "other-record"
    assert verified(copy.data).complete
    admitted = Copy(other.bundle()).leaf(4)
    copy.put(9, outcome=admitted.outcome, effects=admitted.effects).sign(CLERK)
    found(copy.data, part="entry 9", what="recomputed it is refused other-record")
