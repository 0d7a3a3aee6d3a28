"""A case in an open record: who opens it, who signs each line, and keys made up from their names."""

from __future__ import annotations

import hashlib
import re
from functools import cache

from nacl.signing import SigningKey

from foedus.acts import keys
from foedus.acts.act import Act, World
from foedus.acts.hours import Instant
from foedus.cases.read import Case, CaseFault
from foedus.charter.charter import RECORD, REGISTRAR
from foedus.law import SEMANTICS, Law, State, admit, apply

WORLDS: dict[str, World] = {
    "hypothetical": "exercise", "documented": "reconstruction", "reconstruction": "reconstruction",
}  # fmt: skip
NOBODY = "nobody"
"""Stands for a signer where a line shows what comes of an act that nobody signed."""
_OPENED = re.compile(r"opened by ([^\s,]+(?:, *[^\s,]+)*)")
_KEY = re.compile(r"\bkey (?:\"([^\"]*)\"|([^\s,\]]+))")


def origin(case: Case) -> str:
    """Name the record that a case is played in."""
    return f"case:{case.title}"


def officers(case: Case) -> list[str]:
    """Give the officers whom the opening of the record names; none where there is no record.

    Raises ``CaseFault`` for a header that cannot be read.
    """
    found: list[str] = []
    for number, text in case.headers.get("record", []):
        opened = _OPENED.fullmatch(text)
        if opened is None or found:
            cure = 'write "record: opened by olga", with further officers after commas'
            raise CaseFault(case.file, number, f'"{text}" opens no record', cure)
        found = [name.strip() for name in opened[1].split(",")]
        for name in found:
            if not keys.is_person(name):
                cure = "a person's name has small Latin letters and digits: olga, ivan.2"
                raise CaseFault(case.file, number, f'"{name}" is no name of a person', cure)
    return found


def signer(case: Case, named: str | None) -> str | None:
    """Give who signs a line: whom it names, else, in an open record, the officer who opened it."""
    if named is not None:
        return None if named == NOBODY else named
    return next(iter(officers(case)), None)


def key_of(text: str) -> str:
    """Give the key that a word stands for in the minutes; a key that is written out is itself."""
    return text if keys.is_key(text) else keys.key_text(_public(text))


def seed_of(text: str) -> bytes:
    """Give the private key that a word stands for: no secret, whoever has the word has it."""
    return hashlib.sha256(f"foedus case {text}".encode()).digest()


@cache
def _public(text: str) -> bytes:
    return bytes(SigningKey(seed_of(text)).verify_key)


def signer_of(text: str) -> str:
    """Give the person with a key that ``olga desk`` stands for."""
    person, _, key = text.partition(" ")
    return f"{person} {key_of(key or person)}"


def named(case: Case, text: str) -> str:
    """Put the words of the minutes for the fingerprints of the keys that they stand for."""
    for word in words(case):
        text = text.replace(keys.fingerprint(key_of(word)), word)
    return text


def words(case: Case) -> list[str]:
    """Give the words that stand for keys in a case, without keys that are written out."""
    found = dict.fromkeys(officers(case))
    for line in case.lines:
        found.update((each[1] or each[2], None) for each in _KEY.finditer(line.text))
    return [word for word in found if not keys.is_key(word)]


def open_record(case: Case, law: Law, state: State) -> None:
    """Open the record, if the case has one, before its first line happens."""
    persons = officers(case)
    if not persons:
        return
    hour = _hour(case, state)
    act = Act(
        id="genesis",
        actor=REGISTRAR,
        procedure=RECORD,
        step="open",
        matter=RECORD,
        fields={
            "charter": law.charter.name,
            "charter-digest": law.charter.digest,
            "semantics": SEMANTICS,
            "origin": origin(case),
            "world": WORLDS[case.kind],
            "clerk": "clerk",
            "officers": tuple(map(signer_of, persons)),
        },
        signer=persons[0],
        origin=origin(case),
        world=WORLDS[case.kind],
    )
    outcome = admit(law, state, act, hour)
    if outcome.answer != "admitted":
        number = case.headers["record"][0][0]
        what = f"the record cannot be opened: {outcome.code} under {outcome.under}"
        raise CaseFault(case.file, number, what, "name each officer once")
    apply(law, state, act, outcome.effects, hour)


def _hour(case: Case, state: State) -> Instant:
    """Give the hour of the opening: where the minutes start from, else that of the first line."""
    if case.in_force is not None:
        return state.hour
    return next((line.at for line in case.lines if line.at is not None), 0)
