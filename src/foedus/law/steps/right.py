"""Guard: the actor's standing gives a right (the rights matrix)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.charter.model.steps import RightGuard
from foedus.law.outcome import Refused
from foedus.law.view import View

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Guarded

GUARD = RightGuard
CONTENT = False


def guard(spec: RightGuard, _build: Build, under: Citation | None) -> Guarded:
    """Refuse ``no-right`` under the matrix, or under the guard's own provision."""
    name = spec.right

    def check(view: View) -> None:
        seating = view.law.seating(view.state, view.hour)
        if not seating.has_right(name, view, view.owner):
            who = view.law.actors(view.owner)
            cited = under or seating.right_under(name, who[0] if who else "")
            standing = seating.standing(who[0]) if who else None
            detail = (("right", name), ("standing", standing[0] if standing else "none"))
            raise Refused("no-right", cited, detail)

    return check
