"""Effect: running terms end early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.law.view import View

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Effecting, Out

EFFECT = "ends_term"
ORDER = 10


def effect(spec: list[str], _build: Build, _under: Citation) -> Effecting:
    """End those of the named terms that run."""

    def end(view: View, out: Out) -> None:
        out.extend(("unterm", name) for name in spec if name in view.branch.terms)

    return end
