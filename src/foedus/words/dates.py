"""Days, hours with their zone, spans and time-limits, as a reader writes them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from foedus.acts.hours import DAY, Instant, day
from foedus.words.catalogue import Catalogue

MINUTE = 60_000
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$")
_UNITS = ("year", "month", "day", "hour", "minute")


@dataclass(frozen=True, slots=True)
class Zone:
    """Where the reader's clock stands: minutes from UTC, and the city that keeps it."""

    offset: int = 0
    city: str = ""

    def __str__(self) -> str:
        """Write it short: ``UTC``, ``UTC+3``, ``UTC-3:30``.

        >>> str(Zone(330))
        'UTC+5:30'
        """
        if not self.offset:
            return "UTC"
        hours, minutes = divmod(abs(self.offset), 60)
        sign = "-" if self.offset < 0 else "+"
        return f"UTC{sign}{hours}:{minutes:02d}" if minutes else f"UTC{sign}{hours}"


UTC = Zone()


def date(catalogue: Catalogue, on: dt.date | str) -> str:
    """Write a day.

    >>> from foedus.words.catalogue import catalogue
    >>> date(catalogue("ru"), "2022-01-10")
    '10 января 2022 г.'
    """
    if isinstance(on, str):
        on = dt.date.fromisoformat(on)
    month = catalogue.forms("language.months")[on.month - 1]
    return catalogue.say("language.date", day=str(on.day), month=month, year=str(on.year))


def clock(at: Instant, zone: Zone) -> str:
    """Write the hour and minute of an instant on the zone's clock.

    >>> clock(0, Zone(180))
    '03:00'
    """
    minutes = (at + zone.offset * MINUTE) % DAY // MINUTE
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def moment(catalogue: Catalogue, at: Instant, zone: Zone) -> str:
    """Write day, hour and zone of an instant.

    >>> from foedus.words.catalogue import catalogue
    >>> moment(catalogue("en"), 0, Zone(180))
    '1 January 1970, 03:00 UTC+3'
    """
    return f"{date(catalogue, day(at, zone.offset))}, {clock(at, zone)} {zone}"


def span(catalogue: Catalogue, milliseconds: int, case: str = "") -> str:
    """Write a length of time in days, hours and minutes.

    >>> from foedus.words.catalogue import catalogue
    >>> span(catalogue("en"), 183_600_000)
    '2 days 3 hours'
    """
    minutes = milliseconds // MINUTE
    parts = (("day", minutes // 1440), ("hour", minutes // 60 % 24), ("minute", minutes % 60))
    told = [catalogue.counted(f"span.{unit}", count, case) for unit, count in parts if count]
    least = f"span.least-{case}"
    return " ".join(told) or catalogue.say(least if least in catalogue.texts else "span.least")


def between(catalogue: Catalogue, least: int, most: int, case: str = "") -> str:
    """Write a length of time that is known from below and above.

    >>> from foedus.words.catalogue import catalogue
    >>> between(catalogue("ru"), 3_600_000, 7_200_000)
    'от 1 часа до 2 часов'
    """
    if least // MINUTE == most // MINUTE:
        return span(catalogue, least, case)
    if least < MINUTE:
        return catalogue.say("span.at-most", until=span(catalogue, most, "genitive"))
    from_, until = span(catalogue, least, "genitive"), span(catalogue, most, "genitive")
    return catalogue.say("span.between", **{"from": from_, "until": until})


def duration(catalogue: Catalogue, written: str, case: str = "") -> str:
    """Write a time-limit of the charter.

    >>> from foedus.words.catalogue import catalogue
    >>> duration(catalogue("ru"), "P6M")
    '6 месяцев'
    """
    found = _DURATION.match(written)
    counts = [int(each or 0) for each in found.groups()] if found else []
    told = [
        catalogue.counted(f"span.{unit}", count, case)
        for unit, count in zip(_UNITS, counts, strict=False)
        if count
    ]
    return " ".join(told) or written
