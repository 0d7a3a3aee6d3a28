"""Rulings: who may rule, when a ruling is valid, and how it relates back."""

from __future__ import annotations

import pytest
from scene import DAY, MINUTE, scene

from foedus.acts import Act
from foedus.cases.stands import bound, duties, stages
from foedus.law import State, advance, apply, may
from foedus.law.dump import state_bytes

MEMBERS = ("XA", "XB", "XC", "XD")
EITHER = """
steps:
  begin: {names: {en: x, ru: x}, by: members, from: start, to: first, under: pact/7}
  part: {names: {en: x, ru: x}, by: members, from: first, under: pact/7,
         to: {unsettled: late-stage, values: {open: first, shut: last, half: second}}}
  punish: {names: {en: x, ru: x}, by: members, from: [second, last], under: pact/9,
           says: {whom: {is: party}}, standing: [{of: says.whom, becomes: suspended}], number: next of dec}
  preside: {names: {en: x, ru: x}, by: members, from: second, under: pact/9,
            chair: [{of: council, holder: actor, how: decision}]}
  praise: {names: {en: x, ru: x}, by: members, from: [first, second], under: pact/9, number: next of praise}
"""


def called(**said):
    """XB calls for help in the name of XA: whether anyone may is a doubt."""
    going = scene()
    going.hour += MINUTE
    going.enter(going.act("XB", "help call", threat="fire", on_behalf="XA", **said))
    return going


def council_rules(going, doubt, reading, absent=()):
    """Put a ruling to the council and let those present say yes."""
    opened = going.must("XB", "rule", doubt=doubt, reading=reading)
    (question,) = [effect[2] for effect in opened.effects if effect[0] == "put"][:1]
    for party in MEMBERS:
        if party not in absent:
            going.must(party, "position", position="yes", question=question)
    return question


# ------------------------------------------------------------------ who may rule


def test_the_holder_of_an_office_rules_at_once():
    going = scene(EITHER)
    going.must("XA", "toy begin")
    going.do("XA", "part")
    assert len(going.branches) == 3
    refused = going.do("XA", "rule", doubt="late-stage", reading="half")
    assert (refused.code, refused.under.place) == ("not-entitled", "pact/5")
    ruled = going.must("XB", "rule", doubt="late-stage", reading="half")
    assert ruled.under.place == "pact/5"
    assert going.branch.stage == "second"
    assert going.branch.readings == {}
    assert going.state.matters["M"].rulings == {"late-stage": "half"}


@pytest.mark.parametrize(
    ("who", "doubt", "reading", "code"),
    [
        ("XO", "duty-at-once", "at-once", "not-entitled"),
        ("secretariat", "duty-at-once", "at-once", "not-entitled"),
        ("XA", "no-doubt", "at-once", "no-such-doubt"),
        ("XA", "duty-at-once", "no-reading", "no-such-reading"),
    ],
)
def test_a_ruling_needs_a_seat_a_doubt_and_a_reading(who, doubt, reading, code):
    going = scene()
    going.must("XA", "help call", threat="fire")
    assert going.do(who, "rule", doubt=doubt, reading=reading).code == code


def test_a_doubt_is_ruled_on_once():
    going = scene(EITHER)
    going.must("XA", "toy begin")
    going.must("XB", "rule", doubt="late-stage", reading="half")
    again = going.do("XB", "rule", doubt="late-stage", reading="open")
    assert (again.code, dict(again.detail)["reading"]) == ("already-done", "half")


def test_of_two_rulings_before_a_body_only_the_first_can_stand():
    going = scene()
    going.must("XA", "help call", threat="fire")
    first = council_rules(going, "duty-at-once", "at-once")
    second = council_rules(going, "duty-at-once", "after-decision")
    going.must("XB", "close", question=second)
    assert going.state.matters["M"].rulings == {"duty-at-once": "after-decision"}
    assert going.do("XB", "close", question=first).code == "already-done"


# ------------------------------------------------------------------ valid under every reading


def test_a_ruling_of_a_body_must_be_adopted_under_every_reading_of_its_own_quorum():
    going = scene()
    going.must("XA", "help call", threat="fire")
    council_rules(going, "absence", "harmless", absent=("XD",))
    before = state_bytes(going.law, going.state)
    outcome = going.judge("XB", "close")
    assert (outcome.code, outcome.under.place) == ("ruling-not-valid", "house/rulings")
    assert "absence" in dict(outcome.detail)["doubts"]
    assert state_bytes(going.law, going.state) == before
    going.must("XD", "position", position="abstain")
    closed = going.must("XB", "close")
    assert closed.noted == ("absence",)
    assert going.state.matters["M"].rulings == {"absence": "harmless"}


def test_a_rejected_ruling_rules_nothing():
    going = scene()
    going.must("XA", "help call", threat="fire")
    council_rules(going, "duty-at-once", "at-once")
    going.must("XC", "position", position="no")
    going.must("XB", "close")
    assert going.state.matters["M"].rulings == {}
    assert len(going.branches) == 2
    assert bound(going.law, going.state.matters["M"]) == ["none"]


@pytest.mark.parametrize(
    ("reading", "stage"), [("anyone", "called"), ("victim-alone", "not opened")]
)
def test_whether_the_matter_was_ever_opened_can_be_ruled_on(reading, stage):
    going = called()
    assert stages(going.law, going.state.matters["M"]) == [
        "if after-decision, anyone: called",
        "if at-once, anyone: called",
        "if victim-alone: not opened",
    ]
    council_rules(going, "who-alone", reading)
    going.must("XB", "close")
    assert stages(going.law, going.state.matters["M"]) == [stage]


def test_whether_the_matter_has_ended_can_be_ruled_on_by_a_body():
    ends = EITHER.replace("late-stage", "absence").replace(
        "{open: first, shut: last, half: second}", "{harmless: first, no-quorum: last}"
    )
    going = scene(ends)
    going.must("XA", "toy begin")
    going.do("XA", "part")
    council_rules(going, "absence", "no-quorum")
    going.must("XB", "close")
    assert going.branch.stage == "last"
    assert not [each for each in may(going.law, going.state, "XB", going.hour) if each.matter]


def test_after_the_end_of_a_matter_only_rulings_are_in_reach():
    going = scene(EITHER)
    going.must("XA", "toy begin")
    going.do("XA", "part")
    going.must("XB", "rule", doubt="late-stage", reading="shut")
    assert going.branch.stage == "last"
    question = council_rules(going, "duty-at-once", "at-once")
    told = [each for each in may(going.law, going.state, "XC", going.hour) if each.matter]
    assert {(each.step, each.question, each.answer) for each in told} == {
        ("position", question, "admitted"),
        ("close", question, "admitted"),
    }
    going.must("XB", "close")
    assert going.state.matters["M"].rulings["duty-at-once"] == "at-once"


# ------------------------------------------------------------------ relates back


@pytest.mark.parametrize(("reading", "owed"), [("at-once", 3), ("after-decision", 0)])
def test_duties_stand_or_fall_with_the_reading(reading, owed):
    going = scene()
    going.must("XA", "help call", threat="fire")
    lines = duties(going.law, going.state, going.state.matters["M"])
    assert (
        sum("unsettled (if after-decision not owed; if at-once open)" in line for line in lines)
        == 3
    )
    council_rules(going, "duty-at-once", reading)
    going.must("XB", "close")
    lines = duties(going.law, going.state, going.state.matters["M"])
    assert sum(" owes help to XA" in line for line in lines) == owed


@pytest.mark.parametrize(("reading", "spoke"), [("speech", True), ("silence", False)])
def test_what_the_reading_refuses_has_never_happened(reading, spoke):
    going = scene()
    going.must("XA", "help call", threat="fire")
    going.must("XB", "punish", whom="XC")
    outcome = going.do("XC", "speak", words="words")
    assert (outcome.answer, outcome.doubts) == ("unsettled", ("may-the-suspended-speak",))
    assert {leaf.code for leaf in outcome.leaves} == {None, "no-right"}
    opened = going.must("XB", "rule", doubt="may-the-suspended-speak", reading=reading)
    for party in ("XA", "XB", "XD"):
        going.must(party, "position", position="yes", question=opened.effects[1][2])
    going.must("XB", "close")
    assert all(("speak" in branch.done) == spoke for branch in going.branches.values())


def test_a_view_of_the_past_still_shows_the_doubt():
    going = scene()
    entered = []
    plain = going.enter

    def enter(act: Act):
        outcome = plain(act)
        entered.append((act, outcome, going.hour))
        return outcome

    going.enter = enter
    going.must("XA", "help call", threat="fire")
    then, before = going.hour, state_bytes(going.law, going.state)
    council_rules(going, "duty-at-once", "at-once")
    going.must("XB", "close", after=DAY)
    assert len(going.branches) == 1
    past = State()
    for act, outcome, hour in entered:
        if hour <= then:
            advance(going.law, past, hour)
            apply(going.law, past, act, outcome.effects, hour)
    assert state_bytes(going.law, past) == before
    assert len(past.matters["M"].branches) == 2


# ------------------------------------------------------------------ only noted, and waiting


def test_a_doubt_whose_readings_agree_is_only_noted():
    going = scene()
    outcome = going.must("XA", "help call", threat="fire")
    assert outcome.noted == ("who-alone",)
    assert outcome.doubts == ("duty-at-once",)
    assert list(going.branches) == ["duty-at-once=after-decision", "duty-at-once=at-once"]


def parted():
    going = scene(EITHER)
    going.must("XA", "toy begin")
    going.do("XA", "part")
    return going


@pytest.mark.parametrize(("reading", "takes_effect"), [("half", True), ("open", False)])
def test_a_standing_and_a_number_wait_until_the_branches_agree(reading, takes_effect):
    going = parted()
    assert going.do("XA", "punish", whom="XC").answer == "unsettled"
    assert (going.state.standings, going.state.counters) == ({}, {})
    going.must("XB", "rule", doubt="late-stage", reading=reading)
    standing = going.state.standings.get("league", {}).get("XC", ("member",))[0]
    assert standing == ("suspended" if takes_effect else "member")
    assert going.state.counters.get("dec", 0) == int(takes_effect)
    assert going.branch.numbers == ({"dec": 1} if takes_effect else {})
    assert going.branch.later == []


def test_a_chair_waits_too_and_then_holds():
    going = parted()
    assert going.do("XA", "preside").answer == "unsettled"
    assert going.state.chairs == {}
    going.must("XB", "rule", doubt="late-stage", reading="half")
    assert going.state.chairs["council"][:2] == ("XA", "decision")


def test_what_all_branches_bring_waits_for_nothing():
    going = scene()
    going.must("XA", "help call", threat="fire")
    assert len(going.branches) == 2
    going.must("XB", "punish", whom="XC")
    assert going.state.standings["league"]["XC"][0] == "suspended"


def test_numbers_that_waited_are_taken_in_the_order_of_rulings():
    going = parted()
    going.do("XA", "praise")
    going.must("XA", "toy begin", of="N")
    going.must("XA", "praise", of="N")
    going.must("XB", "rule", doubt="late-stage", reading="open")
    assert going.state.matters["N"].branches[""].numbers == {"praise": 1}
    assert going.branch.numbers == {"praise": 2}


# ------------------------------------------------------------------ before it matters


def test_a_ruling_before_the_doubt_matters_spares_the_branches():
    going = scene(EITHER)
    going.must("XA", "toy begin")
    going.must("XB", "rule", doubt="late-stage", reading="shut")
    outcome = going.must("XA", "part")
    assert (outcome.doubts, outcome.noted) == ((), ("late-stage",))
    assert going.branch.stage == "last"


def test_a_ruling_holds_in_its_own_matter_alone():
    going = scene(EITHER)
    going.must("XA", "toy begin")
    going.must("XA", "toy begin", of="N")
    going.must("XB", "rule", doubt="late-stage", reading="shut")
    going.must("XA", "part", of="N")
    assert len(going.state.matters["N"].branches) == 3
