"""The wire form of an act is canonical JSON (RFC 8785), as another hand writes it."""

from __future__ import annotations

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from foedus.acts.act import WORLDS, Act
from foedus.acts.wire import WireFault, from_wire, to_wire

INTEGER_MAX = 2**53 - 1
LETTERS = st.characters(exclude_categories=["Cs"])
SPECIAL = st.sampled_from([*map(chr, range(0x20)), '"', "\\", "/", "\x7f", "\x80", "\u2028", "😀"])
TEXT = st.text(LETTERS | SPECIAL, min_size=1, max_size=20)
NAME = st.from_regex(r"[a-z][a-z0-9-]{0,10}", fullmatch=True)
INTEGER = st.integers(-INTEGER_MAX, INTEGER_MAX)
OPTIONAL = st.none() | TEXT
ACTS = st.builds(
    Act,
    id=TEXT,
    actor=TEXT,
    procedure=TEXT,
    step=TEXT,
    matter=TEXT,
    fields=st.dictionaries(
        NAME, TEXT | st.just("") | INTEGER | st.lists(TEXT, max_size=3).map(tuple), max_size=6
    ),
    contents=st.dictionaries(NAME, TEXT, max_size=3),
    on_behalf=OPTIONAL,
    capacity=OPTIONAL,
    signer=OPTIONAL,
    seen=st.integers(0, INTEGER_MAX),
    origin=st.just("") | TEXT,
    world=st.sampled_from(WORLDS),
    occurred=st.none() | st.tuples(INTEGER, INTEGER),
)
SMALL = Act(
    "a1", "AM", "help", "call", "M1", {"b": 1, "a": "é\n/"}, {"draft": "d"}, signer="anahit"
)


@given(ACTS)
def test_an_act_is_written_as_rfc_8785_has_it(act):
    data = to_wire(act)
    assert rfc8785.dumps(json.loads(data)) == data
    assert from_wire(data) == act


@pytest.mark.parametrize("number", [*range(0x20), 0x22, 0x2F, 0x5C, 0x7F, 0x80, 0xFFFF, 0x1F600])
def test_each_letter_has_one_escape_or_none(number):
    data = to_wire(Act("a1", "AM", "help", "call", "M1", {"text": chr(number)}))
    assert json.loads(data)["fields"] == {"text": chr(number)}
    assert rfc8785.dumps(json.loads(data)) == data


def reversed_names(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return {name: reversed_names(value[name]) for name in sorted(value, reverse=True)}


@given(ACTS)
def test_the_same_act_otherwise_written_is_refused(act):
    data = to_wire(act)
    value = json.loads(data)
    compact = {"separators": (",", ":"), "ensure_ascii": False}
    others = {
        json.dumps(value, sort_keys=True, ensure_ascii=False),
        json.dumps(value, sort_keys=True, separators=(",", ":")),
        json.dumps(value, sort_keys=True, indent=1),
        json.dumps(reversed_names(value), **compact),
        json.dumps(reversed_names(value)),
        json.dumps({**value, "capacity": None}, sort_keys=True, **compact),
    }
    for other in others - {data.decode()}:
        with pytest.raises(WireFault):
            from_wire(other.encode())


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + "\n",
        lambda text: " " + text,
        lambda text: "\ufeff" + text,
        lambda text: text.replace('"AM"', '"\\u0041M"'),
        lambda text: text.replace("/", "\\/"),
        lambda text: text.replace("\\n", "\\u000a"),
        lambda text: text.replace("\\n", "\\u000A"),
        lambda text: text.replace("é", "\\u00e9"),
        lambda text: text.replace('"b":1', '"b":1.0'),
        lambda text: text.replace('"b":1', '"b":1e0'),
        lambda text: text.replace('"b":1', '"b":-0'),
        lambda text: text.replace('"b":1', '"b":1,"b":1'),
        lambda text: text.replace('"b":1', '"b":2,"b":1'),
        lambda text: text.replace('{"act":1', '{"act":1,"act":1'),
        lambda text: text + text,
    ],
)
def test_every_liberty_of_json_is_refused(change):
    text = to_wire(SMALL).decode()
    assert from_wire(text.encode()) == SMALL
    other = change(text)
    assert other != text
    with pytest.raises(WireFault):
        from_wire(other.encode())
