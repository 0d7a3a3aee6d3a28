"""The words that name actors: one grammar for the reader, the checker and the engine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from foedus.charter.charter import REGISTRAR, Charter
from foedus.charter.model.procedures import Procedure

Kind = Literal[
    "standing",
    "seats",
    "chair",
    "register",
    "flagged",
    "says",
    "role",
    "local",
    "set",
    "office",
    "addressee",
    "party",
    "house",
    "anybody",
]
LOCAL = ("subject", "opener", "owner", "actor", "electorate", "present", "seats", "bound")
"""Words whose meaning comes from the matter, the question or the act at hand."""

_OF = re.compile(
    r"(seats?|chair) of ([a-z0-9-]+)$|part(?:y|ies) to ([a-z0-9-]+)$|flagged ([a-z-]+)$"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word read: what kind of thing it names, its name, and whether the subject is left out."""

    kind: Kind
    name: str
    other: bool = False


def parse(charter: Charter, word: str, procedure: Procedure | None = None) -> Word | None:
    """Read a word that names actors; none where nothing of that name is known.

    ``each`` is for the ear; ``other`` leaves the subject of the matter out.
    """
    text = word.removeprefix("each ").removeprefix("any ")
    other = text.startswith("other ")
    text = text.removeprefix("other ")
    found = _kind(charter, text, procedure)
    return Word(found[0], found[1], other) if found else None


def _kind(charter: Charter, text: str, procedure: Procedure | None) -> tuple[Kind, str] | None:
    if text == "anybody":
        return "anybody", text
    if text in LOCAL:
        return "local", text
    if text.startswith("says."):
        return "says", text.removeprefix("says.")
    composed = _OF.match(text)
    if composed:
        return _composed(charter, composed)
    if procedure is not None and text in procedure.roles:
        return "role", text
    for name, standing in charter.standings.standings.items():
        if text in (name, standing.set):
            return "standing", name
    return _named(charter, text)


def _named(charter: Charter, text: str) -> tuple[Kind, str] | None:
    if text in charter.rules.sets:
        return "set", text
    if text in charter.bodies.offices:
        return "office", text
    if text in charter.header.addressees:
        return "addressee", text
    if text in charter.parties.parties:
        return "party", text
    return ("house", text) if text == REGISTRAR else None


def _composed(charter: Charter, found: re.Match[str]) -> tuple[Kind, str] | None:
    which, body, register, flag = found.groups()
    if body is not None:
        if body not in charter.bodies.bodies:
            return None
        return ("chair" if which == "chair" else "seats"), body
    if register is not None:
        return ("register", register) if register in charter.header.registers else None
    return "flagged", flag


def known(charter: Charter, procedure: Procedure | None = None) -> list[str]:
    """List the words that may stand for actors here, for a suggestion."""
    words = [*LOCAL, "anybody", REGISTRAR]
    for name, standing in charter.standings.standings.items():
        words += [name, standing.set or name]
    for body in charter.bodies.bodies:
        words += [f"seats of {body}", f"chair of {body}"]
    words += [f"parties to {register}" for register in charter.header.registers]
    words += [*charter.rules.sets, *charter.bodies.offices, *charter.header.addressees]
    words += [*charter.parties.parties, *(procedure.roles if procedure else ())]
    return words
