"""Where acts are withheld: what is still verified, what is not, and that the report counts it."""

from __future__ import annotations

import hashlib
import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from service.altering import (
    ASK,
    CLERK,
    END,
    OBJECT,
    RULE,
    Copy,
    by,
    changed,
    checkpoint,
    found,
    good,
    inserted,
    judged,
    objection,
    said_in,
)
from service.recording import Book, history, key, opened, paper, verified

from foedus.acts import wire
from foedus.law import Law, State, advance, apply
from foedus.record import evidence, sshsig
from foedus.service.report import Report

SEEDS = st.integers(0, 10**6)


@cache
def walked(name: str, seed: int) -> bytes:
    """Give the bundle of a random walk through a charter."""
    book = Book(name, "exercise")
    book.walk(seed, 40)
    return book.bundle()


FAR = {
    "standing", "chair", "number", "ruled", "later", "genesis", "appointed", "accredited",
    "enrolled", "revoked", "recalled", "substituted",
}  # fmt: skip


@cache
def silences(data: bytes) -> dict[int, list[str]]:
    """Give the matters whose terms ran out just before each entry, where that reached beyond them."""
    copy, state, found = Copy(data), State(), {}
    law = Law(opened({part.path: part.data for part in copy.files}))
    for number in range(1, len(copy.entries) + 1):
        act, leaf = copy.act(number), copy.leaf(number)
        before = str((state.standings, state.chairs, state.hosts, state.counters))
        lapsed = [matter for _, matter, _ in advance(law, state, leaf.hour)]
        after = str((state.standings, state.chairs, state.hosts, state.counters))
        found[number] = lapsed if before != after else []
        apply(law, state, act, leaf.effects, leaf.hour)
    return found


def counted(copy: Copy, data: bytes) -> tuple[int, int]:
    """Count what is withheld and what rests on it, entry by entry: a dumb count.

    In the matters of the withheld, the entries after the first; and everything after an entry that
    is not judged again, or after a term in such a matter, which reaches beyond the matter.
    """
    withheld = dependent = 0
    matters, far = set(), False
    for number, each in enumerate(copy.entries, 1):
        leaf = copy.leaf(number)
        far = far or not matters.isdisjoint(silences(data)[number])
        on_trust = each.act is None or leaf.matter in matters
        withheld += each.act is None
        dependent += each.act is not None and (on_trust or far)
        matters |= {leaf.matter} if on_trust else set()
        far = far or (on_trust and any(effect[0] in FAR for effect in leaf.effects))
    return withheld, dependent


def withheld_from(data: bytes, numbers: set[int]) -> Copy:
    """Withhold acts, and the documents that only they name, as an export does."""
    copy = Copy(data)
    shown = {
        digest
        for number in range(1, len(copy.entries) + 1)
        if number not in numbers
        for digest in copy.act(number).contents.values()
    }
    copy.documents = [each for each in copy.documents if f"sha256:{each.digest}" in shown]
    return copy.withhold(*numbers)


def partly(report: Report, copy: Copy, data: bytes) -> None:
    """Look that a report owns up to what it could not verify."""
    assert report.difference is None, report.difference
    assert not report.complete
    withheld, dependent = counted(copy, data)
    assert (report.withheld, report.dependent) == (withheld, dependent)
    assert report.recomputed == len(copy.entries) - withheld - dependent
    assert report.entries == len(copy.entries)
    assert report.unchecked == 0


@settings(max_examples=60)
@given(st.sampled_from(["lab", "lab", "tiny", "csto"]), st.integers(0, 30), SEEDS)
def test_any_acts_withheld_of_a_walk_are_counted_with_what_depends_on_them(name, seed, chosen):
    data, chance = walked(name, seed), random.Random(chosen)
    size = len(Copy(data).entries)
    numbers = set(chance.sample(range(2, size + 1), chance.randint(1, size - 1)))
    copy = withheld_from(data, numbers)
    partly(verified(copy.data), copy, data)


@pytest.mark.parametrize("number", range(2, 61))
def test_any_act_withheld_of_a_history(number):
    copy = withheld_from(history(), {number})
    partly(verified(copy.data), copy, history())


def test_all_acts_withheld_but_the_first():
    copy = withheld_from(history(), set(range(2, 61)))
    report = verified(copy.data)
    partly(report, copy, history())
    assert report.recomputed == 1


@settings(max_examples=40)
@given(st.sampled_from(["lab", "csto"]), st.integers(0, 30), SEEDS)
def test_what_is_altered_in_a_matter_where_nothing_is_withheld_is_still_found(name, seed, chosen):
    data, chance = walked(name, seed), random.Random(chosen)
    size = len(Copy(data).entries)
    numbers = set(chance.sample(range(2, size + 1), chance.randint(1, size // 2)))
    copy = withheld_from(data, numbers)
    matters = {copy.leaf(number).matter for number in numbers}
    free = [n for n in range(2, size + 1) if copy.leaf(n).matter not in matters]
    if not free:
        return
    number = chance.choice(free)
    outcome = copy.leaf(number).outcome
    if outcome.answer == "refused":
        other = replace(outcome, answer="admitted", code=None, detail=())
    else:
        other = replace(outcome, answer="refused", code="not-entitled", leaves=(), doubts=())
    head = Book(name, "exercise").head
    copy.put(number, outcome=other).sign(head)
    report = verified(copy.data)
    assert report.difference.part == f"entry {number}"
    assert "its outcome is recorded as" in report.difference.what


@pytest.mark.parametrize("number", [OBJECT, END, RULE])
def test_an_alteration_of_what_is_shown_under_a_withheld_act(number):
    """What is in the matter after it cannot be judged again; it still holds together."""
    copy = withheld_from(good(), {ASK})
    assert verified(copy.data).dependent == 3
    said = replace(copy.act(number), fields={"text": "altered"})
    found(
        withheld_from(good(), {ASK}).say(number, said).sign(CLERK).data, part=f"entry {number}",
        what="the signature is not by this key over this act",
    )  # fmt: skip
    outcome = replace(copy.leaf(number).outcome, answer="refused", code="not-entitled")
    effects = (("act", "*", "a99", "end", "XB", ""), ("stage", "", "over"))
    for changes, what in (
        ({"effects": effects, "outcome": outcome}, "it is refused and has effects all the same"),
        (
            {"effects": effects, "outcome": Copy(good()).leaf(RULE).outcome},
            "its effects are of another act than its own: a99 end XB",
        ),
    ):
        altered = withheld_from(good(), {ASK}).put(number, **changes).sign(CLERK)
        found(altered.data, part=f"entry {number}", what=what)


def test_withheld_entries_stand_under_the_heads_as_before():
    copy = withheld_from(good(), {ASK, END})
    report = verified(copy.data, checkpoint(7), checkpoint(9))
    assert report.good
    assert report.signed == 9
    assert len(report.older) == 2
    later = judged(good(), changed(said_in(good()), RULE, hour=said_in(good())[-1].hour + 1), CLERK)
    found(
        withheld_from(later, {ASK, END}).data, checkpoint(9), part="kept 1",
        what="the first 9 entries of this record do not give the root that it signs",
    )  # fmt: skip


def test_the_opening_cannot_be_withheld():
    found(
        Copy(good()).withhold(1).data, part="entry 1",
        what="the act that opens the record cannot be withheld",
    )  # fmt: skip


def test_a_document_that_only_a_withheld_act_names():
    copy = Copy(good()).withhold(ASK)
    (document,) = copy.documents
    found(copy.data, part=f"contents {document.digest}", what="no act that is shown names them")
    assert withheld_from(good(), {ASK}).documents == []


# ---- signatures of what is withheld ----


def test_the_signature_of_a_withheld_act_is_checked():
    said = said_in(good())
    for number in range(2, 10):
        proof = said[number - 1].proofs[0]
        forged = proof | {"signature": said[0].proofs[0]["signature"]}
        data = judged(good(), changed(said, number, proofs=(forged,)), CLERK)
        found(
            Copy(withheld_from(data, {number}).data).data, part=f"entry {number}",
            what="the signature is not by this key over this act",
        )  # fmt: skip
        other = by("host", said[number - 1].data)
        data = judged(good(), changed(said, number, proofs=other), CLERK)
        found(
            withheld_from(data, {number}).data, part=f"entry {number}",
            what="no key SHA256:.* is enrolled for the signer and in force",
        )  # fmt: skip


@pytest.mark.parametrize("word", ["ivan", "olga", "host"])
def test_a_withheld_act_signed_by_somebody_who_does_not_speak_for_its_actor(word):
    """The effects say that XB acted; the key is of XA's delegate, or of the registrar's officer."""
    data = objection()
    for proofs, who in ((by("boris", data), "boris"), (by(word, data), word)):
        copy = Copy(inserted(data, proofs, at=10)).withhold(10)
        assert copy.leaf(10).outcome.answer == "admitted"
        report = verified(copy.data)
        assert report.good == (who == "boris"), report
    assert report.difference.part == "entry 10"
    assert "is enrolled for the signer and in force" in report.difference.what


def test_in_an_exercise_the_officers_speak_for_everybody_under_what_is_withheld_too():
    book = Book("tiny", "exercise")
    size = len(book.walk(3, 20))
    copy = withheld_from(book.bundle(), set(range(2, 2 + size)))
    assert verified(copy.data).good
    assert verified(copy.data).unchecked == 0


def test_a_refused_act_that_is_withheld_must_be_signed_by_somebody_all_the_same():
    """Nothing on record says for whom it was: any key in force will do, and no other."""
    assert Copy(good()).leaf(OBJECT).outcome.answer == "refused"
    said = said_in(good())
    for word, fine in (("boris", True), ("ivan", True), ("host", False)):
        proofs = by(word, said[OBJECT - 1].data)
        data = judged(good(), changed(said, OBJECT, proofs=proofs), CLERK)
        assert verified(withheld_from(data, {OBJECT}).data).good == fine
        assert verified(data).good == (word == "boris")  # whoever sees the act sees whose it is


def test_a_signature_over_the_longer_hash_is_counted_where_its_act_is_withheld():
    """As ssh-keygen signs unless it is told otherwise: the digest in the leaf does not serve it."""
    said = said_in(good())
    for number in (ASK, OBJECT):
        person = Copy(good()).act(number).signer
        signature = key(person).sign(
            sshsig.to_sign_message(said[number - 1].data, evidence.NAMESPACE, "sha512")
        )
        proof = said[number - 1].proofs[0] | {"hash": "sha512"}
        item = evidence.SshEvidence(proof["key"], signature, "sha512")
        data = judged(good(), changed(said, number, proofs=(item.plain(),)), CLERK)
        assert verified(data).complete
        report = verified(withheld_from(data, {number}).data)
        assert report.good
        assert not report.complete
        assert report.unchecked == 1
        # The key is looked up all the same.
        other = evidence.SshEvidence(by("host", b"")[0]["key"], signature, "sha512")
        data = judged(good(), changed(said, number, proofs=(other.plain(),)), CLERK)
        assert verified(withheld_from(data, {number}).data).difference.part == f"entry {number}"


def test_evidence_of_a_withheld_act_has_its_form():
    copy = withheld_from(good(), {RULE}).put(RULE, evidence=()).sign(CLERK)
    found(copy.data, part="entry 9", what="there is no evidence: an act comes with a signature")


# ---- effects of what is withheld ----


def test_an_act_that_was_entered_before_is_not_entered_again_under_cover():
    said = said_in(good())
    again = Copy(judged(good(), [*said, said[ASK - 1]._replace(hour=said[-1].hour)], CLERK))
    first = again.leaf(ASK)
    effects = tuple(each for each in first.effects if each[0] != "open")
    again.put(10, outcome=first.outcome, effects=effects).withhold(10).sign(CLERK)
    found(again.data, part="entry 10", what="the act a5 was entered before, as entry 6")


def test_a_name_that_a_withheld_act_may_have_taken():
    """A refused act has no effects that would name it; if it comes again, nobody can say whether."""
    said = said_in(good())
    act = replace(wire.from_wire(said[OBJECT - 1].data), matter="N")  # the same name, another act
    data = wire.to_wire(act)
    other = said[OBJECT - 1]._replace(data=data, proofs=by("boris", data), hour=said[-1].hour)
    made = judged(good(), [*said, other], CLERK)
    assert Copy(made).leaf(10).outcome.code == "already-entered"
    assert verified(made).complete
    copy = withheld_from(made, {OBJECT})
    report = verified(copy.data)
    assert report.good
    assert (report.withheld, report.dependent) == (1, 3)
    # Where nothing is withheld that could have had the name, it is a difference.
    real = Copy(judged(good(), [*said[: OBJECT - 1], *said[OBJECT:], other], CLERK))
    assert real.leaf(9).outcome.code != "already-entered"
    outcome = Copy(made).leaf(10).outcome
    real.put(9, outcome=outcome, effects=()).withhold(ASK).sign(CLERK)
    real.documents = []
    found(real.data, part="entry 9", what="its outcome is recorded as refused already-entered")


def test_withheld_by_the_export():
    """The bundle of a store leaves out the acts that it is told to, and their documents."""
    book = Book("lab", "exercise")
    book.walk(11, 20)
    shared, own = paper("shared"), paper("own")
    book.say("XA", "help call", of="X1", papers={"draft": shared}, words="x")
    book.say("XA", "help call", of="X2", papers={"draft": shared, "note": own}, words="x")
    assert verified(book.bundle()).shown == 2
    whole = book.bundle()
    last = book.store.size
    for numbers, documents in (({last}, 1), ({last - 1}, 2), ({last - 1, last}, 0)):
        copy = Copy(book.bundle(*numbers))
        assert copy.data == withheld_from(whole, numbers).data
        assert [each.number for each in copy.entries if each.act is None] == sorted(numbers)
        assert len(copy.documents) == documents
        partly(verified(copy.data), copy, whole)


def test_a_digest_that_is_none():
    copy = withheld_from(good(), {RULE}).put(RULE, act="x" * 64).sign(CLERK)
    found(copy.data, part="entry 9", what="it names its act by what is no digest")
    shown = Copy(good())
    other = hashlib.sha256(b"other").hexdigest()
    found(shown.put(RULE, act=other).sign(CLERK).data, part="entry 9", what="not the one that the")
    copy = withheld_from(good(), {RULE}).put(RULE, act=other).sign(CLERK)
    found(copy.data, part="entry 9", what="the signature is not by this key over this act")


def record_with(word: str) -> Copy:
    """Give a record in which boris of XB is appointed with a key, and acts with it."""
    book = Book()
    book.delegate("XA", "ivan")
    book.delegate("XB", "boris", word)
    book.say(
        "XB", "call ask", of="M", by="boris", key=word, words="a well",
        expires=book.clock.hour + 600_000, papers={"draft": paper("Let us dig a well.")},
    )  # fmt: skip
    return Copy(book.bundle())


def test_a_key_that_is_slipped_in_through_a_withheld_act_proves_nothing():
    """The host shows another key in the effects of a true appointment, and signs what it likes."""
    true, forged = record_with("boris"), record_with("thief")
    (number,) = (
        at
        for at in range(1, len(true.entries) + 1)
        if any(row[0] == "appointed" and row[3] == "boris" for row in true.leaf(at).effects)
    )
    appointment = true.leaf(number)
    forged.put(number, act=appointment.act, evidence=appointment.evidence)
    report = verified(forged.withhold(number).sign(CLERK).data)
    assert report.difference is None, "what is shown holds together"
    assert not report.complete
    assert report.recomputed == number - 1, "nothing after it is vouched for"
    assert (report.withheld, report.dependent) == (1, len(forged.entries) - number)
