"""The envelope of an act: what is malformed, and what is odd but sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from scene import NOON, scene

from foedus.acts import Act
from foedus.law import State, admit
from foedus.law.envelope import FIELDS_MAX, TEXT_MAX, WORD_MAX, malformed

SOUND = Act("a1", "XA", "help", "call", "M", {"threat": "fire"})
NAMES = ("id", "actor", "procedure", "step", "matter")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ["", "x" * (WORD_MAX + 1), 7, None, b"XA", ("XA",), True])
def test_each_name_is_a_text_of_bounded_length(name, value):
    assert malformed(replace(SOUND, **{name: value})) == "malformed"
    assert malformed(replace(SOUND, **{name: "x" * WORD_MAX})) is None


@pytest.mark.parametrize(
    "value",
    [None, 1.5, True, 2**53, "\ud800", b"bytes", ["a list"], {"a": "b"}, ("x", 1), (("x",),), "x" * (TEXT_MAX + 1),
     ("x" * (TEXT_MAX + 1),)],
)  # fmt: skip
def test_a_field_is_a_text_a_whole_number_or_a_list_of_texts(value):
    assert malformed(replace(SOUND, fields={"threat": value})) == "malformed"


@pytest.mark.parametrize(
    "value", ["", "x" * TEXT_MAX, 0, -1, 2**53 - 1, (), ("a", "b"), "\u202e\n\x00"]
)
def test_odd_values_are_sound(value):
    assert malformed(replace(SOUND, fields={"threat": value})) is None


@pytest.mark.parametrize("part", ["fields", "contents"])
def test_there_are_not_too_many_fields_or_documents(part):
    many = {f"f{number}": "x" for number in range(FIELDS_MAX)}
    assert malformed(replace(SOUND, **{part: many})) is None
    assert malformed(replace(SOUND, **{part: {**many, "one-more": "x"}})) == "malformed"


@pytest.mark.parametrize(
    ("first", "last", "code"), [(1, 2, None), (2, 2, None), (3, 2, "malformed")]
)
def test_what_is_said_of_when_it_happened_runs_forwards(first, last, code):
    assert malformed(replace(SOUND, occurred=(first, last))) == code


def test_an_act_cannot_be_changed():
    with pytest.raises(AttributeError):
        SOUND.actor = "XB"  # type: ignore[misc]


def test_a_malformed_act_is_refused_under_the_house_and_changes_nothing():
    going = scene()
    outcome = admit(going.law, going.state, replace(SOUND, id=""), NOON)
    assert (outcome.answer, outcome.code, outcome.under.place) == (
        "refused",
        "malformed",
        "house/envelope",
    )
    assert outcome.effects == ()


@pytest.mark.parametrize(
    "odd",
    [
        {"on_behalf": ["XA"]},
        {"on_behalf": "x" * (WORD_MAX + 1)},
        {"capacity": 5},
        {"capacity": b"head"},
        {"contents": {"draft": 5}},
        {"contents": {"draft": "x" * (WORD_MAX + 1)}},
        {"contents": {5: "digest"}},
        {"fields": {("a", "b"): "x"}},
        {"fields": {"x" * (WORD_MAX + 1): "x"}},
    ],
)
def test_whom_it_is_for_in_what_function_and_with_what_are_texts(odd):
    assert malformed(replace(SOUND, **odd)) == "malformed"


LAW = scene().law
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.binary(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple),
    max_leaves=4,
)


@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, ANYTHING)),
    st.dictionaries(st.text(max_size=8), ANYTHING, max_size=3),
    st.sampled_from([None, "XA", "XB", "nobody", ""]) | ANYTHING,
    st.sampled_from([None, "chair of council", "chair of nothing", "head", ""]) | ANYTHING,
)
def test_whatever_arrives_gets_an_answer(envelope, fields, behalf, capacity):
    act = replace(SOUND, **envelope, fields=fields, on_behalf=behalf, capacity=capacity)
    outcome = admit(LAW, State(), act, NOON)
    assert outcome.answer in ("admitted", "refused", "unsettled")
    if malformed(act):
        assert outcome.code == "malformed"
