"""What one actor may do, while matters wait, and when thousands have ended."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.contest import Contest, Entry
from benchmarks.organisation import Way, at_work, decision
from foedus.law import State, may

WAITING = 5


def contests(*, quick: bool) -> Iterator[Contest]:
    """Ask for everything in reach of a delegation; of many matters few still live."""
    way = decision()
    sizes = (0, 10, 100) if quick else (0, 100, 10_000)
    states = {f"{size:,} ended": over(way, at_work(way, WAITING + size), size) for size in sizes}
    busy = 50 if quick else 500
    states[f"{busy} wait, none ended"] = at_work(way, busy)
    yield Contest(
        title=f"all that a delegation may do; {WAITING} matters wait",
        what="answers",
        floor="0 ended",
        entries=[
            Entry(name, lambda _, state=state: all_of(way, state)) for name, state in states.items()
        ],
        note="an answer is the whole list: what could be opened, and every step in each living matter",
    )


def over(way: Way, state: State, size: int) -> State:
    """End so many matters."""
    for matter in list(state.matters.values())[:size]:
        ends = way.law.current(way.hour).procedure(matter.procedure).ends  # type: ignore[union-attr]
        for branch in matter.branches.values():
            branch.stage = min(ends)
    return state


def all_of(way: Way, state: State) -> int:
    """Go through all permissions once."""
    assert sum(1 for _ in may(way.law, state, "B", way.hour)) > 10
    return 1
