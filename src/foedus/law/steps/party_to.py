"""Guard: the actor is party to a register, such as one agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.charter.model.steps import PartyToGuard
from foedus.law.outcome import Refused
from foedus.law.view import View

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Guarded

GUARD = PartyToGuard
CONTENT = False


def guard(spec: PartyToGuard, build: Build, under: Citation | None) -> Guarded:
    """Refuse ``not-a-party``."""
    register, cited = spec.party_to, under or build.under

    def check(view: View) -> None:
        if not view.owner & view.law.seating(view.state, view.hour).parties_to(register):
            raise Refused("not-a-party", cited, (("register", register),))

    return check
