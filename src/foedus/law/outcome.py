"""The answer to an act: admitted, refused or unsettled, always with its provision."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from msgspec import Struct

from foedus.charter.charter import Citation
from foedus.law.codes import PRECEDENCE

Answer: TypeAlias = Literal["admitted", "refused", "unsettled"]
Effect: TypeAlias = tuple[Any, ...]
"""One compact change in the matter of the act: its name, the branch, and what changes. Plain values."""
Readings: TypeAlias = tuple[tuple[str, str], ...]
Detail: TypeAlias = tuple[tuple[str, str], ...]


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """Raised inside the engine where an act fails; never leaves it."""

    def __init__(self, code: str, under: Citation, detail: Detail = ()) -> None:
        super().__init__(code)
        self.code, self.under, self.detail = code, under, detail


class Leaf(Struct, frozen=True, gc=False):
    """The answer under one combination of readings."""

    readings: Readings
    answer: Answer
    under: Citation
    code: str | None = None
    detail: Detail = ()
    effects: tuple[Effect, ...] = ()
    unknown: str | None = None


class Outcome(Struct, frozen=True, gc=False):
    """The answer to an act.

    ``under`` is the governing layer: an outcome without one cannot be made. ``code`` is the reason
    of a refusal. ``leaves`` holds the answer under each combination of readings where they
    differ. ``doubts`` are the open points that the result or its effects depend on; ``noted`` are
    those met whose readings agree. ``unknown`` tells what was not seen, where that decides.
    """

    answer: Answer
    under: Citation
    code: str | None = None
    detail: Detail = ()
    effects: tuple[Effect, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    doubts: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse to exist without a citation, with an unknown code, or as a refusal that acts."""
        cited: object = self.under
        if not isinstance(cited, Citation):
            msg = "an outcome cites its provision"
            raise TypeError(msg)
        if (self.code is not None) != (self.answer == "refused"):
            msg = "a refusal has a code, and only a refusal"
            raise ValueError(msg)
        if self.code is not None and (self.code not in PRECEDENCE or self.effects):
            msg = "a refusal has a code of the closed list and changes nothing"
            raise ValueError(msg)
