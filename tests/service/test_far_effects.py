"""What reaches beyond its matter and is taken on trust leaves nothing after it recomputed."""

from __future__ import annotations

from service.altering import Copy
from service.recording import MINUTE, Book, paper, verified


def granted() -> Book:
    """A record in which a request is granted by silence, which takes a number, and one is not."""
    book = Book("tiny", "exercise")
    expires = book.clock.hour + 10 * MINUTE
    for matter, until in (("M", expires), ("N", expires + 10**9)):
        book.say("XA", "call ask", of=matter, expires=until, papers={"draft": paper("x")})
    book.say("XA", "call state", of="N", text="before the silence is over")
    book.clock.hour = expires
    book.say("XA", "call state", of="N", text="after it")
    book.say("XB", "call state", of="N", text="later still")
    return book


def test_a_term_that_runs_out_on_trust_may_reach_beyond_its_matter():
    """When the term of M ends is in the effects of an act that is withheld: the clerk's word."""
    book = granted()
    assert book.state.counters == {"grant": 1}
    copy = Copy(book.bundle()).withhold(2)
    report = verified(copy.data)
    assert report.good
    assert (report.withheld, report.recomputed, report.dependent) == (1, 3, 2)
    # N is granted by nobody's silence yet: nothing that is on trust has reached anything.
    report = verified(Copy(book.bundle()).withhold(3).data)
    assert (report.withheld, report.recomputed, report.dependent) == (1, 2, 3)
    report = verified(Copy(book.bundle()).withhold(6).data)
    assert (report.withheld, report.recomputed, report.dependent) == (1, 5, 0)


def test_terms_have_run_out_before_what_is_withheld():
    """The withheld act is the first after the silence, and meets the duty that this brought about."""
    book = Book("lab", "exercise")
    expires = book.clock.hour + 10 * MINUTE
    draft = {"draft": paper("x")}
    book.say("XC", "silence propose", of="M", expires=expires, papers=draft)
    book.clock.hour = expires
    assert book.say("XC", "silence tell", of="M").outcome.answer == "admitted"
    copy = Copy(book.bundle()).withhold(3)
    assert any(row[0] == "met" and row[2].startswith("lapse hush") for row in copy.leaf(3).effects)
    report = verified(copy.data)
    assert report.good, report
    assert (report.withheld, report.recomputed, report.dependent) == (1, 2, 0)


def test_an_earlier_end_of_a_term_is_not_vouched_for():
    """The clerk shows another instant in the withheld entry, and everything goes on from there."""
    copy = Copy(granted().bundle()).withhold(2)
    effects = [list(each) for each in copy.leaf(2).effects]
    (term,) = (each for each in effects if each[0] == "term")
    term[-1] -= 9 * MINUTE
    report = verified(copy.put(2, effects=tuple(map(tuple, effects))).sign(Book("tiny").head).data)
    assert report.good
    assert not report.complete
    assert report.recomputed == 1
