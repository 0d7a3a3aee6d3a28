"""Guard: a date in a field lies at least so long after the act."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from foedus.acts.hours import later, midnight, stamp
from foedus.charter.charter import Citation
from foedus.charter.model.steps import DatedGuard
from foedus.law.outcome import Refused
from foedus.law.view import View, compile_open, fixed

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Guarded

GUARD = DatedGuard
CONTENT = True


def guard(spec: DatedGuard, build: Build, under: Citation | None) -> Guarded:
    """Refuse ``notice-too-short``; the legal day of the act counts from its beginning."""
    field, cited = spec.date_in, under or build.under
    least = compile_open(spec.at_least, build.edition, fixed)

    def check(view: View) -> None:
        value = view.fields.get(field)
        if not isinstance(value, str) or least is None:
            return
        offset = view.law.offset
        today = midnight(dt.date.fromordinal(view.law.day_of(view.hour)), offset)
        earliest = later(today, least(view))
        if midnight(dt.date.fromisoformat(value), offset) < earliest:
            detail = (("field", field), ("earliest", stamp(earliest)))
            raise Refused("notice-too-short", cited, detail)

    return check
