"""Stages: every one can be reached, and from every one that is reached some end can be.

Each day on which the terms change and each combination of readings is tried: a matter is bound by
the terms of the day on which it was opened, and by the readings that turn out to be right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from foedus.charter.charter import Charter
from foedus.charter.check.machine import (
    START,
    Choice,
    Machine,
    choices_of,
    days_of,
    machine,
    track_machine,
)
from foedus.charter.check.procedures import every, words
from foedus.charter.check.spots import Finding, Spot, Texts, below
from foedus.charter.model.procedures import Procedure, Step
from foedus.charter.model.values import Unknown

NAME = "stages"


def check(charter: Charter, _texts: Texts) -> Iterator[Finding]:
    """Find stages that cannot be reached or left, and procedures that cannot be opened."""
    for procedure in charter.procedures.values():
        root = Spot(f"procedures/{procedure.procedure}.yaml", (), procedure)
        if not procedure.ends:
            what = "the procedure has no end: its matters stay open for ever"
            yield Finding(
                below(root, "ends"), "no-end", what, "name the stages that end it", key=True
            )
        yield from _matter(root, procedure)
        yield from _opening(root, procedure)
        for name, track in procedure.tracks.items():
            spot = below(root, "tracks", name)
            known = {stage: ("stages", n) for n, stage in enumerate(track.stages)}
            yield from _graph(spot, known, procedure, partial(track_machine, track))


def _matter(root: Spot, procedure: Procedure) -> Iterator[Finding]:
    known = {stage: ("stages", stage) for stage in procedure.stages}
    yield from _graph(root, known, procedure, partial(machine, procedure))
    for name, step in procedure.steps.items():
        yield from _after_end(below(root, "steps", name), procedure, words(step.from_), "from")
    for track, spec in procedure.tracks.items():
        for name, each in spec.steps.items():
            spot = below(root, "tracks", track, "steps", name)
            yield from _after_end(spot, procedure, each.only_when, "only-when")


def _graph(
    root: Spot,
    known: Mapping[str, tuple[str | int, ...]],
    procedure: Procedure,
    made: Callable[[dt.date, Choice], Machine],
) -> Iterator[Finding]:
    reached: set[str] = set()
    stuck: dict[str, tuple[dt.date, Choice]] = {}
    opens = True
    for day in days_of(procedure):
        for choice in choices_of(procedure):
            graph = made(day, choice)
            here = graph.after([START])
            reached |= here
            opens = opens and (graph.opens or graph.undecided)
            if graph.undecided or not here <= {START, *known}:
                return
            for stage in sorted(here - {START}):
                if graph.ends and not graph.after([stage]) & graph.ends:
                    stuck.setdefault(stage, (day, choice))
    if not opens:
        yield _no_opening(root)
        return
    for stage, path in known.items():
        spot, key = below(root, *path), isinstance(path[-1], str)
        if stage not in reached:
            what = f'the stage "{stage}" cannot be reached from the start'
            yield Finding(
                spot, "stage-unreachable", what, "let a step lead to it, or remove it", key
            )
        elif stage in stuck:
            what = (
                f'from the stage "{stage}" no end can be reached{_when(procedure, *stuck[stage])}'
            )
            yield Finding(spot, "stage-dead-end", what, "let a step lead on from it", key)


def _no_opening(root: Spot) -> Finding:
    what = "no step begins it at every time"
    if isinstance(root.value, Procedure):
        what = "no step opens a matter at all times while the procedure is in force"
    return Finding(below(root, "steps"), "no-opening", what, "give a step: from: start", key=True)


def _when(procedure: Procedure, day: dt.date, choice: Choice) -> str:
    text = f" for matters opened on {day}" if len(days_of(procedure)) > 1 else ""
    readings = ", ".join(f"{doubt} is read as {reading}" for doubt, reading in choice.items())
    return f"{text}, where {readings}" if readings else text


def _after_end(
    spot: Spot, procedure: Procedure, stages: Iterable[str], word: str
) -> Iterator[Finding]:
    """Find steps in a matter that has ended, which refuses them all, those of tracks included."""
    for number, stage in enumerate(stages):
        if stage in procedure.ends:
            at = below(spot, word)
            listed = isinstance(at.value, list)
            what = f'the matter has ended in the stage "{stage}": no step can be taken there'
            cure = f'take "{stage}" out here, or out of "ends"'
            yield Finding(below(at, number) if listed else at, "step-after-end", what, cure)


def _opening(root: Spot, procedure: Procedure) -> Iterator[Finding]:
    """Find steps that open a matter without leading to a stage: it would not be open."""
    for name, step in procedure.steps.items():
        spot = below(root, "steps", name)
        if START not in words(step.from_):
            continue
        if not _plain(step):
            what = "whether a step opens a matter cannot be an open point"
            cure = "write a step of its own for it, with: from: start"
            yield Finding(below(spot, "from"), "opening-unsettled", what, cure)
        for to in every(step.to):
            if to == "same":
                what = f'the step "{name}" opens a matter and leads to no stage'
                yield Finding(below(spot, "to"), "opens-nowhere", what, "add: to: STAGE", key=True)


def _plain(step: Step) -> bool:
    return isinstance(step.from_, str | list) or any(
        isinstance(each, Unknown) for each in every(step.from_)
    )
