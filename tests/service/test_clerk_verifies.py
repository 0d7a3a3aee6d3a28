"""What the clerk writes is what a verifier makes again, and what stands is the same on every way."""

from __future__ import annotations

import asyncio
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from service.altering import Copy, said_in
from service.recording import MINUTE, NOON, Book, opened, paper, signed, text_of, verified

from foedus.acts import wire
from foedus.law import Law, State
from foedus.law.dump import state_digest
from foedus.record.bundle import Document
from foedus.service.judging import enter
from foedus.service.standing import keep, stand

SEEDS = st.integers(0, 10**6)
CHARTERS = st.sampled_from(["lab", "lab", "tiny", "csto"])


def rejudged(data: bytes) -> State:
    """Judge the acts of a bundle again, one after the other; each leaf is as it was."""
    copy, state = Copy(data), State()
    law = Law(opened({part.path: part.data for part in copy.files}))
    for said, sealed in zip(said_in(data), copy.entries, strict=True):
        leaf = copy.leaf(sealed.number)
        act = wire.from_wire(said.data)
        _, made = enter(law, state, act, leaf.act, leaf.evidence, said.hour)
        assert made == sealed.leaf
    return state


def whole(book: Book) -> None:
    """Look that a record verifies, and that what stands is the same on every way to it."""
    data = book.bundle()
    report = verified(data, book.clerk.receipt(1), book.clerk.receipt(book.store.size))
    assert report.complete, report
    assert report.recomputed == book.store.size
    law = book.clerk.standing().law
    digest = state_digest(law, book.state)
    assert state_digest(law, rejudged(data)) == digest
    assert state_digest(law, stand(book.store, opened).state) == digest
    hours = [row.hour for row in book.store.rows(1, book.store.size)]
    assert hours == sorted(hours)


@settings(max_examples=40)
@given(CHARTERS, SEEDS)
def test_a_walk_verifies_and_stands_the_same_on_every_way(name, seed):
    book = Book(name, "exercise")
    book.walk(seed, 40)
    whole(book)


@settings(max_examples=25)
@given(CHARTERS, SEEDS, st.lists(st.integers(1, 25), min_size=1, max_size=3), st.booleans())
def test_a_clerk_goes_on_after_a_restart_as_if_there_had_been_none(name, seed, steps, kept):
    """Read from the record, or from a snapshot, what stands makes the same of the same acts."""
    one, other = Book(name, "exercise"), Book(name, "exercise")
    for number, turns in enumerate(steps):
        one.walk(seed + number, turns)
        other.walk(seed + number, turns)
        if kept:
            keep(other.store, other.clerk.standing())
        other.clerk = other.start()
    assert other.bundle() == one.bundle()
    whole(other)


# ---- many at once ----


class Ticking:
    """A clock that goes on by a millisecond each time it is asked."""

    def __init__(self, hour: int) -> None:
        self.hour = hour
        self._lock = threading.Lock()

    def __call__(self) -> int:
        with self._lock:
            self.hour += 1
            return self.hour


def drafts(book: Book, number: int) -> list[tuple[bytes, list, list[Document]]]:
    """Give acts of two delegations, signed: most may be said, and some bring a document."""
    made = []
    for at in range(number):
        actor, person = (("XA", "ivan"), ("XB", "boris"))[at % 2]
        matter, draft = f"M{at // 3}", paper(f"draft {at % 5}")
        step = ("call ask", "call object", "call state")[at % 3]
        said = {"expires": NOON + 10**9} if at % 3 == 0 else {"text": "x"} if at % 3 == 2 else {}
        papers = {"draft": draft} if at % 3 == 0 else {}
        act = book.act(actor, step, of=matter, by=person, papers=papers, **said)
        made.append((*signed(act), [draft] if at % 3 == 0 and at % 2 == 0 else []))
    return made


def ticking() -> Book:
    """Open a record with two delegations, whose clock goes on with every receipt."""
    book = Book()
    book.delegate("XA", "ivan")
    book.delegate("XB", "boris")
    book.clock = Ticking(book.clock.hour)
    book.clerk = book.start()
    return book


def in_threads(book: Book, acts: list) -> list:
    with ThreadPoolExecutor(24) as pool:
        return list(pool.map(lambda each: book.clerk.submit(*each), acts))


def in_one_loop(book: Book, acts: list) -> list:
    async def everybody() -> list:
        return await asyncio.gather(*(book.clerk.submitted(*each) for each in acts))

    return asyncio.run(everybody())


@pytest.mark.parametrize("way", [in_threads, in_one_loop])
@pytest.mark.parametrize("seed", range(3))
def test_many_at_once_are_entered_in_the_order_of_receipt(way, seed):
    book = ticking()
    acts = drafts(book, 240)
    random.Random(seed).shuffle(acts)
    before = book.store.size
    answers = way(book, acts)
    assert sorted(each.number for each in answers) == list(range(before + 1, before + 241))
    hours = [row.hour for row in book.store.rows(before + 1, book.store.size)]
    # Each receipt has an hour of its own, so that the order of hours is the order of receipt.
    assert hours == sorted(set(hours))
    copy = Copy(book.bundle())
    for (data, _, _), answer in zip(acts, answers, strict=True):
        row, leaf = book.store.row(answer.number), copy.leaf(answer.number)
        assert (row.act, row.hour, leaf.hour) == (data, answer.hour, answer.hour)
        assert (leaf.outcome.answer, leaf.outcome.code) == (
            answer.outcome.answer, answer.outcome.code,
        )  # fmt: skip
    assert not any(each.again for each in answers)
    if way is in_one_loop:
        said = [row.act for row in book.store.rows(before + 1, book.store.size)]
        assert said == [data for data, _, _ in acts]
    whole(book)


@pytest.mark.parametrize("way", [in_threads, in_one_loop])
def test_what_many_sent_at_once_is_answered_again_as_it_was(way):
    book = ticking()
    acts = drafts(book, 60)
    first = way(book, [each for each in acts for _ in range(3)])
    size = book.store.size
    for at in range(0, len(first), 3):
        three = first[at : at + 3]
        assert len({each.number for each in three}) == 1
        assert [each.again for each in three].count(False) == 1
        assert len(set(map(in_short, three))) == 1
    later = way(book, acts)
    assert all(each.again for each in later)
    assert book.store.size == size
    whole(book)


def in_short(answer):
    """Give what an answer says that is given again: the effects stand in the entry."""
    outcome = answer.outcome
    said = (outcome.answer, outcome.code, outcome.under, outcome.detail)
    return (*said, outcome.doubts, outcome.noted, outcome.unknown, answer.number, answer.hour)


def test_keys_that_change_while_acts_wait():
    """A key is enrolled, used and revoked within one batch: each counts at its own hour."""
    book = ticking()
    said = {"of": "credentials-XB", "by": "boris", "person": "boris"}
    text = {"of": "M", "by": "boris", "text": "x"}
    ask = book.act(
        "XB", "call ask", of="M", by="boris", papers={"draft": paper("x")}, expires=NOON + 10**9
    )
    sent = [
        signed(ask),
        signed(book.act("XB", "call state", **text), "new"),  # not yet
        signed(book.act("XB", "credentials enrol", key_=text_of("new"), **said)),
        signed(book.act("XB", "call state", **text), "new"),
        signed(book.act("XB", "credentials revoke", key_=text_of("boris"), **said), "new"),
        signed(book.act("XB", "call state", **text)),  # no longer
        signed(book.act("XB", "call state", **text), "new"),
    ]

    async def everybody() -> list:
        return await asyncio.gather(
            *(book.clerk.submitted(*each) for each in sent), return_exceptions=True
        )

    answers = asyncio.run(everybody())
    names = [getattr(each, "outcome", each).__class__.__name__ for each in answers]
    refused = "NotAuthenticError"
    assert names == ["Outcome", refused, "Outcome", "Outcome", "Outcome", refused, "Outcome"]
    assert {each.outcome.answer for each in answers if hasattr(each, "outcome")} == {"admitted"}
    whole(book)


def test_a_term_that_runs_out_between_two_entries_has_run_out_on_every_way():
    book = Book()
    book.delegate("XA", "ivan")
    book.delegate("XB", "boris")
    expires = book.clock.hour + 10 * MINUTE
    book.say("XA", "call ask", of="M", by="ivan", papers={"draft": paper("x")}, expires=expires)
    book.clock.hour = expires - 1
    in_time = book.act("XB", "call state", of="M", by="boris", text="x")
    assert book.send(in_time).hour == expires - 1
    book.clock.hour = expires
    late = book.send(book.act("XB", "call object", of="M", by="boris"))
    assert (late.hour, late.outcome.code) == (expires, "wrong-stage")
    whole(book)
