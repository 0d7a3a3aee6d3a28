"""A submission: an act as it comes to the clerk, with its evidence and documents, and the answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from foedus.acts import wire
from foedus.acts.act import Act
from foedus.acts.hours import Instant
from foedus.law import Outcome
from foedus.record import evidence
from foedus.record.bundle import CONTENTS_MAX, SALT_BYTES, Document
from foedus.service.desk import Waiting

DIGEST = "sha256:"
"""What the digest of contents begins with, where an act names them."""


class Answer(NamedTuple):
    """What the clerk answers: where the act stands in the record, and what it came to.

    ``again`` says that the same act was entered before: this is the answer that it got then.
    """

    number: int
    hour: Instant
    outcome: Outcome
    again: bool = False


class ContentsFault(ValueError):  # noqa: N818 - a fault of what was sent, shown to people
    """Documents that the act does not name, or that are not what their digest says."""


class Submission(Waiting):
    """An act at the clerk's desk.

    Raises ``WireFault``, ``EvidenceFault`` or ``ContentsFault`` for what could not stand in a record
    as it is; without any evidence it may come, and is not authentic.
    """

    __slots__ = (
        "act", "answer", "data", "digest", "documents", "error", "evidence", "found", "hour"
    )  # fmt: skip

    def __init__(
        self,
        data: bytes,
        proofs: tuple[evidence.Evidence, ...],
        documents: Iterable[Document] = (),
    ) -> None:
        super().__init__()
        self.act: Act = wire.from_wire(data)
        self.data = data
        self.digest = hashlib.sha256(data).digest()
        # Whoever hands evidence over may have made it himself, or brought more than counts.
        self.evidence = evidence.read_all(evidence.write_all(proofs)) if proofs else ()
        self.documents = tuple(documents)
        self.hour: Instant = 0
        self.found: dict[int, evidence.Check | evidence.Checked] = {}
        self.answer: Answer | None = None
        self.error: BaseException | None = None
        if self.documents:
            _look_at(self.act, self.documents)


def contents_digest(salt: bytes, data: bytes) -> str:
    """Give the digest by which an act names contents: SHA-256 of the salt and then the bytes."""
    return DIGEST + hashlib.sha256(salt + data).hexdigest()


def _look_at(act: Act, documents: tuple[Document, ...]) -> None:
    named = set(act.contents.values())
    for each in documents:
        if DIGEST + each.digest not in named:
            raise ContentsFault(f"the act names no contents with the digest {each.digest}")
        if len(each.data) > CONTENTS_MAX:
            raise ContentsFault(f"contents have at most {CONTENTS_MAX} bytes; divide them")
        if len(each.salt) != SALT_BYTES:
            raise ContentsFault(f"a salt has {SALT_BYTES} bytes, not {len(each.salt)}")
        if contents_digest(each.salt, each.data) != DIGEST + each.digest:
            raise ContentsFault(f"the contents are not what their digest {each.digest} says")
