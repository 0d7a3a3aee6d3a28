"""Effect: a chair is settled by decision or acting, or a session's host is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.charter.model.steps import ChairSet
from foedus.law.steps import plain
from foedus.law.view import View
from foedus.law.who import compile_who

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Effecting, Out

EFFECT = "chair"
ORDER = 50


def effect(specs: list[ChairSet], build: Build, under: Citation) -> Effecting:
    """Record who holds the chair; a set of none or several leaves the chair as it is."""
    made = [
        (spec.of, compile_who(spec.holder, build.edition, build.spec), spec.how) for spec in specs
    ]

    def settle(view: View, out: Out) -> None:
        for body, who, how in made:
            names = view.law.actors(who(view))
            if len(names) == 1:
                out.append(("chair", body, names[0], how, plain(under)))

    return settle
