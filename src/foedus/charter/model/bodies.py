"""Bodies, seats, offices, who holds the chair, and what each body alone may decide."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from foedus.charter.model.rules import Who
from foedus.charter.model.values import Date, Line, Maybe, Name, Normative, Words


class Holding(Normative):
    """A dated fact: who held a chair or an office, and by what title."""

    from_: Date
    until: Date | None = None
    holder: str
    how: Literal["host", "turn", "decision", "acting", "election", "appointment"]
    person: Words | None = None


class Turn(Line):
    """A turn by alphabet: order of names in a language, each for a year or a month."""

    of: Who
    language: str
    form: Literal["short", "full"] = "short"
    each: Literal["year", "month"]
    first: str
    starting: Date


class SameAs(Line):
    """The chair of another body."""

    same_as: Name


class ByOffice(Line):
    """An office chairs, such as a secretary general."""

    office: Name


class ChairLayer(Normative):
    """How the chair is found from a date on. A recorded decision of the body comes first."""

    from_: Date
    until: Date | None = None
    by: Maybe[Literal["host", "turn", "election", "decision"] | Turn | SameAs | ByOffice]


class SeatLayer(Normative):
    """Who fills a seat from a date on, such as the head of state."""

    from_: Date
    until: Date | None = None
    by: list[Name]
    condition: Words | None = None


class Body(Normative):
    """An organ. ``seats`` is the set of parties that sit in it; ``decides-by`` its usual rule."""

    names: Words
    kind: Literal["highest", "statutory", "permanent", "subsidiary", "parliamentary", "external"]
    from_: Date
    until: Date | None = None
    parent: Name | None = None
    seats: Maybe[Who]
    held_by: list[SeatLayer] = []
    decides_by: Name | None = None
    chair: list[ChairLayer] = []
    holders: list[Holding] = []


class Office(Normative):
    """A personal function or a permanent working organ that may act."""

    names: Words
    from_: Date
    until: Date | None = None
    holders: list[Holding] = []
    decides: Literal[False] = False


class Competence(Normative):
    """A matter that belongs to certain bodies; ``reserved`` means it cannot be delegated."""

    names: Words
    of: Annotated[list[Name], Field(min_length=1)]
    reserved: bool = False
    delegated_by: Name | None = None
    from_: Date | None = None


class Capacity(Line):
    """An office-holder of a state, such as head of state or minister of defence."""

    names: Words


class Bodies(Line):
    """The file ``bodies.yaml``."""

    bodies: dict[Name, Body]
    offices: dict[Name, Office] = {}
    capacities: dict[Name, Capacity] = {}
    competences: dict[Name, Competence] = {}
