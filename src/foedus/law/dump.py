"""The bytes of a state: the same for the same charter, record and hour, on every machine."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass

from foedus.charter.charter import Citation
from foedus.law.law import Law
from foedus.law.state import State

_DERIVED = frozenset({"agenda", "seating", "standings_version"})
_SETS = frozenset({"electorate", "voters", "excluded", "bound"})
_SETS_BY_NAME = frozenset({"by", "flags", "grants"})


def state_bytes(law: Law, state: State) -> bytes:
    """Write what stands as canonical JSON; sets by name, so that no numbering shows.

    What is derived (the agenda, seatings) is left out: it follows from the rest.
    """
    return json.dumps(
        _plain(law, state, ""), sort_keys=True, ensure_ascii=True, separators=(",", ":")
    ).encode()


def state_digest(law: Law, state: State) -> str:
    """Give the SHA-256 of a state's bytes, in hexadecimal."""
    return hashlib.sha256(state_bytes(law, state)).hexdigest()


def _plain(law: Law, value: object, name: str) -> object:
    if isinstance(value, Citation):
        return list(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {
            each.name: _plain(law, getattr(value, each.name), each.name)
            for each in fields(value)
            if each.name not in _DERIVED
        }
    if isinstance(value, dict):
        if name == "done":
            return {k: [v[0], list(law.actors(v[1])), v[2], v[3]] for k, v in value.items()}
        if name in _SETS_BY_NAME:
            return {key: list(law.actors(each)) for key, each in value.items()}
        if name == "parts":
            return {key: _plain(law, each, "by") for key, each in value.items()}
        return {key: _plain(law, each, "") for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(law, each, "") for each in value]
    if name in _SETS and isinstance(value, int):
        return list(law.actors(value))
    return value
