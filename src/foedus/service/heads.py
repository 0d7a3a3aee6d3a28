"""Heads of a record: the checkpoint it ends with, and older ones that somebody kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foedus.record.checkpoint import Checkpoint, open_checkpoint, read_text
from foedus.record.note import NoteFault, VerifierKey, read_note
from foedus.record.receipt import FORMAT, Receipt, ReceiptFault, read_receipt, verify_receipt

OTHER = "the record is another than the one that was signed: something in it was changed since"


def check_head(note: bytes, clerk: VerifierKey, size: int, root: bytes) -> tuple[int, str]:
    """Check the checkpoint with which a record ends: give what it is for, and what is wrong."""
    try:
        head = open_checkpoint(note, [clerk], strict=True)
    except NoteFault as fault:
        return 0, str(fault)
    if head.size != size:
        return head.size, f"it is for {head.size} entries; the record has {size}"
    if head.root != root:
        return size, f"the entries do not give the root that it signs; {OTHER}"
    return size, ""


@dataclass(frozen=True, slots=True)
class Older:
    """A checkpoint that somebody kept, or a receipt, which holds one and the place of an entry."""

    name: str
    note: bytes
    head: Checkpoint
    receipt: Receipt | None = None

    @classmethod
    def read(cls, name: str, data: bytes) -> Older:
        """Read a checkpoint or a receipt. Raises ``NoteFault`` or ``ReceiptFault``."""
        found = read_receipt(data) if data.startswith(FORMAT.encode()) else None
        note = found.checkpoint if found else data
        return cls(name, note, read_text(read_note(note).text), found)

    @property
    def size(self) -> int:
        """How many entries the record had."""
        return self.head.size

    @property
    def index(self) -> int | None:
        """The place of the entry in the tree, if this is a receipt."""
        return self.receipt.index if self.receipt else None

    def compare(
        self, clerk: VerifierKey, entries: int, roots: Mapping[int, bytes], leaf: bytes | None
    ) -> tuple[str, str]:
        """Compare with a record: give what is shown by it, or what is wrong.

        ``roots`` are those of the record at its sizes, ``leaf`` is the hash of the entry that a
        receipt is for.
        """
        try:
            head = open_checkpoint(self.note, [clerk], strict=True)
        except NoteFault as fault:
            return "", f"it is not of this record: {fault}"
        if head.size > entries:
            return "", f"it is for {head.size} entries; the record ends with entry {entries}"
        if head.size and roots[head.size] != head.root:
            return "", (
                f"the first {head.size} entries of this record do not give the root that it signs;"
                f" {OTHER}"
            )
        if self.receipt is None:
            return f"the record goes on from the checkpoint of {head.size} entries", ""
        try:
            verify_receipt(self.receipt, leaf or b"", [clerk], strict=True)
        except ReceiptFault as fault:
            return "", str(fault)
        return f"entry {self.receipt.index + 1} stands where the receipt says", ""
