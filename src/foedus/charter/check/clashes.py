"""One meaning a word: no two things that a charter calls by the same name where either may stand."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.acts.act import UNIVERSAL
from foedus.charter.charter import REGISTRAR, Charter
from foedus.charter.check.spots import Finding, Spot, Texts
from foedus.charter.model.procedures import Procedure
from foedus.charter.who import LOCAL
from foedus.charter.yaml12 import Path

NAME = "clashes"
_STAGES = {"start": "the stage before a matter", "any": "every stage", "same": "the stage at hand"}


def check(charter: Charter, _texts: Texts) -> Iterator[Finding]:
    """Find names that two things share, or that the language keeps for itself."""
    taken: dict[str, str] = dict.fromkeys((*LOCAL, "anybody"), "a word of the language")
    taken[REGISTRAR] = "an office of the house"
    for spot, kind in _actors(charter):
        name = str(spot.value)
        if name in taken:
            yield _clash(spot, name, taken[name])
        taken.setdefault(name, kind)
    for procedure in charter.procedures.values():
        yield from _in_procedure(procedure, taken)


def _clash(spot: Spot, name: str, other: str) -> Finding:
    key = spot.path[-1] == name  # a set of a standing is a value, all others are keys
    return Finding(spot, "clash", f'"{name}" is also {other}', "give it another name", key)


def _actors(charter: Charter) -> Iterator[tuple[Spot, str]]:
    """Give all that may stand for actors, each where it is named."""
    for name, standing in charter.standings.standings.items():
        yield Spot("standings.yaml", ("standings", name), name), "a standing"
        if standing.set and standing.set != name:
            spot = Spot("standings.yaml", ("standings", name, "set"), standing.set)
            yield spot, "the set of a standing"
    for file, words, kind, names in (
        ("rules.yaml", ("sets",), "a set", charter.rules.sets),
        ("bodies.yaml", ("offices",), "an office", charter.bodies.offices),
        ("charter.yaml", ("addressees",), "an addressee", charter.header.addressees),
        ("parties.yaml", ("parties",), "a party", charter.parties.parties),
    ):
        for name in names:
            yield Spot(file, (*words, name), name), kind


def _in_procedure(procedure: Procedure, taken: dict[str, str]) -> Iterator[Finding]:
    file = f"procedures/{procedure.procedure}.yaml"
    for role in procedure.roles:
        if role in taken:
            yield _clash(Spot(file, ("roles", role), role), role, taken[role])
    steps: dict[str, str] = dict.fromkeys(UNIVERSAL, "a step of every procedure")
    for path, kind, name in _steps(procedure):
        if name in steps:
            yield _clash(Spot(file, path, name), name, steps[name])
        steps.setdefault(name, kind)
    for path, name in _stages(procedure):
        if name in _STAGES:
            yield _clash(Spot(file, path, name), name, _STAGES[name])


def _steps(procedure: Procedure) -> Iterator[tuple[Path, str, str]]:
    for name in procedure.steps:
        yield ("steps", name), "a step of the matter", name
    for track, spec in procedure.tracks.items():
        for name in spec.steps:
            yield ("tracks", track, "steps", name), f"a step of the track {track}", name


def _stages(procedure: Procedure) -> Iterator[tuple[Path, str]]:
    for name in procedure.stages:
        yield ("stages", name), name
    for track, spec in procedure.tracks.items():
        for number, name in enumerate(spec.stages):
            yield ("tracks", track, "stages", number), name
