"""Drafts of acts: a small YAML (or JSON) file that says what an actor wants to say.

::

    actor: AM
    procedure: consultation
    step: request
    matter: K-2026-1
    fields: {threat: "..."}
    contents: {letter: letter.pdf}

What the charter does not know is said here, with its place, rather than entered and refused. What
it knows is judged by the law alone.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from foedus.acts import keys
from foedus.acts.act import INTEGER_MAX, UNIVERSAL, Act, Value
from foedus.charter.faults import Fault, did_you_mean, quoted
from foedus.charter.model.procedures import Speech, Step
from foedus.charter.yaml12 import Limits, Source, read_text
from foedus.cli.options import an_hour
from foedus.cli.printing import UnusableError
from foedus.law import Law
from foedus.record.bundle import CONTENTS_MAX, SALT_BYTES, Document
from foedus.service.submission import DIGEST, contents_digest

_TEXTS = ("actor", "procedure", "step", "matter", "for", "capacity", "signer")
_NEEDED = ("actor", "procedure", "step", "matter")
_NAMES = (*_TEXTS, "fields", "contents", "occurred")
DRAFT_MAX = 262_144
"""The most bytes of a draft; the act that it makes has at most a quarter of that."""
_LIMITS = Limits(size=DRAFT_MAX, depth=6, nodes=5_000, faults=10)
_SMALL = re.compile(r"[a-z][a-z0-9-]{0,99}")
_PEM = "PRIVATE KEY-----"
_PUBLIC = 'write the first two words of the .pub file: "ssh-ed25519 AAAA..."'
_KNOWN_DIGEST = re.compile(rf"{DIGEST}[0-9a-f]{{64}}")


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


_FORMS = {
    "person": (keys.is_person, None, "write small letters, digits, dots and hyphens: olga.petrova"),
    "key": (keys.is_key, 2, _PUBLIC),
    "signer": (keys.is_signer, 3, 'write a name and a key: "olga ssh-ed25519 AAAA..."'),
    "date": (_is_day, None, "write 2022-01-31"),
}
"""Kinds of field that are written in one form: how to see it, of how many words at most (a line of
a .pub file ends in a comment), and the cure."""


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

    def __init__(self, file: Path, source: Source, law: Law) -> None:
        self.file, self.source, self.law = file, source, law

    def fault(self, path: tuple[str | int, ...], what: str, cure: str = "") -> UnusableError:
        line, column = self.source.key_where(path)
        return UnusableError(str(Fault(str(self.file), line, column, "draft", what, cure)))

    def draft(self) -> Draft:
        if not isinstance(self.source.value, dict):
            raise self.fault((), "a draft is a list of names with values", "such as: actor: AM")
        value: dict[str, object] = self.source.value
        texts = self._texts(value)
        draft = Draft(texts)
        speeches = self._speeches(texts["procedure"], texts["step"], value)
        for name, said in self._mapping("fields", value).items():
            draft.fields[name] = self._value(("fields", name), said, speeches.get(name))
        for name, said in self._mapping("contents", value).items():
            draft.contents[name] = self._document(name, said, draft)
        if "occurred" in value:
            draft.occurred = self._occurred(value["occurred"])
        return draft

    def _texts(self, value: dict[str, object]) -> dict[str, str]:
        for name in value:
            if name not in _NAMES:
                what = f"a draft has no {quoted(str(name))}"
                raise self.fault((name,), what, did_you_mean(str(name), _NAMES))
        for name in _NEEDED:
            if name not in value:
                raise self.fault((), f'the draft does not say "{name}"', f"write {name}: ...")
        texts = {name: self._text((name,), value[name]) for name in _TEXTS if name in value}
        for name in ("actor", "for"):
            if name in texts:
                self._known((name,), texts[name], self.law.names, "actor")
        return texts

    def _mapping(self, name: str, value: dict[str, object]) -> dict[str, object]:
        found = value.get(name, {})
        if not isinstance(found, dict):
            raise self.fault((name,), f'"{name}" is a list of names with values')
        for each in found:
            if not isinstance(each, str) or not _SMALL.fullmatch(each):
                what = f"{quoted(str(each))} is no name of what an act says"
                raise self.fault((name, each), what, "write small letters, digits and hyphens")
        return found

    def _text(self, path: tuple[str | int, ...], value: object) -> str:
        if not isinstance(value, str) or not value:
            raise self.fault(path, f'"{path[-1]}" is a text, and not empty', "put it in quotes")
        return value

    def _known(
        self, path: tuple[str | int, ...], name: str, known: Iterable[str], what: str
    ) -> None:
        names = list(known)
        if name not in names:
            charter = self.law.charter.name
            told = f"{charter} knows no {what} {quoted(name)}"
            raise self.fault(path, told, did_you_mean(name, names))

    def _speeches(self, name: str, step: str, value: dict[str, object]) -> Mapping[str, Speech]:
        """Give what the step says, which the draft must say, and nothing beside."""
        procedures = self.law.charter.all_procedures
        self._known(("procedure",), name, procedures, "procedure")
        spec = procedures[name]
        kinds = [*spec.steps.items()]
        for track in spec.tracks.values():
            kinds += track.steps.items()
        found = [each for kind, each in kinds if kind == step]
        if not found and step in UNIVERSAL:
            return {}
        self._known(("step",), step, dict.fromkeys([*dict(kinds), *UNIVERSAL]), f"step of {name}")
        if len(found) > 1:  # the law knows which is meant
            return {}
        says, fields = found[0].says, self._mapping("fields", value)
        for each in fields:
            self._known(("fields", each), each, _fields(found[0]), f"field of {name}/{step}")
        for each, speech in says.items():
            if each not in fields and not speech.optional:
                path = ("fields",) if "fields" in value else ()
                what = f'{name}/{step} says "{each}", and the draft does not'
                raise self.fault(path, what, f"write fields: {{{each}: ...}}")
        return says

    def _value(self, path: tuple[str | int, ...], value: object, speech: Speech | None) -> Value:
        many = speech is not None and speech.many
        if isinstance(value, list):
            texts = [self._text((*path, at), each) for at, each in enumerate(value)]
            return tuple(self._word((*path, at), each, speech) for at, each in enumerate(texts))
        if isinstance(value, str):
            if speech is not None and speech.is_ == "instant":
                return self._instant(path, value)
            word = self._word(path, value, speech)
            return (word,) if many else word
        if isinstance(value, int) and not isinstance(value, bool):
            if abs(value) > INTEGER_MAX:
                raise self.fault(path, f"{value} is too large a number", "put it in quotes")
            return value
        raise self.fault(
            path, f'"{path[-1]}" is a text, a whole number, or a list of texts', "put it in quotes"
        )

    def _word(self, path: tuple[str | int, ...], value: str, speech: Speech | None) -> str:
        """See that a text is of the kind that is asked for, where that can be seen from it alone."""
        if _PEM in value:
            raise self.fault(path, f'"{path[1]}" is a private key: show it to nobody', _PUBLIC)
        if speech is None:
            return value
        name, kind = path[1], speech.is_
        if kind in _FORMS:
            fits, words, cure = _FORMS[kind]
            value = " ".join(value.split()[:words])
            if not fits(value):
                raise self.fault(path, f'"{name}" is no {kind}: {quoted(value)}', cure)
        elif kind in ("party", "actor"):
            self._known(path, value, self.law.names, kind)
        if isinstance(speech.one_of, list) and value not in speech.one_of:
            cure = did_you_mean(value, speech.one_of)
            raise self.fault(path, f'"{name}" cannot be {quoted(value)}', cure)
        return value

    def _instant(self, path: tuple[str | int, ...], value: object) -> int:
        try:
            return an_hour(self._text(path, value)).at
        except ValueError as problem:
            raise self.fault(path, str(problem)) from None

    def _occurred(self, value: object) -> tuple[int, int]:
        if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - from and until
            raise self.fault(("occurred",), '"occurred" is two times', "write [from, until]")
        first, last = (self._instant(("occurred", at), each) for at, each in enumerate(value))
        if first > last:
            raise self.fault(("occurred",), '"occurred" ends before it begins', "[from, until]")
        return first, last

    def _document(self, name: str, value: object, draft: Draft) -> str:
        """Give the digest of contents: of a file beside the draft, or one that is known."""
        text = self._text(("contents", name), value)
        if text.startswith(DIGEST):
            if not _KNOWN_DIGEST.fullmatch(text):
                what = "a digest of contents has 64 digits 0-9 and a-f"
                raise self.fault(("contents", name), what, f"after {DIGEST}")
            return text
        data = self._beside(name, text)
        salt = secrets.token_bytes(SALT_BYTES)
        digest = contents_digest(salt, data)
        draft.documents.append(Document(digest.removeprefix(DIGEST), salt, data))
        return digest

    def _beside(self, name: str, text: str) -> bytes:
        """Read a file in the folder of the draft: whoever wrote the draft chooses no others."""
        where = ("contents", name)
        folder = self.file.parent
        path = folder / text
        try:
            if not path.resolve().is_relative_to(folder.resolve()):
                what = f"{text} is not in the folder of the draft, {folder}"
                raise self.fault(where, what, "put a copy of the document there")
            if not stat.S_ISREG(path.stat().st_mode):
                raise self.fault(where, f"{path} is no file", "name a file beside the draft")
            size = path.stat().st_size
            data = path.read_bytes() if size <= CONTENTS_MAX else b""
        except (OSError, RuntimeError, ValueError) as problem:
            why = getattr(problem, "strerror", None) or str(problem)
            cure = "contents are files beside the draft"
            raise self.fault(where, f"{path} cannot be read: {why}", cure) from None
        if size > CONTENTS_MAX:
            what = f"{path} is too large for a document"
            raise self.fault(where, what, f"at most {CONTENTS_MAX:,} bytes")
        if _PEM.encode() in data[:1_000]:
            what = f"{path} is a private key: show it to nobody"
            raise self.fault(where, what, "name the document that you mean")
        return data


def _fields(step: Step) -> list[str]:
    """Give the fields that the law takes in a step."""
    names = list(step.says)
    if step.puts is not None and step.puts.which == "chosen":
        names.append("bodies")
    if step.in_:
        names.append("meeting")
    return names


def read_draft(file: Path, data: bytes, law: Law) -> Draft:
    """Read a draft. Raises ``UnusableError`` with the place of what cannot be used."""
    if len(data) > DRAFT_MAX:
        raise UnusableError(f"{file} has more than {DRAFT_MAX} bytes: this is no draft of an act")
    source, faults = read_text(str(file), data, _LIMITS)
    if source is None or faults:
        raise UnusableError(f"{file} is no draft of an act", faults)
    return _Reader(file, source, law).draft()


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
