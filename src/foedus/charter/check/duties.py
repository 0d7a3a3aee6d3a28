"""Every duty can be met: by a step that its debtor may take, in a stage that can still come.

A matter that has ended refuses every step, so a duty that arises with the end of its matter can
never be met there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import product

from foedus.charter.charter import Charter
from foedus.charter.check.holders import NOBODY, PARTIES, Atoms, Where, holders, meeting
from foedus.charter.check.machine import (
    Choice,
    Undecided,
    choices_of,
    days_of,
    machine,
    origins,
    stages_after,
)
from foedus.charter.check.procedures import QUESTION_STEPS, steps_of
from foedus.charter.check.spots import Finding, Spot, Texts, below, lines
from foedus.charter.model.procedures import Lapse, Procedure, Step, TrackStep
from foedus.charter.model.steps import Discharge, Duty, Effects, Result
from foedus.charter.model.values import Line

NAME = "duties"


def check(charter: Charter, _texts: Texts) -> Iterator[Finding]:
    """Find duties that nobody owes, and duties that nothing can meet."""
    for spot, duty in lines(charter, Duty):
        procedure, around = spot.procedure, spot.inside(Effects)
        if procedure is None or around is None:
            continue
        owes = holders(_where(charter, spot, procedure), duty.owes)
        if owes == NOBODY:
            what = f'nobody can ever owe "{duty.what}"'
            yield Finding(below(spot, "owes"), "nobody-can", what, "name actors that there are")
            continue
        whys = [_why_not(charter, procedure, around, way, owes) for way in duty.discharged_by]
        if all(whys):
            what = f'the duty "{duty.what}" can never be met: {"; ".join(map(str, whys))}'
            cure = "name a step that the debtor can take after it arose, or let the step be taken"
            yield Finding(below(spot, "discharged-by"), "duty-never-met", what, cure)


def _where(charter: Charter, spot: Spot, procedure: Procedure) -> Where:
    """Give where a duty stands; a verdict or a lapse is no act of a step, and says nothing."""
    around = spot.inside(Effects)
    step = None if isinstance(around, Result | Lapse) else spot.inside(Step)
    return Where(charter, procedure, step)


def _why_not(
    charter: Charter, procedure: Procedure, around: Effects, way: str | Discharge, owes: Atoms
) -> str | None:
    """Say why a way of meeting a duty is closed; nothing where it is open or cannot be told."""
    name, by = (way.step, way.by) if isinstance(way, Discharge) else (way, None)
    step = steps_of(procedure).get(name)
    if step is None and name not in QUESTION_STEPS:
        return None
    if step is None and not any(each.puts is not None for each in steps_of(procedure).values()):
        return f'no question is put here for "{name}"'
    if step is not None:
        takers = _takers(charter, procedure, step)
        others = holders(Where(charter, procedure), by) if by is not None else NOBODY
        if meeting(owes, takers) == NOBODY and meeting(others, takers) == NOBODY:
            return f'who owes it may not take the step "{name}"'
    try:
        if not _in_time(procedure, around, step):
            return f'the step "{name}" cannot be taken in any stage that follows'
    except Undecided:
        return None
    return None


def _takers(charter: Charter, procedure: Procedure, step: Step) -> Atoms:
    """Give who may take a step, or be the one for whom it is taken."""
    takers = holders(Where(charter, procedure, step), step.by)
    if takers is None:
        return None
    if isinstance(step, TrackStep):
        takers |= PARTIES
    if step.form == "recorded" and charter.header.recorder is not None:
        takers |= {f"office {charter.header.recorder}"}
    return takers


def _in_time(procedure: Procedure, around: Line, step: Step | None) -> bool:
    for day, choice in product(days_of(procedure), choices_of(procedure)):
        if _meets(procedure, around, step, day, choice):
            return True
    return False


def _meets(
    procedure: Procedure, around: Line, step: Step | None, day: dt.date, choice: Choice
) -> bool:
    if machine(procedure, day, choice).undecided:
        return True
    after = stages_after(procedure, around, day, choice) - set(procedure.ends)
    if step is None:
        return bool(after)
    return bool(after & set(origins(procedure, step, day, choice)))
