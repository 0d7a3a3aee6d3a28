"""The clock: the only place where the hour is asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeAlias

from foedus.acts.hours import Instant, stamp

Clock: TypeAlias = Callable[[], Instant]
"""Gives the present instant, in UTC milliseconds."""
STEP_BACK_MAX = 1_000
"""A clock may go back so many milliseconds, as time servers make it do; the hour then stands."""


class ClockError(Exception):
    """The clock is before the last entry: no hour can be stamped that is true and in order."""

    def __init__(self, now: Instant, last: Instant) -> None:
        super().__init__(
            f"the clock says {stamp(now)}, but the last entry is of {stamp(last)}; "
            "nothing is entered until the clock is right: check the time of this machine"
        )
        self.now, self.last = now, last


def system_clock() -> Instant:
    """Give the time of this machine."""
    return time.time_ns() // 1_000_000


class PlayedClock:
    """A clock that stands still until it is set: for reconstructions and exercises."""

    def __init__(self, hour: Instant) -> None:
        """Begin at an hour."""
        self.hour = hour

    def __call__(self) -> Instant:
        """Give the hour that was set last."""
        return self.hour
