"""Effect: the next number of a series, such as a body's decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.law.view import View

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Effecting, Out

EFFECT = "number"
ORDER = 40


def effect(spec: str, _build: Build, _under: Citation) -> Effecting:
    """Take the next number of the series that ``next of SERIES`` names; ``none`` takes none."""
    series = spec.removeprefix("next of ")

    def take(_view: View, out: Out) -> None:
        if spec != "none":
            out.append(("number", series))

    return take
