"""Instruments, their provisions, and what each provision says from a date on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from foedus.charter.model.values import Date, Line, Marked, Maybe, Name, Place, Words


class Address(Line):
    """Where a fact was read."""

    address: str
    title: str | None = None
    on: Date | None = None


class Sources(Line):
    """The file ``sources.yaml``: keys of sources and their addresses."""

    sources: dict[str, Address]


class Layer(Marked):
    """What a provision says from a date on, in our own words.

    ``by`` is the amending provision; ``until`` ends it without a successor; ``for`` holds the
    states for which another date (or ``never``) applies; ``as-published`` is the earliest day on
    which somebody could know it, where that is later than ``from``.
    """

    from_: Date
    until: Date | None = None
    by: Place | None = None
    summary: Words
    for_: dict[str, Maybe[Date | Literal["never"]]] = {}


class Provision(Line):
    """One citable place of an instrument."""

    title: Words | None = None
    layers: Annotated[list[Layer], Field(min_length=1)]


class Instrument(Line):
    """The file ``instruments/NAME.yaml``: a treaty, regulation, decision, or a body of practice."""

    instrument: Name
    kind: Literal["treaty", "protocol", "agreement", "regulation", "decision", "practice", "house"]
    names: Words
    signed: Date | None = None
    place: Words | None = None
    register_: Name | None = None
    amends: Name | None = None
    authentic: list[str] = []
    source: list[str] = []
    provisions: Annotated[dict[str, Provision], Field(min_length=1)]
