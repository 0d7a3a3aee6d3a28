"""What is sent again gets its first answer; what cannot be entered leaves the record as it was."""

from __future__ import annotations

import asyncio
import hashlib

import pytest
from msgspec.structs import replace
from service.recording import (
    MINUTE,
    NOON,
    Book,
    key,
    opened,
    paper,
    signed,
    text_of,
    verified,
)

from foedus.acts import wire
from foedus.law.dump import state_digest
from foedus.record import evidence
from foedus.record.bundle import Document
from foedus.service.authentic import NotAuthenticError
from foedus.service.clock import ClockError
from foedus.service.standing import stand
from foedus.service.submission import ContentsFault


@pytest.fixture
def book() -> Book:
    """A record with two delegations."""
    made = Book()
    made.delegate("XA", "ivan")
    made.delegate("XB", "boris")
    made.clock.hour += MINUTE
    return made


def ask(book: Book, of: str = "M", by: str = "ivan", actor: str = "XA", **said: object):
    """An act that is admitted."""
    return book.act(
        actor, "call ask", of=of, by=by, papers={"draft": paper("x")}, expires=NOON + 10**9, **said
    )


def digest(book: Book) -> str:
    """What stands, from the store alone."""
    law, state = stand(book.store, opened)
    return state_digest(law, state)


def at_once(book: Book, *sent: tuple) -> list:
    """Submit in one batch; give answers and errors."""

    async def everybody() -> list:
        return await asyncio.gather(
            *(book.clerk.submitted(*each) for each in sent), return_exceptions=True
        )

    return asyncio.run(everybody())


def same(answer, first) -> bool:
    """Tell whether an answer is the first one, given again."""
    short = (answer.number, answer.hour, answer.outcome.answer, answer.outcome.code)
    said = (answer.outcome.under, answer.outcome.detail, answer.outcome.doubts)
    return answer.again and (short, said) == (
        (first.number, first.hour, first.outcome.answer, first.outcome.code),
        (first.outcome.under, first.outcome.detail, first.outcome.doubts),
    )


# ---- the same again ----


def test_again_in_a_later_batch_and_after_a_restart(book):
    acts = [
        signed(ask(book)),  # admitted
        signed(book.act("XB", "call end", of="M", by="boris")),  # refused: too early
        signed(book.act("XA", "call ask", of="N", by="boris", expires=NOON)),  # refused: signer
    ]
    first = [book.clerk.submit(*each) for each in acts]
    assert [each.outcome.code for each in first] == [None, "not-entitled", "not-accredited"]
    before, size = digest(book), book.store.size
    for _ in range(2):
        book.clock.hour += MINUTE
        for act, answer in zip(acts, first, strict=True):
            assert same(book.clerk.submit(*act), answer)
        book.clerk = book.start()
    assert (digest(book), book.store.size) == (before, size)
    assert verified(book.bundle()).complete


def test_again_where_the_answer_was_unsettled(book):
    """With the doubt, and the answer under each reading."""
    book.send(ask(book))
    book.clock.hour = NOON + 10**9
    end = signed(book.act("XB", "call end", of="M", by="boris"))
    first = book.clerk.submit(*end)
    assert (first.outcome.answer, first.outcome.doubts) == ("unsettled", ("who",))
    again = book.clerk.submit(*end)
    assert same(again, first)
    assert [
        (leaf.readings, leaf.answer, leaf.code, leaf.under) for leaf in again.outcome.leaves
    ] == [(leaf.readings, leaf.answer, leaf.code, leaf.under) for leaf in first.outcome.leaves]


def test_again_in_the_same_batch(book):
    act, refused = signed(ask(book)), signed(book.act("XB", "call end", of="M", by="boris"))
    answers = at_once(book, act, refused, act, refused, act)
    assert [each.again for each in answers] == [False, False, True, True, True]
    assert same(answers[2], answers[0])
    assert same(answers[3], answers[1])
    assert same(answers[4], answers[0])
    assert book.store.size == answers[1].number


def test_again_after_the_key_was_revoked(book):
    act = signed(ask(book))
    first = book.clerk.submit(*act)
    said = {"of": "credentials-XA", "by": "ivan", "person": "ivan"}
    book.say("XA", "credentials enrol", key_=text_of("new"), **said)
    book.say("XA", "credentials revoke", key="new", key_=text_of("ivan"), **said)
    assert same(book.clerk.submit(*act), first)
    with pytest.raises(NotAuthenticError):
        book.send(ask(book, of="N"))


def test_the_same_words_signed_once_more_get_the_first_answer(book):
    said = {"of": "credentials-XA", "by": "ivan", "person": "ivan"}
    book.say("XA", "credentials enrol", key_=text_of("new"), **said)
    act = ask(book)
    first = book.send(act)
    assert same(book.send(act, "new"), first)
    size = book.store.size
    with pytest.raises(NotAuthenticError):  # nobody is told what an act came to whose key it is not
        book.send(act, "host")
    assert book.store.size == size


def test_other_words_under_a_name_that_was_used_are_refused(book):
    first = book.send(ask(book, id="mine"))
    other = ask(book, of="N", id="mine")
    answer = book.send(other)
    assert (answer.outcome.code, answer.again) == ("already-entered", False)
    assert answer.number == first.number + 1
    with pytest.raises(NotAuthenticError):
        book.send(replace(other, matter="O"), "host")
    # The name stays with the words that had it first.
    assert same(book.send(ask(book, id="mine", seen=first.number - 1)), first)
    assert verified(book.bundle()).complete


def test_other_words_under_the_name_of_a_refused_act_are_refused(book):
    refused = book.act("XB", "call end", of="M", by="boris", id="mine")
    assert book.send(refused).outcome.code == "unknown-matter"
    assert book.send(ask(book, id="mine")).outcome.code == "already-entered"
    assert book.send(refused).again


def test_the_opening_sent_again(book):
    row = book.store.row(1)
    proofs = [key("olga").evidence(hashlib.sha256(row.act).digest())]
    answer = book.clerk.submit(row.act, proofs)
    assert (answer.number, answer.again, answer.outcome.answer) == (1, True, "admitted")


def test_documents_may_come_later_with_the_same_act(book):
    act = ask(book)
    first = book.send(act)
    assert verified(book.bundle()).absent == 2  # the letter of the appointment, and the draft
    head, size = book.clerk.checkpoint(), book.store.size
    assert same(book.send(act, papers=[paper("x")]), first)
    assert [Document(*each) for each in book.store.contents()] == [paper("x")]
    assert (book.store.size, book.clerk.checkpoint()) == (size, head)
    report = verified(book.bundle())
    assert (report.shown, report.absent, report.complete) == (1, 1, True)
    with pytest.raises(ContentsFault):
        book.send(act, papers=[paper("y")])
    # Whoever is not believed brings nothing.
    with pytest.raises(NotAuthenticError):
        book.send(ask(book, of="N"), "host", papers=[paper("x")])
    assert book.send(book.act("XA", "call state", of="M", by="ivan", text="x")).number == size + 1
    assert verified(book.bundle()).complete


# ---- not authentic ----


def test_what_is_not_authentic_leaves_no_entry(book):
    act = ask(book)
    data, (proof,) = signed(act)
    flipped = bytes([proof.signature[0] ^ 1]) + proof.signature[1:]
    tries = [
        (data, []),
        (data, signed(act, "boris")[1]),
        (data, signed(act, "host")[1]),
        (data, signed(ask(book, of="O"))[1]),
        (data, [evidence.SshEvidence(proof.key, flipped)]),
        (data, [evidence.SshEvidence(signed(act, "host")[1][0].key, proof.signature)]),
        signed(replace(act, signer="nobody"), "host"),
        signed(replace(act, signer="boris"), "ivan"),
        signed(replace(act, actor="XB"), "host"),
        (wire.to_wire(replace(act, signer=None)), [proof]),
        signed(replace(act, procedure="record", step="open"), "host"),
    ]
    before, size = digest(book), book.store.size
    for each in tries:
        with pytest.raises(NotAuthenticError) as refusal:
            book.clerk.submit(*each)
        assert str(refusal.value)
        assert (digest(book), book.store.size) == (before, size)
        assert state_digest(*book.clerk.standing()) == before
    answers = at_once(book, *tries, (data, [proof]))
    assert [type(each) for each in answers[:-1]] == [NotAuthenticError] * len(tries)
    assert (answers[-1].number, answers[-1].outcome.answer) == (size + 1, "admitted")
    assert verified(book.bundle()).complete


def test_what_is_not_authentic_writes_no_lines_of_its_own_into_the_log(book, caplog):
    """Anybody may send anything: one line tells of it, and what stands in it is written out."""
    act = replace(ask(book), signer="x\nWARNING all is well\x1b[2J" + "y" * 150)
    with pytest.raises(NotAuthenticError):
        book.send(act, "host")
    (line,) = [each.getMessage() for each in caplog.records]
    assert "\n" not in line
    assert "\x1b" not in line
    assert len(line) < 300


# ---- malformed ----


def test_bytes_that_are_no_act(book):
    data, proofs = signed(ask(book))
    before = book.store.size
    for bad in (b"", b"{}", b"null", data[:-1], data + b" ", data.replace(b'"act":1', b'"act":2'),
                data.replace(b'"actor"', b'"a\\u0063tor"'), b"\xff", b"[" * 70_000, b" " + data,
                data.replace(b'"seen":', b'"more":"x","seen":')):  # fmt: skip
        with pytest.raises(wire.WireFault) as fault:
            book.clerk.submit(bad, proofs)
        assert str(fault.value)
    assert book.store.size == before
    assert book.clerk.submit(data, proofs).outcome.answer == "admitted"


def test_evidence_that_could_not_stand_in_a_leaf(book):
    """Were it entered, nobody could verify the record any more."""
    data, (proof,) = signed(ask(book))
    longer = evidence.SshEvidence(proof.key, key("ivan").sign(b"whatever"), "md5")
    for bad, why in (
        ([proof, proof], "at most 1 items"),
        ([longer], '"hash" is one of'),
        ([evidence.SshEvidence(proof.key, proof.signature[:-1])], "64 bytes"),
        ([evidence.SshEvidence("SHA256:short", proof.signature)], "fingerprint"),
    ):
        with pytest.raises(evidence.EvidenceFault, match=why):
            book.clerk.submit(data, bad)
        with pytest.raises(evidence.EvidenceFault, match=why):
            asyncio.run(book.clerk.submitted(data, bad))
    size = book.store.size
    assert book.clerk.submit(data, [proof]).number == size + 1
    assert verified(book.bundle()).complete


def test_documents_that_the_act_does_not_name_or_that_are_others(book):
    act = ask(book)
    draft = paper("x")
    for bad, why in (
        ([paper("y")], "names no contents with the digest"),
        ([draft, paper("y")], "names no contents with the digest"),
        ([draft._replace(data=b"y")], "are not what their digest"),
        ([draft._replace(salt=bytes(16))], "are not what their digest"),
        ([draft._replace(salt=b"")], "a salt has 16 bytes, not 0"),
        ([draft._replace(digest=draft.digest.upper())], "names no contents with the digest"),
    ):
        with pytest.raises(ContentsFault, match=why):
            book.send(act, papers=bad)
    size = book.store.size
    assert list(book.store.contents()) == []
    assert book.send(act, papers=[draft, draft]).number == size + 1
    assert [Document(*each) for each in book.store.contents()] == [draft]
    report = verified(book.bundle())
    assert report.complete
    assert report.shown == 1


# ---- the clock ----


def test_a_clock_that_goes_back_a_little_and_too_far(book):
    last = book.send(ask(book)).hour
    state = lambda: book.act("XA", "call state", of="M", by="ivan", text="x")  # noqa: E731
    book.clock.hour = last - 1000
    assert book.send(state()).hour == last
    book.clock.hour = last - 1001
    before, size = digest(book), book.store.size
    for clerk in (book.clerk, book.start()):
        with pytest.raises(ClockError, match="nothing is entered until the clock is right"):
            clerk.submit(*signed(state()))
        with pytest.raises(ClockError):
            asyncio.run(clerk.submitted(*signed(state())))
    assert (digest(book), book.store.size) == (before, size)
    book.clock.hour = last + 1
    assert book.send(state()).hour == last + 1
    # It does not creep back: what counts is the hour of the last entry, and not what was forgiven.
    for back in (400, 800, 1000):
        book.clock.hour = last + 1 - back
        assert book.send(state()).hour == last + 1
    book.clock.hour = last + 1 - 1200
    with pytest.raises(ClockError):
        book.send(state())
    assert verified(book.bundle()).complete
