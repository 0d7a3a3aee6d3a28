"""Under which readings something holds, as short as it can be said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from foedus.law.state import Matter
from foedus.words.wording import Wording

Readings: TypeAlias = Mapping[str, str]


def condition(wording: Wording, matter: Matter, keys: Collection[str]) -> str:
    """Say under which readings something holds that is true in these branches of a matter."""
    these = [branch.readings for key, branch in matter.branches.items() if key in keys]
    every = [branch.readings for branch in matter.branches.values()]
    return among(wording, these, every)


def among(wording: Wording, these: Sequence[Readings], every: Sequence[Readings]) -> str:
    """Say which combinations of readings are meant, of all that there are.

    Empty where all of them are. ``“a” or “b” and “c”`` where doubts go together so; else each
    combination by itself.
    """
    if len(these) == len(every):
        return ""
    doubts = dict.fromkeys(doubt for each in every for doubt in each)
    chosen = {doubt: _of(these, doubt) for doubt in doubts}
    if sum(1 for each in every if _fits(each, chosen)) != len(these):
        return "; ".join(named(wording, each) for each in these)
    for doubt in reversed(list(chosen)):  # what the other limits say already need not be said
        fewer = {each: names for each, names in chosen.items() if each != doubt}
        if sum(1 for each in every if _fits(each, fewer)) == len(these):
            chosen = fewer
    limits = [
        wording.catalogue.listed([wording.catalogue.quoted(name) for name in names if name], "or")
        for names in chosen.values()
    ]
    return wording.catalogue.listed(limits)


def named(wording: Wording, readings: Readings) -> str:
    """Name a combination by its readings."""
    names = [name for _, name in sorted(readings.items())]
    return wording.catalogue.listed([wording.catalogue.quoted(name) for name in names])


def _of(combinations: Sequence[Readings], doubt: str) -> list[str]:
    return list(dict.fromkeys(each.get(doubt, "") for each in combinations))


def _fits(readings: Readings, chosen: Mapping[str, list[str]]) -> bool:
    return all(readings.get(doubt, "") in names for doubt, names in chosen.items())
