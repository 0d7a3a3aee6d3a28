"""Rules against a dumb second opinion, over every electorate and every way to vote."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from second_opinion import COMPARISONS, ROUND, VOTES, body_of, compiled, engine, oracle, put

from foedus.law.rules.verdict import explain

# ------------------------------------------------------------------ every form, every vote

VOTING = {"those-who": ["yes", "no"]}


def yes(**test):
    return {"count": "yes", **{key.replace("_", "-"): value for key, value in test.items()}}


NO_VETO = {"count": "no", "of": "big", "at-most": 0, "else": "veto"}
OUT = {"excluded": {"who": "flagged concerned", "base": "kept"}}
REDUCED = {"excluded": {"who": "flagged concerned", "base": "reduced"}}
FORMS: dict[str, dict[str, object]] = {
    "whole number": {"adopted-if": yes(at_least=2)},
    "more than a number": {"adopted-if": yes(more_than=2)},
    "at most a number": {"adopted-if": {"count": "no", "at-most": 1}},
    "fewer than a number": {"adopted-if": {"count": ["no", "abstain"], "fewer-than": 2}},
    "a share of all": {"adopted-if": yes(at_least="2/3")},
    "more than half of all": {"adopted-if": yes(more_than="1/2", of="electorate")},
    "a share of those voting": {"adopted-if": yes(at_least="2/3", of=VOTING)},
    "rounded up": {"adopted-if": yes(at_least="55/100", rounding="up")},
    "rounded down": {"adopted-if": yes(more_than="1/2", rounding="down")},
    "rounded to the nearest": {"adopted-if": yes(at_least="3/8", rounding="nearest")},
    "more yes than no": {"adopted-if": yes(more_than={"count": "no"})},
    "as many as those silent": {"adopted-if": yes(at_least={"count": "not-present"})},
    "yes of the big, no of all": {"adopted-if": yes(of="big", more_than={"count": "no", "of": "electorate"})},
    "weight": {"adopted-if": {"weight": "mass", "of-those": "yes", "at-least": 4}},
    "a share of weight": {"adopted-if": {"weight": "mass", "of-those": "yes", "more-than": "1/2"}},
    "weight of those voting": {"adopted-if": {"weight": "mass", "of-those": ["yes"], "at-least": "2/3", "of": VOTING}},
    "weight against weight": {"adopted-if": {"weight": "mass", "of-those": "yes", "more-than": {"weight": "mass", "of-those": "no"}}},
    "weight against heads": {"adopted-if": {"weight": "mass", "of-those": "yes", "fewer-than": {"count": "no"}}},
    "a named set": {"adopted-if": yes(of="big", at_least="1/1", **{"else": "big-missing"})},
    "without a set": {"adopted-if": yes(of={"of": "electorate", "minus": "big"}, at_least="1/2")},
    "where sets meet": {"adopted-if": yes(of={"of": "members", "and": "present", "minus": "big"}, at_least=1)},
    "sets together": {"adopted-if": yes(of={"any-of": ["big", {"those-who": "abstain"}]}, at_most="1/2")},
    "veto": {"adopted-if": {"all": [yes(more_than="1/2"), NO_VETO]}},
    "veto first": {"adopted-if": {"all": [NO_VETO, yes(more_than="1/2", **{"else": "few"})]}},
    "one code for all": {"adopted-if": {"all": [NO_VETO, yes(at_least=2)], "else": "both"}},
    "either": {"adopted-if": {"any": [yes(at_least="1/1"), {"all": [yes(at_least=1), NO_VETO]}]}},
    "either, with a code": {"adopted-if": {"any": [yes(at_least=4), yes(of="big", at_least=2)], "else": "neither"}},
    "not": {"adopted-if": {"not": {"count": "no", "more-than": "1/3"}, "else": "blocked"}},
    "not either": {"adopted-if": {"not": {"any": [{"count": "no", "at-least": 2}, {"count": "abstain", "at-least": 2}]}}},
    "not a position": {"adopted-if": {"count": "not-no", "at-least": "2/3"}},
    "present": {"adopted-if": {"count": "present", "at-least": 2}},
    "quorum": {"quorum": {"count": "present", "at-least": "1/2"}, "adopted-if": yes(more_than={"count": "no"})},
    "quorum with a code": {"quorum": {"count": "present", "at-least": 3, "else": "thin"}, "adopted-if": NO_VETO},
    "excluded, base kept": {**OUT, "adopted-if": yes(at_least="2/3")},
    "excluded, base reduced": {**REDUCED, "adopted-if": yes(at_least="2/3")},
    "excluded, not counted": {**OUT, "adopted-if": {"count": "not-no", "at-least": "2/3", "of": "members"}},
    "unknown alone": {"adopted-if": {"unknown": "not seen"}},
    "unknown and": {"adopted-if": {"all": [{"unknown": "not seen"}, yes(at_least=2, **{"else": "few"})]}},
    "unknown or": {"adopted-if": {"any": [{"unknown": "not seen"}, yes(at_least=2)]}},
    "unknown not": {"adopted-if": {"not": {"all": [{"unknown": "not seen"}, yes(at_least=2)]}}},
    "unknown number": {"adopted-if": {"all": [yes(at_least={"unknown": "how many"}), NO_VETO]}},
    "unknown weight": {"adopted-if": {"any": [{"weight": "unseen", "of-those": "yes", "at-least": "1/2"}, yes(at_least="1/1")]}},
    "unknown quorum": {"quorum": {"unknown": "not seen"}, "adopted-if": yes(at_least=1)},
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_form_over_all_bodies_and_votes(form):
    rule, results = FORMS[form], set()
    for size in range(1, 6):
        made = compiled(rule, size)
        for votes in product(VOTES, repeat=size):
            came = engine(made, votes)
            assert came == oracle(rule, votes), votes
            results.add(came)
    assert len(results) > 1 or form == "unknown alone"


# ------------------------------------------------------------------ rules drawn at random

SETS = st.recursive(
    st.sampled_from(["electorate", "members", "big", "present", VOTING, {"those-who": "no"}]),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"of": inner, "minus": inner}),
        st.fixed_dictionaries({"of": inner, "and": inner}),
        st.fixed_dictionaries({"any-of": st.lists(inner, min_size=1, max_size=2)}),
    ),
    max_leaves=3,
)
COUNTED = st.sampled_from(["yes", "no", "abstain", "present", "not-no", "not-yes", ["yes", "no"]])
MEASURES = st.one_of(
    st.fixed_dictionaries({"count": COUNTED}, optional={"of": SETS}),
    st.fixed_dictionaries({"weight": st.just("mass"), "of-those": COUNTED}, optional={"of": SETS}),
)
BOUNDS = st.one_of(
    st.integers(0, 4),
    st.sampled_from(["1/1", "1/2", "1/3", "2/3", "55/100", "0/1"]),
    MEASURES,
    st.just({"unknown": "how many"}),
)
COMPARES = st.builds(
    lambda measure, sign, bound, rounding: {**measure, sign: bound, "rounding": rounding},
    MEASURES, st.sampled_from(list(COMPARISONS)), BOUNDS, st.sampled_from(list(ROUND)),
)  # fmt: skip
TESTS = st.recursive(
    st.one_of(COMPARES, COMPARES, st.just({"unknown": "not seen"})),
    lambda inner: st.one_of(
        st.fixed_dictionaries(
            {"all": st.lists(inner, min_size=1, max_size=3)}, optional={"else": st.just("x")}
        ),
        st.fixed_dictionaries(
            {"any": st.lists(inner, min_size=1, max_size=3)}, optional={"else": st.just("y")}
        ),
        st.fixed_dictionaries({"not": inner}, optional={"else": st.just("z")}),
    ),
    max_leaves=5,
)
RULES = st.fixed_dictionaries(
    {"adopted-if": TESTS},
    optional={"quorum": TESTS, "excluded": st.sampled_from([OUT["excluded"], REDUCED["excluded"]])},
)


@settings(max_examples=150)
@given(RULES, st.integers(1, 4))
def test_any_rule_agrees_with_the_oracle_and_explains_itself_alike(rule, size):
    made, view = compiled(rule, size), body_of(size)
    for votes in product(VOTES, repeat=size):
        came = engine(made, votes)
        assert came == oracle(rule, votes), votes
        told = explain(view, made, put(view, made, votes))
        assert (told.result, told.because) == came


@settings(max_examples=60)
@given(RULES, st.permutations(range(4)), st.lists(st.sampled_from(VOTES), min_size=4, max_size=4))
def test_equals_are_treated_alike_unless_the_rule_names_them(rule, order, votes):
    shown = str(rule)
    assume("big" not in shown and "mass" not in shown and "excluded" not in rule)
    made = compiled(rule, 4)
    assert engine(made, tuple(votes)) == engine(made, tuple(votes[number] for number in order))


def test_a_rule_that_names_some_does_not_treat_all_alike():
    made = compiled(FORMS["veto"], 4)
    assert engine(made, ("no", "yes", "yes", "yes")) == ("rejected", "veto")
    assert engine(made, ("yes", "no", "yes", "yes")) == ("adopted", "")


# ------------------------------------------------------------------ boundaries, and who gains


@pytest.mark.parametrize(
    ("test", "size", "needed"),
    [
        ({"at-least": "2/3"}, 9, 6),
        ({"at-least": "55/100"}, 27, 15),
        ({"at-least": "65/100"}, 20, 13),
        ({"at-least": "1/3"}, 10, 4),
        ({"more-than": "1/3"}, 9, 4),
        ({"more-than": "1/2"}, 6, 4),
        ({"more-than": "1/2"}, 7, 4),
        ({"at-least": "1/3", "rounding": "down"}, 10, 3),
        ({"at-least": "1/3", "rounding": "up"}, 10, 4),
        ({"at-least": "1/2", "rounding": "nearest"}, 7, 4),
        ({"at-least": "1/3", "rounding": "nearest"}, 7, 2),
        ({"more-than": "1/2", "rounding": "up"}, 7, 5),
        ({"at-least": "1/1"}, 12, 12),
        ({"at-least": "2/3"}, 193, 129),
    ],
)
def test_a_share_is_exact_at_its_boundary(test, size, needed):
    made = compiled({"adopted-if": {"count": "yes", **test}}, size)
    for reached in (needed - 1, needed):
        votes = ("yes",) * reached + ("no",) * (size - reached)
        assert engine(made, votes)[0] == ("adopted" if reached >= needed else "rejected")


GROWS = st.recursive(
    st.one_of(
        st.builds(
            lambda of, sign, bound: {"count": "yes", "of": of, sign: bound},
            st.sampled_from(["electorate", "big", {"of": "members", "minus": "big"}]),
            st.sampled_from(["at-least", "more-than"]),
            st.sampled_from([1, 2, 3, "1/2", "2/3", {"count": "no"}]),
        ),
        st.builds(
            lambda of, sign, bound: {"count": ["no", "abstain"], "of": of, sign: bound},
            st.sampled_from(["electorate", "big"]),
            st.sampled_from(["at-most", "fewer-than"]),
            st.sampled_from([1, 2, "1/2"]),
        ),
        st.just({"weight": "mass", "of-those": "yes", "at-least": "1/2"}),
        st.just({"not": {"count": "not-yes", "more-than": "1/3"}}),
        st.just({"count": "yes", "at-least": "2/3", "of": VOTING}),
        st.just({"unknown": "not seen"}),
    ),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
    ),
    max_leaves=4,
)
RANK = {"rejected": 0, "unsettled": 1, "adopted": 2}


@settings(max_examples=100)
@given(GROWS)
def test_to_turn_to_yes_never_hurts_where_the_rule_counts_yes(test):
    made = compiled({"adopted-if": test}, 4)
    for votes in product(VOTES, repeat=4):
        now = RANK[engine(made, votes)[0]]
        for number in range(4):
            better = (*votes[:number], "yes", *votes[number + 1 :])
            assert RANK[engine(made, better)[0]] >= now, (votes, better)


def test_a_quorum_of_those_present_lets_a_no_bring_adoption_about():
    """The no-show paradox: who is against does better to stay away."""
    rule = {"quorum": {"count": "present", "at-least": 3}, "adopted-if": {"count": "yes", "at-least": "2/3", "of": VOTING}}  # fmt: skip
    made = compiled(rule, 4)
    assert engine(made, ("yes", "yes", None, None)) == ("rejected", "quorum")
    assert engine(made, ("yes", "yes", "no", None)) == ("adopted", "")


def test_an_abstention_may_hurt_more_than_absence():
    made = compiled({"adopted-if": {"count": "yes", "at-least": "2/3", "of": "present"}}, 4)
    assert engine(made, ("yes", "yes", "no", None)) == ("adopted", "")
    assert engine(made, ("yes", "yes", "no", "abstain")) == ("rejected", "votes")


# ------------------------------------------------------------------ decided, and pivotal


def open_ends(results, votes):
    """Try every completion: can the silent together, and which of them alone, change the result?"""
    silent = [number for number, vote in enumerate(votes) if vote is None]
    now = results[votes]
    changed = False
    pivotal = set()
    for words in product(VOTES, repeat=len(silent)):
        said = dict(zip(silent, words, strict=True))
        other = tuple(said.get(number, vote) for number, vote in enumerate(votes))
        if results[other] != now:
            changed = True
            spoke = [number for number in silent if said[number] is not None]
            pivotal |= set(spoke) if len(spoke) == 1 else set()
    return not changed, pivotal


def explained_rightly(rule, size):
    """Compare what is said to be decided, and who is said to be pivotal, with every completion."""
    made, view = compiled(rule, size), body_of(size)
    out = {1} if "excluded" in rule else set()
    ways = [[None] if number in out else VOTES for number in range(size)]
    results = {votes: oracle(rule, votes)[0] for votes in product(VOTES, repeat=size)}
    for votes in product(*ways):
        told = explain(view, made, put(view, made, votes))
        decided, pivotal = open_ends(results, votes)
        assert told.decided == decided, votes
        assert set(told.pivotal) == {f"P{number + 1}" for number in pivotal}, votes


@pytest.mark.parametrize("form", FORMS)
def test_decided_and_pivotal_are_what_every_completion_says(form):
    explained_rightly(FORMS[form], 4)


@settings(max_examples=40)
@given(RULES)
def test_decided_and_pivotal_hold_for_any_rule_with_few_silent(rule):
    explained_rightly(rule, 3)


def test_to_take_one_position_together_is_not_every_completion():
    """Only one yes and one no between them adopt: why few silent are tried one by one."""
    rule = {
        "adopted-if": {"all": [{"count": "yes", "at-least": 1}, {"count": "no", "at-least": 1}]}
    }
    made, view = compiled(rule, 2), body_of(2)
    told = explain(view, made, put(view, made, (None, None)))
    assert (told.result, told.decided, told.pivotal) == ("rejected", False, ())


@settings(max_examples=20)
@given(GROWS)
def test_with_many_silent_decided_holds_where_the_rule_counts_yes(test):
    """Eight silent are too many to try one by one: here their common positions must suffice."""
    made, view = compiled({"adopted-if": test}, 8), body_of(8)
    told = explain(view, made, put(view, made, (None,) * 8))
    results = {engine(made, votes)[0] for votes in product(("yes", "no", None), repeat=8)}
    assert told.decided == (len(results) == 1)
