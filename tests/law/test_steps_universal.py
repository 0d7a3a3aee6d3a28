"""The steps that every matter has: positions, statements, corrections, withdrawals, contests."""

from __future__ import annotations

import pytest
from scene import scene

from foedus.cases.stands import statements

HEAD = "names: {en: x, ru: x}, under: pact/7"
ASK = f"""
steps:
  begin: {{{HEAD}, by: members, from: start, to: first, gives: draft, says: {{note: {{is: text, optional: true}},
           whom: {{is: party, optional: true}}}},
           puts: {{to: council, rule: simple, text: draft, recorded: true}},
           when: {{adopted: {{to: second}}}}}}
  letter: {{{HEAD}, by: members, from: any, form: recorded, says: {{words: {{is: text, optional: true}}}}}}
"""
SIMPLE = """
rules:
  simple:
    names: {en: x, ru: x}
    layers:
      - {from: 2000-01-01, under: pact/4, basis: text, evidence: seen, electorate: seats, positions: [yes, no],
         abstention: not-offered, absence: neutral, adopted-if: {count: yes, at-least: 2}, binds: {those-who: yes}}
"""
TEXT = {"draft": "d1"}


@pytest.fixture
def going():
    made = scene(ASK, rules=SIMPLE)
    made.must("XA", "toy begin", note="words", whom="XB", contents=TEXT)
    return made


def votes(going):
    (question,) = going.branch.questions.values()
    return {name: going.law.actors(mask) for name, mask in question.by.items() if mask}


def says(going, party, position, **more):
    return going.must(party, "position", position=position, contents=TEXT, **more)


def test_the_later_position_of_a_party_replaces_the_earlier(going):
    says(going, "XA", "yes")
    says(going, "XB", "yes")
    says(going, "XA", "no")
    assert votes(going) == {"yes": ("XB",), "no": ("XA",)}
    says(going, "XA", "yes")
    assert votes(going) == {"yes": ("XA", "XB")}


def test_a_position_is_taken_on_the_text_that_was_put(going):
    outcome = going.do("XA", "position", position="yes", contents={"draft": "d2"})
    assert outcome.code == "wrong-text"
    going.must("XB", "position", position="yes", contents=TEXT)
    assert votes(going) == {"yes": ("XB",)}


def test_a_position_can_be_withdrawn_while_the_question_is_open(going):
    says(going, "XA", "yes", id="mine")
    says(going, "XB", "no")
    assert going.do("XB", "withdraw", act="mine").code == "not-yours"
    going.must("XA", "withdraw", act="mine")
    assert votes(going) == {"no": ("XB",)}
    says(going, "XA", "yes", id="again")
    says(going, "XB", "yes")
    going.must("XA", "close")
    assert going.do("XA", "withdraw", act="again").code == "not-withdrawable"


def test_a_position_recorded_for_a_party_is_its_own_and_can_be_contested(going):
    says(going, "secretariat", "no", on_behalf="XC", id="heard")
    assert votes(going) == {"no": ("XC",)}
    assert going.do("XB", "contest", act="heard").code == "not-yours"
    going.must("XC", "contest", act="heard")
    assert votes(going) == {}
    assert going.state.matters["M"].contested == {"heard": None}


def test_who_was_recorded_may_withdraw_it_too(going):
    says(going, "secretariat", "no", on_behalf="XC", id="heard")
    going.must("XC", "withdraw", act="heard")
    assert votes(going) == {}


def test_a_step_recorded_by_letter_counts_for_the_party(going):
    outcome = going.must("secretariat", "letter", on_behalf="XC", words="heard", id="letter-1")
    assert ("done", "", "XC") in outcome.effects
    assert going.do("secretariat", "letter", on_behalf="XO").code == "not-entitled"
    assert going.do("secretariat", "letter").code == "not-entitled"
    going.must("XC", "contest", act="letter-1")
    assert going.state.matters["M"].contested == {"letter-1": None}


def test_a_correction_mends_texts_of_ones_own_act_and_nothing_else(going):
    going.must("XA", "correct", act="a1", note="better words")
    assert going.state.matters["M"].corrected == {"a1": {"note": "better words"}}
    assert going.branch.said["begin"]["note"] == "words"  # what was said stays on record
    assert going.do("XA", "correct", act="a1", whom="XC").code == "not-correctable"
    assert going.do("XA", "correct", act="a1").code == "not-correctable"
    assert going.do("XB", "correct", act="a1", note="other words").code == "not-yours"


def test_a_statement_binds_nobody_and_can_be_corrected_and_withdrawn(going):
    going.must("XC", "state", text="a statement", id="stated")
    assert statements(going.law, going.state.matters["M"]) == ["XC stated"]
    going.must("XC", "correct", act="stated", text="a better statement")
    assert going.do("XB", "withdraw", act="stated").code == "not-yours"
    going.must("XC", "withdraw", act="stated")
    assert statements(going.law, going.state.matters["M"]) == ["none"]
    assert going.do("XC", "withdraw", act="stated").code == "not-withdrawable"
    assert going.branch.bound == 0


def test_a_closed_question_takes_no_position_and_binds_who_said_yes(going):
    says(going, "XA", "yes")
    says(going, "XB", "yes")
    going.must("XA", "close")
    assert going.branch.stage == "second"
    assert going.law.actors(going.branch.bound) == ("XA", "XB")
    assert going.do("XC", "position", position="yes", contents=TEXT).code == "no-question"
    assert going.do("XA", "close").code == "no-question"


UNSEEN = f"""
steps:
  begin: {{{HEAD}, by: members, from: start, to: first, puts: {{to: council, rule: unseen}},
           when: {{adopted: {{to: second}}, rejected: {{to: last}}}}}}
"""


@pytest.mark.parametrize(("word", "stage"), [("adopted", "second"), ("rejected", "last")])
def test_an_unknown_majority_is_left_to_who_determines_it(word, stage):
    going = scene(UNSEEN)
    going.must("XA", "toy begin")
    going.must("XA", "position", position="yes")
    outcome = going.do("XA", "close")
    assert (outcome.answer, outcome.unknown) == ("unsettled", ("the majority was not seen",))
    assert outcome.effects == ()
    going.must("XA", "close", determination=word)
    (question,) = going.branch.questions.values()
    assert (question.result, question.because, going.branch.stage) == (word, "determined", stage)


def test_no_determination_replaces_a_result_that_is_certain():
    going = scene(UNSEEN)
    going.must("XA", "toy begin")
    going.must("XA", "position", position="no")
    going.must("XA", "close", determination="adopted")
    assert going.branch.stage == "last"
