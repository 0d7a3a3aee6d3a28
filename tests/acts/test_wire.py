"""The wire form: what is written is read back, and nothing else is read."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.acts.act import NAME_MAX, Act
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


def as_json(act):
    """Write an act by the standard library, name by name."""
    names = {"on_behalf": "for", "act": "act"}
    plain = {names.get(name, name): getattr(act, name) for name in act.__struct_fields__}
    always = ("seen", "world")
    return json.dumps(
        {"act": 1}
        | {
            name: value
            for name, value in plain.items()
            if name in always or value not in (None, "", {})
        },
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


@given(ACTS)
def test_the_bytes_are_those_of_the_standard_library(act):
    assert to_wire(act) == as_json(act)


def test_every_letter_is_escaped_as_json_needs_and_no_more():
    letters = "".join(map(chr, range(0x2100))) + "\ue000\uffff\U0001f600\U0010ffff"
    act = Act("a1", "AM", "help", "call", "M1", {"text": letters})
    assert to_wire(act) == as_json(act)
    assert from_wire(to_wire(act)) == act


GOOD = json.loads(to_wire(Act("a1", "AM", "help", "call", "M1", {"n": 1}, {"draft": "d"})))


def canonical(plain):
    return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"act": 2}, '"act" is 1'),
        ({"act": True}, '"act" is 1'),
        ({"id": ""}, '"id" is a text'),
        ({"actor": 5}, '"actor" is a text'),
        ({"for": ""}, '"for" is a text'),
        ({"seen": "0"}, '"seen" is a whole number'),
        ({"seen": True}, '"seen" is a whole number'),
        ({"seen": 2**53}, "53 bits"),
        ({"seen": 2**200}, "53 bits"),
        ({"seen": -(2**53)}, "53 bits"),
        ({"seen": 1.0}, '"seen" is a whole number'),
        ({"world": "demo"}, '"world" is one of live, exercise, reconstruction'),
        ({"colour": "red"}, 'no "colour"'),
        ({"fields": {"Bad Name": "x"}}, "small names"),
        ({"fields": {"n\n": "x"}}, "small names"),
        ({"fields": {"": "x"}}, "small names"),
        ({"fields": {"n\u0435": "x"}}, "small names"),
        ({"fields": {"x" * 101: "x"}}, "small names"),
        ({"contents": {"Draft": "x"}}, '"contents" has small names'),
        ({"fields": {"n": [1]}}, '"fields" holds .* lists of texts'),
        ({"fields": {"n": [""]}}, '"fields" holds'),
        ({"fields": {"n": None}}, '"fields" holds .* whole numbers'),
        ({"fields": {"n": 0.5}}, "a share is a text"),
        ({"fields": {"n": 2**60}}, "53 bits"),
        ({"fields": {"n": {}}}, '"fields" holds'),
        ({"fields": {}}, "canonical"),
        ({"contents": {"draft": 3}}, '"contents" holds a digest'),
        ({"contents": {}}, "canonical"),
        ({"occurred": [1]}, "two instants"),
        ({"occurred": [1, 2, 3]}, "two instants"),
        ({"occurred": ["1", 2]}, "two instants"),
        ({"occurred": None}, "canonical"),
        ({"capacity": None}, "canonical"),
        ({"origin": ""}, "canonical"),
    ],
)
def test_what_is_no_act_is_refused_with_its_place(change, what):
    with pytest.raises(WireFault, match=what):
        from_wire(canonical({**GOOD, **change}))


@pytest.mark.parametrize("name", ["id", "actor", "procedure", "step", "matter"])
def test_what_an_act_needs_is_named(name):
    with pytest.raises(WireFault, match=f'an act has "{name}"'):
        from_wire(canonical({key: value for key, value in GOOD.items() if key != name}))


@pytest.mark.parametrize("name", ["act", "seen", "world"])
def test_what_has_one_usual_value_is_said_all_the_same(name):
    with pytest.raises(WireFault, match="always"):
        from_wire(canonical({key: value for key, value in GOOD.items() if key != name}))


@pytest.mark.parametrize(
    ("old", "new", "ahead"),
    [
        (b'"id":"a1"', b'"id":"a1","id":"a1"', 11),
        (b'"n":1', b'"n":1,"n":1', 5),
        (b'{"act":1', b'{ "act":1', 1),
        (b"live", b"\\u006cive", 0),
        (b'"n":1', b'"n":-0', 4),
        (b'"world":"live"}', b'"world":"live"}\n', 15),
        (b'{"act":1,"actor":"AM"', b'{"actor":"AM","act":1', 5),
    ],
)
def test_bytes_in_another_form_are_refused_with_the_place_where_they_leave_it(old, new, ahead):
    data = canonical(GOOD)
    byte = data.index(old) + ahead
    with pytest.raises(WireFault, match=f"from byte {byte}:") as found:
        from_wire(data.replace(old, new))
    assert "sorted" in str(found.value)


@given(ACTS, st.data())
def test_a_changed_byte_gives_another_act_or_a_fault(act, data):
    written = bytearray(to_wire(act))
    at = data.draw(st.integers(0, len(written) - 1))
    written[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != written[at]))
    with contextlib.suppress(WireFault):
        assert from_wire(bytes(written)) != act


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b'{"act":1,"seen":NaN}', "not an act"),
        (b"\xff\xfe", "not an act"),
        (b"[" * 60_000, "not an act|object with"),
        (b'{"fields":' * 6_000, "not an act"),
        (b" " * (SIZE_MAX + 1), "at most"),
        (b"[]", "object with"),
        (b"1", "object with"),
        (b"", "not an act"),
        (b'"', "not an act"),
        (canonical(GOOD).replace(b"a1", b"\xed\xa0\x80"), "not an act"),
        (canonical(GOOD).replace(b"a1", b"\\ud800"), "not an act"),
        (canonical(GOOD).replace(b"a1", b"a\x00"), "not an act"),
    ],
)
def test_hostile_bytes_are_refused(data, what):
    with pytest.raises(WireFault, match=what):
        from_wire(data)


@pytest.mark.parametrize("value", ["\ud800", ("\udfff",), object()])
def test_what_cannot_be_written_is_a_fault(value):
    with pytest.raises(WireFault, match="cannot be written"):
        to_wire(Act("a1", "AM", "help", "call", "M1", {"n": value}))


@pytest.mark.parametrize(
    "name",
    ["id", "actor", "procedure", "step", "matter", "on_behalf", "capacity", "signer", "origin"],
)
def test_a_name_has_an_end(name):
    """A leaf repeats names, and has an end too."""
    longest = Act(**{"id": "a1", "actor": "AM", "procedure": "help", "step": "call", "matter": "M1"} | {name: "é" * NAME_MAX})  # fmt: skip
    assert from_wire(to_wire(longest)) == longest
    data = to_wire(longest).replace("é".encode() * NAME_MAX, b"x" * (NAME_MAX + 1))
    with pytest.raises(WireFault, match=f"a text of 1 to {NAME_MAX} characters"):
        from_wire(data)
