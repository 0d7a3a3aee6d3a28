"""Effect: a party's standing changes by decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.charter.model.steps import StandingChange
from foedus.law.steps import plain
from foedus.law.view import View
from foedus.law.who import compile_who

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Effecting, Out

EFFECT = "standing"
ORDER = 50


def effect(specs: list[StandingChange], build: Build, under: Citation) -> Effecting:
    """Change the standing of each party of a set in a register (default: the main one)."""
    main = build.edition.law.charter.header.main
    made = [
        (compile_who(spec.of, build.edition, build.spec), spec.becomes, spec.register_ or main)
        for spec in specs
    ]

    def change(view: View, out: Out) -> None:
        for who, becomes, register in made:
            for name in view.law.actors(who(view) & view.law.parties):
                out.append(("standing", register, name, becomes, plain(under)))

    return change
