"""Doubts: unsettled points, their defensible readings, and who may settle them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from foedus.charter.model.values import Date, Evidence, Line, Name, Normative, Words


class Precedent(Line):
    """One occasion on which a reading was followed or asserted, and by whom."""

    on: Date
    what: Words
    by: str | None = None
    evidence: Evidence
    source: list[str]


class Reading(Line):
    """One defensible interpretation."""

    summary: Words
    precedents: list[Precedent] = []


class Doubt(Normative):
    """An unsettled point. ``settled-by`` names a body, an office, or a set of actors."""

    question: Words
    settled_by: str
    readings: Annotated[dict[Name, Reading], Field(min_length=2)]


class Doubts(Line):
    """The file ``doubts.yaml``."""

    doubts: dict[Name, Doubt]
