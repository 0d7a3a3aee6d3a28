"""Effects, one by one: what a step, a verdict or a lapse brings about."""

from __future__ import annotations

import pytest
from scene import DAY, MINUTE, scene

from foedus.cases.stands import duties, notices
from foedus.law.chairs import holder as chair
from foedus.law.steps import EFFECTS

HEAD = "names: {en: x, ru: x}, under: pact/7"
NAMES = "names: {en: x, ru: x}"


def toy(effects: str, *, says: str = "{}", more: str = ""):
    """Open a matter in which a step has one effect."""
    going = scene(f"""
steps:
  begin: {{{HEAD}, by: members, from: start, to: first}}
  back: {{{HEAD}, by: anybody, from: any}}
  act: {{{HEAD}, by: anybody, from: any, says: {says}, {effects}}}
  {more}
""")
    going.must("XA", "toy begin")
    return going


def standing(going):
    """Give how each duty stands, by debtor and creditor."""
    return {
        (each.debtor, each.creditor): "met" if each.met_by else "ended" if each.ended_by else "open"
        for each in going.branch.duties.values()
    }


def owing(owes="other members", to="subject", met="[back]", **more):
    rest = "".join(f", {name.replace('_', '-')}: {value}" for name, value in more.items())
    return f"duties: [{{owes: {owes}, to: {to}, what: word, {NAMES}, due: promptly, discharged-by: {met}{rest}}}]"


def test_a_duty_arises_for_each_debtor_and_creditor_but_never_to_oneself():
    going = toy(owing(owes="members", to="{any-of: [XA, XB]}"))
    going.must("XC", "act")
    assert set(standing(going)) == {
        ("XA", "XB"), ("XB", "XA"), ("XC", "XA"), ("XC", "XB"), ("XD", "XA"), ("XD", "XB"),
    }  # fmt: skip


def test_a_duty_is_met_by_its_debtor_alone():
    going = toy(owing())
    going.must("XA", "act")
    going.must("XB", "back")
    going.must("XO", "back")
    assert standing(going) == {("XB", "XA"): "met", ("XC", "XA"): "open", ("XD", "XA"): "open"}
    (duty, *_) = going.branch.duties.values()
    assert (duty.met_by, duty.met_at) == ("a3", going.hour - MINUTE)


def test_a_duty_may_be_met_by_others_whom_it_names():
    going = toy(owing(owes="XB", met="[{step: back, by: secretariat}]"))
    going.must("XA", "act")
    going.must("XC", "back")
    assert standing(going) == {("XB", "XA"): "open"}
    going.must("secretariat", "back")
    assert standing(going) == {("XB", "XA"): "met"}


def test_a_duty_owed_again_is_another_duty():
    going = toy(owing(owes="XB"))
    going.must("XA", "act")
    going.must("XB", "back")
    going.must("XA", "act")
    assert [bool(each.met_by) for each in going.branch.duties.values()] == [True, False]


@pytest.mark.parametrize(("addressee", "states"), [
    ("world-council", {"met"}),
    ("world-clerk", {"met", "open"}),
])  # fmt: skip
def test_whether_a_letter_meets_a_duty_may_be_a_doubt(addressee, states):
    going = scene()
    going.must("XA", "help call", threat="fire")
    going.must("XB", "send")
    outcome = going.must("XB", "report", addressee=addressee)
    assert ("letter-counts" in outcome.doubts) == (addressee == "world-clerk")
    found = {
        "met" if duty.met_by else "open"
        for branch in going.branches.values()
        for duty in branch.duties.values()
        if duty.what == "report"
    }
    assert found == states


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("exists: no", 0),
        ("exists: {since: {2000-01-01: no, 2011-01-01: yes}}", 1),
        ("provided: [{is: no}]", 0),
        ("provided: [{if-says: {how: well}, is: no}]", 0),
        ("provided: [{if-says: {how: badly}, is: no}]", 1),
        ("provided: [{is: yes}, {if-says: {how: well}, is: no}]", 0),
    ],
)
def test_a_duty_arises_if_its_conditions_hold(how, expected):
    name, _, value = how.partition(": ")
    going = toy(owing(owes="XB", **{name: value}), says="{how: {is: word, optional: true}}")
    going.must("XA", "act", how="well")
    assert len(going.branch.duties) == expected


def test_a_condition_may_ask_what_an_earlier_step_said():
    going = toy(
        owing(owes="XB", provided="[{if-says: {how of tell: badly}, is: no}]"),
        more=f"tell: {{{HEAD}, by: members, from: any, says: {{how: {{is: word}}}}}}",
    )
    going.must("XA", "tell", how="badly")
    going.must("XA", "act")
    assert standing(going) == {}
    going.must("XA", "tell", how="well")
    going.must("XA", "act")
    assert standing(going) == {("XB", "XA"): "open"}


def test_duties_end_without_being_met():
    going = toy("ends-duties: [{what: word, of: {of: members, minus: XB}}]",
                more=f"ask: {{{HEAD}, by: members, from: any, {owing()}}}")  # fmt: skip
    going.must("XA", "ask")
    going.must("XD", "back")
    going.must("XA", "act")
    assert standing(going) == {("XB", "XA"): "open", ("XC", "XA"): "ended", ("XD", "XA"): "met"}
    going.must("XC", "back")
    assert standing(going)["XC", "XA"] == "ended"


def test_a_doubt_about_the_end_of_duties_is_asked_only_where_some_are_open():
    applies = "applies: {unsettled: late-stage, values: {open: no, shut: yes, half: yes}}"
    going = toy(f"ends-duties: [{{what: word, {applies}}}]",
                more=f"ask: {{{HEAD}, by: members, from: any, {owing()}}}")  # fmt: skip
    assert going.must("XA", "act").noted == ()
    going.must("XA", "ask")
    assert going.must("XA", "act").doubts == ("late-stage",)
    assert {key: {each.duties[d].ended_by for d in each.duties} for key, each in going.branches.items()} == {
        "late-stage=open": {""}, "late-stage=shut": {"a4"}, "late-stage=half": {"a4"},
    }  # fmt: skip


def test_time_to_meet_a_duty_runs_between_what_is_said_of_cause_and_act():
    going = toy(owing(owes="XB"))
    cause = going.hour
    going.must("XA", "act", occurred=(cause - 20 * MINUTE, cause - 10 * MINUTE))
    met = going.hour + DAY
    going.must("XB", "back", after=DAY, occurred=(met - 5 * MINUTE, met))
    (line,) = duties(going.law, going.state, going.state.matters["M"])
    assert line.endswith("met by a3 after 1d 6min..1d 21min")


def test_numbers_run_through_all_matters_of_a_series():
    going = toy(
        "number: next of dec", more=f"none: {{{HEAD}, by: members, from: any, number: none}}"
    )
    going.must("XA", "toy begin", of="N")
    for matter, expected in (("M", 1), ("N", 2), ("M", 3)):
        going.must("XA", "act", of=matter)
        assert going.state.matters[matter].branches[""].numbers == {"dec": expected}
    going.must("XA", "none")
    assert going.state.counters == {"dec": 3}


def test_notices_go_to_each_addressee_by_their_channel():
    going = toy(
        "notices: [{to: other members, what: call, channel: secretariat}, {to: world-council, what: call}]"
    )
    going.must("XA", "act")
    assert notices(going.law, going.state.matters["M"]) == [
        "call to XB via secretariat",
        "call to XC via secretariat",
        "call to XD via secretariat",
        "call to world-council",
    ]


def test_a_standing_changes_in_its_register_for_parties_only():
    going = toy("standing: [{of: {any-of: [XB, secretariat]}, becomes: observer},"
                " {of: XC, becomes: member, register: force-agreement}]")  # fmt: skip
    going.must("XA", "act")
    seating = going.law.seating(going.state, going.hour)
    assert going.law.actors(seating.with_standing("observer")) == ("XB", "XO")
    assert going.law.actors(seating.parties_to("force-agreement")) == ("XA", "XB", "XC", "XD")
    assert going.state.standings["league"]["XB"][1].place == "pact/7"


def test_a_standing_that_counts_as_another_keeps_its_seat_but_not_the_vote():
    going = toy("standing: [{of: XB, becomes: suspended}]")
    going.must("XA", "act")
    seating = going.law.seating(going.state, going.hour)
    assert "XB" in going.law.actors(seating.with_standing("member"))
    assert going.law.plain_cell("vote", "suspended") == "no"


@pytest.mark.parametrize(
    ("holder", "how", "held", "title", "place"),
    [
        ("XC", "decision", "XC", "decision", "pact/7"),
        ("XC", "acting", "XC", "acting", "pact/7"),
        ("XC", "host", "XC", "host", "pact/7"),
        ("members", "decision", "XB", "host", "pact/3"),
    ],
)
def test_a_chair_is_settled_by_a_set_of_one_name(holder, how, held, title, place):
    going = toy(f"chair: [{{of: council, holder: {holder}, how: {how}}}]")
    going.must("XA", "act")
    name, by, under = chair(going.law, going.state, going.hour, "council")
    assert (name, by, under.place) == (held, title, place)
    assert chair(going.law, going.state, going.hour, "board")[0] == held


def test_a_result_binds_a_set_and_adds_to_it():
    going = toy("binds: says.whom", says="{whom: {is: party, many: true}}")
    going.must("XA", "act", whom=("XB",))
    going.must("XA", "act", whom=("XC", "XO"))
    assert going.law.actors(going.branch.bound) == ("XB", "XC", "XO")


def test_a_document_is_kept_by_its_last_digest_and_counted():
    going = toy("gives: paper")
    going.must("XA", "act", contents={"paper": "d1"})
    going.must("XA", "act", contents={"paper": "d2"})
    assert going.branch.texts == {"paper": ("d2", 2)}


def test_every_effect_of_the_language_is_tried_here_or_with_terms():
    tried = {"duties", "ends_duties", "number", "notices", "standing", "grants", "chair", "binds"}
    assert tried | {"term", "ends_term", "credentials"} == set(EFFECTS)
