"""Questions of law that no act asks: layers, standings, rights, and what somebody may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from foedus.acts.act import Act
from foedus.acts.hours import Instant
from foedus.charter.charter import Citation, at
from foedus.charter.model.values import Unknown, Unsettled
from foedus.law.edition import Seating
from foedus.law.fork import fork
from foedus.law.law import Law
from foedus.law.outcome import Leaf, Refused
from foedus.law.rules.verdict import Verdict, explain
from foedus.law.state import Branch, Matter, State
from foedus.law.view import View


@dataclass(frozen=True, slots=True)
class InForce:
    """The layer of a place on a day: its day, or none; or the doubt, by reading."""

    layer: str | None
    doubt: str = ""
    by_reading: tuple[tuple[str, str | None], ...] = ()
    unknown: str = ""


def layer_for(law: Law, place: str, on: dt.date, party: str | None = None) -> InForce:
    """Give the layer of a place in force on a day, for one party where that makes a difference."""
    layers = law.charter.layers(place)
    if party is None or not any(party in layer.for_ for layer in layers):
        found = law.charter.layer(place, on)
        return InForce(found.from_.isoformat() if found else None)
    candidates: list[tuple[dt.date, str]] = []
    for layer in layers:
        value = at(layer.for_.get(party, layer.from_), on)
        if isinstance(value, Unsettled):
            readings = tuple(
                (name, layer.from_.isoformat() if isinstance(day, dt.date) and day <= on else None)
                for name, day in value.values.items()
            )
            if layer.from_ <= on and len({day for _, day in readings}) > 1:
                return InForce(None, value.unsettled, readings)
        elif isinstance(value, Unknown):
            return InForce(None, unknown=value.unknown)
        elif isinstance(value, dt.date) and value <= on and (not layer.until or on < layer.until):
            candidates.append((value, layer.from_.isoformat()))
    return InForce(max(candidates)[1] if candidates else None)


@dataclass(frozen=True, slots=True)
class Status:
    """A party's standing in a register on a day, and how an earlier one ended."""

    standing: str | None
    under: Citation | None
    ended: str = ""
    ended_on: str = ""
    ended_under: Citation | None = None


def status(law: Law, state: State, party: str, register: str, on: dt.date, hour: Instant) -> Status:
    """Give what a party is in a register on a day, by fact or decision."""
    edition = law.edition(on.toordinal())
    seating = Seating(edition, state.standings if hour <= state.hour else {})
    found = seating.registers[register].get(party)
    if found is not None:
        return Status(found[0], found[1])
    past = [
        spell
        for spell in law.charter.parties.parties.get(party, [])
        if spell.register_ == register and spell.until is not None and spell.until <= on
    ]
    if not past:
        return Status(None, None)
    last = max(past, key=lambda spell: spell.until or spell.from_)
    return Status(
        None,
        None,
        last.ended_by or "",
        last.until.isoformat() if last.until else "",
        edition.cite(last.ended_under) if last.ended_under else None,
    )


def view_of(law: Law, state: State, matter: Matter, branch: Branch, actor: str = "") -> View:
    """Look at one branch of a matter as it stands, for a question and not for an act."""
    act = Act("?", actor or "?", matter.procedure, "look", matter.id)
    view = View(law, state, law.current(state.hour), state.hour, act, matter.subject)
    view.matter, view.branch = matter, branch
    view.bound = law.edition(matter.bound_on)
    view.procedure = view.bound.procedure(matter.procedure)
    view.readings = dict(branch.readings)
    return view


def verdicts(
    law: Law, state: State, matter: Matter, question: str
) -> list[tuple[tuple[tuple[str, str], ...], Verdict]]:
    """Explain a question in each branch, and in each reading that its result depends on."""
    found: list[tuple[tuple[tuple[str, str], ...], Verdict]] = []
    for branch in matter.branches.values():
        put = branch.questions.get(question)
        rule = law.edition(put.on).rule(put.rule) if put else None
        if put is None or rule is None:
            continue
        view = view_of(law, state, matter, branch)
        made: dict[tuple[tuple[str, str], ...], Verdict] = {}

        def run(seen: View, out: list[tuple[object, ...]]) -> Citation:
            verdict = explain(seen, rule, put)  # noqa: B023 - run before the next turn
            made[tuple(sorted(seen.readings.items()))] = verdict  # noqa: B023
            out.append((verdict,))
            return verdict.under

        for leaf in fork(view, run, rule.under).leaves:
            verdict = leaf.effects[0][0] if leaf.effects else None
            if isinstance(verdict, Verdict):
                found.append((leaf.readings, verdict))
    return found


def sees(law: Law, state: State, actor: str, matter: Matter, what: str) -> list[Leaf]:
    """Tell whether an actor may see a document or an act of a matter, in each branch.

    Who performed an act, or on whose behalf it was recorded, always sees it.
    """
    leaves: list[Leaf] = []
    for branch in matter.branches.values():
        view = view_of(law, state, matter, branch, actor)
        procedure = view.procedure

        def run(seen: View, _out: list[tuple[object, ...]]) -> Citation:
            return _sees(seen, what)

        default = procedure.under if procedure else law.current(state.hour).cite("house/envelope")
        leaves += fork(view, run, default).leaves
    return leaves


def _sees(view: View, what: str) -> Citation:
    procedure, matter = view.procedure, view.matter
    house = view.now.cite("house/envelope")
    if procedure is None or matter is None:
        raise Refused("unknown-matter", house)
    if what in procedure.sees:
        if not view.bit & procedure.sees[what](view):
            raise Refused("not-entitled", procedure.under, (("document", what),))
        return procedure.under
    if what not in matter.said:
        raise Refused("unknown-matter", house, (("document", what),))
    name, actor, behalf = matter.said[what]
    step = procedure.steps.get(name)
    under = step.under if step else procedure.under
    if view.act.actor in (actor, behalf):
        return under
    allowed = step.visible(view) if step and step.visible else _insiders(view)
    if not view.bit & allowed:
        raise Refused("not-entitled", under, (("step", name),))
    return under


def _insiders(view: View) -> int:
    """Give who sees what nothing says about: members, and the organisation's own offices."""
    law = view.law
    seating = law.seating(view.state, view.hour)
    offices = law.mask(list(law.charter.bodies.offices))
    return seating.parties_to(law.charter.header.main) | offices
