"""Drafts of acts: a small YAML (or JSON) file that says what an actor wants to say.

::

    actor: AM
    procedure: consultation
    step: request
    matter: K-2026-1
    fields: {threat: "..."}
    contents: {letter: letter.pdf}
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from foedus.acts.act import Act, Value
from foedus.charter.charter import Charter
from foedus.charter.faults import Fault, did_you_mean, quoted
from foedus.charter.model.procedures import Speech
from foedus.charter.yaml12 import Limits, Source, read_text
from foedus.cli.options import an_hour
from foedus.cli.printing import UnusableError
from foedus.record.bundle import CONTENTS_MAX, SALT_BYTES, Document
from foedus.service.submission import DIGEST, contents_digest

_TEXTS = ("actor", "procedure", "step", "matter", "for", "capacity", "signer")
_NEEDED = ("actor", "procedure", "step", "matter")
_NAMES = (*_TEXTS, "fields", "contents", "occurred")
_LIMITS = Limits(size=262_144, depth=6, nodes=5_000)


@dataclass(slots=True)
class Draft:
    """A draft as it was read: texts by name, legal fields, and documents with their digests."""

    texts: dict[str, str]
    fields: dict[str, Value] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    occurred: tuple[int, int] | None = None


class _Reader:
    """Reads one draft; every fault says where and what to do."""

    def __init__(self, file: Path, source: Source, charter: Charter) -> None:
        self.file, self.source, self.charter = file, source, charter

    def fault(self, path: tuple[str | int, ...], what: str, cure: str = "") -> UnusableError:
        line, column = self.source.key_where(path)
        return UnusableError(str(Fault(str(self.file), line, column, "draft", what, cure)))

    def draft(self) -> Draft:
        if not isinstance(self.source.value, dict):
            raise self.fault((), "a draft is a list of names with values", "such as: actor: AM")
        value: dict[str, object] = self.source.value
        for name in value:
            if name not in _NAMES:
                cure = did_you_mean(str(name), _NAMES) or f"it has {', '.join(_NAMES)}"
                raise self.fault((name,), f"a draft has no {quoted(str(name))}", cure)
        for name in _NEEDED:
            if name not in value:
                raise self.fault((), f'the draft does not say "{name}"', f"write {name}: ...")
        texts = {name: self._text((name,), value[name]) for name in _TEXTS if name in value}
        draft = Draft(texts)
        speeches = self._speeches(texts["procedure"], texts["step"])
        for name, said in self._mapping("fields", value).items():
            draft.fields[name] = self._value(("fields", name), said, speeches.get(name))
        for name, said in self._mapping("contents", value).items():
            draft.contents[name] = self._document(name, said, draft)
        if "occurred" in value:
            draft.occurred = self._occurred(value["occurred"])
        return draft

    def _mapping(self, name: str, value: dict[str, object]) -> dict[str, object]:
        found = value.get(name, {})
        if not isinstance(found, dict):
            raise self.fault((name,), f'"{name}" is a list of names with values')
        return found

    def _text(self, path: tuple[str | int, ...], value: object) -> str:
        if not isinstance(value, str) or not value:
            raise self.fault(path, f'"{path[-1]}" is a text, and not empty', "put it in quotes")
        return value

    def _speeches(self, procedure: str, step: str) -> dict[str, Speech]:
        spec = self.charter.procedures.get(procedure)
        if spec is None:
            return {}
        found = spec.steps.get(step)
        for track in spec.tracks.values():
            found = found or track.steps.get(step)
        return dict(found.says) if found else {}

    def _value(self, path: tuple[str | int, ...], value: object, speech: Speech | None) -> Value:
        many = speech is not None and speech.many
        if isinstance(value, list):
            return tuple(self._text((*path, at), each) for at, each in enumerate(value))
        if isinstance(value, str):
            if speech is not None and speech.is_ == "instant":
                return self._instant(path, value)
            return (value,) if many else value
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise self.fault(
            path, f'"{path[-1]}" is a text, a whole number, or a list of texts', "put it in quotes"
        )

    def _instant(self, path: tuple[str | int, ...], value: object) -> int:
        try:
            return an_hour(self._text(path, value)).at
        except ValueError as problem:
            raise self.fault(path, str(problem)) from None

    def _occurred(self, value: object) -> tuple[int, int]:
        if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - from and until
            raise self.fault(("occurred",), '"occurred" is two times', "[from, until]")
        first, last = (self._instant(("occurred", at), each) for at, each in enumerate(value))
        return first, last

    def _document(self, name: str, value: object, draft: Draft) -> str:
        """Give the digest of contents: of a file beside the draft, or one that is known."""
        text = self._text(("contents", name), value)
        if text.startswith(DIGEST):
            return text
        path = self.file.parent / text
        try:
            if path.stat().st_size > CONTENTS_MAX:
                raise self.fault(("contents", name), f"{path} is too large for a document")
            data = path.read_bytes()
        except OSError as problem:
            why = problem.strerror or str(problem)
            raise self.fault(("contents", name), f"{path} cannot be read: {why}") from None
        salt = secrets.token_bytes(SALT_BYTES)
        digest = contents_digest(salt, data)
        draft.documents.append(Document(digest.removeprefix(DIGEST), salt, data))
        return digest


def read_draft(file: Path, charter: Charter) -> Draft:
    """Read a draft. Raises ``UnusableError`` with the place of what cannot be used."""
    try:
        data = file.read_bytes() if file.stat().st_size <= _LIMITS.size else None
    except OSError as problem:
        raise UnusableError(f"{file} cannot be read: {problem.strerror or problem}") from None
    if data is None:
        raise UnusableError(
            f"{file} has more than {_LIMITS.size} bytes: this is no draft of an act"
        )
    source, faults = read_text(str(file), data, _LIMITS)
    if source is None or faults:
        raise UnusableError(f"{file} is no draft of an act", faults)
    return _Reader(file, source, charter).draft()


def act_of(draft: Draft, *, signer: str, seen: int, origin: str, world: str) -> Act:
    """Make the act that a draft describes, with an identifier drawn at random."""
    return Act(
        id=secrets.token_hex(16),
        actor=draft.texts["actor"],
        procedure=draft.texts["procedure"],
        step=draft.texts["step"],
        matter=draft.texts["matter"],
        fields=draft.fields,
        contents=draft.contents,
        on_behalf=draft.texts.get("for"),
        capacity=draft.texts.get("capacity"),
        signer=signer,
        seen=seen,
        origin=origin,
        world=world,  # type: ignore[arg-type]
        occurred=draft.occurred,
    )
