"""What a verification found: how much was recomputed, what could not be, and the first difference."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from foedus.acts.hours import Instant


class Difference(NamedTuple):
    """Where a record is not what it must be, and how."""

    part: str
    what: str


WHAT_MAX = 2_000
"""The most characters of a difference: what it tells of may be as long as a record likes."""


class Differs(Exception):  # noqa: N818 - an answer, not an error
    """Raised inside a verification where the record is not what it must be."""

    def __init__(self, part: str, what: str) -> None:
        super().__init__(part, what)
        shown = what if len(what) <= WHAT_MAX else f"{what[:WHAT_MAX]}..."
        self.difference = Difference(part, shown)


@dataclass(slots=True)
class Report:
    """The result of a verification.

    ``entries`` were read, and of these ``recomputed`` were judged again with the same result.
    ``withheld`` are entries whose act is not shown, and ``dependent`` those after them that rest on
    what is withheld: in the same matters, and, where an effect that is taken on trust, or a term
    that ran out on it, reaches beyond its matter, all. ``unchecked`` are signatures that need an
    act that is withheld. ``shown`` and ``absent`` count the contents that acts name. ``signed`` entries stand
    under a checkpoint of the clerk. ``older`` tells what each older checkpoint or receipt came to.
    """

    origin: str = ""
    world: str = ""
    charter: str = ""
    clerk: str = ""
    entries: int = 0
    first: Instant = 0
    last: Instant = 0
    root: str = ""
    recomputed: int = 0
    withheld: int = 0
    dependent: int = 0
    unchecked: int = 0
    shown: int = 0
    absent: int = 0
    signed: int = 0
    older: list[str] = field(default_factory=list)
    difference: Difference | None = None

    @property
    def good(self) -> bool:
        """Whether nothing was found to be otherwise than it must be."""
        return self.difference is None

    @property
    def complete(self) -> bool:
        """Whether every outcome was recomputed, every signature checked, every entry signed for."""
        unproved = self.withheld + self.dependent + self.unchecked
        return self.good and not unproved and self.signed == self.entries
