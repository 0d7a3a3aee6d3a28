"""From a file to an act that can be entered: a draft that is signed here, or an act signed before.

An act that is written to be signed elsewhere has its documents in a file beside it, with their
salts: without these nobody could ever show that a document is the one that the act names.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from foedus.acts import keys as written_keys
from foedus.acts.act import POSITION, Act
from foedus.acts.hours import stamp
from foedus.acts.wire import WireFault, from_wire, to_wire
from foedus.charter.charter import REGISTRAR
from foedus.cli.drafts import DRAFT_MAX, Draft, act_of, read_draft
from foedus.cli.printing import UnusableError
from foedus.law import Law, State
from foedus.law.people import People
from foedus.record.bundle import Document
from foedus.record.evidence import EvidenceFault, SshEvidence, of_armour
from foedus.record.keys import fingerprint
from foedus.record.sshsig import ARMOUR_MAX
from foedus.service.keyfiles import Signer
from foedus.service.standing import Standing

_ACT = b'{"act":'
"""How the bytes of an act begin: a file that begins so is taken as it is."""


@dataclass(frozen=True, slots=True)
class Signable:
    """The bytes of an act, with the documents that go with it.

    ``written`` says that the act was made before; ``documents`` are none then where there is no
    file of them.
    """

    act: Act
    data: bytes
    documents: tuple[Document, ...] | None = ()
    written: bool = False


def signable(file: Path, standing: Standing, key: bytes | None, signer: str | None) -> Signable:
    """Read an act, or make one of a draft for whoever holds a key, or is named as the signer."""
    data = _read(file, DRAFT_MAX + 1)
    law, state = standing
    people = state.people
    if people is None:
        raise UnusableError("the record has no first entry")
    if data.startswith(_ACT):
        found = _written(file, data, people)
        if signer not in (None, found.act.signer):
            raise UnusableError(f"{file} says that {found.act.signer} signs it, not {signer}")
        return found
    draft = read_draft(file, data, law)
    _answer(law, state, draft)
    name = signer or draft.texts.get("signer") or _holder(people, draft.texts["actor"], key)
    act = act_of(draft, signer=name, seen=state.entries, origin=people.origin, world=people.world)
    try:
        made = to_wire(act)
        return Signable(from_wire(made), made, tuple(draft.documents))
    except WireFault as fault:
        raise UnusableError(f"{file}: {fault}") from None


def _written(file: Path, data: bytes, people: People) -> Signable:
    """Take an act as it was written, with the documents in the file beside it."""
    try:
        act = from_wire(data)
    except WireFault as fault:
        cure = "take the file as --write made it, or make it anew from its draft"
        raise UnusableError(f"{file}: {fault}; {cure}") from None
    if (act.origin, act.world) != (people.origin, people.world):
        raise UnusableError(
            f"{file}: this act was made for the record {act.origin} ({act.world}); here is the"
            f" record {people.origin} ({people.world})"
        )
    beside = documents_of(file)
    if not beside.exists():
        return Signable(act, data, None, written=True)
    try:
        kept = _decode(_read(beside))
    except msgspec.DecodeError as fault:
        raise UnusableError(f"{beside}: no documents of an act: {fault}") from None
    found = tuple(Document(each.digest, each.salt, each.data) for each in kept.documents)
    return Signable(act, data, found, written=True)


# ---- documents beside an act ----


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    digest: str
    salt: bytes
    data: bytes


class _Documents(msgspec.Struct, forbid_unknown_fields=True):
    """The file of documents: JSON, bytes in base64. The names here are on disk."""

    documents: list[_Document]


_decode = msgspec.json.Decoder(_Documents).decode


def documents_of(file: Path) -> Path:
    """Name the file of the documents that go with an act in a file."""
    return file.with_name(f"{file.name}.documents")


def documents_file(found: Signable) -> bytes:
    """Write documents, as they are read back beside an act."""
    documents = [_Document(*each) for each in found.documents or ()]
    return msgspec.json.encode(_Documents(documents))


# ---- signatures ----


def signed(file: Path, standing: Standing, signer: str | None, signature: Path) -> Signable:
    """Read an act that was signed elsewhere; a draft is nothing that a signature could be of."""
    if not _read(file, DRAFT_MAX + 1).startswith(_ACT):
        raise UnusableError(
            f"{file} is no act that --write wrote, and only of such an act can {signature} be the"
            f' signature ("foedus act --help")'
        )
    return signable(file, standing, None, signer)


def evidence_of(found: Signable, signer: Signer) -> SshEvidence:
    """Sign an act."""
    return signer.evidence(hashlib.sha256(found.data).digest())


def evidence_in(file: Path) -> SshEvidence:
    """Read the signature of an act, as ``ssh-keygen -Y sign -n foedus-act`` writes it."""
    try:
        return of_armour(_read(file, ARMOUR_MAX + 1))[0]
    except EvidenceFault as fault:
        raise UnusableError(f"{file}: {fault}") from None


def _read(file: Path, most: int = -1) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(most)
    except OSError as problem:
        raise UnusableError(f"{file} cannot be read: {problem.strerror or problem}") from None


def _holder(people: People, actor: str, key: bytes | None) -> str:
    """Give the name under which the holder of a key speaks for an actor, or at all."""
    if key is None:
        raise UnusableError("say who signs, with --signer NAME, or with --key K")
    named = fingerprint(key)
    order = [actor, REGISTRAR, *people.missions]
    cure = f"a focal point of {actor} accredits its holder, or enrols the key (credentials)"
    what = f"is enrolled for nobody in this record; {cure}"
    for each in order:
        for text, enrolled in people.mission(each).keys.items():
            if written_keys.fingerprint(text) != named:
                continue
            if not enrolled.revoked:
                return enrolled.person
            what = (
                f"of {enrolled.person} was revoked at {stamp(enrolled.until)}: nothing can be signed"
                " with it any more; sign with another key"
            )
    raise UnusableError(f"the key {named} {what}")


def _answer(law: Law, state: State, draft: Draft) -> None:
    """Let a position that names no text answer the text that was put."""
    matter = state.matters.get(draft.texts["matter"])
    if draft.texts["step"] != POSITION or draft.contents or matter is None:
        return
    spec = law.charter.all_procedures[matter.procedure]
    for branch in matter.branches.values():
        asked = str(draft.fields.get("question", "")) or next(iter(branch.open), "")
        question = branch.questions.get(asked)
        step = spec.steps.get(question.step) if question else None
        if question and question.text and step and step.puts and step.puts.text:
            draft.contents[step.puts.text] = question.text
            return
