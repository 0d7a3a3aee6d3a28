"""A store that fails takes nothing of a batch, and everybody is told what became of his act."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from service.recording import (
    MINUTE,
    NOON,
    Book,
    files,
    opened,
    paper,
    signed,
    verified,
)

from foedus.law.dump import state_digest
from foedus.service.clerk import NotEnteredError
from foedus.service.standing import stand
from foedus.store.memory import MemoryStore
from foedus.store.port import DiskError, FullError


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


class Failing(MemoryStore):
    """A store that fails at the appends that it is told to, before or after they are kept."""

    def __init__(self) -> None:
        super().__init__(files("tiny"))
        self.appends, self.fails, self.after = 0, {}, False

    def append(self, rows, contents=(), tiles=()):
        self.appends += 1
        problem = self.fails.get(self.appends)
        if problem is not None and not self.after:
            raise problem
        super().append(rows, contents, tiles)
        if problem is not None:
            raise problem


def failing() -> Book:
    store = Failing()
    made = Book(store=store)
    made.delegate("XA", "ivan")
    made.delegate("XB", "boris")
    store.appends = 0
    return made


@pytest.mark.parametrize("error", [FullError("no room"), RuntimeError("a fault of ours")])
def test_a_store_that_fails_takes_nothing_of_the_batch_and_everybody_is_told(error):
    book = failing()
    book.store.fails = {2: error}
    acts = [signed(ask(book, of=f"M{number}")) for number in range(100)]
    size = book.store.size
    answers = at_once(book, *acts)
    failed = [at for at, each in enumerate(answers) if isinstance(each, Exception)]
    assert failed == list(range(32, 64)), "one batch, whole"
    told = NotEnteredError if isinstance(error, FullError) else RuntimeError
    assert {type(answers[at]) for at in failed} == {told}
    assert book.store.size == size + 68
    said = [row.act for row in book.store.rows(size + 1, size + 68)]
    assert said == [data for at, (data, _) in enumerate(acts) if at not in failed]
    numbers = [each.number for at, each in enumerate(answers) if at not in failed]
    assert numbers == list(range(size + 1, size + 69))
    # Sent again as they are, they are entered; the others get their answers.
    again = at_once(book, *acts)
    assert [each.again for each in again] == [at not in failed for at in range(100)]
    assert book.store.size == size + 100
    report = verified(book.bundle())
    assert report.complete, report
    assert state_digest(*book.clerk.standing()) == digest(book)


@pytest.mark.parametrize("fails", [{1}, {2}, {1, 2}, {3, 5}])
def test_whoever_was_told_that_he_is_not_entered_is_not_and_everybody_else_is(fails):
    """From many threads, in whatever batches they come to stand."""
    book = failing()
    book.store.fails = {number: FullError("no room") for number in fails}
    acts = [signed(ask(book, of=f"M{number}")) for number in range(120)]

    def submit(each):
        try:
            return book.clerk.submit(*each)
        except NotEnteredError as told:
            return told

    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(submit, acts))
    entered = {row.act: row.number for row in book.store.rows(6, book.store.size)}
    for (data, _), answer in zip(acts, answers, strict=True):
        assert isinstance(answer, NotEnteredError) == (data not in entered)
        assert isinstance(answer, NotEnteredError) or answer.number == entered[data]
    assert len(entered) < 120
    again = [book.clerk.submit(*each) for each in acts]
    assert [each.again for each in again] == [data in entered for data, _ in acts]
    assert book.store.size == 125
    assert verified(book.bundle()).complete
    assert state_digest(*book.clerk.standing()) == digest(book)


def test_a_lone_act_that_the_store_does_not_take():
    book = failing()
    book.store.fails = {1: FullError("no room"), 2: FullError("no room")}
    before = digest(book)
    act = signed(ask(book))
    for _ in range(2):
        with pytest.raises(
            NotEnteredError, match=r"no room. The act was not entered: send it again"
        ):
            book.clerk.submit(*act, [paper("x")])
        assert digest(book) == before
        assert list(book.store.contents()) == []
        with pytest.raises(NotEnteredError, match="what stands is read anew with the next act"):
            book.clerk.standing()
        assert book.clerk.checkpoint()
    answer = book.clerk.submit(*act, [paper("x")])
    assert (answer.number, answer.again) == (6, False)
    assert verified(book.bundle()).complete


def test_an_entry_that_was_kept_though_the_store_failed_is_found():
    """A disk may fail after it has written: whoever sends the act again gets its answer."""
    book = failing()
    book.store.fails, book.store.after = {1: DiskError("the disk fails")}, True
    act = signed(ask(book))
    with pytest.raises(NotEnteredError, match="if it was entered all the same, it gets its answer"):
        book.clerk.submit(*act)
    assert book.store.size == 6
    answer = book.clerk.submit(*act)
    assert (answer.number, answer.again, answer.outcome.answer) == (6, True, "admitted")
    assert book.send(book.act("XA", "call state", of="M", by="ivan", text="x")).number == 7
    report = verified(book.bundle())
    assert report.complete


def test_hours_do_not_go_back_where_a_batch_was_lost():
    book = failing()
    book.store.fails = {1: FullError("no room")}
    book.clock.hour += 10 * MINUTE
    with pytest.raises(NotEnteredError):
        book.send(ask(book))
    lost = book.clock.hour
    book.clock.hour -= 1000
    assert book.send(ask(book)).hour == lost
    assert verified(book.bundle()).complete
