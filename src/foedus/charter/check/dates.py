"""Dates are sane: within living memory and a life to come, and no end before its beginning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from foedus.charter.charter import Charter
from foedus.charter.check.spots import Finding, Spot, Texts, below, own
from foedus.charter.model.values import Line, Since

NAME = "dates"
FIRST, LAST = dt.date(1900, 1, 1), dt.date(2100, 12, 31)


def check(charter: Charter, _texts: Texts) -> Iterator[Finding]:
    """Find dates that cannot be meant."""
    for spot in own(charter):
        if isinstance(spot.value, dt.date):
            yield from _sane(spot, spot.value, key=False)
        elif isinstance(spot.value, Since):
            for day in spot.value.since:
                yield from _sane(below(spot, "since", day.isoformat()), day, key=True)
        elif isinstance(spot.value, Line):
            yield from _span(spot, spot.value)


def _sane(spot: Spot, day: dt.date, *, key: bool) -> Iterator[Finding]:
    if not FIRST <= day <= LAST:
        what = f"{day} is not between {FIRST.year} and {LAST.year}"
        yield Finding(spot, "date-far", what, "correct the year", key)


def _span(spot: Spot, line: Line) -> Iterator[Finding]:
    begins, ends = begin(line), getattr(line, "until", None)
    if begins is not None and isinstance(ends, dt.date) and ends <= begins:
        what = f"it ends on {ends}, not after it begins ({begins})"
        yield Finding(below(spot, "until"), "date-until", what, "correct one of the dates")


def begin(line: object) -> dt.date | None:
    """Give the day on which a line begins by itself; steps have stages under ``from``."""
    days = (getattr(line, "since", None), getattr(line, "from_", None))
    return next((day for day in days if isinstance(day, dt.date)), None)
