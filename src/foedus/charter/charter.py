"""A charter as read: its parts together, and what is in force when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar

from foedus.charter.model import (
    Bodies,
    Doubts,
    Header,
    Instrument,
    Parties,
    Procedure,
    Rules,
    Sources,
    Standings,
)
from foedus.charter.model.header import State
from foedus.charter.model.sources import Layer
from foedus.charter.model.values import Since, Unknown, Unsettled

HOUSE = "house"
REGISTRAR = "registrar"
"""The technical office of the host: an actor of the house, in every charter."""
RECORD, CREDENTIALS = "record", "credentials"
"""The procedures of the house: what opens a record, and who may sign for whom."""
T = TypeVar("T")


class Citation(NamedTuple):
    """The governing layer: charter, place and the day from which that layer says what it says."""

    charter: str
    place: str
    layer: str

    def __str__(self) -> str:
        """Write it as case files do: ``treaty/4(2) of 2012-12-19``."""
        return f"{self.place} of {self.layer}"


@dataclass(frozen=True, eq=False)
class Charter:
    """The whole data package of one organisation. Built by the reader; never changed.

    ``days`` are those on which it may begin to say another thing, gathered once by the reader.
    ``digest`` covers every file that was read, those of used charters, the house and the states
    included: it is the digest of its pack.
    """

    name: str
    header: Header
    sources: Sources
    instruments: Mapping[str, Instrument]
    parties: Parties
    standings: Standings
    bodies: Bodies
    doubts: Doubts
    rules: Rules
    procedures: Mapping[str, Procedure]
    house: Instrument
    house_procedures: Mapping[str, Procedure] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)
    uses: Mapping[str, Charter] = field(default_factory=dict)
    digest: str = ""
    days: tuple[int, ...] = ()

    @cached_property
    def all_procedures(self) -> Mapping[str, Procedure]:
        """The charter's own procedures, then those of the house, by name."""
        return {**self.procedures, **self.house_procedures}

    def layers(self, place: str) -> list[Layer]:
        """Give all layers of a place, oldest first; none where the place does not exist."""
        head, _, rest = place.partition(":")
        if rest:
            other = self.uses.get(head)
            return other.layers(rest) if other else []
        name, _, where = place.partition("/")
        instrument = self.house if name == HOUSE else self.instruments.get(name)
        provision = instrument.provisions.get(where) if instrument else None
        return sorted(provision.layers, key=lambda layer: layer.from_) if provision else []

    def layer(self, place: str, on: dt.date) -> Layer | None:
        """Give the layer of a place that is in force on a day.

        A place is found in force from its layer's day until its end or its successor.
        """
        found = None
        for layer in self.layers(place):
            if layer.from_ <= on:
                found = layer
        if found is None or (found.until is not None and found.until <= on):
            return None
        return found

    def cite(self, place: str, on: dt.date) -> Citation:
        """Cite the layer that governs on a day; the first layer where none does yet."""
        layer = self.layer(place, on) or next(iter(self.layers(place)), None)
        charter = place.partition(":")[0] if ":" in place else self.name
        return Citation(charter, place, layer.from_.isoformat() if layer else "never")

    def places(self) -> Iterator[str]:
        """Give every citable place of this charter's own instruments."""
        for name, instrument in self.instruments.items():
            for where in instrument.provisions:
                yield f"{name}/{where}"


def at(value: T | Since[T], on: dt.date) -> T | Unsettled[T] | Unknown | None:
    """Resolve ``since`` on a day: the value of the latest date not after it."""
    if isinstance(value, Since):
        found = None
        for date in sorted(value.since):
            if date <= on:
                found = value.since[date]
        return found
    return value
