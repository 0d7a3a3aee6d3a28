"""From a file to an act that can be entered: a draft that is signed here, or an act signed before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from foedus.acts import keys as written_keys
from foedus.acts.act import POSITION, Act
from foedus.acts.wire import SIZE_MAX, WireFault, from_wire, to_wire
from foedus.charter.charter import REGISTRAR
from foedus.cli.drafts import Draft, act_of, read_draft
from foedus.cli.printing import UnusableError
from foedus.law import Law, State
from foedus.law.people import People
from foedus.record.bundle import Document
from foedus.record.evidence import EvidenceFault, SshEvidence, of_armour
from foedus.record.keys import fingerprint
from foedus.service.keyfiles import Signer
from foedus.service.standing import Standing

_ACT = b'{"act":'
"""How the bytes of an act begin: a file that begins so is taken as it is."""


@dataclass(frozen=True, slots=True)
class Signable:
    """The bytes of an act, with the documents that go with it."""

    act: Act
    data: bytes
    documents: tuple[Document, ...] = ()


def signable(file: Path, standing: Standing, key: bytes | None, signer: str | None) -> Signable:
    """Read an act, or make one of a draft for whoever holds a key."""
    try:
        with file.open("rb") as opened:
            data = opened.read(SIZE_MAX + 1)
    except OSError as problem:
        raise UnusableError(f"{file} cannot be read: {problem.strerror or problem}") from None
    if data.startswith(_ACT):
        try:
            return Signable(from_wire(data), data)
        except WireFault as fault:
            raise UnusableError(f"{file}: {fault}") from None
    law, state = standing
    draft = read_draft(file, law.charter)
    people = state.people
    if people is None:
        raise UnusableError("the record has no first entry")
    _answer(law, state, draft)
    name = signer or draft.texts.get("signer") or _holder(people, draft.texts["actor"], key)
    act = act_of(draft, signer=name, seen=state.entries, origin=people.origin, world=people.world)
    try:
        made = to_wire(act)
        return Signable(from_wire(made), made, tuple(draft.documents))
    except WireFault as fault:
        raise UnusableError(f"{file}: {fault}") from None


def evidence_of(found: Signable, signer: Signer) -> SshEvidence:
    """Sign an act."""
    return signer.evidence(hashlib.sha256(found.data).digest())


def evidence_in(file: Path) -> SshEvidence:
    """Read the signature of an act, as ``ssh-keygen -Y sign -n foedus-act`` writes it."""
    try:
        with file.open("rb") as opened:
            return of_armour(opened.read(SIZE_MAX))[0]
    except OSError as problem:
        raise UnusableError(f"{file} cannot be read: {problem.strerror or problem}") from None
    except EvidenceFault as fault:
        raise UnusableError(f"{file}: {fault}") from None


def _holder(people: People, actor: str, key: bytes | None) -> str:
    """Give the name under which the holder of a key speaks for an actor, or at all."""
    if key is None:
        raise UnusableError("say who signs, with --signer NAME, or with --key K")
    named = fingerprint(key)
    order = [actor, REGISTRAR, *people.missions]
    for each in order:
        for text, enrolled in people.mission(each).keys.items():
            if not enrolled.revoked and written_keys.fingerprint(text) == named:
                return enrolled.person
    raise UnusableError(
        f"the key {named} is enrolled for nobody in this record; the focal point of {actor}"
        " accredits its holder, or enrols the key (procedure credentials)"
    )


def _answer(law: Law, state: State, draft: Draft) -> None:
    """Let a position that names no text answer the text that was put."""
    matter = state.matters.get(draft.texts["matter"])
    if draft.texts["step"] != POSITION or draft.contents or matter is None:
        return
    spec = law.charter.procedures[matter.procedure]
    for branch in matter.branches.values():
        asked = str(draft.fields.get("question", "")) or next(iter(branch.open), "")
        question = branch.questions.get(asked)
        step = spec.steps.get(question.step) if question else None
        if question and question.text and step and step.puts and step.puts.text:
            draft.contents[step.puts.text] = question.text
            return
