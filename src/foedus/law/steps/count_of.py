"""Guard: so many different actors performed a step before."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.charter.model.steps import CountGuard
from foedus.law.outcome import Refused
from foedus.law.view import View, compile_open, fixed
from foedus.law.who import compile_open_who

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Guarded

GUARD = CountGuard
CONTENT = False


def guard(spec: CountGuard, build: Build, under: Citation | None) -> Guarded:
    """Refuse ``too-few``; a share is of the set ``of`` (default: anybody)."""
    name, cited = spec.count_of, under or build.under
    needed = compile_open(spec.at_least, build.edition, fixed)
    of = compile_open_who(spec.of or "anybody", build.edition, build.spec)

    def check(view: View) -> None:
        least = needed(view) if needed else 0
        group = of(view) if of else 0
        wanted = least * group.bit_count() if isinstance(least, Fraction) else least
        done = view.branch.done.get(name)
        reached = ((done[1] if done else 0) & group).bit_count()
        if reached < wanted:
            detail = (("step", name), ("reached", str(reached)), ("needed", str(wanted)))
            raise Refused("too-few", cited, detail)

    return check
