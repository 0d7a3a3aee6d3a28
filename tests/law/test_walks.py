"""What must hold in every reachable state, tried by walking there at random."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from walks import HERE, steps_of, walk

from foedus.acts import Act, instant
from foedus.charter.charter import HOUSE
from foedus.law import State, admit, advance, apply, may
from foedus.law.codes import CODES, PRECEDENCE
from foedus.law.dump import state_bytes, state_digest

STARTS = st.sampled_from([instant(2005, 1, 1), instant(2011, 6, 1), instant(2020, 1, 1)])
SEEDS = st.integers(0, 10**6)


@settings(max_examples=25)
@given(SEEDS, STARTS)
def test_any_well_formed_act_gets_an_answer_and_a_refusal_changes_nothing(seed, hour):
    going = walk("lab", seed, hour)
    for _act, _hour, outcome in going.go(60):
        before = state_bytes(going.law, going.state)
        if outcome.answer == "refused":
            assert outcome.effects == ()
            assert outcome.code in CODES
        assert state_bytes(going.law, going.state) == before


@settings(max_examples=25)
@given(SEEDS, STARTS)
def test_every_outcome_cites_a_layer_that_governs(seed, hour):
    going = walk("lab", seed, hour)
    for _, at, outcome in going.go(60):
        for cited in (outcome.under, *(leaf.under for leaf in outcome.leaves)):
            layers = going.law.charter.layers(cited.place)
            assert cited.layer in {layer.from_.isoformat() for layer in layers}
            assert cited.layer <= going.law.current(at).day.isoformat() or cited.place.startswith(
                HOUSE
            )


@settings(max_examples=25)
@given(SEEDS, STARTS)
def test_incremental_state_is_state_from_scratch(seed, hour):
    going = walk("lab", seed, hour)
    for _ in going.go(60):
        pass
    again = State()
    for act, at, outcome in going.done:
        advance(going.law, again, at)
        apply(going.law, again, act, outcome.effects, at)
    assert state_bytes(going.law, again) == state_bytes(going.law, going.state)
    rejudged = State()
    for act, at, outcome in going.done:
        advance(going.law, rejudged, at)
        assert admit(going.law, rejudged, act, at) == outcome
        apply(going.law, rejudged, act, outcome.effects, at)


@settings(max_examples=25)
@given(SEEDS, STARTS)
def test_judging_before_terms_ran_out_gives_the_same(seed, hour):
    going = walk("lab", seed, hour)
    for act, at, outcome in going.go(40):
        late = at + 3 * 86_400_000
        untouched = state_bytes(going.law, going.state)
        ahead = going.state.copy()
        advance(going.law, ahead, late)
        assert admit(going.law, ahead, act, late) == admit(going.law, going.state, act, late)
        assert state_bytes(going.law, going.state) == untouched
        del outcome


CONTENT = PRECEDENCE["no-such-doubt"]


@settings(max_examples=25)
@given(SEEDS, STARTS)
def test_may_and_admit_never_disagree(seed, hour):
    going = walk("lab", seed, hour)
    for _ in going.go(35):
        pass
    law, state, now = going.law, going.state, going.hour
    for actor in law.names:
        for each in may(law, state, actor, now):
            going.made += 1
            procedure, matter = each.procedure, each.matter or f"new{going.made}"
            act = going.make(procedure, each.step, matter, actor)
            fields = dict(act.fields)
            if each.step == "rule":
                fields["doubt"] = each.question
            elif each.question:
                fields["question"] = each.question
            act = Act(act.id, actor, procedure, each.step, matter, fields, act.contents)
            came = admit(law, state, act, now)
            if each.answer == "refused":
                assert (came.answer, came.code, came.under) == ("refused", each.code, each.under)
            elif each.answer == "admitted":
                late = came.code is not None and PRECEDENCE[came.code] > CONTENT
                assert (
                    came.answer != "refused"
                    or late
                    or came.code in ("no-competence", "already-done")
                ), came


def test_walks_reach_all_kinds_of_answers():
    """The walks above prove little unless they go everywhere: count where they went."""
    seen: Counter[str] = Counter()
    steps: Counter[str] = Counter()
    for seed in range(90):
        going = walk("lab", seed, instant(2011, 6, 1))
        for act, _, outcome in going.go(60):
            seen[outcome.code or outcome.answer] += 1
            if outcome.answer == "admitted":
                steps[act.step] += 1
    wanted = {*steps_of(going.law.charter, "help"), *steps_of(going.law.charter, "silence")}
    missing = wanted - set(steps) - {"decide-in-format", "pass", "begin"}
    assert not missing, missing
    assert {"unsettled", "admitted", "not-entitled", "no-right", "wrong-stage"} <= set(seen)


@pytest.mark.parametrize("hashseed", ["0", "1", "4242"])
def test_the_same_bytes_under_any_hash_seed(hashseed):
    program = (
        "from walks import walk\nfrom foedus.law.dump import state_digest\n"
        "for seed in range(8):\n    going = walk('lab', seed, 1306886400000)\n"
        "    outcomes = [repr(o) for _, _, o in going.go(60)]\n"
        "    print(state_digest(going.law, going.state), outcomes)\n"
    )
    env = {"PYTHONHASHSEED": hashseed, "PYTHONPATH": str(HERE)}
    came = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True
    )
    expected = []
    for seed in range(8):
        going = walk("lab", seed, 1306886400000)
        outcomes = [repr(outcome) for _, _, outcome in going.go(60)]
        expected.append(f"{state_digest(going.law, going.state)} {outcomes}")
    assert came.stdout.splitlines() == expected
