"""A contest: several ways to do comparable work, run in turns, so that a slow minute hits all."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

Clock = Callable[[], float]


@dataclass
class Entry:
    """One contestant. ``run`` gets what ``prepare`` gave, and gives how much it did.

    Only ``run`` is timed; one that measures itself gives a pair: how much, and the seconds.
    """

    name: str
    run: Callable[[Any], Any]
    prepare: Callable[[], Any] = lambda: None


@dataclass
class Contest:
    """Contestants and what they do; ratios are to the one called ``floor``."""

    title: str
    what: str
    floor: str
    entries: list[Entry]
    note: str = ""
    clock: Clock = time.process_time


@dataclass
class Row:
    """One contestant's runs: units of work per second, and the ratio to the floor in each turn."""

    name: str
    rates: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)

    def shown(self, floor: str) -> list[str]:
        """Write medians with their extremes; the time of the floor is 1."""
        rate = f"{number(median(self.rates))} ({number(min(self.rates))}-{number(max(self.rates))})"
        each = f"{span(1 / median(self.rates))}"
        if self.name == floor:
            return [self.name, rate, each, "1"]
        low, high = min(self.ratios), max(self.ratios)
        return [
            self.name,
            rate,
            each,
            f"{figure(median(self.ratios))} ({figure(low)}-{figure(high)})",
        ]


def compete(contest: Contest, runs: int) -> list[Row]:
    """Run every contestant once in each turn; a first turn that is not counted warms up."""
    rows = {entry.name: Row(entry.name) for entry in contest.entries}
    for turn in range(-1, runs):
        seconds = {}
        for entry in contest.entries:
            prepared = entry.prepare()
            gc.collect()
            begun = contest.clock()
            came = entry.run(prepared)
            spent = contest.clock() - begun
            done, spent = came if isinstance(came, tuple) else (came, spent)
            seconds[entry.name] = spent / done
        if turn >= 0:
            for name, row in rows.items():
                row.rates.append(1 / seconds[name])
                row.ratios.append(seconds[name] / seconds[contest.floor])
    return list(rows.values())


def number(rate: float) -> str:
    """Write a rate: whole where it is large."""
    return f"{rate:,.0f}" if rate >= 100 else figure(rate)


def figure(value: float) -> str:
    """Write three significant digits."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def span(seconds: float) -> str:
    """Write a time in the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{figure(seconds / size)} {unit}"
    return f"{figure(seconds / 1e-9)} ns"
