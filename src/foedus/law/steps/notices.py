"""Effect: notices go out, addressee and channel apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.charter.model.steps import Notice
from foedus.law.view import View
from foedus.law.who import compile_who

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Effecting, Out

EFFECT = "notices"
ORDER = 60


def effect(specs: list[Notice], build: Build, _under: Citation) -> Effecting:
    """Record one notice for each addressee."""
    made = [
        (compile_who(spec.to, build.edition, build.spec), spec.what, spec.channel or "")
        for spec in specs
    ]

    def notify(view: View, out: Out) -> None:
        for to, what, channel in made:
            out.extend(("notice", name, what, channel) for name in view.law.actors(to(view)))

    return notify
