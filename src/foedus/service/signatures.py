"""The signatures of a record while it is verified: gathered, and checked many at a time.

They are checked beside the judging, so that one that does not hold is found late. What stands first
in the record is named all the same: see ``earliest``.
"""

from __future__ import annotations

from collections import deque

from foedus.record.evidence import FORGED, Check
from foedus.service.checking import Checker
from foedus.service.report import Difference, Differs

CHUNK = 256
"""So many signatures are checked together, in another process where there is one."""
AHEAD = 4
"""So many chunks may be under way before the judging waits for one."""


class Signatures:
    """Signatures under way to be checked, in the order of their entries."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._checks: list[Check] = []
        self._of: list[int] = []
        self._away: deque[list[int]] = deque()

    def add(self, number: int, check: Check) -> None:
        """Add a signature of the entry of a number. Raises ``Differs`` for any before it."""
        self._checks.append(check)
        self._of.append(number)
        if len(self._checks) >= CHUNK:
            self._send()

    def finish(self) -> None:
        """Wait for all that were added. Raises ``Differs`` for the first that does not hold."""
        self._send()
        while self._away:
            self._receive()

    def earliest(self, found: Difference | None) -> Difference | None:
        """Give the first of what was found and of the signatures that do not hold."""
        try:
            self.finish()
        except Differs as forged:
            if found is None or _place(forged.difference) < _place(found):
                return forged.difference
        return found

    def _send(self) -> None:
        if not self._checks:
            return
        while len(self._away) >= AHEAD:
            self._receive()
        self._checker.start(self._checks)
        self._away.append(self._of)
        self._checks, self._of = [], []

    def _receive(self) -> None:
        numbers = self._away.popleft()
        for number, good in zip(numbers, self._checker.finish(), strict=True):
            if not good:
                raise Differs(f"entry {number}", FORGED.why)


def _place(found: Difference) -> int:
    """Give the number of the entry in which a difference is; others come after all entries."""
    word, _, number = found.part.partition(" ")
    return int(number) if word == "entry" and number.isdecimal() else 2**63
