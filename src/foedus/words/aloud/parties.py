"""Who is what to the organisation, since when, and what each standing may do."""

from __future__ import annotations

from foedus.charter.model.parties import Cell, Right, Spell
from foedus.words.aloud.item import Aloud, Item


def members(aloud: Aloud) -> list[Item]:
    """Read the members on the day, each with its standing and since when."""
    law, main = aloud.law, aloud.charter.header.main
    seating = law.seating(aloud.state, aloud.hour)
    found = []
    for name in law.actors(seating.parties_to(main)):
        for spell in aloud.charter.parties.parties[name]:
            if spell.register_ == main and aloud.in_force(spell.from_, spell.until):
                since = aloud.say("since", date=aloud.date(spell.from_))
                told = f"{aloud.wording.actor(name)}: {aloud.wording.standing(spell.standing)}"
                found.append(aloud.item(name, f"{told}, {since}", spell))
    return found


def parties(aloud: Aloud) -> list[Item]:
    """Read every party with all its spells, whatever the day."""
    return [
        aloud.item(
            name,
            aloud.wording.actor(name),
            None,
            [
                aloud.item(f"{name}/{spell.register_}", _spell(aloud, spell), spell)
                for spell in spells
            ],
        )
        for name, spells in aloud.charter.parties.parties.items()
    ]


def _spell(aloud: Aloud, spell: Spell) -> str:
    register = aloud.wording.sentence(aloud.wording.register(spell.register_))
    told = f"{register}: {aloud.wording.standing(spell.standing)}"
    told = f"{told}, {aloud.dates(spell.from_, spell.until)}"
    if spell.ended_by is None:
        return told
    how = aloud.wording.say(f"ended.{spell.ended_by}")
    if spell.ended_under:
        how = f"{how}, {aloud.wording.place(spell.ended_under)}"
    return f"{told}; {aloud.say('ended', how=how)}"


def standings(aloud: Aloud) -> list[Item]:
    """Read the kinds of standing, and who has each on the day."""
    seating = aloud.law.seating(aloud.state, aloud.hour)
    found = []
    for name in aloud.charter.standings.standings:
        who = [
            party
            for party, (standing, _) in seating.registers[aloud.charter.header.main].items()
            if standing == name
        ]
        told = aloud.wording.actors(who) if who else aloud.say("nobody")
        found.append(aloud.item(name, f"{aloud.wording.standing(name)}: {told}"))
    return found


def rights(aloud: Aloud) -> list[Item]:
    """Read the matrix of rights, row by row."""
    return [
        aloud.item(name, aloud.wording.of(right.names), right, _cells(aloud, name, right))
        for name, right in aloud.charter.standings.rights.items()
    ]


def _cells(aloud: Aloud, name: str, right: Right) -> list[Item]:
    items = []
    for standing, cell in right.cells.items():
        value = cell.is_ if isinstance(cell, Cell) else cell
        told = aloud.say(
            "rights-row",
            standing=aloud.wording.standing(standing),
            value=aloud.open(value, lambda word: aloud.wording.say(f"open.{word}")),
        )
        items.append(
            aloud.item(
                f"{name}/{standing}", told, cell if isinstance(cell, Cell) else None, lent=(right,)
            )
        )
    return items
