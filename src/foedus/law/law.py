"""The law of one charter, ready to judge by: its actors numbered, its editions by day."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from foedus.acts.hours import DAY, Instant, midnight, ordinal
from foedus.charter.charter import REGISTRAR, Charter, Citation
from foedus.charter.days import days_of
from foedus.charter.model.parties import Cell
from foedus.charter.model.procedures import Procedure
from foedus.charter.model.steps import SignerGuard
from foedus.law.edition import Edition, Seating
from foedus.law.state import State

NAMED_MAX = 4096
"""So many sets are kept with their names: electorates come again with every question."""


class Law:
    """A charter compiled. Sets of actors are whole numbers with one bit for each actor."""

    def __init__(self, charter: Charter) -> None:
        self.charter, self.procedures = charter, charter.all_procedures
        self.names: tuple[str, ...] = tuple(
            dict.fromkeys(
                chain(
                    charter.parties.parties,
                    charter.bodies.offices,
                    charter.header.addressees,
                    (REGISTRAR,),
                )
            )
        )
        self.bits = {name: 1 << number for number, name in enumerate(self.names)}
        self.parties = sum(self.bits[name] for name in charter.parties.parties)
        self.everybody = ((1 << len(self.names)) - 1) & ~self.bits[REGISTRAR]
        self.signatures = _signatures(charter.all_procedures)
        sign, rest = charter.header.legal_day[0], charter.header.legal_day[1:]
        minutes = int(rest[:2]) * 60 + int(rest[3:])
        self.offset = -minutes if sign == "-" else minutes
        self._changes = charter.days or days_of(charter)
        self._citations: dict[tuple[str, ...], Citation] = {}
        self._editions: dict[int, Edition] = {}
        self._by_day: dict[int, Edition] = {}
        self._named: dict[int, tuple[str, ...]] = {}
        self._last: tuple[Instant, Instant, Edition] | None = None

    def actors(self, mask: int) -> tuple[str, ...]:
        """Name the actors of a set, in the charter's order."""
        named = self._named.get(mask)
        if named is None:
            found, rest = [], mask
            while rest:
                low = rest & -rest
                found.append(self.names[low.bit_length() - 1])
                rest ^= low
            if len(self._named) >= NAMED_MAX:
                self._named.clear()
            named = self._named[mask] = tuple(found)
        return named

    def mask(self, names: Iterator[str] | tuple[str, ...] | list[str]) -> int:
        """Give the set of these actors; names that are not known count for nothing."""
        found = 0
        for name in names:
            found |= self.bits.get(name, 0)
        return found

    def citation(self, plain: Iterable[str]) -> Citation:
        """Give a citation that an effect holds; a state has each but once."""
        key = tuple(plain)
        found = self._citations.get(key)
        if found is None:
            found = self._citations[key] = Citation._make(key)
        return found

    def day_of(self, hour: Instant) -> int:
        """Give the legal day of an instant as an ordinal."""
        return ordinal(hour, self.offset)

    def edition(self, day: int) -> Edition:
        """Give the edition in force on a day (an ordinal)."""
        found = self._by_day.get(day)
        if found is None:
            number = bisect_right(self._changes, day)
            found = self._editions.get(number)
            if found is None:
                first = self._changes[number - 1] if number else 1
                found = self._editions[number] = Edition(self, dt.date.fromordinal(first))
            self._by_day[day] = found
        return found

    def current(self, hour: Instant) -> Edition:
        """Give the edition in force at an instant."""
        last = self._last
        if last is not None and last[0] <= hour < last[1]:
            return last[2]
        today = self.day_of(hour)
        found = self.edition(today)
        begins = midnight(dt.date.fromordinal(today), self.offset)
        self._last = (begins, begins + DAY, found)
        return found

    def seating(self, state: State, hour: Instant) -> Seating:
        """Give who is what at an hour, by the charter's facts and the record's decisions."""
        edition = self.current(hour)
        kept = state.seating
        if isinstance(kept, tuple) and kept[0] is edition and kept[1] == state.standings_version:
            seating: Seating = kept[2]
            return seating
        seating = Seating(edition, state.standings)
        state.seating = (edition, state.standings_version, seating)
        return seating

    def plain_cell(self, right: str, standing: str) -> str | None:
        """Give a cell of the rights matrix that is neither open nor conditional."""
        cell = self.charter.standings.rights[right].cells.get(standing)
        value = cell.is_ if isinstance(cell, Cell) else cell
        return value if isinstance(value, str) and value != "if-granted" else None


def _signatures(procedures: Mapping[str, Procedure]) -> dict[tuple[str, str], frozenset[str]]:
    """Give by procedure and step whose signature its guards let stand beside accreditation."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for name, spec in procedures.items():
        tracks = [each for track in spec.tracks.values() for each in track.steps.items()]
        for step, each in (*spec.steps.items(), *tracks):
            for guard in each.guards:
                if isinstance(guard, SignerGuard):
                    words = [guard.signer] if isinstance(guard.signer, str) else guard.signer
                    found[name, step] = found.get((name, step), frozenset()) | {*words}
    return found
