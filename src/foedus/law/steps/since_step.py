"""Guard: at least so long has passed since a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.acts.hours import later, stamp
from foedus.charter.charter import Citation
from foedus.charter.model.steps import WaitGuard
from foedus.law.outcome import Refused
from foedus.law.view import View, compile_open, fixed

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Guarded

GUARD = WaitGuard
CONTENT = False


def guard(spec: WaitGuard, build: Build, under: Citation | None) -> Guarded:
    """Refuse ``not-yet`` before the step, ``too-early`` before the time has passed."""
    name, cited = spec.since_step, under or build.under
    least = compile_open(spec.at_least, build.edition, fixed)

    def check(view: View) -> None:
        done = view.branch.done.get(name)
        if done is None:
            raise Refused("not-yet", cited, (("step", name),))
        ready = later(done[3], least(view)) if least else done[3]
        if view.hour < ready:
            raise Refused("too-early", cited, (("step", name), ("from", stamp(ready))))

    return check
