"""The points that the law leaves open: readings, precedents, and who may settle them."""

from __future__ import annotations

from foedus.charter.model.doubts import Doubt, Precedent
from foedus.words.aloud.item import Aloud, Item


def doubts(aloud: Aloud) -> list[Item]:
    """Read every open point with its readings in short."""
    return [_doubt(aloud, name, doubt, precedents=False) for name, doubt in _all(aloud).items()]


def doubt(aloud: Aloud, name: str) -> list[Item]:
    """Read one open point with the precedents of each reading."""
    return [_doubt(aloud, name, aloud.known("doubt", name, _all(aloud)), precedents=True)]


def _all(aloud: Aloud) -> dict[str, Doubt]:
    return aloud.charter.doubts.doubts


def _doubt(aloud: Aloud, name: str, spec: Doubt, *, precedents: bool) -> Item:
    items = []
    for reading, each in spec.readings.items():
        told = aloud.say("reading", name=reading, summary=aloud.wording.of(each.summary))
        inside = [_precedent(aloud, f"{name}/{reading}/{p.on}", p) for p in each.precedents]
        items.append(Item(f"{name}/{reading}", told, items=tuple(inside) if precedents else ()))
    settled = spec.settled_by
    bodies = aloud.charter.bodies.bodies
    who = aloud.wording.body(settled) if settled in bodies else aloud.who(settled)
    items.append(Item(f"{name}/settled-by", aloud.say("settled-by", who=who)))
    return aloud.item(name, f"{aloud.wording.of(spec.question)} [{name}]", spec, items)


def _precedent(aloud: Aloud, id_: str, precedent: Precedent) -> Item:
    what, day = aloud.wording.of(precedent.what), aloud.date(precedent.on)
    told = aloud.say("precedent", date=day, what=what)
    if precedent.by:
        told = aloud.say("precedent-by", date=day, what=what, by=aloud.wording.actor(precedent.by))
    return Item(
        id_,
        told,
        mark=aloud.wording.mark(None, precedent.evidence),
        evidence=precedent.evidence,
        source=tuple(precedent.source),
    )
