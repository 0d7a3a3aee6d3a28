"""A leaf is read back as it was written, and only as it was written."""

import contextlib
import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from foedus.record.entry import (
    LEAF_MAX,
    EntryFault,
    Finding,
    Leaf,
    Reading,
    digest,
    happened,
    read,
    write,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = st.integers(-(2**53) + 1, 2**53 - 1)
plain = st.recursive(
    st.none() | texts | numbers | st.booleans(), lambda inner: st.lists(inner, max_size=3)
)
effects = st.lists(st.lists(plain, min_size=1, max_size=4).map(tuple), max_size=4).map(tuple)
cited = st.tuples(texts, texts, texts)
pairs = st.lists(st.tuples(texts, texts), max_size=2).map(tuple)
several = st.lists(texts, max_size=2).map(tuple)
readings = st.builds(Reading, texts, pairs, cited, st.none() | texts, pairs, st.none() | texts)
findings = st.builds(
    Finding, texts, cited, st.none() | texts, pairs, several,
    st.lists(readings, max_size=2).map(tuple), several, several,
)  # fmt: skip
names = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
leaves = st.builds(
    Leaf,
    act=texts,
    effects=effects,
    evidence=st.lists(st.dictionaries(names, texts, max_size=3), max_size=2).map(tuple),
    hour=numbers,
    matter=texts,
    number=numbers,
    outcome=findings,
    semantics=numbers,
)


@given(leaves)
def test_a_leaf_is_canonical_json_and_is_read_back(leaf):
    data = write(leaf)
    assert data == rfc8785.dumps(json.loads(data))
    again = read(data)
    assert write(again) == data
    assert (again.act, again.outcome, again.evidence) == (leaf.act, leaf.outcome, leaf.evidence)
    assert happened(data).effects == again.effects


@given(leaves, st.data())
def test_another_way_to_write_it_is_refused(leaf, data):
    written = write(leaf)
    place = data.draw(st.integers(0, len(written) - 1))
    changed = bytearray(written)
    changed[place] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(EntryFault):
        assert write(read(bytes(changed))) == bytes(changed) != written
    for other in (b" " + written, written + b"\n", json.dumps(json.loads(written)).encode()):
        with pytest.raises(EntryFault):
            read(other)


@given(st.binary())
def test_any_bytes_are_a_leaf_or_a_fault(data):
    with pytest.raises(EntryFault):
        read(data)


def small(**changed):
    leaf = json.loads(
        write(Leaf("0" * 64, (), (), 5, "D1", 1, Finding("admitted", ("c", "p", "d")), 1))
    )
    return json.dumps(leaf | changed, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"entry": 2}, "a leaf of format 2"),
        ({"more": 1}, "unknown field `more`"),
        ({"hour": 1.5}, r"\$\.hour"),
        ({"effects": [["stage", "", 0.5]]}, "0.5 stands in it"),
        ({"number": "1"}, r"\$\.number"),
        ({"evidence": [{"form": 1}]}, r"\$\.evidence"),
        ({"outcome": {"answer": "admitted", "under": ["a"]}}, r"\$\.outcome\.under"),
    ],
)
def test_a_fault_names_its_place(changed, said):
    with pytest.raises(EntryFault, match=said):
        read(small(**changed))


def test_a_leaf_has_a_largest_size():
    assert read(small())
    with pytest.raises(EntryFault, match=f"at most {LEAF_MAX} bytes"):
        read(small(matter="x" * LEAF_MAX))


def test_an_act_is_named_by_its_digest():
    assert digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
