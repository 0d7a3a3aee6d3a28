"""What steps say: every field that is read is said there, and is of the kind that is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from foedus.charter.charter import Charter
from foedus.charter.check.procedures import QUESTION_STEPS, implied, steps_of, words
from foedus.charter.check.spots import Finding, Spot, Texts, below, lines
from foedus.charter.faults import did_you_mean
from foedus.charter.model.procedures import Puts, Step
from foedus.charter.model.steps import (
    Condition,
    DatedGuard,
    Discharge,
    FieldGuard,
    Result,
    TermStart,
)
from foedus.charter.model.values import Line

NAME = "fields"
_ACTORS = ("party", "actor")


def check(charter: Charter, _texts: Texts) -> Iterator[Finding]:
    """Find fields that are read and never said, or that cannot mean what they are read for."""
    kinds: list[tuple[type[Line], Callable[[Spot, Any], Iterator[Finding]]]] = [
        (Step, _speeches),
        (Puts, _flags),
        (FieldGuard, _guard),
        (DatedGuard, _date),
        (Discharge, _discharge),
        (Condition, _condition),
        (TermStart, _term),
    ]
    for kind, look in kinds:
        for spot, line in lines(charter, kind):
            yield from look(spot, line)


def _flags(spot: Spot, puts: Puts) -> Iterator[Finding]:
    for flag, field in puts.flags.items():
        yield from _said(below(spot, "flags", flag), spot.inside(Step), field, _ACTORS)


def _guard(spot: Spot, guard: FieldGuard) -> Iterator[Finding]:
    kinds = _ACTORS if guard.in_ is not None or guard.not_in is not None else ()
    yield from _said(below(spot, "field"), spot.inside(Step), guard.field, kinds)


def _date(spot: Spot, guard: DatedGuard) -> Iterator[Finding]:
    yield from _said(below(spot, "date-in"), spot.inside(Step), guard.date_in, ("date",))


def _said(
    spot: Spot, step: Step | None, field: str, kinds: tuple[str, ...], of: str = ""
) -> Iterator[Finding]:
    """Find that a field is not said by a step, or is of another kind than it is read as."""
    says = step.says if step is not None else {}
    whose = f'the step "{of}"' if of else "the step"
    if step is not None and field in implied(step):
        return
    if field not in says:
        what = f'{whose} says nothing called "{field}"'
        yield Finding(
            spot, "unknown-field", what, did_you_mean(field, says) or f"add {field} to says"
        )
    elif kinds and says[field].is_ not in kinds:
        what = f'the field "{field}" is of the kind "{says[field].is_}"'
        yield Finding(spot, "field-kind", what, f"make it: is: {kinds[0]}")


def _speeches(spot: Spot, step: Step) -> Iterator[Finding]:
    for name, speech in step.says.items():
        at = below(spot, "says", name)
        if speech.in_ is not None and speech.is_ not in _ACTORS:
            what = f'a field of the kind "{speech.is_}" cannot be in a set of actors'
            yield Finding(below(at, "in"), "field-kind", what, "make it: is: party", key=True)
        if speech.one_of is not None and speech.is_ not in ("word", *_ACTORS):
            what = f'a field of the kind "{speech.is_}" is not one of some words'
            yield Finding(below(at, "one-of"), "field-kind", what, "make it: is: word", key=True)


def _discharge(spot: Spot, way: Discharge) -> Iterator[Finding]:
    steps = steps_of(procedure) if (procedure := spot.procedure) is not None else {}
    if way.step in QUESTION_STEPS and way.step not in steps:
        for field in way.if_says:
            if field not in QUESTION_STEPS[way.step]:
                what = f'the step "{way.step}" says nothing called "{field}"'
                near = did_you_mean(field, QUESTION_STEPS[way.step])
                yield Finding(below(spot, "if-says", field), "unknown-field", what, near, key=True)
        return
    step = steps.get(way.step)
    if step is not None:
        for field, value in way.if_says.items():
            yield from _says(below(spot, "if-says", field), step, field, value, way.step)


def _condition(spot: Spot, condition: Condition) -> Iterator[Finding]:
    procedure = spot.procedure
    steps = steps_of(procedure) if procedure is not None else {}
    step = None if spot.inside(Result) is not None else spot.inside(Step)
    for word, value in condition.if_says.items():
        at = below(spot, "if-says", word)
        field, _, of = word.partition(" of ")
        if of and of not in steps:
            what = f'there is no step "{of}"'
            yield Finding(at, "unknown-step", what, did_you_mean(of, steps), key=True)
        elif of:
            yield from _says(at, steps[of], field, value, of)
        elif step is None:
            yield _of_no_step(at, f"{field} of STEP", key=True)
        else:
            yield from _says(at, step, field, value, "")


def _says(spot: Spot, step: Step, field: str, value: str, of: str) -> Iterator[Finding]:
    """Find that a step does not say a field, or never this in it."""
    for finding in _said(spot, step, field, (), of):
        yield replace(finding, key=True)
    speech = step.says.get(field)
    allowed = words(speech.one_of) if speech is not None and speech.one_of is not None else []
    if allowed and value not in allowed:
        what = f'"{field}" is never "{value}"'
        yield Finding(spot, "unknown-value", what, did_you_mean(value, allowed))


def _of_no_step(spot: Spot, cure: str, *, key: bool = False) -> Finding:
    what = "no act says anything here: a verdict or a lapse brings this about"
    return Finding(spot, "field-of-no-step", what, f"name the step: {cure}", key)


def _term(spot: Spot, term: TermStart) -> Iterator[Finding]:
    """Find terms that do not end in one way, after a time or at an instant that is said."""
    if (term.after is None) == (term.ends is None):
        what = f'the term "{term.name}" needs "after" or "ends", one of them'
        yield Finding(spot, "term-form", what, "after: P30D, or ends: says.FIELD")
        return
    if term.ends is None:
        return
    at = below(spot, "ends")
    field, _, of = term.ends.removeprefix("says.").partition(" of ")
    around, procedure = spot.inside(Step), spot.procedure
    steps = steps_of(procedure) if procedure is not None else {}
    if of and of not in steps:
        yield Finding(at, "unknown-step", f'there is no step "{of}"', did_you_mean(of, steps))
    elif of:
        yield from _said(at, steps[of], field, ("instant", "date"), of)
    elif around is None or spot.inside(Result) is not None:
        yield _of_no_step(at, f"says.{field} of STEP")
    else:
        yield from _said(at, around, field, ("instant", "date"))
