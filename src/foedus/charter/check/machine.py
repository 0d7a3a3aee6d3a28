"""The stages of a procedure as a graph, on one day and under one choice of readings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from foedus.charter.charter import at
from foedus.charter.check.procedures import effects_of, steps_of
from foedus.charter.model.procedures import Lapse, Procedure, Step, Track, TrackStep
from foedus.charter.model.steps import Effects, PermittedGuard
from foedus.charter.model.values import Line, Since, Unknown, Unsettled

START = "start"
COMBINATIONS_MAX = 256
Choice = Mapping[str, str]
"""A reading for each doubt."""


class Undecided(Exception):  # noqa: N818 - an answer, not an error
    """Raised where a value is unknown: whatever depends on it is accepted."""


def settle(value: object, day: dt.date, choice: Choice) -> object:
    """Give the value on a day under a choice of readings; none where there is none yet."""
    plain = at(value, day)
    if isinstance(plain, Unsettled):
        reading = choice.get(plain.unsettled, next(iter(plain.values)))
        return plain.values.get(reading)
    if isinstance(plain, Unknown):
        raise Undecided
    return plain


@dataclass(slots=True)
class Machine:
    """Stages, and from each the stages that the next act, verdict or lapse may lead to."""

    ends: frozenset[str]
    edges: dict[str, set[str]] = field(default_factory=dict)
    opens: bool = False
    undecided: bool = False

    def after(self, stages: Iterable[str]) -> set[str]:
        """Give the stages that can follow, these included."""
        found, waiting = set(stages), list(stages)
        while waiting:
            for stage in self.edges.get(waiting.pop(), ()):
                if stage not in found:
                    found.add(stage)
                    waiting.append(stage)
        return found

    def add(self, of: str, to: str) -> None:
        """Add a way from one stage to another."""
        self.edges.setdefault(of, set()).add(to)


def machine(procedure: Procedure, day: dt.date, choice: Choice) -> Machine:
    """Give the graph of the matter's stages. What cannot be decided is taken to be possible."""
    made = Machine(frozenset(procedure.ends))
    late: list[tuple[str, str]] = []
    for step in _steps_on(procedure, day):
        try:
            late += _step(made, procedure, step, day, choice)
        except Undecided:
            made.undecided = True
    for lapse in procedure.when_lapsed.values():
        for of in _names(lapse.from_):
            try:
                made.add(of, _target(lapse, of, day, choice))
            except Undecided:
                made.undecided = True
    # A verdict comes when the question is closed: in any stage that can follow its putting.
    ways = -1
    while ways < (ways := sum(map(len, made.edges.values()))):
        for put, to in late:
            for of in made.after([put]) - made.ends:
                made.add(of, to)
    return made


def _steps_on(procedure: Procedure, day: dt.date) -> Iterator[Step]:
    for step in steps_of(procedure).values():
        if (step.since is None or step.since <= day) and (step.until is None or day < step.until):
            yield step


def _step(
    made: Machine, procedure: Procedure, step: Step, day: dt.date, choice: Choice
) -> list[tuple[str, str]]:
    """Add the ways of a step; give the ways that its verdicts may open, with where it puts."""
    if barred(step, day, choice):
        return []
    late: list[tuple[str, str]] = []
    for of in origins(procedure, step, day, choice):
        if of in made.ends:
            continue
        put = of if isinstance(step, TrackStep) else _target(step, of, day, choice)
        made.opens = made.opens or of == START
        if put != of:
            made.add(of, put)
        for each in step.when.values():
            to = settle(each.to, day, choice)
            if to not in ("same", None):
                late.append((put, str(to)))
    return late


def barred(step: Step, day: dt.date, choice: Choice) -> bool:
    """Tell whether a plain permission of the step is "no"."""
    return any(
        isinstance(guard, PermittedGuard) and settle(guard.permitted, day, choice) == "no"
        for guard in step.guards
    )


def origins(procedure: Procedure, step: Step, day: dt.date, choice: Choice) -> list[str]:
    """Give the stages of the matter in which a step may be taken."""
    if isinstance(step, TrackStep):
        return step.only_when or list(procedure.stages)
    names = _names(settle(step.from_, day, choice))
    if "any" in names:
        names = [name for name in names if name != "any"] + list(procedure.stages)
    return names


def _names(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [*value] if isinstance(value, list) else []


def _target(effects: Effects, of: str, day: dt.date, choice: Choice) -> str:
    to = settle(effects.to, day, choice)
    return of if to in ("same", None) else str(to)


def track_machine(track: Track, day: dt.date, choice: Choice) -> Machine:
    """Give the graph of a track's stages."""
    made = Machine(frozenset(track.ends))
    for step in track.steps.values():
        try:
            if barred(step, day, choice):
                continue
            names = _names(settle(step.from_, day, choice))
            for of in [*names, *track.stages] if "any" in names else names:
                made.opens = made.opens or of == START
                made.add(of, _target(step, of, day, choice))
        except Undecided:
            made.undecided = True
    return made


def days_of(procedure: Procedure) -> list[dt.date]:
    """Give the days from which a matter may be opened under other terms than before."""
    found = {procedure.from_}
    for step in steps_of(procedure).values():
        found |= {day for day in (step.since, step.until) if day is not None}
    for value in _moving(procedure):
        if isinstance(value, Since):
            found |= set(value.since)
    last = procedure.until or dt.date.max
    return sorted(day for day in found if procedure.from_ <= day < last)


def choices_of(procedure: Procedure) -> list[Choice]:
    """Give every combination of readings that the stages depend on, up to a bound."""
    doubts: dict[str, list[str]] = {}
    for value in _moving(procedure):
        for each in value.since.values() if isinstance(value, Since) else [value]:
            if isinstance(each, Unsettled):
                doubts.setdefault(each.unsettled, list(each.values))
    made: list[Choice] = []
    for readings in product(*doubts.values()):
        if len(made) == COMBINATIONS_MAX:
            break
        made.append(dict(zip(doubts, readings, strict=True)))
    return made


def _moving(procedure: Procedure) -> Iterator[object]:
    """Give the values on which the way through the stages depends."""
    for effects in effects_of(procedure):
        yield effects.to
        if isinstance(effects, Step):
            yield effects.from_
            yield from (g.permitted for g in effects.guards if isinstance(g, PermittedGuard))


def stages_after(procedure: Procedure, around: Line, day: dt.date, choice: Choice) -> set[str]:
    """Give the stages in which a matter may be once something has been brought about in it."""
    made = machine(procedure, day, choice)
    found: set[str] = set()
    for step in steps_of(procedure).values():
        if step is around or any(result is around for result in step.when.values()):
            for of in origins(procedure, step, day, choice):
                if of in made.ends:
                    continue
                put = of if isinstance(step, TrackStep) else _target(step, of, day, choice)
                if step is around:
                    found.add(put)
                elif isinstance(around, Effects):
                    open_ = made.after([put]) - made.ends
                    found |= {_target(around, here, day, choice) for here in open_}
    if isinstance(around, Lapse):
        found = {_target(around, of, day, choice) for of in _names(around.from_)}
    return made.after(found)
