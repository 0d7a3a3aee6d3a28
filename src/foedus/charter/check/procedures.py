"""What a procedure names: its steps, terms and duties, and what its steps say."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.charter.model.procedures import Procedure, Step
from foedus.charter.model.steps import Effects
from foedus.charter.model.values import Since, Unsettled

QUESTION_STEPS = {"position": ("position", "question"), "close": ("determination", "question")}
"""The steps on a question, which every procedure has, with the fields that an act of them says."""


def steps_of(procedure: Procedure) -> dict[str, Step]:
    """Give all steps of a procedure by name, those of its tracks included."""
    found: dict[str, Step] = dict(procedure.steps)
    for track in procedure.tracks.values():
        found.update(track.steps)
    return found


def implied(step: Step) -> frozenset[str]:
    """Name the fields that an act of a step may say without the step's asking for them."""
    chosen = {"bodies"} if step.puts is not None and step.puts.which == "chosen" else set()
    return frozenset(chosen | ({"meeting"} if step.in_ is not None else set()))


def effects_of(procedure: Procedure) -> Iterator[Effects]:
    """Give everything in a procedure that brings something about."""
    for step in steps_of(procedure).values():
        yield step
        yield from step.when.values()
    yield from procedure.when_lapsed.values()


def terms_of(procedure: Procedure) -> list[str]:
    """Name the terms that some step, verdict or lapse of a procedure starts."""
    return [each.term.name for each in effects_of(procedure) if each.term is not None]


def duties_of(procedure: Procedure) -> list[str]:
    """Name the kinds of duty that arise in a procedure."""
    return [duty.what for each in effects_of(procedure) for duty in each.duties]


def every(value: object) -> list[object]:
    """Give every value that an open value may have: of each reading and each date.

    An unknown value stands for itself.
    """
    if isinstance(value, Unsettled):
        return [found for each in value.values.values() for found in every(each)]
    if isinstance(value, Since):
        return [found for each in value.since.values() for found in every(each)]
    return [value]


def words(value: object) -> list[str]:
    """Give every text of a value that is a text or a list of texts, and may be open."""
    found: list[str] = []
    for each in every(value):
        if isinstance(each, str):
            found.append(each)
        elif isinstance(each, list):
            found += [word for word in each if isinstance(word, str)]
    return found
