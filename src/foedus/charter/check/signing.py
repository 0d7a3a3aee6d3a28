"""Who signs: a step that changes or reads it says what that takes, and never leaves it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from foedus.charter.charter import Charter
from foedus.charter.check.spots import Finding, Spot, Texts, below, lines
from foedus.charter.faults import did_you_mean
from foedus.charter.model.procedures import Speech, Step
from foedus.charter.model.steps import SignerGuard

NAME = "signing"
_PERSON = {"person": "person"}
_NEEDED: Mapping[str, Mapping[str, str]] = {
    "open": {
        "charter": "word", "charter-digest": "word", "semantics": "number", "origin": "word",
        "world": "word", "clerk": "word", "officers": "signer",
    },
    "appoint": {**_PERSON, "key": "key"},
    "accredit": _PERSON,
    "enrol": {**_PERSON, "key": "key"},
    "revoke": {**_PERSON, "key": "key"},
    "recall": _PERSON,
    "substitute": {**_PERSON, "in-place-of": "person", "until": "instant"},
}  # fmt: skip
"""What each change reads, and of what kind."""
_READ: Mapping[str, Mapping[str, str]] = {
    "appoint": {"until": "instant"},
    "accredit": {"key": "key", "may-sign": "word", "from": "instant", "until": "instant"},
    "revoke": {"lost-since": "instant"},
    "substitute": {"key": "key", "from": "instant"},
}
"""What it reads too, where it is said."""
MANY = frozenset({"officers", "may-sign"})


def check(charter: Charter, _texts: Texts) -> Iterator[Finding]:
    """Find changes of who may sign, and guards on it, that lack what they read."""
    for spot, step in lines(charter, Step):
        if step.credentials is not None:
            yield from _change(charter, spot, step, step.credentials)
    for spot, guard in lines(charter, SignerGuard):
        wanted = [guard.signer] if isinstance(guard.signer, str) else guard.signer
        around = spot.inside(Step)
        if "named-person" in wanted and around is not None:
            yield from _needed(below(spot, "signer"), around, "person", "person")


def _change(charter: Charter, spot: Spot, step: Step, change: str) -> Iterator[Finding]:
    at = below(spot, "credentials")
    if change == "open" and charter.procedures is not charter.house_procedures:
        what = "a record is opened by a step of the house, and by no other"
        yield Finding(at, "house-only", what, "remove the line")
        return
    for field, kind in _NEEDED[change].items():
        yield from _needed(at, step, field, kind)
    for field, kind in _READ.get(change, {}).items():
        if field in step.says:
            yield from _kind(at, step.says[field], field, kind)


def _needed(spot: Spot, step: Step, field: str, kind: str) -> Iterator[Finding]:
    speech = step.says.get(field)
    if speech is None:
        what = f'the step says nothing called "{field}"'
        near = did_you_mean(field, step.says)
        yield Finding(spot, "unknown-field", what, near or f"add to says: {field}: {{is: {kind}}}")
        return
    if speech.optional:
        what = f'"{field}" may be left out, and this cannot do without'
        yield Finding(spot, "field-optional", what, f'remove "optional" from {field}')
    yield from _kind(spot, speech, field, kind)


def _kind(spot: Spot, speech: Speech, field: str, kind: str) -> Iterator[Finding]:
    if speech.is_ != kind:
        what = f'the field "{field}" is of the kind "{speech.is_}"'
        yield Finding(spot, "field-kind", what, f"make it: is: {kind}")
    if speech.many != (field in MANY):
        what = f'the field "{field}" is {"a list" if speech.many else "no list"}'
        cure = f'remove "many" from {field}' if speech.many else f"add to {field}: many: true"
        yield Finding(spot, "field-kind", what, cure)
