"""Guards: a step was taken before in this matter, or was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.charter.model.steps import DoneGuard
from foedus.law.outcome import Refused
from foedus.law.view import View

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Guarded

GUARD = DoneGuard
CONTENT = False


def guard(spec: DoneGuard, build: Build, under: Citation | None) -> Guarded:
    """Refuse ``not-yet`` where the step was not admitted before."""
    name, cited = spec.done, under or build.under

    def check(view: View) -> None:
        if name not in view.branch.done:
            raise Refused("not-yet", cited, (("step", name),))

    return check
