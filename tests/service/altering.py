"""What a host might do to a record: alter a copy of it, hash anew, sign anew, judge anew."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import NamedTuple

from msgspec.structs import replace
from service.recording import MINUTE, head, key, opened, small, verified

from foedus.acts import wire
from foedus.acts.act import Act
from foedus.law import Law, State
from foedus.record import bundle, entry, evidence, note
from foedus.record.bundle import Document, File, Head, Part, Sealed
from foedus.record.checkpoint import Checkpoint, sign_checkpoint
from foedus.record.entry import Leaf
from foedus.record.tree import leaf_hash, root_of
from foedus.service.judging import enter

CLERK = head("clerk")
ASK, OBJECT, END, RULE = 6, 7, 8, 9
"""The numbers of the entries in the one matter of the little record."""


@dataclass
class Copy:
    """The parts of a bundle, to be altered. Entries are named by their numbers, from 1."""

    files: list[File]
    entries: list[Sealed]
    documents: list[Document]
    note: bytes

    def __init__(self, data: bytes) -> None:
        """Take a bundle apart."""
        parts = list(bundle.read(BytesIO(data)))
        self.files = [part for part in parts if isinstance(part, File)]
        self.entries = [part for part in parts if isinstance(part, Sealed)]
        self.documents = [part for part in parts if isinstance(part, Document)]
        (self.note,) = (part.note for part in parts if isinstance(part, Head))

    @property
    def data(self) -> bytes:
        """The bundle as it is now."""
        parts: list[Part] = [*self.files, *self.entries, *self.documents, Head(self.note)]
        return b"".join(bundle.write(parts))

    def leaf(self, number: int) -> Leaf:
        """Read the leaf of an entry."""
        return entry.read(self.entries[number - 1].leaf)

    def act(self, number: int) -> Act:
        """Read the act of an entry."""
        return wire.from_wire(self.entries[number - 1].act)

    def put(self, number: int, /, **changes: object) -> Copy:
        """Put something else into a leaf, and hash it anew."""
        return self.write(number, entry.write(replace(self.leaf(number), **changes)))

    def write(self, number: int, leaf: bytes) -> Copy:
        """Write the bytes of a leaf, and hash it anew."""
        self.entries[number - 1] = self.entries[number - 1]._replace(
            leaf=leaf, leaf_hash=leaf_hash(leaf)
        )
        return self

    def say(self, number: int, act: Act) -> Copy:
        """Put another act in the place of one; the leaf names it."""
        data = wire.to_wire(act)
        self.entries[number - 1] = self.entries[number - 1]._replace(act=data)
        return self.put(number, act=hashlib.sha256(data).hexdigest())

    def withhold(self, *numbers: int) -> Copy:
        """Withhold the acts of entries."""
        for number in numbers:
            self.entries[number - 1] = self.entries[number - 1]._replace(act=None)
        return self

    def renumber(self) -> Copy:
        """Number the entries as they stand."""
        for number in range(1, len(self.entries) + 1):
            self.put(number, number=number)
        return self

    def sign(self, head: note.Signer) -> Copy:
        """Sign for the entries as they stand."""
        hashes = [each.leaf_hash for each in self.entries]
        self.note = sign_checkpoint(Checkpoint(head.name, len(hashes), root_of(hashes)), [head])
        return self


class Said(NamedTuple):
    """What somebody sent: the bytes of an act, its evidence as it stands in a leaf, and the hour."""

    data: bytes
    proofs: tuple[dict[str, str], ...]
    hour: int


def said_in(data: bytes) -> list[Said]:
    """Give what was said in a record, in order."""
    copy = Copy(data)
    return [
        Said(each.act, leaf.evidence, leaf.hour)
        for each in copy.entries
        for leaf in [entry.read(each.leaf)]
    ]


def judged(
    data: bytes, said: Iterable[Said], head: note.Signer, files: Mapping[str, bytes] | None = None
) -> bytes:
    """Make another record of the same documents, signed by a head; ``files`` are another charter.

    Everything in it is as the law makes it; who signed what is not looked at. This is all that a
    host can do who has the clerk's key.
    """
    copy, state = Copy(data), State()
    if files is not None:
        copy.files = [File(path, files[path]) for path in sorted(files)]
    law = Law(opened({part.path: part.data for part in copy.files}))
    copy.entries = []
    for each in said:
        digest = hashlib.sha256(each.data).hexdigest()
        act = wire.from_wire(each.data)
        _, leaf = enter(law, state, act, digest, each.proofs, each.hour)
        copy.entries.append(Sealed(state.entries, leaf_hash(leaf), leaf, each.data))
    named = {name for each in copy.entries for name in wire.from_wire(each.act).contents.values()}
    copy.documents = [each for each in copy.documents if f"sha256:{each.digest}" in named]
    return copy.sign(head).data


# ---- the little record, and what a report says of what was made of it ----


@cache
def good() -> bytes:
    """Give the bundle of the little record."""
    return small().bundle()


@cache
def receipt(number: int) -> bytes:
    """Give the receipt of an entry of it."""
    return small().clerk.receipt(number)


@cache
def checkpoint(size: int) -> bytes:
    """Give the checkpoint that the clerk signed when there were so many entries."""
    copy = Copy(good())
    copy.entries = copy.entries[:size]
    return copy.sign(CLERK).note


def found(data: bytes, *kept: bytes, part: str, what: str) -> str:
    """Look that a report names the part and says what; give the whole sentence."""
    assert data != good()
    report = verified(data, *kept)
    assert report.difference is not None
    assert not report.complete
    assert report.difference.part == part, report.difference
    assert re.search(what, report.difference.what), report.difference
    return report.difference.what


def changed(said: list[Said], number: int, **changes: object) -> list[Said]:
    """Change what was sent as one entry."""
    at = number - 1
    return [*said[:at], said[at]._replace(**changes), *said[at + 1 :]]


def by(word: str, data: bytes) -> tuple[dict[str, str], ...]:
    """Sign with the key of a word."""
    return evidence.write_all([key(word).evidence(hashlib.sha256(data).digest())])


def inserted(
    data: bytes, proofs: tuple[dict[str, str], ...], hour: int | None = None, at: int = RULE
) -> bytes:
    """Put an act with this evidence where the host wants it, judged as if it were authentic."""
    said = said_in(good())
    hour = said[at - 2].hour if hour is None else hour
    return judged(good(), [*said[: at - 1], Said(data, proofs, hour), *said[at - 1 :]], CLERK)


def objection(by: str = "boris", actor: str = "XB", of: str = "N") -> bytes:
    """Give an act that the host would like XB to have said: a request in a matter of its own."""
    act = Copy(good()).act(ASK)
    fields = {**act.fields, "expires": act.fields["expires"] + 1440 * MINUTE}
    act = replace(act, id="invented", actor=actor, matter=of, signer=by, seen=5, fields=fields)
    return wire.to_wire(act)
