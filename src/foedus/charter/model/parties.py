"""Who is what to the organisation, since when, and what each standing may do."""

from __future__ import annotations

from typing import Literal

from foedus.charter.model.values import Date, Line, Marked, Maybe, Name, Normative, Place, Words


class Spell(Normative):
    """A dated fact: a party's standing in a register from a day until another."""

    register_: Name
    standing: Name
    from_: Date
    until: Date | None = None
    ended_by: Literal["expiry", "notice", "decision", "change-of-standing"] | None = None
    ended_under: Place | None = None


class Parties(Line):
    """The file ``parties.yaml``: for each party its spells, in order of time."""

    parties: dict[str, list[Spell]]


class Standing(Line):
    """A kind of standing. ``counts-as`` lists standings whose sets it also belongs to."""

    names: Words
    set: Name | None = None
    counts_as: list[Name] = []


class Cell(Marked):
    """One cell of the rights matrix with marks of its own."""

    is_: Maybe[Literal["yes", "no", "if-granted"]]
    under: Place | None = None


class Right(Normative):
    """One row of the rights matrix: a standing that is not named has not the right."""

    names: Words
    cells: dict[Name, Maybe[Literal["yes", "no", "if-granted"] | Cell]]


class Standings(Line):
    """The file ``standings.yaml``."""

    standings: dict[Name, Standing]
    rights: dict[Name, Right] = {}
