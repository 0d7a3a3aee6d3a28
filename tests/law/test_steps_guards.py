"""Guards, one by one: what each lets through, from when, and for whom."""

from __future__ import annotations

import pytest
from scene import DAY, scene

from foedus.acts import instant

HEAD = "names: {en: x, ru: x}, under: pact/7"


def toy(guard: str, *, says: str = "{}", by: str = "members", more: str = ""):
    """Open a matter in which a step stands under one guard."""
    going = scene(f"""
steps:
  begin: {{{HEAD}, by: members, from: start, to: first, term: {{name: quiet, after: P2D}}}}
  back: {{{HEAD}, by: anybody, from: any}}
  act: {{{HEAD}, by: {by}, from: any, says: {says}, guards: [{guard}]}}
  {more}
""")
    going.must("XA", "toy begin")
    return going


def code(going, *said, **fields):
    return going.judge(*said, **fields).code


def test_done_waits_for_the_step():
    going = toy("{done: back}")
    assert code(going, "XA", "act") == "not-yet"
    going.must("XB", "back")
    assert code(going, "XA", "act") is None


def test_not_done_allows_the_first_only():
    going = toy("{not-done: act}")
    going.must("XA", "act")
    assert code(going, "XA", "act") == code(going, "XB", "act") == "already-done"


def test_not_done_by_each_counts_actors_apart():
    going = toy("{not-done: act, each: true}")
    going.must("XA", "act")
    assert code(going, "XA", "act") == "already-done"
    assert code(going, "XB", "act") is None


def test_a_count_takes_different_actors_of_the_set_only():
    going = toy("{count-of: back, at-least: 2, of: members}")
    for actor, expected in (("XA", "too-few"), ("XA", "too-few"), ("XO", "too-few"), ("XB", None)):
        going.must(actor, "back")
        assert code(going, "XA", "act") == expected


def test_a_count_may_be_a_share_of_the_set():
    going = toy("{count-of: back, at-least: 2/3, of: members}")  # two thirds of four: three
    for actor, expected in (("XA", "too-few"), ("XB", "too-few"), ("XC", None)):
        going.must(actor, "back")
        outcome = going.judge("XA", "act")
        assert outcome.code == expected
    assert dict(toy("{count-of: back, at-least: 2/3, of: members}").judge("XA", "act").detail) == {
        "step": "back", "reached": "0", "needed": "8/3",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("guard", "value", "expected"),
    [
        ("in: observers", "XO", None),
        ("in: observers", "XA", "outside-set"),
        ("in: {of: members, minus: subject}", "XA", "outside-set"),
        ("in: {of: members, minus: subject}", "XB", None),
        ("not-in: members", "XO", None),
        ("not-in: members", "XB", "forbidden"),
        ("in: members, not-in: subject", "XA", "forbidden"),
        (
            "in: {unsettled: absence, values: {harmless: members, no-quorum: observers}}",
            "XZ",
            "outside-set",
        ),
    ],
)
def test_a_field_names_who_is_inside_or_outside(guard, value, expected):
    going = toy(f"{{field: whom, {guard}}}", says="{whom: {is: party, optional: true}}")
    assert code(going, "XA", "act", whom=value) == expected
    assert code(going, "XA", "act") is None


def test_a_field_may_be_bound_to_words():
    going = toy("{field: how, one-of: [well, badly]}", says="{how: {is: word, many: true}}")
    assert code(going, "XA", "act", how=("well", "badly")) is None
    assert code(going, "XA", "act", how=("well", "worse")) == "outside-set"


def test_party_to_asks_the_register_of_the_one_who_acts():
    going = toy("{party-to: force-agreement}")
    assert code(going, "XA", "act") is None
    assert code(going, "XC", "act") == "not-a-party"


def test_a_right_stands_with_the_standing_and_may_be_granted_in_a_matter():
    going = toy(
        "{right: speak}",
        by="anybody",
        more=f"let: {{{HEAD}, by: members, from: any, grants: [{{right: speak, to: observers}}]}}",
    )
    assert code(going, "XA", "act") is None
    assert code(going, "XZ", "act") == code(going, "XO", "act") == "no-right"
    assert going.judge("XO", "act").under.place == "pact/2"
    going.must("XA", "let")
    assert code(going, "XO", "act") is None
    assert code(going, "XZ", "act") == "no-right"


def test_a_term_is_running_or_over():
    going = toy("{term: quiet, is: running}")
    start = going.hour
    for late, expected in ((2 * DAY - 1, None), (2 * DAY, "term-not-running")):
        going.hour = start + late
        assert code(going, "XA", "act") == expected
    going = toy("{term: quiet, is: over}")
    for late, expected in ((2 * DAY - 1, "term-running"), (2 * DAY, None)):
        going.hour = start + late
        assert code(going, "XA", "act") == expected


@pytest.mark.parametrize(("late", "expected"), [(DAY - 1, "too-early"), (DAY, None)])
def test_a_wait_counts_from_the_last_time_the_step_was_taken(late, expected):
    going = toy("{since-step: back, at-least: P1D}")
    assert code(going, "XA", "act") == "not-yet"
    going.must("XA", "back")
    going.must("XA", "back", after=DAY)
    going.hour += late
    assert code(going, "XA", "act") == expected


def test_a_wait_says_from_when():
    going = toy("{since-step: begin, at-least: P1M}")
    assert dict(going.judge("XA", "act").detail)["from"] == "2011-07-01T12:01:00Z"


@pytest.mark.parametrize(
    ("hour", "date", "expected"),
    [
        (instant(2024, 1, 31, 23, 59), "2024-02-29", None),
        (instant(2024, 1, 31, 23, 59), "2024-02-28", "notice-too-short"),
        (instant(2023, 1, 31), "2023-02-28", None),
        (instant(2023, 1, 31), "2023-02-27", "notice-too-short"),
    ],
)
def test_a_date_lies_so_long_after_the_legal_day_of_the_act(hour, date, expected):
    going = toy("{date-in: when, at-least: P1M}", says="{when: {is: date, optional: true}}")
    going.hour = hour
    assert code(going, "XA", "act", when=date) == expected
    assert code(going, "XA", "act") is None


def test_a_duty_guard_waits_until_nobody_owes():
    going = toy(
        "{met: word}",
        more=f"ask: {{{HEAD}, by: members, from: any, duties: [{{owes: other members, to: subject, what: word,"
        f" names: {{en: x, ru: x}}, due: promptly, discharged-by: [back]}}]}}",
    )
    assert code(going, "XA", "act") is None
    going.must("XA", "ask")
    for actor in ("XB", "XC"):
        going.must(actor, "back")
    outcome = going.judge("XA", "act")
    assert (outcome.code, dict(outcome.detail)["debtor"]) == ("duty-open", "XD")
    going.must("XD", "back")
    assert code(going, "XA", "act") is None


@pytest.mark.parametrize(
    ("permitted", "answer", "reason"),
    [
        ("yes", "admitted", None),
        ("no", "refused", "barred"),
        ("{since: {2000-01-01: no, 2010-01-01: yes}}", "admitted", None),
        ("{unsettled: late-stage, values: {open: no, shut: no, half: no}}", "refused", "barred"),
        ("{unsettled: late-stage, values: {open: no, shut: yes, half: yes}}", "unsettled", None),
        ("{unknown: not seen}", "unsettled", None),
    ],
)
def test_a_permission_may_be_open(permitted, answer, reason):
    outcome = toy(f"{{permitted: {permitted}}}").judge("XA", "act")
    assert (outcome.answer, outcome.code) == (answer, reason)


def test_a_verdict_guard_asks_for_the_last_verdict_and_its_rule():
    more = f"""ask: {{{HEAD}, by: members, from: any, puts: {{to: council, rule: heavy}}}}
  narrow: {{{HEAD}, by: members, from: any, guards: [{{verdict: rejected, rule: consensus}}]}}"""
    going = toy("{verdict: rejected}", more=more)
    assert code(going, "XA", "act") == "no-such-verdict"
    going.must("XB", "ask")
    assert code(going, "XA", "act") == "no-such-verdict"
    going.must("XA", "position", position="no")
    going.must("XB", "close")
    assert code(going, "XA", "act") is None
    assert code(going, "XA", "narrow") == "no-such-verdict"
    going.must("XB", "ask")
    going.must("XA", "position", position="yes")
    going.must("XB", "close")
    assert code(going, "XA", "act") == "no-such-verdict"


def test_a_guard_cites_its_own_provision_else_the_step():
    assert toy("{done: back}").judge("XA", "act").under.place == "pact/7"
    assert toy("{done: back, under: pact/9}").judge("XA", "act").under.place == "pact/9"
