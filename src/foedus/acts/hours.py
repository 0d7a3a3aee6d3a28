"""Instants and legal days.

An instant is a whole number of milliseconds since 1970-01-01T00:00Z: exact, ordered, and the same
on every machine. A legal day is the calendar day that an instant falls in at a fixed offset.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import TypeAlias

Instant: TypeAlias = int
DAY = 86_400_000
FIRST, LAST = -2_208_988_800_000, 32_503_680_000_000
"""The instants that an act may have or name: from the year 1900 to the year 3000."""
_EPOCH = dt.date(1970, 1, 1).toordinal()
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$")


def instant(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, offset_minutes: int = 0
) -> Instant:
    """Give the instant of a local time at an offset from UTC.

    >>> instant(1970, 1, 1, 3, 0, offset_minutes=180)
    0
    """
    days = dt.date(year, month, day).toordinal() - _EPOCH
    return days * DAY + ((hour * 60 + minute) - offset_minutes) * 60_000


def day(at: Instant, offset_minutes: int = 0) -> dt.date:
    """Give the legal day of an instant.

    >>> day(instant(2012, 12, 18, 22, 0), offset_minutes=180)
    datetime.date(2012, 12, 19)
    """
    return dt.date.fromordinal(ordinal(at, offset_minutes))


def ordinal(at: Instant, offset_minutes: int = 0) -> int:
    """Give the legal day of an instant as a number of days; 1 January of the year 1 is 1."""
    return (at + offset_minutes * 60_000) // DAY + _EPOCH


def midnight(of: dt.date, offset_minutes: int = 0) -> Instant:
    """Give the instant at which a legal day begins."""
    return instant(of.year, of.month, of.day, 0, 0, offset_minutes)


def stamp(at: Instant) -> str:
    """Write an instant as UTC, to the millisecond only where there is one.

    >>> stamp(1)
    '1970-01-01T00:00:00.001Z'
    """
    days, rest = divmod(at, DAY)
    seconds, milli = divmod(rest, 1000)
    date = dt.date.fromordinal(days + _EPOCH).isoformat()
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{date}T{clock}.{milli:03d}Z" if milli else f"{date}T{clock}Z"


def later(at: Instant, duration: str) -> Instant:
    """Add an ISO 8601 duration; a month from the 31st ends on the last day of a shorter month.

    >>> stamp(later(instant(2024, 8, 31), "P6M"))
    '2025-02-28T00:00:00Z'
    """
    found = _DURATION.match(duration)
    if found is None:
        msg = f"not a duration: {duration}"
        raise ValueError(msg)
    years, months, days, hours, minutes = (int(part or 0) for part in found.groups())
    start, rest = divmod(at, DAY)
    date = dt.date.fromordinal(start + _EPOCH)
    month0 = date.month - 1 + months + 12 * years
    year, month = date.year + month0 // 12, month0 % 12 + 1
    date = date.replace(
        year=year, month=month, day=min(date.day, calendar.monthrange(year, month)[1])
    )
    total = (date.toordinal() - _EPOCH + days) * DAY + rest
    return total + (hours * 60 + minutes) * 60_000
