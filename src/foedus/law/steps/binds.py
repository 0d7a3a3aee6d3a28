"""Effect: a result binds a set of parties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.charter.model.rules import Who
from foedus.charter.model.values import Maybe
from foedus.law.view import View
from foedus.law.who import compile_open_who

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Effecting, Out

EFFECT = "binds"
ORDER = 50


def effect(spec: Maybe[Who], build: Build, _under: Citation) -> Effecting:
    """Add to the set of those bound."""
    who = compile_open_who(spec, build.edition, build.spec)

    def bind(view: View, out: Out) -> None:
        names = view.law.actors(who(view)) if who else ()
        if names:
            out.append(("bind", names))

    return bind
