"""How large an electorate can have been: the parties of a charter's own facts, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from foedus.charter.charter import Charter, at
from foedus.charter.check.procedures import steps_of, words
from foedus.charter.model.rules import AnyOf, RuleLayer, SetOf
from foedus.charter.who import Word, parse

Parties = frozenset[str]


@dataclass(frozen=True, slots=True)
class On:
    """A day, the body that decides, and the names gone through, which guard against circles."""

    charter: Charter
    day: dt.date
    body: str = ""
    asked: frozenset[str] = frozenset()


def members(on: On, who: object) -> Parties | None:
    """Give who was meant by an expression on a day; none where facts alone do not tell."""
    plain = at(who, on.day)
    if isinstance(plain, str):
        word = parse(on.charter, plain)
        return _word(on, word) if word is not None and not word.other else None
    if isinstance(plain, list):
        return frozenset(str(each) for each in plain)
    if isinstance(plain, AnyOf):
        parts = [members(on, each) for each in plain.any_of]
        known = [part for part in parts if part is not None]
        return frozenset().union(*known) if len(known) == len(parts) else None
    return _set_of(on, plain) if isinstance(plain, SetOf) else None


def _set_of(on: On, who: SetOf) -> Parties | None:
    found = members(on, who.of)
    for part, keep in ((who.minus, False), (who.and_, True)):
        other = members(on, part) if part is not None else None
        if found is None or (part is not None and other is None):
            return None
        if other is not None:
            found = found & other if keep else found - other
    return found


def _word(on: On, word: Word) -> Parties | None:
    charter = on.charter
    if word.kind == "party":
        return frozenset({word.name})
    if word.kind == "standing":
        return frozenset(_standing(charter, word.name, on.day))
    named: object = None
    if word.kind == "set":
        named = charter.rules.sets[word.name].is_
    elif word.kind == "seats" or (word.kind == "local" and word.name == "seats"):
        body = charter.bodies.bodies.get(word.name if word.kind == "seats" else on.body)
        named = body.seats if body is not None else None
    if named is None or word.name in on.asked:
        return None
    return members(replace(on, asked=on.asked | {word.name}), named)


def _standing(charter: Charter, name: str, day: dt.date) -> Iterator[str]:
    known = charter.standings.standings
    for party, spells in charter.parties.parties.items():
        for spell in spells:
            held = spell.from_ <= day and (spell.until is None or day < spell.until)
            if not held or spell.register_ != charter.header.main:
                continue
            counted = known[spell.standing].counts_as if spell.standing in known else []
            if name in (spell.standing, *counted):
                yield party


def bodies_of(charter: Charter, rule: str, layer: RuleLayer) -> list[str]:
    """Give the bodies that decide by a rule: usually, or because a step puts a question so."""
    found = {name for name, body in charter.bodies.bodies.items() if body.decides_by == rule}
    for procedure in charter.procedures.values():
        for step in steps_of(procedure).values():
            if step.puts is not None and rule in words(step.puts.rule):
                found.update(words(step.puts.to))
    found.update(words(layer.body) if layer.body is not None else ())
    return sorted(found & charter.bodies.bodies.keys())


def days(charter: Charter, layer: RuleLayer) -> list[dt.date]:
    """Give every day on which an electorate may have changed, before the layer and after too.

    A charter need not tell who was a member on every day, so the layer's own may show too few.
    """
    found = {layer.from_}
    for spells in charter.parties.parties.values():
        for spell in spells:
            found |= {day for day in (spell.from_, spell.until) if day is not None}
    return sorted(found)


def largest(charter: Charter, rule: str, layer: RuleLayer, who: object) -> int | None:
    """Give the largest size that a set in a rule ever had; none where it is not known."""
    sizes = [
        len(found)
        for body in bodies_of(charter, rule, layer) or [""]
        for day in days(charter, layer)
        if (found := members(On(charter, day, body), who)) is not None
    ]
    return max(sizes, default=0) or None
