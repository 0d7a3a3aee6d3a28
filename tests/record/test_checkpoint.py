"""Checkpoints are those of C2SP tlog-checkpoint, and one record cannot pass for another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.record.checkpoint import (
    Checkpoint,
    CheckpointFault,
    open_checkpoint,
    read_text,
    sign_checkpoint,
)
from foedus.record.note import NoteFault, Signer, read_note, sign_note
from foedus.record.tree import EMPTY_ROOT

# The example of the specification; its key is not published.
SOFA = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
""".encode()

RECORD = Signer("example.org/record", bytes(range(32)))
OTHER = Signer("example.org/other", bytes(32))
HEAD = Checkpoint("example.org/record", 7, bytes(range(32)))

lines = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
heads = st.builds(
    Checkpoint,
    lines,
    st.integers(1, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
    st.lists(lines, max_size=3).map(tuple),
)


def test_the_example_of_the_specification_is_read():
    head = read_text(read_note(SOFA).text)
    assert (head.origin, head.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert head.root.hex().startswith("0ac5186a91863e8e1d90c808")
    assert head.text == read_note(SOFA).text


@given(heads)
def test_a_checkpoint_is_read_back(head):
    assert read_text(head.text) == head


@given(st.text() | heads.map(lambda head: head.text[1:]))
def test_any_text_is_a_checkpoint_or_refused(text):
    try:
        head = read_text(text)
    except CheckpointFault:
        return
    assert head.text == text


def test_a_signed_checkpoint_is_verified():
    data = sign_checkpoint(HEAD, [RECORD])
    assert open_checkpoint(data, [RECORD.verifier], strict=True) == HEAD


@given(st.data())
def test_no_byte_of_a_checkpoint_can_be_otherwise(data):
    written = bytearray(sign_checkpoint(HEAD, [RECORD]))
    place = data.draw(st.integers(0, len(written) - 1))
    written[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(NoteFault):
        open_checkpoint(bytes(written), [RECORD.verifier], strict=True)


def test_the_record_itself_must_have_signed():
    data = sign_checkpoint(HEAD, [OTHER])
    with pytest.raises(CheckpointFault, match="signed by 'example"):
        open_checkpoint(data, [RECORD.verifier, OTHER.verifier])
    both = sign_checkpoint(HEAD, [OTHER, RECORD])
    assert open_checkpoint(both, [RECORD.verifier, OTHER.verifier], strict=True) == HEAD
    assert open_checkpoint(both, [RECORD.verifier]) == HEAD
    with pytest.raises(NoteFault, match="not known: 'example"):
        open_checkpoint(both, [RECORD.verifier], strict=True)


def test_a_signed_note_that_is_no_checkpoint_is_refused():
    data = sign_note("something else\n", [RECORD])
    with pytest.raises(CheckpointFault, match="three lines"):
        open_checkpoint(data, [RECORD.verifier])


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (("", ""), None),
        (("example.org/record\n", "\n"), "'' cannot be a line"),
        (("example.org/record\n", ""), "three lines"),
        (("\n7\n", "\n\n"), "the size is '', and not a plain number"),
        (("\n7\n", "\n07\n"), "the size is '07'"),
        (("\n7\n", "\n+7\n"), r"the size is '\+7'"),
        (("\n7\n", "\n-7\n"), "the size is '-7'"),
        (("\n7\n", "\n7 \n"), "the size is '7 '"),
        (("\n7\n", "\n1_0\n"), "the size is '1_0'"),
        (("\n7\n", "\n\u0667\n"), "the size is '\u0667'"),
        (("\n7\n", "\n9223372036854775807\n"), None),
        (("\n7\n", "\n9223372036854775808\n"), r"below 2\^63"),
        (("\n7\n", "\n" + "9" * 10_000 + "\n"), r"below 2\^63"),
        (("\n7\n", "\n0\n"), "not that of a tree without leaves"),
        (("Hh8=\n", "Hh8\n"), "the root of the checkpoint: not base64"),
        (("Hh8=\n", "Hh9=\n"), "the root of the checkpoint: not base64"),
        (("Hh8=\n", "HQ==\n"), "a root has 32 bytes; this one has 31"),
        (("Hh8=\n", "Hh8="), "three lines"),
        (("Hh8=\n", "Hh8=\nmore\n"), None),
        (("Hh8=\n", "Hh8=\n\n"), "'' cannot be a line"),
        (("Hh8=\n", "Hh8=\n\nmore\n"), "'' cannot be a line"),
        (("Hh8=\n", "Hh8=\nmo\rre\n"), "cannot be a line"),
    ],
)
def test_what_is_no_checkpoint_is_said(change, what):
    text = HEAD.text.replace(*change)
    if what is None:
        assert read_text(text).text == text
        return
    with pytest.raises(CheckpointFault, match=what):
        read_text(text)


def test_the_empty_record_has_a_checkpoint():
    head = Checkpoint("example.org/record", 0, EMPTY_ROOT)
    assert read_text(head.text) == head


@pytest.mark.parametrize(
    "given_",
    [("", 1, bytes(32)), ("a\nb", 1, bytes(32)), ("a", -1, bytes(32)), ("a", 2**63, bytes(32))],
)
def test_what_could_not_be_written_cannot_be_made(given_):
    with pytest.raises(CheckpointFault):
        Checkpoint(*given_)
