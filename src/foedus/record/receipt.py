"""Receipts: that an entry stands in a record, in a file that is verified without a net.

A receipt is a C2SP tlog-proof, version 1: the index of the entry, the inclusion proof, and the
signed checkpoint to which it leads. Whoever verifies it brings the entry and the record's public
key::

    c2sp.org/tlog-proof@v1
    extra BASE64                      if there is any; nobody vouches for it
    index NUMBER                      from 0
    BASE64                            a hash on each line, from the leaf's sibling upwards

    ...                               the checkpoint as it was signed
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from foedus.record.checkpoint import Checkpoint, open_checkpoint, read_number
from foedus.record.note import NOTE_MAX, NoteFault, VerifierKey, decode64, encode64
from foedus.record.proofs import ProofFault, verify_inclusion
from foedus.record.tree import HASH_BYTES

FORMAT = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"
"""How the name of a receipt's file ends."""
RECEIPT_MAX = 2 * NOTE_MAX
"""The most bytes of a receipt."""

_EXTRA = "extra "
_INDEX = "index "


class ReceiptFault(ValueError):  # noqa: N818 - a fault of the bytes, shown to people
    """A receipt that cannot be read, or that proves nothing: what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as it was read: nothing is verified yet.

    ``index`` counts from 0, one less than the entry's number; ``proof`` holds hashes of 32 bytes,
    and ``checkpoint`` the bytes of the signed note. ``extra`` is whatever was put beside.
    """

    index: int
    proof: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""


def write_receipt(receipt: Receipt) -> bytes:
    """Give the bytes of a receipt. Raises ``ReceiptFault`` for one that could not be read back."""
    lines = [
        FORMAT,
        *([_EXTRA + encode64(receipt.extra)] if receipt.extra else []),
        f"{_INDEX}{receipt.index}",
        *(encode64(each) for each in receipt.proof),
        "\n",
    ]
    data = "\n".join(lines).encode() + receipt.checkpoint
    read_receipt(data)
    return data


def read_receipt(data: bytes) -> Receipt:
    """Read a receipt. Raises ``ReceiptFault`` for bytes that ``write_receipt`` would not give."""
    if len(data) > RECEIPT_MAX:
        raise ReceiptFault(f"a receipt has at most {RECEIPT_MAX} bytes; this has {len(data)}")
    head, empty_line, checkpoint = data.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as problem:
        raise ReceiptFault(f"byte {problem.start} is not ASCII, before the checkpoint") from None
    if first != FORMAT:
        raise ReceiptFault(f"a receipt begins with {FORMAT}; this begins with {first[:40]!r}")
    if not empty_line:
        raise ReceiptFault("no empty line parts the proof from the checkpoint")
    extra = b""
    try:
        if lines and lines[0].startswith(_EXTRA):
            extra = decode64(lines.pop(0).removeprefix(_EXTRA), "the extra data")
        if not lines or not lines[0].startswith(_INDEX):
            raise ReceiptFault("the line with the index is missing")
        index = read_number(lines.pop(0).removeprefix(_INDEX), "the index")
        proof = tuple(decode64(each, f"hash {place}") for place, each in enumerate(lines, 1))
    except NoteFault as fault:
        raise ReceiptFault(str(fault)) from None
    for place, each in enumerate(proof, 1):
        if len(each) != HASH_BYTES:
            raise ReceiptFault(f"hash {place} has {len(each)} bytes; a hash has {HASH_BYTES}")
    return Receipt(index, proof, checkpoint, extra)


def verify_receipt(
    receipt: Receipt, leaf: bytes, keys: Iterable[VerifierKey], *, strict: bool = False
) -> Checkpoint:
    """Verify that the leaf with this hash stands in the record with one of these keys.

    Gives the checkpoint that proves it: its origin is the name of a key that signed it. With
    ``strict`` every byte must count: no extra data, and no signature by another key. Raises
    ``ReceiptFault`` that says what failed (C2SP tlog-proof, "Verifying a tlog proof", of which
    this is all but the witnesses).
    """
    if strict and receipt.extra:
        raise ReceiptFault("extra data stand in the receipt, and nobody vouches for them")
    try:
        checkpoint = open_checkpoint(receipt.checkpoint, keys, strict=strict)
        verify_inclusion(leaf, receipt.index, checkpoint.size, receipt.proof, checkpoint.root)
    except NoteFault as fault:
        raise ReceiptFault(f"the checkpoint of the receipt: {fault}") from None
    except ProofFault as fault:
        raise ReceiptFault(f"the proof of the receipt: {fault}") from None
    return checkpoint
