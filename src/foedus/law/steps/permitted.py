"""Guard: a plain permission, which may be a doubt or unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.charter.model.steps import PermittedGuard
from foedus.law.outcome import Refused
from foedus.law.view import View, compile_open, fixed

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Guarded

GUARD = PermittedGuard
CONTENT = False


def guard(spec: PermittedGuard, build: Build, under: Citation | None) -> Guarded:
    """Refuse ``barred`` where the permission is no."""
    cited = under or build.under
    permitted = compile_open(spec.permitted, build.edition, fixed)

    def check(view: View) -> None:
        if permitted is not None and permitted(view) != "yes":
            raise Refused("barred", cited)

    return check
