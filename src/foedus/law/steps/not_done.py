"""Guard: a step was not taken before, by anyone or by this actor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.charter.model.steps import NotDoneGuard
from foedus.law.outcome import Refused
from foedus.law.view import View

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Guarded

GUARD = NotDoneGuard
CONTENT = False


def guard(spec: NotDoneGuard, build: Build, under: Citation | None) -> Guarded:
    """Refuse ``already-done`` where the step was admitted before."""
    name, each, cited = spec.not_done, spec.each, under or build.under

    def check(view: View) -> None:
        done = view.branch.done.get(name)
        if done is not None and (not each or done[1] & view.bit):
            raise Refused("already-done", cited, (("step", name),))

    return check
