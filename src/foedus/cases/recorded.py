"""A played case as a record: the same acts, entered by a real clerk under a played clock.

The keys are made for the occasion and thrown away: nobody but the player signed anything. So the
world of the record says what it is, an exercise or a reconstruction from public sources.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from foedus.acts import keys, wire
from foedus.acts.act import Act
from foedus.cases.cast import cast
from foedus.cases.opening import WORLDS, officers, seed_of, words
from foedus.cases.play import Minute, Play
from foedus.cases.read import Case, CaseFault, read_cases
from foedus.charter.charter import Charter
from foedus.charter.pack import PackFault, pack_digest
from foedus.law import keys_of
from foedus.record.bundle import SALT_BYTES, Document
from foedus.record.note import Signer as NoteSigner
from foedus.service.authentic import NotAuthenticError
from foedus.service.checking import Checker
from foedus.service.clerk import Clerk
from foedus.service.clock import PlayedClock
from foedus.service.keyfiles import Signer
from foedus.service.opening import Opening, open_record
from foedus.service.standing import charter_of
from foedus.service.submission import DIGEST, contents_digest
from foedus.store.memory import MemoryStore

CAST = "cast.case"
"""The file that holds the heads of the case, with its cast, beside the files of the charter."""
EVIDENCE = "evidence"
"""What the document is called on which an entry for another rests (house/recorded)."""
PLAYER = "player"
"""Who signs for everybody where the case does not say who does."""


@dataclass(slots=True)
class Recorded:
    """A record that was made of a case. ``left_out`` are lines that can be no entries, with why.

    What ``recorder`` enters for others rests on ``source``: the sources that the case names.
    ``head`` signs for the clerk.
    """

    store: MemoryStore
    origin: str
    recorder: str | None
    source: Document
    head: NoteSigner
    left_out: list[tuple[int, str]] = field(default_factory=list)


class DiffersError(Exception):
    """The clerk answers otherwise than the play did: one of the two is wrong."""


def heads(case: Case) -> bytes:
    """Give the heads of a case, by which its charter is cast."""
    lines = sorted(
        (number, name, text) for name, each in case.headers.items() for number, text in each
    )
    rest = "".join(f"{name}: {text}\n" for _, name, text in lines if name != "case")
    return f"case: {case.title}\n{rest}\n".encode()


def open_charter(files: Mapping[str, bytes]) -> Charter:
    """Read the charter of a record; of one that a case was made into, with its cast.

    Raises ``PackFault`` where the files are not sound.
    """
    if CAST not in files:
        return charter_of(files)
    charter = charter_of({path: data for path, data in files.items() if path != CAST})
    try:
        found = cast(one_case(files[CAST]), charter)
    except (UnicodeDecodeError, CaseFault) as fault:
        raise PackFault(f"{CAST}: {fault}") from None
    return dataclasses.replace(found, digest=pack_digest(files))


def one_case(data: bytes) -> Case:
    """Read the heads of a case. Raises ``CaseFault`` and ``UnicodeDecodeError``."""
    found = read_cases(CAST, data.decode("utf-8"))
    if len(found) != 1 or found[0].lines or heads(found[0]) != data:
        raise CaseFault(CAST, 1, "the heads of one case stand here, as they are written down")
    return found[0]


def record(played: Play, files: Mapping[str, bytes], charter: Charter) -> Recorded:
    """Enter what was said in a play. ``files`` are those of its charter, before it was cast.

    Raises ``DiffersError`` where the clerk comes to another answer.
    """
    case = played.case
    world = WORLDS[case.kind]
    slug = re.sub(r"[^a-z0-9]+", "-", case.title.lower()).strip("-")[:60] or "case"
    origin = f"{world}.foedus/{case.charter}/{slug}/{secrets.token_hex(4)}"
    ring = {text: Signer(seed_of(text)) for text in words(case)}
    if not officers(case):
        ring = {PLAYER: Signer(secrets.token_bytes(32))}
    by_fingerprint = {keys.fingerprint(keys.key_text(s.public)): s for s in ring.values()}
    first = next(iter(officers(case)), PLAYER)
    clock = PlayedClock(min((each.hour for each in played.minutes), default=0))
    kept = {**files, CAST: heads(case)}
    head = Signer(secrets.token_bytes(32)).of_notes(origin)
    recorder = charter.header.recorder
    made = Recorded(MemoryStore(kept), origin, recorder, _source(case), head)
    known = dataclasses.replace(charter, digest=pack_digest(kept))
    clerk = Clerk(made.store, head, clock, Checker(workers=0), lambda _: known)
    opening = Opening(
        "genesis", case.charter, kept, origin,
        {name: ring[name].public for name in (officers(case) or [PLAYER])}, world,
    )  # fmt: skip
    open_record(clerk, opening, head, first, ring[first])
    for minute in played.minutes:
        if minute.act is not None:
            _enter(clerk, clock, minute, (origin, by_fingerprint, made))
    clerk.close()
    return made


def _source(case: Case) -> Document:
    """Give what the case was made from, as a document: its sources, or that it is invented."""
    texts = [text for _, text in case.headers.get("source", [])] or [f"invented: {case.title}"]
    data, salt = "\n".join(texts).encode(), secrets.token_bytes(SALT_BYTES)
    return Document(contents_digest(salt, data).removeprefix(DIGEST), salt, data)


def _enter(
    clerk: Clerk,
    clock: PlayedClock,
    minute: Minute,
    to: tuple[str, Mapping[str, Signer], Recorded],
) -> None:
    """Enter the act of one line, and compare the answer."""
    origin, ring, made = to
    act, said = minute.act, minute.outcome
    if act is None or said is None:
        return
    if minute.hour < clock.hour:
        made.left_out.append((minute.line.number, "its hour is before that of the last entry"))
        return
    clock.hour = minute.hour
    act = replace(act, origin=origin, seen=made.store.size, signer=_signer(act, ring))
    documents = []
    if act.on_behalf and act.actor == made.recorder and EVIDENCE not in act.contents:
        documents = [made.source]
        contents = {**act.contents, EVIDENCE: DIGEST + made.source.digest}
        act = replace(act, contents=contents)
    try:
        data = wire.to_wire(act)
        wire.from_wire(data)
    except wire.WireFault as fault:
        made.left_out.append((minute.line.number, str(fault)))
        return
    digest = hashlib.sha256(data).digest()
    known = keys_of(clerk.standing().state, act, minute.hour)
    signer = next((ring[each] for each in known if each in ring), None)
    try:
        answer = clerk.submit(data, [signer.evidence(digest)] if signer else [], documents)
    except NotAuthenticError as refusal:
        made.left_out.append((minute.line.number, str(refusal)))
        return
    if (answer.outcome.answer, answer.outcome.code) != (said.answer, said.code):
        raise DiffersError(
            f"line {minute.line.number}: played, {said.answer} {said.code or ''}; entered,"
            f" {answer.outcome.answer} {answer.outcome.code or ''}"
        )


def _signer(act: Act, ring: Mapping[str, Signer]) -> str | None:
    """Give who signs: whom the case names, or the player where it names nobody."""
    return act.signer if act.signer is not None or len(ring) > 1 else PLAYER
