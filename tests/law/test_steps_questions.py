"""Questions put by steps: chains, several bodies, the base at put or at close, what follows."""

from __future__ import annotations

from itertools import product

import pytest
from scene import scene

HEAD = "names: {en: x, ru: x}, under: pact/7"
MARKS = "under: pact/4, basis: text, evidence: seen, abstention: not-offered, absence: neutral"
CHAIN = """
rules:
  chain:
    names: {en: x, ru: x}
    layers:
      - from: 2000-01-01
        under: pact/4
        basis: text
        evidence: seen
        electorate: members
        asks:
          - {question: way, electorate: {any-of: [XA, XB]}, positions: [yes, no], abstention: not-offered,
             absence: neutral, adopted-if: {count: yes, at-least: 1}}
          - {question: text, electorate: {any-of: [XB, XC]}, positions: [yes, no], abstention: not-offered,
             absence: neutral, adopted-if: {count: no, at-most: 0, else: objection}}
        binds: {any-of: [{those-who: yes, on: way}, {those-who: yes, on: text}]}
"""
ASKS = f"""
steps:
  begin: {{{HEAD}, by: members, from: start, to: first, puts: {{to: council, rule: chain}},
           when: {{adopted: {{to: second}}, rejected: {{to: last}}}}}}
"""
WAYS = (None, "yes", "no")


@pytest.mark.parametrize("first", list(product(WAYS, repeat=2)))
def test_a_chain_asks_the_next_question_only_of_an_adopted_one(first):
    start = scene(ASKS, rules=CHAIN)
    start.must("XA", "toy begin")
    say(start, zip(("XA", "XB"), first, strict=True))
    assert start.do("XC", "position", position="yes").code == "not-an-elector"
    start.must("XA", "close")
    if "yes" not in first:
        assert (start.branch.stage, start.branch.bound) == ("last", 0)
        return
    assert start.branch.stage == "first"
    assert start.do("XA", "position", position="no").code == "not-an-elector"
    for second in product(WAYS, repeat=2):
        going = start.copy()
        say(going, zip(("XB", "XC"), second, strict=True))
        going.must("XA", "close")
        adopted = "no" not in second
        assert going.branch.stage == ("second" if adopted else "last")
        yes = {name for name, vote in zip(("XA", "XB"), first, strict=True) if vote == "yes"}
        yes |= {name for name, vote in zip(("XB", "XC"), second, strict=True) if vote == "yes"}
        assert set(going.law.actors(going.branch.bound)) == (yes if adopted else set())


def say(going, votes):
    for party, vote in votes:
        if vote:
            going.must(party, "position", position=vote)


def based(at: str) -> str:
    return f"""
rules:
  half:
    names: {{en: x, ru: x}}
    layers:
      - {{from: 2000-01-01, {MARKS}, electorate: seats, positions: [yes, no], base-at: {at},
         adopted-if: {{count: yes, at-least: 2/3}}}}
"""


@pytest.mark.parametrize(("at", "result"), [("put", "rejected"), ("close", "adopted")])
def test_the_base_is_frozen_when_put_unless_the_rule_counts_at_close(at, result):
    """Two of four say yes; a third loses its vote before the close: two of three."""
    going = scene(ASKS.replace("chain", "half"), rules=based(at))
    going.must("XA", "toy begin")
    say(going, (("XA", "yes"), ("XC", "yes")))
    going.must("XD", "help call", of="H", threat="fire")
    going.must("XB", "punish", of="H", whom="XD")
    assert going.do("XD", "position", position="no").code == "no-right"
    going.must("XA", "close")
    (question,) = going.branch.questions.values()
    assert question.result == result


def test_a_rule_holds_as_it_stood_when_the_question_was_put():
    """Lowering a majority never revives an old question."""
    lowered = f"""
rules:
  half:
    names: {{en: x, ru: x}}
    layers:
      - {{from: 2000-01-01, until: 2011-06-02, {MARKS}, electorate: seats, positions: [yes, no],
         adopted-if: {{count: yes, at-least: 3}}}}
      - {{from: 2011-06-02, {MARKS}, electorate: seats, positions: [yes, no], adopted-if: {{count: yes, at-least: 1}}}}
"""
    going = scene(ASKS.replace("chain", "half"), rules=lowered)
    going.must("XA", "toy begin")
    say(going, (("XA", "yes"), ("XB", "yes")))
    old = going.copy()
    going.must("XA", "toy begin", of="N", after=86_400_000)
    going.must("XA", "position", of="N", position="yes")
    going.must("XA", "close", of="N")
    going.must("XA", "close")
    results = {
        m: [q.result for q in s.branches[""].questions.values()]
        for m, s in going.state.matters.items()
    }
    assert results == {"M": ["rejected"], "N": ["adopted"]}
    old.must("XA", "close")
    assert old.branch.stage == "last"


BOTH = f"""
steps:
  begin: {{{HEAD}, by: members, from: start, to: first, puts: {{to: [council, board], which: chosen, rule: heavy}},
           when: {{all-adopted: {{to: second}}, any-rejected: {{to: last}}, adopted: {{number: next of dec}}}}}}
"""


@pytest.mark.parametrize(
    ("council", "board", "stage", "numbers"),
    [
        ("yes", "yes", "second", 2),
        ("yes", "no", "last", 1),
        ("no", "yes", "last", 1),
        ("no", "no", "last", 0),
    ],
)
def test_several_bodies_decide_apart_and_all_must_adopt(council, board, stage, numbers):
    going = scene(BOTH)
    going.must("XA", "toy begin", bodies=("council", "board"))
    assert list(going.branch.questions) == ["a1.council", "a1.board"]
    for body, word in (("council", council), ("board", board)):
        for party in ("XA", "XB"):
            going.do(party, "position", position=word, question=f"a1.{body}")
    assert going.do("XC", "position", position="yes", question="a1.board").code == "not-an-elector"
    assert going.do("XA", "close").code == "no-question"
    going.must("XA", "close", question="a1.council")
    assert going.branch.stage == ("last" if council == "no" else "first")
    closed = going.do("XA", "close", question="a1.board")
    if council == "no":
        assert closed.code == "matter-ended"
    assert going.branch.stage == stage
    assert going.state.counters.get("dec", 0) == (numbers if council == "yes" else 0)


def test_a_single_chosen_body_is_all_there_is():
    going = scene(BOTH)
    going.must("XA", "toy begin", bodies="board")
    assert list(going.branch.questions) == ["a1"]
    say(going, (("XA", "yes"),))
    going.must("XA", "close")
    assert going.branch.stage == "second"


def test_only_who_may_close_closes():
    closes = ASKS.replace("rule: chain", "rule: unseen, closed-by: chair of council")
    going = scene(closes)
    going.must("XA", "toy begin")
    say(going, (("XA", "no"),))
    assert going.do("XA", "close").code == "not-entitled"
    going.must("XB", "close")


ELECT = f"""
steps:
  begin: {{{HEAD}, by: members, from: start, to: first}}
tracks:
  gate:
    names: {{en: x, ru: x}}
    for-each: members
    stages: [pending, through]
    steps:
      enter: {{{HEAD}, by: {{of: members, minus: subject}}, from: start, to: pending, only-when: [first], form: recorded}}
      pass: {{{HEAD}, by: owner, from: pending, to: through}}
"""


def test_a_track_is_one_small_machine_for_each_party():
    going = scene(ELECT)
    going.must("XA", "toy begin")
    assert going.do("XA", "enter").code == "not-entitled"
    assert going.do("XB", "pass").code == "wrong-stage"
    going.must("XB", "enter")
    assert going.do("XB", "enter").code == "wrong-stage"
    going.must("XB", "pass")
    going.must("secretariat", "enter", on_behalf="XC")
    assert going.branch.tracks == {"gate": {"XB": "through", "XC": "pending"}}
    assert going.do("XD", "pass", on_behalf="XC").code == "not-entitled"
