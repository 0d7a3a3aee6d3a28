"""A bundle is read back as it was written, and no byte of it can be otherwise unnoticed."""

from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.record.bundle import (
    BundleFault,
    Document,
    File,
    Head,
    Sealed,
    read,
    write,
)

digests = st.binary(min_size=32, max_size=32)
names = st.from_regex(r"[a-z]{1,8}/[a-z]{1,8}\.yaml", fullmatch=True)


@st.composite
def bundles(draw):
    files = draw(st.dictionaries(names, st.binary(max_size=40), max_size=3))
    entries = draw(
        st.lists(st.tuples(digests, st.binary(max_size=40), st.none() | st.binary(max_size=40)))
    )
    documents = draw(
        st.dictionaries(
            digests.map(bytes.hex),
            st.tuples(st.binary(min_size=16, max_size=16), st.binary(max_size=40)),
            max_size=3,
        )
    )
    return [
        *(File(path, files[path]) for path in sorted(files)),
        *(Sealed(number, *each) for number, each in enumerate(entries, 1)),
        *(Document(name, *documents[name]) for name in sorted(documents)),
        Head(draw(st.binary(max_size=60))),
    ]


def parsed(data):
    return list(read(io.BytesIO(data)))


@given(bundles())
def test_a_bundle_is_read_back_as_it_was_written(parts):
    assert parsed(b"".join(write(parts))) == parts


@given(bundles(), st.data())
def test_one_byte_otherwise_is_refused_or_read_otherwise(parts, data):
    written = bytearray(b"".join(write(parts)))
    place = data.draw(st.integers(0, len(written) - 1))
    written[place] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(BundleFault):
        assert parsed(bytes(written)) != parts


@given(bundles(), st.data())
def test_a_bundle_cut_short_or_followed_by_more_is_refused(parts, data):
    written = b"".join(write(parts))
    with pytest.raises(BundleFault):
        parsed(written[: data.draw(st.integers(0, len(written) - 1))])
    with pytest.raises(BundleFault):
        parsed(written + b"\n")


@given(st.binary())
def test_any_bytes_are_a_bundle_or_a_fault(data):
    for start in (b"", b"foedus bundle 1\n"):
        with pytest.raises(BundleFault):
            parsed(start + data)


def fault(*lines):
    with pytest.raises(BundleFault) as caught:
        parsed(b"".join((b"foedus bundle 1\n", *lines)))
    return str(caught.value)


def test_a_fault_names_its_part():
    zero = b"0" * 64
    entry = b"entry %s 2 2\nab\ncd\n" % zero
    assert fault(entry, b"entry %s 9 2\nab\ncd\n" % zero).startswith("entry 2: the file ends in")
    assert fault(b"entry %s 1 2\nab\ncd\n" % zero) == "entry 1: it does not end where its size says"
    assert fault(b"entry %s 99999 2\nab\n" % zero).startswith("entry 1: its size is given as 99999")
    assert fault(entry, b"file 0 a/b.yaml\n\n") == "after entry 1: the sections are out of order"
    assert fault(entry, b"entries\n") == 'after entry 1: no section begins with "entries"'
    assert fault(entry) == "after entry 1: the file ends here, without a checkpoint"
    assert fault(b"file 0 ../b.yaml\n\n").startswith("after the first line: no section begins")
    assert fault(b"checkpoint 0\n\n", b"x") == (
        "after the checkpoint: nothing follows the checkpoint"
    )


def test_files_and_contents_stand_in_order_and_once():
    a, b = (b"file 0 x/%s.yaml\n\n" % name for name in (b"a", b"b"))
    assert "out of order" in fault(b, a)
    assert "out of order" in fault(a, a)


def test_numbers_are_written_in_one_way():
    for size in (b"01", b"+1", b" 1", b"1_0"):
        assert "no section begins" in fault(b"checkpoint %s\nx\n" % size)
