"""The bytes of a state: the same for the same charter, record and hour, on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec
from msgspec.structs import asdict

from foedus.law.law import Law
from foedus.law.state import Branch, Matter, Question, State

_DERIVED = frozenset({"agenda", "seating", "standings_version"})
_encode = msgspec.json.Encoder(order="sorted").encode


def state_bytes(law: Law, state: State) -> bytes:
    """Write what stands as canonical JSON; sets by name, so that no numbering shows.

    What is derived (the agenda, seatings) is left out: it follows from the rest.
    """
    plain: dict[str, object] = {
        name: value for name, value in asdict(state).items() if name not in _DERIVED
    }
    plain["matters"] = {id_: _matter(law, each) for id_, each in state.matters.items()}
    return _encode(plain)


def state_digest(law: Law, state: State) -> str:
    """Give the SHA-256 of a state's bytes, in hexadecimal."""
    return hashlib.sha256(state_bytes(law, state)).hexdigest()


def _matter(law: Law, matter: Matter) -> dict[str, object]:
    plain: dict[str, object] = asdict(matter)
    plain["branches"] = {key: _branch(law, each) for key, each in matter.branches.items()}
    return plain


def _branch(law: Law, branch: Branch) -> dict[str, object]:
    plain: dict[str, object] = asdict(branch)
    plain["done"] = {
        step: (count, law.actors(who), first, last)
        for step, (count, who, first, last) in branch.done.items()
    }
    plain["questions"] = {id_: _question(law, each) for id_, each in branch.questions.items()}
    plain["duties"] = {id_: asdict(each) for id_, each in branch.duties.items()}
    plain["bound"] = law.actors(branch.bound)
    plain["grants"] = _sets(law, branch.grants.items())
    return plain


def _question(law: Law, question: Question) -> dict[str, object]:
    plain: dict[str, object] = asdict(question)
    for name in ("electorate", "voters", "excluded"):
        plain[name] = law.actors(getattr(question, name))
    plain["flags"] = _sets(law, question.flags.items())
    plain["by"] = _sets(law, question.by.items())
    plain["parts"] = {part: _sets(law, by.items()) for part, by in question.parts.items()}
    return plain


def _sets(law: Law, masks: Iterable[tuple[str, int]]) -> dict[str, tuple[str, ...]]:
    return {name: law.actors(mask) for name, mask in masks}
