"""Doubts against a dumb second opinion: one whole charter for each combination of readings.

The engine keeps a matter once for each combination that matters. The oracle knows no branches: it
writes a charter in which every doubt is settled, one for each combination of readings, and plays
the same acts in each. An act is admitted if all admit it, refused if all refuse it, else unsettled.
"""

import random
from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from walks import charter, walk

from foedus.acts import Act, instant
from foedus.acts.act import RULING
from foedus.charter.model.values import Line, Since, Unsettled
from foedus.law import Law, State, admit, advance, apply

DOUBTS = ("who-alone", "duty-at-once", "letter-counts", "may-the-suspended-speak", "absence")


def settled(value, readings):
    """Rewrite a value with every doubt replaced by the value of its reading."""
    if isinstance(value, Unsettled) and value.unsettled in readings:
        return settled(value.values[readings[value.unsettled]], readings)
    if isinstance(value, Since):
        return value.model_copy(update={"since": settled(value.since, readings)})
    if isinstance(value, Line):
        names = type(value).model_fields
        return value.model_copy(
            update={name: settled(getattr(value, name), readings) for name in names}
        )
    if isinstance(value, dict):
        return {key: settled(each, readings) for key, each in value.items()}
    if isinstance(value, list):
        return [settled(each, readings) for each in value]
    return value


def settled_charter(name, readings):
    """Give a charter without those doubts."""
    whole = charter(name)
    return replace(
        whole,
        procedures=settled(dict(whole.procedures), readings),
        rules=settled(whole.rules, readings),
        standings=settled(whole.standings, readings),
    )


@pytest.mark.parametrize("seed", range(30))
def test_three_answers_agree_with_one_charter_per_combination(seed):
    all_ = charter("lab").doubts.doubts
    rest = {"exclusion": "letter", "late-stage": "open"}
    combos = [
        dict(zip(DOUBTS, picked, strict=True)) | rest
        for picked in product(*(list(all_[doubt].readings) for doubt in DOUBTS))
    ]
    worlds = [(Law(settled_charter("lab", each)), State()) for each in combos]
    going = walk("lab", seed, instant(2011, 6, 1))
    going.law = Law(settled_charter("lab", rest))
    going.rng = random.Random(seed)
    plain_draw = going.draw

    def draw():
        # Rulings cut combinations away, and a standing waits for agreement: both have own tests.
        # The name of a matter that was opened under some readings only is taken for all.
        while True:
            act = plain_draw()
            taken = act.step in ("call", "propose") and act.matter in going.state.matters
            if act.step not in (RULING, "punish") and not taken:
                return act

    going.draw = draw
    counted = Counter()
    for act, hour, outcome in going.go(45):
        answers = set()
        for law, state in worlds:
            advance(law, state, hour)
            came = admit(law, state, act, hour)
            apply(law, state, act, came.effects, hour)
            answers.add(came.answer)
        expected = answers.pop() if len(answers) == 1 else "unsettled"
        assert outcome.answer == expected, (act, outcome)
        counted[expected] += 1
    assert counted["admitted"], counted
    for readings, (_, world) in zip(combos, worlds, strict=True):
        compare_after_rulings(going, readings, world)


def compare_after_rulings(going, readings, world):
    """Once every doubt is ruled on, a matter is as if the charter had always said so."""
    ruled = going.state.copy()
    for matter in list(ruled.matters):
        act = Act("ruling", "XA", "help", RULING, matter)
        effects = [("ruled", "*", doubt, readings[doubt]) for doubt in DOUBTS]
        apply(going.law, ruled, act, effects, ruled.hour)
        (branch,) = ruled.matters[matter].branches.values()
        if matter not in world.matters:
            assert branch.stage == ""
            continue
        (other,) = world.matters[matter].branches.values()
        branch.readings = other.readings = {}
        assert branch == other
