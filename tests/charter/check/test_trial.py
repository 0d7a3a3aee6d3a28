"""The checker's own counting of votes against the engine's, over every vote of small bodies."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from second_opinion import BIG, FLAGGED, MASS, POSITIONS, VOTES, compiled, engine

from foedus.charter.check.trial import Question, Untried, World, adopted, splits, swapped

BIGGER = {"count": "yes", "more-than": {"count": "no"}}
VETO = {"not": {"count": "no", "of": "big", "at-least": 1}}
FORMS: dict[str, dict[str, object]] = {
    "a number": {"adopted-if": {"count": "yes", "at-least": 2}},
    "a share of all": {"adopted-if": {"count": ["yes", "abstain"], "at-least": "2/3"}},
    "a share of the present": {"adopted-if": {"count": "yes", "more-than": "1/2", "of": "present"}},
    "rounded up": {"adopted-if": {"count": "yes", "at-least": "55/100", "rounding": "up"}},
    "rounded down": {"adopted-if": {"count": "yes", "more-than": "1/2", "rounding": "down"}},
    "rounded": {"adopted-if": {"count": "yes", "at-least": "3/8", "rounding": "nearest"}},
    "no objection": {"adopted-if": {"count": "no", "at-most": 0}},
    "few without": {"adopted-if": {"count": "not-yes", "fewer-than": 2}},
    "more for than against": {"adopted-if": BIGGER},
    "veto": {"adopted-if": {"all": [BIGGER, VETO]}},
    "either": {"adopted-if": {"any": [BIGGER, {"weight": "mass", "of-those": "yes", "at-least": 4}]}},
    "a share of weight": {"adopted-if": {"weight": "mass", "of-those": "yes", "more-than": "1/2"}},
    "sets": {"adopted-if": {"count": "yes", "of": {"of": "members", "and": "present", "minus": "big"}, "at-least": 1}},
    "sets together": {"adopted-if": {"count": "yes", "of": {"any-of": ["big", {"those-who": "no"}]}, "at-most": "1/2"}},
    "base kept": {"adopted-if": {"count": "yes", "at-least": "2/3"}, "excluded": {"who": "flagged concerned", "base": "kept"}},
    "base reduced": {"adopted-if": {"count": "yes", "at-least": "2/3"}, "excluded": {"who": "flagged concerned", "base": "reduced"}},
    "quorum": {"adopted-if": BIGGER, "quorum": {"count": "present", "at-least": "1/2"}},
    "unknown or": {"adopted-if": {"any": [{"unknown": "not seen"}, BIGGER]}},
    "unknown and": {"adopted-if": {"all": [{"unknown": "not seen"}, BIGGER]}},
    "unknown quorum": {"adopted-if": BIGGER, "quorum": {"unknown": "not seen"}},
}  # fmt: skip
RESULTS = {True: "adopted", False: "rejected", None: "unsettled"}


def world(size: int) -> World:
    names = [f"P{number + 1}" for number in range(size)]
    big = frozenset(number for number, name in enumerate(names) if name in BIG)
    flagged = frozenset(number for number, name in enumerate(names) if name in FLAGGED)
    sets = {"big": big, "flagged concerned": flagged}
    return World(size, sets, {"mass": [MASS.get(name, Fraction(0)) for name in names]})


@pytest.mark.parametrize("form", FORMS)
def test_it_counts_as_the_engine_does(form: str) -> None:
    rule = FORMS[form]
    question = Question(
        "members",
        tuple(POSITIONS),
        rule.get("excluded", "none"),
        rule.get("quorum", "none"),
        rule["adopted-if"],
    )
    for size in range(1, 5):
        made = compiled(rule, size)
        for votes in product(VOTES, repeat=size):
            came = adopted(question, world(size), tuple(vote or "" for vote in votes))
            assert RESULTS[came] == engine(made, votes)[0], votes


@pytest.mark.parametrize(
    "test",
    [
        {"count": "yes", "of": "says.whom", "at-least": 1},
        {"count": "yes", "of": {"those-who": "yes", "on": "way"}, "at-least": 1},
        {"count": "yes", "of": {"who-did": "join"}, "at-least": 1},
        {"count": "sign", "at-least": 1},
        {"weight": "unheard", "of-those": "yes", "at-least": "1/2"},
        {"count": "yes"},
        "none",
    ],
)
def test_what_it_does_not_know_it_leaves_untried(test: object) -> None:
    with pytest.raises(Untried):
        adopted(Question("members", ("yes", "no"), "none", "none", test), world(2), ("yes", "no"))


def test_every_split_is_a_vote_of_the_whole_room() -> None:
    found = set(splits(3, ("yes", "no", ""), ("abstain",)))
    assert ("yes", "no", "abstain") in found
    assert ("no", "yes", "abstain") in found
    assert all(len(ballots) == 3 and ballots[2] == "abstain" for ballots in found)
    assert len(found) == 9


def test_large_rooms_are_split_at_points_of_interest() -> None:
    found = list(splits(40, ("yes", "no"), ()))
    assert len(found) < 60
    assert {ballots.count("yes") for ballots in found} >= {0, 1, 2, 20, 38, 39, 40}


def test_a_swap_takes_the_ends_of_a_block() -> None:
    assert list(swapped(("yes", "yes", "yes", "no"), "yes", "")) == [
        ("", "yes", "yes", "no"),
        ("yes", "yes", "", "no"),
    ]
