"""A state as bytes: what is thawed stands and goes on like what was frozen; the rest is refused."""

import hashlib
import json
from dataclasses import replace
from functools import cache

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scene import scene
from walks import charter, walk

from foedus.acts import Act, instant
from foedus.charter.read import names
from foedus.law import Law, State, admit, advance, apply, may
from foedus.law.dump import state_bytes
from foedus.law.snapshot import SnapshotFault, freeze, thaw
from foedus.law.state import Branch, Matter, Matters, Question

SEEDS = st.integers(0, 10**6)
START = instant(2011, 5, 20)


@cache
def law_of(name):
    return Law(charter(name))


def same(law, one, other):
    """Compare all that a later act may meet, the agenda included."""
    assert state_bytes(law, one) == state_bytes(law, other)
    assert sorted(one.agenda) == sorted(other.agenda)
    assert one.standings_version == other.standings_version
    assert list(one.matters) == list(other.matters)


def goes_on_alike(name, seed, before, after):
    """Freeze a walk on its way; then what was thawed and what never was get the same answers."""
    going = walk(name, seed, START if name == "lab" else instant(2022, 1, 1))
    for _ in going.go(before):
        pass
    law = going.law
    data = freeze(law, going.state)
    twin = thaw(law, data)
    assert freeze(law, twin) == data
    for act, hour, outcome in going.go(after):
        advance(law, twin, hour)
        assert admit(law, twin, act, hour) == outcome
        apply(law, twin, act, outcome.effects, hour)
    same(law, going.state, twin)
    again = thaw(law, freeze(law, twin))
    same(law, again, twin)
    for actor in law.names[:3]:
        assert list(may(law, again, actor, going.hour)) == list(may(law, twin, actor, going.hour))


@settings(max_examples=25)
@given(SEEDS, st.integers(0, 60), st.integers(0, 40))
def test_what_is_thawed_goes_on_like_what_never_was_frozen(seed, before, after):
    goes_on_alike("lab", seed, before, after)


@pytest.mark.parametrize("name", names())
def test_every_shipped_charter_freezes_and_thaws(name):
    goes_on_alike(name, 1, 60, 30)


@settings(max_examples=25)
@given(SEEDS)
def test_a_snapshot_of_a_snapshot_is_the_same_whatever_was_read_between(seed):
    going = walk("lab", seed, START)
    for _ in going.go(50):
        pass
    law, data = going.law, freeze(going.law, going.state)
    twin = thaw(law, data)
    for name in list(twin.matters)[::2]:
        assert twin.matters[name] == going.state.matters[name]
    assert freeze(law, twin) == data


def test_an_empty_state_thaws():
    law = law_of("lab")
    twin = thaw(law, freeze(law, State()))
    same(law, twin, State())
    assert twin.next_term() is None


def test_sets_of_hundreds_of_actors_and_every_kind_of_value_come_back():
    law, state = law_of("lab"), State()
    wide = 2**300 + 2**193 + 1
    question = Question(
        "q", "q", "s", "r", 7, "b", 1, wide, wide - 1, 1, "t", {"f": wide}, {"yes": wide},
        {"p": {"no": wide}}, {"XA": {"a1": "no", "a2": "yes"}}, "adopted", "because",
    )  # fmt: skip
    said: dict[str, str | int | tuple[str, ...]] = {
        "t": "\u0416\x00\u2028",
        "n": -(2**53) + 1,
        "l": ("a", ""),
    }
    branch = Branch({"d": "r"}, "first", {"s": said}, {"s": (2, wide, 1, 2)}, {"q": question})
    branch.later = [("standing", "main", "XA", "member", ("lab", "pact/1", "2000-01-01"))]
    branch.notices, branch.bound = [("XA", "what", "", 5)], wide
    state.matters["M"] = Matter("M", "toy", 0, 1, 2, "XA", "XB", {"d=r": branch})
    state.matters["M"].corrected = {"a1": said}
    twin = thaw(law, freeze(law, state))
    assert twin.matters["M"] == state.matters["M"]
    assert twin.matters["M"].branches["d=r"].later == branch.later  # tuples within tuples


def test_acts_keep_the_numbers_of_their_entries():
    going = scene()
    going.must("XA", "help call", threat="fire")
    refused = going.do("XA", "no-such-step", id="b")
    assert refused.code == "unknown-step"
    assert going.do("XA", "state", id="b", text="words").code == "already-entered"
    going.must("XA", "state", id="c", text="words")
    assert going.state.acts == {"a1": 1, "b": 2, "c": 4}
    twin = thaw(going.law, freeze(going.law, going.state))
    assert (twin.acts, twin.entries) == (going.state.acts, 4)


# ---- what is refused ----


def frozen():
    going = scene()
    going.must("XA", "help call", threat="fire")
    return going.law, freeze(going.law, going.state)


@settings(max_examples=300)
@given(st.data())
def test_a_changed_byte_is_noticed(data):
    law, good = frozen()
    bad = bytearray(good)
    at = data.draw(st.integers(0, len(bad) - 1))
    bad[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SnapshotFault):
        thaw(law, bytes(bad))


@given(st.integers(0, 10**6))
def test_a_snapshot_that_was_cut_short_is_noticed(length):
    law, good = frozen()
    with pytest.raises(SnapshotFault):
        thaw(law, good[: length % len(good)])


@given(st.binary(max_size=300))
def test_bytes_that_are_no_snapshot_are_refused(data):
    with pytest.raises(SnapshotFault, match="not a snapshot"):
        thaw(law_of("lab"), data)


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("snapshot", 99, "another format: 99"),
        ("charter", "0" * 64, "another charter"),
        ("semantics", 99, "another semantics: 99"),
        ("layout", "0" * 64, "another layout"),
        ("sha256", "0" * 64, "damaged"),
        ("entries", "many", "not a snapshot"),
        ("entries", 2, "of 2 entries 1 stand"),
    ],
)
def test_what_another_engine_or_law_wrote_is_refused(name, value, what):
    law, good = frozen()
    line, _, body = good.partition(b"\n")
    head = {**json.loads(line), name: value}
    with pytest.raises(SnapshotFault, match=what):
        thaw(law, msgspec.json.encode(head) + b"\n" + body)


def test_a_law_with_other_actors_does_not_take_it():
    law, good = frozen()
    parties = law.charter.parties
    fewer = {name: spells for name, spells in parties.parties.items() if name != "XA"}
    other = replace(law.charter, parties=parties.model_copy(update={"parties": fewer}), days=())
    with pytest.raises(SnapshotFault, match="another layout"):
        thaw(Law(other), good)


def test_what_a_sound_digest_covers_must_still_be_a_state():
    law, good = frozen()
    line, _, _ = good.partition(b"\n")
    body = b"[1,2]"
    head = {**json.loads(line), "sha256": hashlib.sha256(body).hexdigest()}
    with pytest.raises(SnapshotFault, match="damaged"):
        thaw(law, msgspec.json.encode(head) + b"\n" + body)


# ---- the matters ----


def test_matters_are_a_mapping_in_the_order_of_their_opening():
    going = scene()
    for name in ("N", "M", "L"):
        going.must("XA", "help call", of=name, threat="fire")
    found = thaw(going.law, freeze(going.law, going.state)).matters
    assert list(found) == ["N", "M", "L"]
    assert (len(found), "M" in found, "X" in found) == (3, True, False)
    assert found.get("X") is None
    assert found.get("M") is found["M"]
    assert [each.id for each in found.values()] == ["N", "M", "L"]
    twin = found.copy()
    twin["X"] = Matter("X", "help", 3, 1, 2, "XA", "XA")
    del twin["N"]
    assert list(found) == ["N", "M", "L"]
    assert list(twin) == ["M", "L", "X"]
    assert isinstance(twin, Matters)
    with pytest.raises(KeyError):
        found["X"]


def test_an_act_on_a_thawed_matter_is_judged_by_what_was_frozen():
    going = scene()
    going.must("XA", "help call", threat="fire")
    twin = thaw(going.law, freeze(going.law, going.state))
    act = Act("again", "XA", "help", "call", "M", {"threat": "fire"})
    assert admit(going.law, twin, act, going.hour).code == "matter-exists"
