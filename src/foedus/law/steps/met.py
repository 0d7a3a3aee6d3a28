"""Guard: no duty of a kind is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.charter.model.steps import DutyGuard
from foedus.law.outcome import Refused
from foedus.law.view import View

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Guarded

GUARD = DutyGuard
CONTENT = False


def guard(spec: DutyGuard, build: Build, under: Citation | None) -> Guarded:
    """Refuse ``duty-open`` while somebody still owes it."""
    what, cited = spec.met, under or build.under

    def check(view: View) -> None:
        for duty in view.branch.duties.values():
            if duty.what == what and not duty.met_by and not duty.ended_by:
                raise Refused("duty-open", cited, (("duty", what), ("debtor", duty.debtor)))

    return check
