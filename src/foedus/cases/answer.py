"""An answer in the minutes, and how it is compared with what a case expects."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from foedus.cases.failure import Failure
from foedus.cases.read import Case, Line


@dataclass(slots=True)
class Answer:
    """The answer as lines.

    ``whole`` means that all of them must be expected; ``exact`` that each must be given to the
    letter; ``alias`` is what a subject such as ``each other member`` stands for.
    """

    lines: list[str]
    whole: bool = True
    alias: dict[str, list[str]] = field(default_factory=dict)
    exact: bool = False

    def failure(self, case: Case, line: Line) -> Failure | None:
        """Compare with the lines expected; ``...`` allows more than is written."""
        rest = list(self.lines)
        whole = self.whole
        for number, text in line.expected:
            if text == "...":
                whole = False
                continue
            for wanted in self.alias.get(text.split(" owes ")[0], [""]) or [""]:
                full = wanted + text[len(text.split(" owes ")[0]) :] if wanted else text
                found = next((each for each in rest if self._fits(full, each)), None)
                everywhere = text.partition(": ")[2] if text.startswith("if ") else ""
                if found is None and any(_same(everywhere, each) for each in self.lines):
                    continue  # what holds under every reading holds under this one
                if found is None:
                    return Failure(case.file, number, full, " | ".join(rest) or "nothing more")
                rest.remove(found)
        if whole and rest and line.expected:
            return Failure(case.file, line.number, "no more lines", " | ".join(rest))
        return None

    def _fits(self, expected: str, got: str) -> bool:
        return expected == got if self.exact else _same(expected, got)


def _same(expected: str, got: str) -> bool:
    """Compare; an expectation may leave out the layer, and what follows a comma or colon."""
    if expected == got:
        return True
    bare = re.sub(r" of \d{4}-\d\d-\d\d", "", got)
    if re.fullmatch(r"(?:, [\w-]+)+", bare.removeprefix(expected)):
        return False  # a list of names is given in full
    return bare == expected or bare.startswith((f"{expected},", f"{expected}:", f"{expected} ("))
