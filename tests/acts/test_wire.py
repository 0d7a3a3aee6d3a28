"""The wire form: what is written is read back, and nothing else is read."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.acts.act import Act
from foedus.acts.wire import SIZE_MAX, WireFault, from_wire, to_wire

TEXT = st.text(min_size=1, max_size=20).filter(lambda t: t.isprintable())
NAME = st.from_regex(r"[a-z][a-z0-9-]{0,10}", fullmatch=True)
INTEGER = st.integers(-(2**53) + 1, 2**53 - 1)
VALUE = TEXT | INTEGER | st.lists(TEXT, max_size=3).map(tuple)
ACTS = st.builds(
    Act,
    id=TEXT,
    actor=TEXT,
    procedure=TEXT,
    step=TEXT,
    matter=TEXT,
    fields=st.dictionaries(NAME, VALUE, max_size=4),
    contents=st.dictionaries(NAME, TEXT, max_size=2),
    on_behalf=st.none() | TEXT,
    capacity=st.none() | TEXT,
    signer=st.none() | TEXT,
    seen=st.integers(0, 2**40),
    origin=st.just("") | TEXT,
    world=st.sampled_from(["live", "exercise", "reconstruction"]),
    occurred=st.none() | st.tuples(INTEGER, INTEGER),
)


@given(ACTS)
def test_what_is_written_is_read_back(act):
    data = to_wire(act)
    assert from_wire(data) == act
    assert to_wire(from_wire(data)) == data


@given(st.binary(max_size=200))
def test_any_bytes_are_an_act_or_a_clear_fault(data):
    with contextlib.suppress(WireFault):
        from_wire(data)


GOOD = json.loads(to_wire(Act("a1", "AM", "help", "call", "M1", {"n": 1}, {"draft": "d"})))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"act": 2}, "object with"),
        ({"id": ""}, '"id" is a text'),
        ({"actor": 5}, '"actor" is a text'),
        ({"seen": "0"}, '"seen" is a whole number'),
        ({"seen": True}, '"seen" is a whole number'),
        ({"world": "demo"}, '"world" is one of'),
        ({"colour": "red"}, 'no "colour"'),
        ({"fields": {"Bad Name": "x"}}, "small names"),
        ({"fields": {"n": [1]}}, '"fields.n" is a text'),
        ({"fields": {"n": None}}, "whole number"),
        ({"fields": {"n": 2**60}}, "53 bits"),
        ({"contents": {"draft": 3}}, '"contents.draft" is a text'),
        ({"occurred": [1]}, "two instants"),
    ],
)
def test_what_is_no_act_is_refused_with_its_place(change, what):
    with pytest.raises(WireFault, match=what):
        from_wire(json.dumps({**GOOD, **change}).encode())


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b'{"act":1,"act":1}', "stands twice"),
        (b'{"act":1,"seen":1.5}', "no whole number"),
        (b'{"act":1,"seen":NaN}', "not an act|whole number|is a text"),
        (b"\xff\xfe", "not an act"),
        (b"[" * 60_000, "not an act"),
        (b" " * (SIZE_MAX + 1), "at most"),
        (b"[]", "object with"),
    ],
)
def test_hostile_bytes_are_refused(data, what):
    with pytest.raises(WireFault, match=what):
        from_wire(data)
