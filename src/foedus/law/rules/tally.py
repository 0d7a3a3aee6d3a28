"""The positions on a question at one moment, as the tests of a rule see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foedus.law.view import View


@dataclass(slots=True)
class Tally:
    """``base`` is the electorate for shares; ``voters`` those of it who may take part.

    ``declared`` are positions whose own names begin with ``not-``.
    """

    base: int
    voters: int
    by: Mapping[str, int]
    body: str = ""
    flags: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    declared: tuple[str, ...] = ()

    @property
    def present(self) -> int:
        """Give those who took some position."""
        found = 0
        for mask in self.by.values():
            found |= mask
        return found & self.voters

    def seats(self, view: View) -> int:
        """Give the seats of the body to which the question was put."""
        return view.now.seats(self.body)(view) if self.body else self.base
