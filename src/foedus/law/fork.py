"""One act under every combination of readings that its result depends on.

A judgement that meets a doubt without a reading is made again under each reading. Readings whose
results and effects agree are folded together again: the doubt is only noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from foedus.charter.charter import Citation
from foedus.law.codes import PRECEDENCE
from foedus.law.outcome import Leaf, Refused
from foedus.law.points import Undetermined, UnknownPoint
from foedus.law.view import View

READINGS_MAX = 64
"""How many combinations of readings one act may open in one branch."""
BRANCHES_MAX = 256
"""How many combinations of readings one matter may be kept in."""
RUNS_MAX = 512
"""How often one act is judged again in one branch to find out which readings matter."""
HOUSE_LIMITS = "house/limits"


class Forked(Struct, gc=False):
    """The leaves of one branch, and the doubts met on the way."""

    leaves: list[Leaf]
    met: dict[str, None]


def key_of(readings: dict[str, str]) -> str:
    """Name a branch by its readings: ``doubt=reading`` joined by semicolons, sorted."""
    return ";".join(f"{doubt}={reading}" for doubt, reading in sorted(readings.items()))


def fork(
    view: View, run: Callable[[View, list[tuple[Any, ...]]], Citation], default: Citation
) -> Forked:
    """Run a judgement under each combination of readings that it asks for.

    ``run`` gives the provision of admission and gathers effects, or raises ``Refused``.
    """
    met: dict[str, None] = {}
    view.runs = 0
    leaves = _leaves(view, dict(view.branch.readings), run, default, met)
    if len(leaves) > READINGS_MAX:
        raise too_many(view)
    return Forked(leaves, met)


def too_many(view: View) -> Refused:
    """Give the refusal of an act that opens more readings than the house can keep apart."""
    return Refused("too-many-readings", view.law.current(view.hour).cite(HOUSE_LIMITS))


def _leaves(
    view: View,
    readings: dict[str, str],
    run: Callable[[View, list[tuple[Any, ...]]], Citation],
    default: Citation,
    met: dict[str, None],
) -> list[Leaf]:
    view.readings, view.met = readings, {}
    view.runs += 1
    if view.runs > RUNS_MAX:
        raise too_many(view)
    out: list[tuple[Any, ...]] = []
    named = tuple(sorted(readings.items())) if readings else ()
    try:
        under = run(view, out)
    except Undetermined as doubt:
        met.update(view.met)
        found: list[list[Leaf]] = [
            _leaves(view, {**readings, doubt.doubt: reading}, run, default, met)
            for reading in doubt.readings
        ]
        return _merged(found, doubt.doubt)
    except UnknownPoint as point:
        met.update(view.met)
        return [Leaf(named, "unsettled", point.under or default, unknown=point.why)]
    except Refused as refusal:
        met.update(view.met)
        return [Leaf(named, "refused", refusal.under, refusal.code, refusal.detail)]
    met.update(view.met)
    return [Leaf(named, "admitted", under, effects=tuple(out))]


def _merged(found: list[list[Leaf]], doubt: str) -> list[Leaf]:
    """Fold the readings of one doubt together where they agree on answers and effects.

    Where other doubts were met under each reading, they must agree leaf by leaf.
    """
    together = list(zip(*found, strict=False))
    first = found[0]
    alike = all(len(leaves) == len(first) for leaves in found) and all(
        _same(leaf, leaves[0], doubt) for leaves in together for leaf in leaves
    )
    if not alike:
        return [leaf for leaves in found for leaf in leaves]
    return [
        replace(
            min(leaves, key=lambda leaf: PRECEDENCE[leaf.code or ""])
            if leaves[0].code
            else leaves[0],
            readings=_without(leaves[0], doubt),
        )
        for leaves in together
    ]


def _same(one: Leaf, other: Leaf, doubt: str) -> bool:
    return (
        one.answer == other.answer
        and one.effects == other.effects
        and one.unknown == other.unknown
        and _without(one, doubt) == _without(other, doubt)
    )


def _without(leaf: Leaf, doubt: str) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in leaf.readings if pair[0] != doubt)


def parting(leaves: list[Leaf], met: Iterable[str] = ()) -> set[str]:
    """Name the doubts on which results depend: two leaves part on that doubt alone.

    Effects count only for doubts that this act met: the others differ by what was said before.
    """
    found = set()
    for one, other in combinations(leaves, 2):
        here, there = dict(one.readings), dict(other.readings)
        apart = [doubt for doubt in here if there.get(doubt, here[doubt]) != here[doubt]]
        if len(apart) == 1 and (
            one.answer != other.answer or (apart[0] in met and one.effects != other.effects)
        ):
            found.add(apart[0])
    return found
