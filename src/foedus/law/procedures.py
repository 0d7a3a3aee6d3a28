"""Procedures as compiled: stages, steps, tracks, lapses and duties of one edition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from foedus.charter.charter import Citation
from foedus.charter.model.procedures import Procedure as Spec
from foedus.charter.model.procedures import Puts, Speech, TrackStep
from foedus.charter.model.procedures import Step as StepSpec
from foedus.charter.model.steps import Discharge, Effects
from foedus.charter.model.steps import Duty as DutySpec
from foedus.law.steps import EFFECTS, GUARDS, Effecting, Guarded, Out
from foedus.law.view import Seen, View, compile_open, fixed
from foedus.law.who import compile_open_who, compile_who

if TYPE_CHECKING:
    from foedus.law.edition import Edition


@dataclass(slots=True)
class Build:
    """What a kind needs while a procedure is compiled; duties get their names here."""

    edition: Edition
    spec: Spec
    under: Citation
    where: str = ""
    duties: dict[str, Met] = field(default_factory=dict)

    def register(self, duty: DutySpec) -> str:
        """Name a duty's terms after the place where they stand, and keep how it is met."""
        stem = f"{self.where}/{duty.what}"
        name, number = stem, 1
        while name in self.duties:
            number += 1
            name = f"{stem}.{number}"
        ways: dict[str, list[Way]] = {}
        for each in duty.discharged_by:
            way = each if isinstance(each, Discharge) else Discharge(step=each)
            counts = compile_open(way.counts, self.edition, fixed)
            by = compile_who(way.by, self.edition, self.spec) if way.by is not None else None
            ways.setdefault(way.step, []).append(Way(tuple(way.if_says.items()), counts, by))
        self.duties[name] = Met(duty, ways)
        return name


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a step meets a duty: what it must say, whether that counts, who else."""

    if_says: tuple[tuple[str, str], ...]
    counts: Seen[str] | None
    by: Seen[int] | None = None


@dataclass(frozen=True, slots=True)
class Met:
    """A duty's terms, and by step the ways in which it is met."""

    spec: DutySpec
    ways: dict[str, list[Way]]


@dataclass(frozen=True, slots=True)
class Putting:
    """A question that a step puts."""

    to: Seen[tuple[str, ...]]
    chosen: bool
    rule: Seen[str]
    text: str
    closers: Seen[int] | None
    flags: tuple[tuple[str, str], ...]
    competence: str | None
    recorded: bool


START = "start"
"""The stage before a matter, or a party's part in a track, is opened."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of one edition; ``track`` names the track it belongs to, if any.

    ``named_stages`` are those it names outright; ``from_`` those that hold in a view.
    """

    name: str
    spec: StepSpec
    named_stages: tuple[str, ...]
    in_force: bool
    under: Citation
    by: Seen[int]
    from_: Seen[tuple[str, ...]]
    track: str
    only_when: tuple[str, ...]
    says: dict[str, tuple[Speech, Seen[Any] | None, Seen[int] | None]]
    guards: tuple[Guarded, ...]
    content: tuple[Guarded, ...]
    puts: Putting | None
    when: dict[str, tuple[Effecting, ...]]
    to: Seen[str]
    effects: tuple[Effecting, ...]
    competence: str | None
    visible: Seen[int] | None
    about: Seen[int] | None


@dataclass(frozen=True, slots=True)
class Lapse:
    """What follows when a term runs out."""

    name: str
    under: Citation
    from_: tuple[str, ...]
    effects: tuple[Effecting, ...]


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure of one edition."""

    name: str
    spec: Spec
    under: Citation
    in_force: bool
    steps: dict[str, Step]
    lapses: dict[str, Lapse]
    ends: frozenset[str]
    track_members: dict[str, Seen[int]]
    duties: dict[str, Met]
    sees: dict[str, Seen[int]]


def compile_procedure(spec: Spec, edition: Edition) -> Procedure:
    """Compile a procedure as it stands in an edition."""
    build = Build(edition, spec, edition.cite(spec.under))
    steps = {name: _step(name, each, "", build) for name, each in spec.steps.items()}
    for track, machine in spec.tracks.items():
        for name, each in machine.steps.items():
            steps[name] = _step(name, each, track, build)
    lapses = {}
    for name, lapse in spec.when_lapsed.items():
        build.where = f"lapse {name}"
        build.under = edition.cite(lapse.under)
        stages = (lapse.from_,) if isinstance(lapse.from_, str) else tuple(lapse.from_)
        lapses[name] = Lapse(name, build.under, stages, _effects(lapse, build, build.under, ""))
    return Procedure(
        name=spec.procedure,
        spec=spec,
        under=edition.cite(spec.under),
        in_force=spec.from_ <= edition.day and (spec.until is None or edition.day < spec.until),
        steps=steps,
        lapses=lapses,
        ends=frozenset(spec.ends),
        track_members={
            name: compile_who(track.for_each, edition, spec) for name, track in spec.tracks.items()
        },
        duties=build.duties,
        sees={
            name: compile_who(document.sees, edition, spec)
            for name, document in spec.documents.items()
        },
    )


def _step(name: str, spec: StepSpec, track: str, build: Build) -> Step:
    edition, under = build.edition, build.edition.cite(spec.under)
    build.where, build.under = name, under
    checks = [(GUARDS[type(each)], each) for each in spec.guards]
    compiled = [
        (
            module.CONTENT,
            module.guard(each, build, edition.cite(each.under) if each.under else None),
        )
        for module, each in checks
    ]
    puts = _puts(spec.puts, build) if spec.puts else None
    return Step(
        name=name,
        spec=spec,
        named_stages=_named(spec.from_),
        in_force=(spec.since is None or spec.since <= edition.day)
        and (spec.until is None or edition.day < spec.until),
        under=under,
        by=compile_open_who(spec.by, edition, build.spec) or fixed(0),
        from_=compile_open(spec.from_, edition, _stages) or fixed(()),
        track=track,
        only_when=tuple(spec.only_when) if isinstance(spec, TrackStep) else (),
        says={field: _speech(each, build) for field, each in spec.says.items()},
        guards=tuple(check for content, check in compiled if not content),
        content=tuple(check for content, check in compiled if content),
        puts=puts,
        when={
            result: _effects(
                each, build, edition.cite(each.under) if each.under else under, f"{name} {result}"
            )
            for result, each in spec.when.items()
        },
        to=compile_open(spec.to, edition, fixed) or fixed("same"),
        effects=_effects(spec, build, under, name, stage=False),
        competence=spec.competence or (spec.puts.competence if spec.puts else None),
        about=compile_open_who(spec.for_, edition, build.spec),
        visible=compile_open_who(spec.visible_to or build.spec.visible_to, edition, build.spec),
    )


def _named(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else ()


def _stages(value: str | list[str]) -> Seen[tuple[str, ...]]:
    return fixed((value,) if isinstance(value, str) else tuple(value))


def _speech(spec: Speech, build: Build) -> tuple[Speech, Seen[Any] | None, Seen[int] | None]:
    words = compile_open(spec.one_of, build.edition, lambda value: fixed(tuple(value)))
    inside = compile_who(spec.in_, build.edition, build.spec) if spec.in_ is not None else None
    return spec, words, inside


def _puts(spec: Puts, build: Build) -> Putting:
    edition = build.edition
    return Putting(
        to=compile_open(spec.to, edition, _stages) or fixed(()),
        chosen=spec.which == "chosen",
        rule=compile_open(spec.rule, edition, fixed) or fixed(""),
        text=spec.text or "",
        closers=compile_who(spec.closed_by, edition, build.spec) if spec.closed_by else None,
        flags=tuple(spec.flags.items()),
        competence=spec.competence,
        recorded=spec.recorded,
    )


def _effects(
    spec: Effects, build: Build, under: Citation, where: str, *, stage: bool = True
) -> tuple[Effecting, ...]:
    build.where = where or build.where
    made: list[Effecting] = []
    if stage:
        made.append(_to(compile_open(spec.to, build.edition, fixed) or fixed("same")))
    for name, module in EFFECTS.items():
        value = getattr(spec, name, None)  # some only a step can have
        if value not in (None, []):
            made.append(module.effect(value, build, under))
    return tuple(made)


def _to(stage: Callable[[View], str]) -> Effecting:
    def move(view: View, out: Out) -> None:
        to = stage(view)
        if to != "same":
            out.append(("stage", to))

    return move
