"""Terms: a millisecond before, at and after; in order; with what follows, in each branch."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scene import DAY, NOON, scene
from walks import walk

from foedus.acts import instant, stamp
from foedus.cases.stands import bound, duties, numbers, stages, terms
from foedus.law import admit, advance
from foedus.law.dump import state_bytes

SILENCE = NOON + DAY


def hushed(expires=SILENCE, **more):
    going = scene(**more)
    going.must("XB", "silence propose", expires=expires, contents={"draft": "d1"})
    return going


@pytest.mark.parametrize(("late", "code"), [(-1, None), (0, "wrong-stage"), (1, "wrong-stage")])
def test_an_objection_counts_until_the_millisecond_before_silence_ends(late, code):
    going = hushed()
    going.hour = SILENCE + late
    act = going.act("XC", "object", contents={"letter": "x"})
    outcome = admit(going.law, going.state, act, going.hour)
    assert outcome.code == code
    assert going.enter(act) == outcome
    assert going.branch.stage == ("adopted" if code else "broken")


@pytest.mark.parametrize(("late", "answer"), [(-1, "refused"), (0, "admitted"), (1, "admitted")])
def test_what_a_lapse_allows_is_allowed_from_its_instant(late, answer):
    going = hushed()
    going.hour = SILENCE + late
    assert going.judge("XB", "tell").answer == answer


def test_a_lapse_moves_the_stage_takes_a_number_binds_and_owes():
    going = hushed()
    assert going.wait(SILENCE) == [(SILENCE, "M", "hush")]
    matter = going.state.matters["M"]
    assert stages(going.law, matter) == ["adopted"]
    assert numbers(going.law, matter) == ["dec 1"]
    assert bound(going.law, matter) == ["XA, XB, XC, XD"]
    assert terms(going.law, matter) == [f"hush lapsed {stamp(SILENCE)}"]
    owed = duties(going.law, going.state, matter)
    assert owed[0] == "XB owes tell to XA, at-once, under pact/11 of 2000-01-01: open"
    assert [line.split()[4].rstrip(",") for line in owed] == ["XA", "XC", "XD"]
    (first, *_) = going.branch.duties.values()
    assert first.since == SILENCE


def test_a_term_that_is_ended_early_never_lapses():
    going = hushed()
    going.must("XC", "object", contents={"letter": "x"})
    assert going.wait(SILENCE + DAY) == []
    assert going.branch.stage == "broken"
    assert going.branch.lapsed == {}


@pytest.mark.parametrize("early", [0, -1, -DAY])
def test_a_term_that_would_be_over_already_is_refused(early):
    going = scene()
    outcome = going.judge("XB", "silence propose", expires=NOON + early, contents={"draft": "d"})
    assert (outcome.code, outcome.under.place) == ("notice-too-short", "pact/11")


def test_terms_lapse_in_order_of_time_then_of_opening():
    going = scene()
    for name, expires in (("late", 3), ("second", 2), ("third", 2), ("first", 1)):
        going.must(
            "XB", "silence propose", of=name, expires=NOON + expires * DAY, contents={"draft": "d"}
        )
    order = [matter for _, matter, _ in going.wait(NOON + 9 * DAY)]
    assert order == ["first", "second", "third", "late"]
    taken = {name: m.branches[""].numbers["dec"] for name, m in going.state.matters.items()}
    assert taken == {"first": 1, "second": 2, "third": 3, "late": 4}


@settings(max_examples=30)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=6), st.integers(0, 7))
def test_numbers_follow_the_order_of_lapse(days, now):
    going = scene()
    for number, day in enumerate(days):
        going.must("XB", "silence propose", of=f"M{number}", after=1, expires=NOON + day * DAY,
                   contents={"draft": "d"})  # fmt: skip
    going.wait(NOON + now * DAY)
    due = sorted((day, number) for number, day in enumerate(days) if day <= now)
    expected = {f"M{number}": place for place, (_, number) in enumerate(due, 1)}
    got = {
        name: branch.numbers["dec"]
        for name, matter in going.state.matters.items()
        for branch in matter.branches.values()
        if branch.numbers
    }
    assert got == expected


CASCADE = """
steps:
  begin: {names: {en: x, ru: x}, by: members, from: start, to: first, under: pact/7,
          term: {name: one, after: PT1H}}
  extend: {names: {en: x, ru: x}, by: members, from: any, under: pact/7, term: {name: one, after: PT1H}}
  stop: {names: {en: x, ru: x}, by: members, from: any, under: pact/7, ends-term: [one, two]}
when-lapsed:
  one: {names: {en: x, ru: x}, from: first, to: second, under: pact/8, term: {name: two, after: PT30M}}
  two: {names: {en: x, ru: x}, from: second, to: last, under: pact/9, number: next of dec}
"""
HOUR = 3_600_000


def test_a_lapse_starts_the_next_term_from_its_own_instant():
    going = scene(CASCADE)
    going.must("XA", "toy begin")
    opened = going.hour
    ahead = going.copy()
    assert ahead.wait(opened + HOUR) == [(opened + HOUR, "M", "one")]
    assert ahead.branch.terms == {"two": opened + HOUR + HOUR // 2}
    # All at once, much later: the same terms at the same instants.
    assert [(at - opened, term) for at, _, term in going.wait(opened + 9 * HOUR)] == [
        (HOUR, "one"),
        (HOUR + HOUR // 2, "two"),
    ]
    assert going.branch.stage == "last"
    assert going.branch.numbers == {"dec": 1}


def test_a_term_started_again_runs_anew_and_its_old_end_is_nothing():
    going = scene(CASCADE)
    going.must("XA", "toy begin")
    first_end = going.hour + HOUR
    going.must("XA", "extend", after=HOUR // 2)
    assert going.wait(first_end) == []
    assert going.branch.stage == "first"
    assert going.wait(first_end + HOUR // 2) == [(first_end + HOUR // 2, "M", "one")]


def test_a_term_that_ends_by_an_act_at_the_instant_of_its_lapse_has_lapsed():
    going = scene(CASCADE)
    going.must("XA", "toy begin")
    going.must("XA", "stop", after=HOUR)
    assert going.branch.stage == "second"
    assert "one" in going.branch.lapsed
    assert going.branch.terms == {}


DOUBTFUL = """
steps:
  begin: {names: {en: x, ru: x}, by: members, from: start, under: pact/7,
          to: {unsettled: late-stage, values: {open: first, shut: first, half: second}},
          term: {name: one, after: PT1H}}
  stop: {names: {en: x, ru: x}, by: members, from: second, under: pact/7, ends-term: [one]}
when-lapsed:
  one: {names: {en: x, ru: x}, from: [first, second], under: pact/8, number: next of dec,
        to: {unsettled: late-stage, values: {open: first, shut: last, half: last}}}
"""


def test_a_term_lapses_only_in_the_branches_in_which_it_still_runs():
    going = scene(DOUBTFUL)
    going.must("XA", "toy begin")
    half, rest = "late-stage=half", {"late-stage=open", "late-stage=shut"}
    assert set(going.branches) == {half} | rest
    assert going.do("XA", "stop").answer == "unsettled"
    assert going.wait(going.hour + HOUR)
    assert going.branches[half].lapsed == {}
    assert going.branches[half].stage == "second"
    assert all("one" in going.branches[key].lapsed for key in rest)
    assert going.branches["late-stage=shut"].stage == "last"
    assert going.state.counters == {}  # the number waits until the branches agree
    assert [going.branches[key].later for key in sorted(rest)] == [[("number", "dec")]] * 2


AGREED = """
steps:
  begin: {names: {en: x, ru: x}, by: members, from: start, under: pact/7,
          to: {unsettled: late-stage, values: {open: first, shut: first, half: second}},
          term: {name: one, after: PT1H}}
when-lapsed:
  one: {names: {en: x, ru: x}, from: [first, second], under: pact/8, number: next of dec}
"""


def test_what_a_lapse_brings_in_every_branch_alike_waits_for_nothing():
    going = scene(AGREED)
    going.must("XA", "toy begin")
    going.wait(going.hour + HOUR)
    assert len(going.branches) == 3
    assert going.state.counters == {"dec": 1}
    assert {branch.numbers["dec"] for branch in going.branches.values()} == {1}
    assert not any(branch.later for branch in going.branches.values())


SPLITS = """
steps:
  begin: {names: {en: x, ru: x}, by: members, from: start, to: first, under: pact/7,
          term: {name: one, after: PT1H}}
when-lapsed:
  one: {names: {en: x, ru: x}, from: first, under: pact/8,
        to: {unsettled: late-stage, values: {open: first, shut: last, half: last}}}
"""


def test_a_lapse_under_a_doubt_keeps_the_matter_once_for_each_reading():
    going = scene(SPLITS)
    going.must("XA", "toy begin")
    assert list(going.branches) == [""]
    going.wait(going.hour + HOUR)
    by_reading = {key: branch.stage for key, branch in going.branches.items()}
    assert by_reading == {
        "late-stage=half": "last",
        "late-stage=open": "first",
        "late-stage=shut": "last",
    }


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.integers(0, 40))
def test_to_admit_ahead_of_time_is_to_let_terms_run_out_and_admit(seed, days):
    going = walk("lab", seed, instant(2011, 6, 1))
    for _ in going.go(30):
        pass
    hour = going.hour + days * DAY
    act = going.draw()
    before = state_bytes(going.law, going.state)
    early = admit(going.law, going.state, act, hour)
    assert state_bytes(going.law, going.state) == before
    advance(going.law, going.state, hour)
    assert admit(going.law, going.state, act, hour) == early


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.lists(st.integers(0, 30), min_size=1, max_size=6))
def test_time_may_pass_in_steps_or_at_once(seed, days):
    going = walk("lab", seed, instant(2011, 6, 1))
    for _ in going.go(30):
        pass
    twin, end = going.state.copy(), going.hour + sum(days) * DAY
    at_once = advance(going.law, twin, end)
    in_steps, hour = [], going.hour
    for each in days:
        hour += each * DAY
        in_steps += advance(going.law, going.state, hour)
    assert in_steps == at_once
    assert state_bytes(going.law, going.state) == state_bytes(going.law, twin)


DUES = """
steps:
  begin:
    names: {en: x, ru: x}
    by: members
    from: start
    to: first
    under: pact/7
    duties:
      - {owes: secretariat, to: subject, what: hard, names: {en: x, ru: x}, due: P1M, discharged-by: [answer]}
      - {owes: secretariat, to: subject, what: soft, names: {en: x, ru: x}, due: immediately, discharged-by: [answer]}
      - {owes: secretariat, to: subject, what: event, names: {en: x, ru: x},
         due: {event: {en: after all, ru: после всех}}, discharged-by: [answer]}
      - {owes: secretariat, to: subject, what: open, names: {en: x, ru: x}, due: {unknown: not seen}, discharged-by: [answer]}
  answer: {names: {en: x, ru: x}, by: secretariat, from: any, under: pact/7}
"""


def standing_of(going):
    return [
        line.rpartition(": ")[2]
        for line in duties(going.law, going.state, going.state.matters["M"])
    ]


def test_a_hard_term_is_overdue_at_its_instant_and_a_soft_one_never():
    going = scene(DUES)
    going.must("XA", "toy begin")
    due = going.branch.duties["a1 hard secretariat XA"].until
    assert due == instant(2011, 7, 1, 12, 1)
    going.wait(due - 1)
    assert standing_of(going) == ["open", "open", "open", "open"]
    going.wait(due)
    assert standing_of(going) == ["overdue", "open", "open", "open"]
    going.wait(due + 999 * DAY)
    assert standing_of(going) == ["overdue", "open", "open", "open"]
    late = going.must("secretariat", "answer")
    assert late.answer == "admitted"
    assert all(each.startswith("met by a2 after ") for each in standing_of(going))


def test_due_points_are_named_as_they_are():
    going = scene(DUES)
    going.must("XA", "toy begin")
    grades = {duty.what: (duty.due, duty.until) for duty in going.branch.duties.values()}
    assert grades == {
        "hard": ("P1M", instant(2011, 7, 1, 12, 1)),
        "soft": ("immediately", None),
        "event": ("event", None),
        "open": ("unknown", None),
    }
