"""Who holds the chair of a body, or an office, at an hour, and by what title."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from foedus.acts.hours import Instant, day
from foedus.charter.charter import Citation, at
from foedus.charter.model.bodies import Body, ByOffice, ChairLayer, Holding, SameAs, Turn
from foedus.charter.model.values import Unsettled
from foedus.law.state import State

if TYPE_CHECKING:
    from foedus.law.law import Law

Choose: TypeAlias = Callable[[str, tuple[str, ...]], str]
Said: TypeAlias = tuple[ChairLayer | None, object, list[Holding]]
"""What the charter says of a chair, the same on all days of an edition."""
_DECIDED = ("decision", "acting", "election", "appointment")


def holder(
    law: Law, state: State, hour: Instant, body: str, choose: Choose | None = None
) -> tuple[str, str, Citation | None]:
    """Give who holds the chair: name, title, and provision; an empty name where nobody does.

    A recorded decision of the body comes before the rule (the rule yields to it by its own
    words), then the host of a recorded session, the known holders, and the turn. Where the way in
    which the chair is found is a doubt, ``choose`` gives the reading; without it nobody is named
    and the title names the doubt.
    """
    edition = law.current(hour)
    said = edition.chairs.get(body)
    if said is None:
        said = edition.chairs[body] = _said(law.charter.bodies.bodies[body], edition.day)
    layer, by, known = said
    if isinstance(by, SameAs):
        return holder(law, state, hour, by.same_as, choose)
    if isinstance(by, ByOffice) and layer:
        return by.office, "office", edition.cite(layer.under)
    if body in state.chairs:
        return state.chairs[body]
    decided = [held for held in known if held.how in _DECIDED]
    if decided:
        return _held(law, decided[-1], hour)
    if isinstance(by, Unsettled) and layer:
        if choose is None:
            return "", f"unsettled {by.unsettled}", edition.cite(layer.under)
        by = by.values[choose(by.unsettled, tuple(by.values))]
    return _by_rule(law, state, hour, body, (by, layer, known))


def _said(spec: Body, on: dt.date) -> Said:
    """Give what the charter says of a chair on a day: the layer, its rule, and known holders."""
    layer = _layer(spec, on)
    known = [
        held
        for held in spec.holders
        if held.from_ <= on and (held.until is None or on < held.until)
    ]
    return layer, at(layer.by, on) if layer else None, known


def _held(law: Law, held: Holding, hour: Instant) -> tuple[str, str, Citation | None]:
    return held.holder, held.how, law.current(hour).cite(held.under)


def _by_rule(
    law: Law,
    state: State,
    hour: Instant,
    body: str,
    rule: tuple[object, ChairLayer | None, list[Holding]],
) -> tuple[str, str, Citation | None]:
    by, layer, known = rule
    if by == "host" and body in state.hosts:
        host, under = state.hosts[body]
        return host, "host", under
    if known:
        return _held(law, known[-1], hour)
    if isinstance(by, Turn) and layer:
        return in_turn(law, state, hour, by), "turn", law.current(hour).cite(layer.under)
    return "", "", None


def _layer(spec: Body, on: dt.date) -> ChairLayer | None:
    found = None
    for layer in spec.chair:
        if layer.from_ <= on and (layer.until is None or on < layer.until):
            found = layer
    return found


def in_turn(law: Law, state: State, hour: Instant, turn: Turn) -> str:
    """Give whose turn it is: names in the order of a stated alphabet, one for each period."""
    order = alphabetical(law, tuple(_members(law, state, hour, turn)), turn.language, turn.form)
    if turn.first not in order:
        return ""
    on = day(hour, law.offset)
    periods = on.year - turn.starting.year
    if turn.each == "month":
        periods = periods * 12 + on.month - turn.starting.month
    return order[(order.index(turn.first) + periods) % len(order)]


def _members(law: Law, state: State, hour: Instant, turn: Turn) -> tuple[str, ...]:
    seating = law.seating(state, hour)
    for name, standing in law.charter.standings.standings.items():
        if turn.of in (name, standing.set):
            return law.actors(seating.with_standing(name))
    named = law.charter.rules.sets.get(turn.of) if isinstance(turn.of, str) else None
    value = at(named.is_, day(hour, law.offset)) if named else None
    return tuple(value) if isinstance(value, list) else ()


def alphabetical(law: Law, names: tuple[str, ...], language: str, form: str) -> list[str]:
    """Sort parties by their names in a language, letter by letter in the charter's alphabet."""
    letters = {
        letter: number for number, letter in enumerate(law.charter.header.alphabets[language])
    }

    def key(code: str) -> tuple[int, ...]:
        state = law.charter.states.get(code)
        shown = (state.short if form == "short" else state.full)[language] if state else code
        return tuple(letters.get(letter, -1) for letter in shown.lower())

    return sorted(names, key=key)
