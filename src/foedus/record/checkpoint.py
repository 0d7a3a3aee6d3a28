"""Checkpoints: the size and the root of a record at one moment, signed (C2SP tlog-checkpoint).

A checkpoint is a signed note whose text is the origin, the number of leaves, the root in base64,
and perhaps extension lines, each on a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from foedus.record.note import (
    NoteFault,
    Signer,
    VerifierKey,
    decode64,
    encode64,
    open_note,
    sign_note,
)
from foedus.record.tree import EMPTY_ROOT, HASH_BYTES, SIZE_MAX

_LINES_MIN = 3
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_CONTROL = re.compile(r"[\x00-\x1f]")


class CheckpointFault(NoteFault):
    """A text that is no checkpoint, or a checkpoint of another record: what is wrong."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a record was: ``size`` leaves under ``root``, 32 bytes; ``origin`` names the record.

    ``extensions`` are further lines that the signature covers; nothing here reads them.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what could not be written, or could not be the head of any tree."""
        for line in (self.origin, *self.extensions):
            if not line or _CONTROL.search(line):
                raise CheckpointFault(f"{line!r} cannot be a line of a checkpoint")
        if not 0 <= self.size <= SIZE_MAX:
            raise CheckpointFault(f"no tree has {self.size} leaves")
        if len(self.root) != HASH_BYTES:
            raise CheckpointFault(f"a root has {HASH_BYTES} bytes; this one has {len(self.root)}")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise CheckpointFault("the root is not that of a tree without leaves")

    @property
    def text(self) -> str:
        """The text that is signed."""
        lines = (self.origin, str(self.size), encode64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def read_text(text: str) -> Checkpoint:
    """Read the text of a checkpoint, unsigned. Raises ``CheckpointFault`` for any other text."""
    lines = text.split("\n")
    if lines.pop() or len(lines) < _LINES_MIN:
        raise CheckpointFault("a checkpoint has three lines: the origin, the size, the root")
    origin, size, root, *extensions = lines
    try:
        written = decode64(root, "the root of the checkpoint")
    except NoteFault as fault:
        raise CheckpointFault(str(fault)) from None
    return Checkpoint(origin, read_number(size, "the size"), written, tuple(extensions))


def read_number(text: str, what: str) -> int:
    """Read a number as it stands in these formats: ASCII digits, no leading zero, 63 bits.

    Raises ``CheckpointFault``.
    """
    number = int(text) if _NUMBER.fullmatch(text) else -1
    if not 0 <= number <= SIZE_MAX:
        raise CheckpointFault(f"{what} is {text[:30]!r}, and not a plain number below 2^63")
    return number


def sign_checkpoint(checkpoint: Checkpoint, signers: Iterable[Signer]) -> bytes:
    """Give the checkpoint as a note. One signer should have the origin as its name."""
    return sign_note(checkpoint.text, signers)


def open_checkpoint(
    data: bytes, keys: Iterable[VerifierKey], *, strict: bool = False
) -> Checkpoint:
    """Verify a signed checkpoint: one known key must have signed whose name is the origin.

    ``strict`` is as for ``open_note``. Raises ``NoteFault`` (``CheckpointFault`` is one).
    """
    opened = open_note(data, keys, strict=strict)
    checkpoint = read_text(opened.text)
    if all(each.name != checkpoint.origin for each in opened.verified):
        names = ", ".join(repr(each.key) for each in opened.verified)
        raise CheckpointFault(
            f"a checkpoint of {checkpoint.origin!r} is signed by a key of that name; "
            f"this one is signed by {names}"
        )
    return checkpoint
