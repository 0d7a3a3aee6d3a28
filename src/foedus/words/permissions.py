"""What an actor may do now, in words: each step in reach, and for every no its reason."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.law import Permission
from foedus.law.outcome import Answer
from foedus.words.dates import Zone
from foedus.words.refusals import refusal
from foedus.words.wording import Wording


@dataclass(frozen=True, slots=True)
class PermissionText:
    """One step in reach: what it is, whether it is possible, why not, and under what."""

    matter: str
    procedure: str
    step: str
    answer: Answer
    what: str
    why: str
    under: str


def permission_text(
    wording: Wording, permission: Permission, zone: Zone | None = None
) -> PermissionText:
    """Put one permission into words."""
    what = wording.step(permission.procedure, permission.step)
    if permission.question and permission.question != permission.matter:
        what = wording.say("may.question", step=what, question=permission.question)
    return PermissionText(
        matter=permission.matter,
        procedure=wording.procedure(permission.procedure),
        step=permission.step,
        answer=permission.answer,
        what=what,
        why=_why(wording, permission, zone),
        under=wording.citation(permission.under),
    )


def _why(wording: Wording, permission: Permission, zone: Zone | None) -> str:
    if permission.code is not None:
        place = (permission.procedure, permission.step)
        return refusal(wording, permission.code, permission.detail, permission.under, place, zone)
    parts = [wording.doubt(name) for name in permission.doubts]
    parts += [wording.say("may.unseen", why=why) for why in permission.unknown]
    return "; ".join(parts)
