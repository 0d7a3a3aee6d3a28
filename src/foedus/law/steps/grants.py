"""Effect: a right that the matrix gives ``if-granted`` is granted in this matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.charter.model.steps import Grant
from foedus.law.view import View
from foedus.law.who import compile_who

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Effecting, Out

EFFECT = "grants"
ORDER = 50


def effect(specs: list[Grant], build: Build, _under: Citation) -> Effecting:
    """Grant each right to each actor of its set."""
    made = [(spec.right, compile_who(spec.to, build.edition, build.spec)) for spec in specs]

    def grant(view: View, out: Out) -> None:
        out.extend(("grant", right, view.law.actors(to(view))) for right, to in made)

    return grant
