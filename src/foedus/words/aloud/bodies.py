"""The organs: who sits in them, who holds the chair on the day, and the offices."""

from __future__ import annotations

from foedus.charter.model.bodies import Body, ByOffice, ChairLayer, Holding, SameAs, Turn
from foedus.law.chairs import holder
from foedus.words.aloud.item import Aloud, Item


def bodies(aloud: Aloud) -> list[Item]:
    """Read the organs that exist on the day."""
    return [
        aloud.item(name, _title(aloud, body), body, _about(aloud, name, body))
        for name, body in aloud.charter.bodies.bodies.items()
        if aloud.in_force(body.from_, body.until)
    ]


def _title(aloud: Aloud, body: Body) -> str:
    return f"{aloud.wording.of(body.names)} ({aloud.wording.say(f'body.{body.kind}')})"


def _about(aloud: Aloud, name: str, body: Body) -> list[Item]:
    items = [Item(f"{name}/seats", aloud.say("seats", who=aloud.open_who(body.seats)))]
    for layer in body.held_by:
        if aloud.in_force(layer.from_, layer.until):
            who = aloud.wording.catalogue.listed(
                [aloud.wording.capacity(each) for each in layer.by], "or"
            )
            told = aloud.say("held-by", capacities=who)
            if layer.condition:
                told = f"{told}. {aloud.wording.of(layer.condition)}"
            items.append(aloud.item(f"{name}/held-by", told, layer))
    if body.decides_by:
        told = aloud.say("decides-by", rule=aloud.wording.rule(body.decides_by))
        items.append(Item(f"{name}/decides-by", told))
    if body.chair or body.holders:
        items.append(Item(f"{name}/chair", aloud.say("chaired", who=_held(aloud, name))))
    items += [
        aloud.item(
            f"{name}/{matter}", aloud.say("reserved", matter=aloud.wording.of(spec.names)), spec
        )
        for matter, spec in aloud.charter.bodies.competences.items()
        if spec.reserved and spec.of == [name]
    ]
    return items


def chair(aloud: Aloud) -> list[Item]:
    """Read who holds each chair on the day, by what title, and what the rule is."""
    found = []
    for name, body in aloud.charter.bodies.bodies.items():
        if not aloud.in_force(body.from_, body.until) or not (body.chair or body.holders):
            continue
        inside = [
            aloud.item(f"{name}/rule", _rule(aloud, layer), layer)
            for layer in body.chair
            if aloud.in_force(layer.from_, layer.until)
        ]
        told = f"{aloud.wording.body(name)}: {_held(aloud, name)}"
        found.append(aloud.item(name, told, _holding(aloud, body.holders), inside))
    return found


def _holding(aloud: Aloud, holders: list[Holding]) -> Holding | None:
    held = [each for each in holders if aloud.in_force(each.from_, each.until)]
    return held[-1] if held else None


def _held(aloud: Aloud, body: str) -> str:
    name, how, _ = holder(aloud.law, aloud.state, aloud.hour, body)
    if not name:
        return aloud.say("nobody")
    return f"{aloud.wording.actor(name)}, {aloud.wording.say(f'how.{how}')}"


def _rule(aloud: Aloud, layer: ChairLayer) -> str:
    def words(by: str | Turn | SameAs | ByOffice) -> str:
        say = aloud.wording.say
        if isinstance(by, SameAs):
            return say("how.same-as", body=aloud.wording.body(by.same_as))
        if isinstance(by, ByOffice):
            return say("how.by-office", office=aloud.wording.actor(by.office))
        if isinstance(by, Turn):
            return say("how.turn-rule", language=by.language, each=say(f"how.{by.each}"))
        return say(f"how.{by}")

    return f"{aloud.dates(layer.from_, layer.until)}: {aloud.open(layer.by, words)}"


def offices(aloud: Aloud) -> list[Item]:
    """Read the offices, and who holds each on the day where the charter knows."""
    found = []
    for name, office in aloud.charter.bodies.offices.items():
        if not aloud.in_force(office.from_, office.until):
            continue
        held = _holding(aloud, office.holders)
        inside = [_person(aloud, name, held)] if held else []
        found.append(
            aloud.item(name, aloud.wording.sentence(aloud.wording.of(office.names)), office, inside)
        )
    return found


def _person(aloud: Aloud, office: str, held: Holding) -> Item:
    who = aloud.wording.actor(held.holder)
    if held.person:
        who = f"{aloud.wording.of(held.person)} ({who})"
    how = aloud.wording.say(f"how.{held.how}")
    told = f"{who}, {how}, {aloud.dates(held.from_, held.until)}"
    return aloud.item(f"{office}/holder", told, held)
