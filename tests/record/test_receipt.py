"""Receipts are those of C2SP tlog-proof, and one that is altered anywhere proves nothing."""

from base64 import b64encode

import pytest
from dumb_tree import DumbTree, leaf
from hypothesis import given
from hypothesis import strategies as st

from foedus.record.checkpoint import Checkpoint, sign_checkpoint
from foedus.record.note import Signer
from foedus.record.proofs import inclusion_proof
from foedus.record.receipt import (
    Receipt,
    ReceiptFault,
    read_receipt,
    verify_receipt,
    write_receipt,
)

RECORD = Signer("example.org/record", bytes(range(32)))
OTHER = Signer("example.org/other", bytes(32))
KEYS = [RECORD.verifier]
TREE = DumbTree(leaf(b"%d" % i) for i in range(300))

# The form of the specification's example, whose signatures it leaves out.
FANCY = """\
c2sp.org/tlog-proof@v1
extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6
index 73894
gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=

example.com/fancylog
109482
sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

— example.com/fancylog hI2DJwAA
""".encode()

receipts = st.builds(
    Receipt,
    st.integers(0, 2**63 - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=5).map(tuple),
    st.binary(max_size=100),
    st.binary(max_size=50),
)


def issued(index, size, signers=(RECORD,), extra=b""):
    head = Checkpoint("example.org/record", size, TREE.root(0, size))
    path = inclusion_proof(TREE.subtree, index, size)
    return Receipt(index, tuple(path), sign_checkpoint(head, signers), extra)


def test_the_form_is_that_of_the_specification():
    found = read_receipt(FANCY)
    assert (found.index, len(found.proof)) == (73_894, 2)
    assert found.extra == b"age-v1.2.1-darwin-arm64.tar.gz"
    assert found.checkpoint.startswith(b"example.com/fancylog\n109482\n")
    assert write_receipt(found) == FANCY


def test_a_receipt_is_written_line_by_line():
    written = write_receipt(issued(1, 2)).decode()
    sibling = b64encode(TREE.leaves[0]).decode()
    root = b64encode(TREE.root(0, 2)).decode()
    assert written.startswith(
        f"c2sp.org/tlog-proof@v1\nindex 1\n{sibling}\n\nexample.org/record\n2\n{root}\n\n— example"
    )


@given(receipts)
def test_a_receipt_is_read_back(receipt):
    assert read_receipt(write_receipt(receipt)) == receipt


@given(st.binary(max_size=300).map(lambda tail: b"c2sp.org/tlog-proof@v1\nindex 0\n" + tail))
def test_any_bytes_are_a_receipt_or_refused(data):
    try:
        receipt = read_receipt(data)
    except ReceiptFault:
        return
    assert write_receipt(receipt) == data


@given(st.data())
def test_a_receipt_proves_its_entry_and_no_other(data):
    size = data.draw(st.integers(1, 300))
    index, other = data.draw(st.tuples(*[st.integers(0, size - 1)] * 2))
    receipt = read_receipt(write_receipt(issued(index, size)))
    head = verify_receipt(receipt, TREE.leaves[index], KEYS, strict=True)
    assert (head.origin, head.size) == ("example.org/record", size)
    if other != index:
        with pytest.raises(ReceiptFault, match="the proof of the receipt: the leaf is not at"):
            verify_receipt(receipt, TREE.leaves[other], KEYS)


@given(st.data())
def test_no_byte_of_a_receipt_can_be_otherwise(data):
    index = data.draw(st.integers(0, 99))
    written = bytearray(write_receipt(issued(index, 100)))
    place = data.draw(st.integers(0, len(written) - 1))
    written[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ReceiptFault):
        verify_receipt(read_receipt(bytes(written)), TREE.leaves[index], KEYS, strict=True)


def test_the_checkpoint_must_be_of_the_record():
    receipt, entry = issued(3, 7, [OTHER]), TREE.leaves[3]
    with pytest.raises(ReceiptFault, match="the checkpoint of the receipt: no signature is by"):
        verify_receipt(receipt, entry, KEYS)
    with pytest.raises(ReceiptFault, match="signed by a key of that name"):
        verify_receipt(receipt, entry, [OTHER.verifier])


def test_what_nobody_vouches_for_is_not_strict():
    entry = TREE.leaves[3]
    assert verify_receipt(issued(3, 7, [RECORD, OTHER], b"x"), entry, KEYS).size == 7
    with pytest.raises(ReceiptFault, match="nobody vouches"):
        verify_receipt(issued(3, 7, extra=b"x"), entry, KEYS, strict=True)
    with pytest.raises(ReceiptFault, match="not known: 'example"):
        verify_receipt(issued(3, 7, [RECORD, OTHER]), entry, KEYS, strict=True)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (("@v1", "@v2"), "begins with c2sp.org/tlog-proof@v1; this begins with"),
        (("c2sp", "\nc2sp"), "begins with"),
        (("index 73894\n", ""), "the line with the index is missing"),
        (("index 73894", "Index 73894"), "the line with the index is missing"),
        (("index 73894", "index 073894"), "the index is '073894'"),
        (("index 73894", "index  73894"), "the index is ' 73894'"),
        (("index 73894", "index 9223372036854775808"), "the index is"),
        (
            ("extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6", "extra "),
            "the extra data: not base64",
        ),
        (("extra YWdl", "extra YWd"), "the extra data: not base64"),
        (("PlQ=\n", "PlR=\n"), "hash 1: not base64"),
        (("PlQ=\n", "PlQ=\r\n"), "hash 1: not base64"),
        (("PlQ=\n", "Pg==\n"), "hash 1 has 31 bytes"),
        (("XmA=\n", "XmA=\nAAAA\n"), "hash 3 has 3 bytes"),
        (("index", "indéx"), "byte 73 is not ASCII"),
    ],
)
def test_what_is_no_receipt_is_said(change, what):
    data = FANCY.decode().replace(*change).encode()
    assert data != FANCY
    with pytest.raises(ReceiptFault, match=what):
        read_receipt(data)


def test_a_receipt_without_an_empty_line_is_refused():
    with pytest.raises(ReceiptFault, match="no empty line"):
        read_receipt(b"c2sp.org/tlog-proof@v1\nindex 0\n")


@pytest.mark.parametrize("rest", ["", "extra eA==\n"])
def test_a_receipt_without_an_index_is_refused(rest):
    with pytest.raises(ReceiptFault, match="the line with the index is missing"):
        read_receipt(f"c2sp.org/tlog-proof@v1\n{rest}\ncheckpoint\n".encode())


def test_a_receipt_has_a_bound():
    assert read_receipt(FANCY + bytes(262_144 - len(FANCY))).index == 73_894
    with pytest.raises(ReceiptFault, match="at most 262144 bytes"):
        read_receipt(FANCY + bytes(262_144))


def test_what_could_not_be_read_back_is_not_written():
    with pytest.raises(ReceiptFault, match="hash 1 has 31 bytes"):
        write_receipt(Receipt(0, (bytes(31),), b""))
    with pytest.raises(ReceiptFault, match="the index is '-1'"):
        write_receipt(Receipt(-1, (), b""))
