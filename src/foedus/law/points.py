"""Open points met while judging: a doubt without a reading, and a point that is unknown."""

from __future__ import annotations

from foedus.charter.charter import Citation


class Undetermined(Exception):  # noqa: N818 - a question to the caller, not an error
    """Raised where the result depends on a doubt that has no reading yet in this branch."""

    def __init__(self, doubt: str, readings: tuple[str, ...]) -> None:
        super().__init__(doubt)
        self.doubt, self.readings = doubt, readings


class UnknownPoint(Exception):  # noqa: N818 - an answer, not an error
    """Raised where the result depends on a text that was not seen."""

    def __init__(self, why: str, under: Citation | None) -> None:
        super().__init__(why)
        self.why, self.under = why, under
