"""Layers stand in the order of time, each ends after it begins, and none begins within another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise

from foedus.charter.charter import Charter
from foedus.charter.check.spots import Finding, Spot, Texts, below, lines
from foedus.charter.model.bodies import Body, ChairLayer, Holding, SeatLayer
from foedus.charter.model.parties import Spell
from foedus.charter.model.rules import Rule, RuleLayer
from foedus.charter.model.sources import Layer, Provision
from foedus.charter.model.values import Since

NAME = "layers"
Dated = Layer | RuleLayer | ChairLayer | SeatLayer | Spell | Holding


def check(charter: Charter, _texts: Texts) -> Iterator[Finding]:
    """Find layers out of order or overlapping, and spells of which two hold at once."""
    for spot, provision in lines(charter, Provision):
        yield from _ordered(below(spot, "layers"), provision.layers)
    for spot, rule in lines(charter, Rule):
        yield from _ordered(below(spot, "layers"), rule.layers)
    for spot, body in lines(charter, Body):
        yield from _ordered(below(spot, "chair"), body.chair)
        yield from _ordered(below(spot, "held-by"), body.held_by)
    for party, spells in charter.parties.parties.items():
        root = Spot("parties.yaml", (), charter.parties)
        yield from _spells(below(root, "parties", party), spells)
    for spot, since in lines(charter, Since):
        days = list(since.since)
        for before, day in pairwise(days):
            if day < before:
                at = below(spot, "since", day.isoformat())
                what = f"{day} stands after {before}"
                yield Finding(
                    at, "dates-order", what, "put the dates in the order of time", key=True
                )


def _ordered(spot: Spot, layers: Sequence[Dated]) -> Iterator[Finding]:
    for number, (one, two) in enumerate(pairwise(layers), 1):
        at = below(below(spot, number), "from")
        if two.from_ <= one.from_:
            what = f"this layer begins on {two.from_}, not after the one above it ({one.from_})"
            yield Finding(at, "layers-order", what, "put the layers in the order of time")
        elif one.until is not None and one.until > two.from_:
            what = f"this layer begins on {two.from_}, while the one above it lasts to {one.until}"
            yield Finding(at, "layers-overlap", what, f"end that one: until: {two.from_}")


def _spells(spot: Spot, spells: Sequence[Spell]) -> Iterator[Finding]:
    """Find spells at a time when the party has another standing in the same register."""
    last: dict[str, Spell] = {}
    for number, spell in enumerate(spells):
        before = last.get(spell.register_)
        last[spell.register_] = spell
        if before is None:
            continue
        at = below(below(spot, number), "from")
        if spell.from_ < before.from_:
            what = f"this spell begins on {spell.from_}, before the one above it ({before.from_})"
            yield Finding(at, "layers-order", what, "put the spells in the order of time")
        elif (before.until or dt.date.max) > spell.from_:
            lasts = f"lasts to {before.until}" if before.until else "has no end"
            what = f'the spell before it in "{spell.register_}" {lasts}'
            yield Finding(at, "spells-overlap", what, f"end that one: until: {spell.from_}")
