"""What differed from what a case expects."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """The first line that differs: where, what was expected, and what came."""

    file: str
    line: int
    expected: str
    got: str

    def __str__(self) -> str:
        """Write it for a person."""
        return f"{self.file}:{self.line}:1: expected {self.expected}; got {self.got}"
