"""What a host might do to a record, done to a copy of it, to show what a verifier says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

from msgspec.structs import replace

from foedus.cases.recorded import Recorded, open_charter
from foedus.record import bundle
from foedus.record.bundle import Head, Part, Sealed
from foedus.record.checkpoint import Checkpoint, sign_checkpoint
from foedus.record.entry import read, write
from foedus.record.note import Signer
from foedus.record.tree import leaf_hash, root_of
from foedus.service.checking import Checker
from foedus.service.heads import Older
from foedus.service.parts import parts_of
from foedus.service.report import Report
from foedus.service.verifying import verify


def attempts(made: Recorded, receipt: bytes) -> Iterator[tuple[str, Report]]:
    """Tamper with copies of a record in three ways; give the key of each with what verify says.

    ``receipt`` is that of the last entry, as a delegation kept it.
    """
    parts = list(parts_of(made.store))
    yield "letter", verified(b"".join(bundle.write(_letter(parts))))
    yield "outcome", verified(b"".join(bundle.write(_signed(_outcome(parts), made.head))))
    cut = [
        part for part in parts if not (isinstance(part, Sealed) and part.number == made.store.size)
    ]
    kept = Older.read("the receipt", receipt)
    yield "cut", verified(b"".join(bundle.write(_signed(cut, made.head))), [kept])


def verified(data: bytes, older: Sequence[Older] = ()) -> Report:
    """Verify a bundle that is in memory."""
    return verify(bundle.read(BytesIO(data)), open_charter, older, Checker(workers=0))


def _letter(parts: Sequence[Part]) -> list[Part]:
    """Change one letter of one act."""
    at, part = _chosen(parts, "admitted")
    act = part.act or b""
    middle = act.index(b'"matter":"') + len(b'"matter":"')
    changed = act[:middle] + bytes([act[middle] ^ 1]) + act[middle + 1 :]
    return [*parts[:at], part._replace(act=changed), *parts[at + 1 :]]


def _outcome(parts: Sequence[Part]) -> list[Part]:
    """Turn one answer into another, and make its hash anew."""
    at, part = _chosen(parts, "unsettled", "refused", "admitted")
    leaf = read(part.leaf)
    if leaf.outcome.answer == "admitted":
        said = replace(leaf.outcome, answer="refused", code="not-entitled")
        leaf = replace(leaf, effects=())
    else:
        said = replace(leaf.outcome, answer="admitted", code=None, detail=())
    data = write(replace(leaf, outcome=said))
    return [*parts[:at], part._replace(leaf=data, leaf_hash=leaf_hash(data)), *parts[at + 1 :]]


def _signed(parts: Sequence[Part], head: Signer) -> list[Part]:
    """Sign for the whole anew, with the clerk's own key."""
    hashes = [part.leaf_hash for part in parts if isinstance(part, Sealed)]
    note = sign_checkpoint(Checkpoint(head.name, len(hashes), root_of(hashes)), [head])
    return [Head(note) if isinstance(part, Head) else part for part in parts]


def _chosen(parts: Sequence[Part], *answers: str) -> tuple[int, Sealed]:
    """Choose the last entry with the first of these answers that there is."""
    entries = [(at, part) for at, part in enumerate(parts) if isinstance(part, Sealed)]
    by_answer = {read(part.leaf).outcome.answer: (at, part) for at, part in entries}
    return next(by_answer[answer] for answer in answers if answer in by_answer)
