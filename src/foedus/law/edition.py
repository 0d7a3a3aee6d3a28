"""An edition: the charter as it stands between two changes, compiled for the engine."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from foedus.charter.charter import Citation, at
from foedus.charter.model.parties import Cell
from foedus.law.procedures import Procedure, compile_procedure
from foedus.law.rules.rules import Rule, compile_rule
from foedus.law.view import Seen, View, compile_open, fixed
from foedus.law.who import body_seats

if TYPE_CHECKING:
    from foedus.law.chairs import Said
    from foedus.law.law import Law


class Edition:
    """All that is in force on the days of one interval. Compiled on first use, then kept."""

    def __init__(self, law: Law, day: dt.date) -> None:
        self.law, self.day = law, day
        self._citations: dict[str, Citation] = {}
        self._procedures: dict[str, Procedure | None] = {}
        self._rules: dict[str, Rule | None] = {}
        self._seats: dict[str, Seen[int]] = {}
        self.chairs: dict[str, Said] = {}
        self.spells = self._spells()
        self.rights: dict[str, dict[str, tuple[Seen[str] | None, Citation]]] = {}
        for name, right in law.charter.standings.rights.items():
            row: dict[str, tuple[Seen[str] | None, Citation]] = {}
            for standing, cell in right.cells.items():
                value = cell.is_ if isinstance(cell, Cell) else cell
                under = cell.under if isinstance(cell, Cell) and cell.under else right.under
                row[standing] = (compile_open(value, self, fixed), self.cite(under))
            self.rights[name] = row

    def at(self, value: object) -> object:
        """Resolve ``since`` on this edition's day."""
        return at(value, self.day)

    def cite(self, place: str) -> Citation:
        """Cite the layer of a place that governs in this edition."""
        found = self._citations.get(place)
        if found is None:
            found = self._citations[place] = self.law.charter.cite(place, self.day)
        return found

    def procedure(self, name: str) -> Procedure | None:
        """Give a procedure; none where no such procedure is in the charter."""
        if name not in self._procedures:
            spec = self.law.procedures.get(name)
            self._procedures[name] = compile_procedure(spec, self) if spec else None
        return self._procedures[name]

    def rule(self, name: str) -> Rule | None:
        """Give a rule's layer in force; none where there is none."""
        if name not in self._rules:
            spec = self.law.charter.rules.rules.get(name)
            self._rules[name] = compile_rule(name, spec, self) if spec else None
        return self._rules[name]

    def seats(self, body: str) -> Seen[int]:
        """Give the seats of a body, as a function of the view."""
        if body not in self._seats:
            self._seats[body] = body_seats(body, self)
        return self._seats[body]

    def _spells(self) -> dict[str, dict[str, tuple[str, Citation]]]:
        """Give each party's standing in each register by the charter's dated facts."""
        found: dict[str, dict[str, tuple[str, Citation]]] = {
            register: {} for register in self.law.charter.header.registers
        }
        for party, spells in self.law.charter.parties.parties.items():
            for spell in spells:
                if spell.from_ <= self.day and (spell.until is None or self.day < spell.until):
                    found[spell.register_][party] = (spell.standing, self.cite(spell.under))
        return found


class Seating:
    """Who is what at an hour: the charter's facts with the decisions on record over them."""

    def __init__(
        self, edition: Edition, decided: dict[str, dict[str, tuple[str, Citation]]]
    ) -> None:
        self.edition = edition
        self.registers = edition.spells
        if decided:
            self.registers = {
                register: {**spells, **decided.get(register, {})}
                for register, spells in edition.spells.items()
            }
        law = edition.law
        self._by_standing: dict[str, int] = {}
        self._parties: dict[str, int] = {}
        self._rights: dict[str, tuple[int, tuple[tuple[int, Seen[str]], ...]]] = {}
        counts = {
            name: (name, *spec.counts_as) for name, spec in law.charter.standings.standings.items()
        }
        for register, spells in self.registers.items():
            for party, (standing, _) in spells.items():
                bit = law.bits[party]
                for also in counts.get(standing, (standing,)):
                    if register == law.charter.header.main:
                        self._by_standing[also] = self._by_standing.get(also, 0) | bit
                    if also in ("party", "member"):
                        self._parties[register] = self._parties.get(register, 0) | bit

    def standing(self, party: str) -> tuple[str, Citation] | None:
        """Give a party's standing in the main register, with what it rests on."""
        return self.registers[self.edition.law.charter.header.main].get(party)

    def with_standing(self, name: str) -> int:
        """Give the parties of a standing, those included whose standing counts as it."""
        return self._by_standing.get(name, 0)

    def parties_to(self, register: str) -> int:
        """Give the parties or members of a register."""
        return self._parties.get(register, 0)

    def has_right(self, name: str, view: View, among: int) -> int:
        """Give those of some parties whose standing gives a right; open cells ask for a reading."""
        known = self._rights.get(name)
        if known is None:
            known = self._rights[name] = self._right(name)
        mask, uncertain = known
        for all_bits, cell in uncertain:
            bits = all_bits & among
            if not bits:
                continue
            answer = cell(view)
            if answer == "yes":
                mask |= bits
            elif answer == "if-granted":
                mask |= bits & view.branch.grants.get(name, 0)
        return mask & among

    def _right(self, name: str) -> tuple[int, tuple[tuple[int, Seen[str]], ...]]:
        law = self.edition.law
        holders: dict[str, int] = {}
        for party, (standing, _) in self.registers[law.charter.header.main].items():
            holders[standing] = holders.get(standing, 0) | law.bits[party]
        mask, uncertain = 0, []
        for standing, (cell, _) in self.edition.rights.get(name, {}).items():
            bits = holders.get(standing, 0)
            plain = law.plain_cell(name, standing)
            if not bits or cell is None:
                continue
            if plain == "yes":
                mask |= bits
            elif plain != "no":
                uncertain.append((bits, cell))
        return mask, tuple(uncertain)

    def right_under(self, name: str, party: str) -> Citation:
        """Cite what denies or gives a right to a party."""
        right = self.edition.law.charter.standings.rights[name]
        found = self.standing(party)
        cell = self.edition.rights[name].get(found[0]) if found else None
        return cell[1] if cell else self.edition.cite(right.under)
