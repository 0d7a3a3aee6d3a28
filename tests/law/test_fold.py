"""Folding: effects from disk and effects just made come to the same; looking ahead leaves no trace."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scene import DAY, scene
from walks import walk

from foedus.acts import Act, instant
from foedus.acts.wire import WireFault, from_wire, to_wire
from foedus.charter.read import names
from foedus.law import State, admit, advance, apply
from foedus.law.dump import state_bytes
from foedus.law.fold import ahead
from foedus.record.entry import Happened, happened

SEEDS = st.integers(0, 10**6)
START = instant(2011, 5, 20)


def from_disk(effects):
    """Give effects as they come back from a leaf."""
    return happened(msgspec.json.encode(Happened(effects))).effects


def as_sent(act):
    """Give an act as it comes back from the wire; the walks also make some that cannot be sent."""
    try:
        return from_wire(to_wire(act))
    except WireFault:
        return act


def same(law, one, other):
    assert state_bytes(law, one) == state_bytes(law, other)
    assert one.agenda == other.agenda
    assert one.matters == other.matters


def folds_alike(name, seed, hour, turns):
    """Fold a walk from disk, from the outcomes, and by turns from both."""
    going = walk(name, seed, hour)
    disk, turns_of_both = State(), State()
    for number, (act, at, outcome) in enumerate(going.go(turns)):
        read, sent = from_disk(outcome.effects), as_sent(act)
        for state in (disk, turns_of_both):
            advance(going.law, state, at)
            assert admit(going.law, state, sent, at) == outcome
        apply(going.law, disk, sent, read, at)
        from_here = number % 2 == seed % 2
        apply(going.law, turns_of_both, act, outcome.effects if from_here else read, at)
    for state in (disk, turns_of_both):
        same(going.law, state, going.state)


@settings(max_examples=40)
@given(SEEDS)
def test_effects_from_disk_come_to_the_same(seed):
    folds_alike("lab", seed, START, 60)


@pytest.mark.parametrize("name", names())
def test_effects_from_disk_come_to_the_same_under_every_shipped_charter(name):
    for seed in range(3):
        folds_alike(name, seed, instant(2022, 1, 1), 60)


@settings(max_examples=40)
@given(SEEDS)
def test_a_refused_act_is_known_and_changes_nothing_else(seed):
    going = walk("lab", seed, START)
    entered: dict[str, int] = {}
    for number, (act, at, outcome) in enumerate(going.go(40), 1):
        entered.setdefault(act.id, number)
        if outcome.effects:
            continue
        twin = going.state.copy()
        apply(going.law, twin, act, outcome.effects, at)
        assert (twin.acts.pop(act.id), twin.entries) == (number, number)
        twin.entries -= 1
        same(going.law, twin, going.state)
    assert going.state.acts == entered


def test_what_happens_in_every_branch_is_said_once():
    going = scene()
    going.must("XA", "help call", threat="fire")
    going.must("XB", "punish", whom="XC")
    assert going.do("XC", "speak", words="words").answer == "unsettled"
    assert len(going.branches) > 1
    for party, step, said in (("XA", "state", {"text": "words"}), ("XD", "speak", {"words": "w"})):
        outcome = going.must(party, step, **said)
        assert {effect[1] for effect in outcome.effects} == {"*"}, outcome.effects
    assert all(branch.done["speak"][0] >= 1 for branch in going.branches.values())


# ---- ahead ----


@settings(max_examples=40)
@given(SEEDS, st.integers(0, 900))
def test_looking_ahead_is_waiting_and_leaves_no_trace(seed, days):
    going = walk("lab", seed, START)
    for _ in going.go(50):
        pass
    law, state, late = going.law, going.state, going.hour + days * DAY
    before, agenda = state_bytes(law, state), list(state.agenda)
    seen = ahead(law, state, late)
    assert (state_bytes(law, state), state.agenda) == (before, agenda)
    waited = state.copy()
    advance(law, waited, late)
    same(law, seen, waited)


@settings(max_examples=25)
@given(SEEDS)
def test_a_copy_shares_nothing_that_changes(seed):
    going = walk("lab", seed, START)
    for _ in going.go(50):
        pass
    for matter in going.state.matters.values():
        twin = matter.copy()
        assert twin == matter
        assert not set(changing(twin)) & set(changing(matter))


def changing(value, name=""):
    """Give the identity of everything in a state that can change.

    Flags are set when a question is put, and what a step said is replaced, never changed.
    """
    if name == "flags" or not isinstance(value, dict | list | msgspec.Struct):
        return
    yield id(value)
    if isinstance(value, msgspec.Struct):
        for each in value.__struct_fields__:
            yield from changing(getattr(value, each), each)
    elif isinstance(value, dict) and name != "said":
        for each in value.values():
            yield from changing(each)


# ---- damage ----


def test_effects_on_a_matter_that_was_never_opened_are_no_record():
    going = scene()
    with pytest.raises(ValueError, match='"a" has effects on "M", which was never opened'):
        apply(going.law, going.state, Act("a", "XA", "help", "state", "M"), [("done", "")], 0)


def test_effects_on_no_branch_are_no_record():
    going = scene()
    going.must("XA", "help call", threat="fire")
    with pytest.raises(ValueError, match="on no branch of its matter: d=r"):
        apply(going.law, going.state, Act("a", "XA", "help", "state", "M"), [("done", "d=r")], 0)
