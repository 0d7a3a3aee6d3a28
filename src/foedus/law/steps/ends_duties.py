"""Effect: open duties end without being met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.charter.model.steps import DutyEnd
from foedus.law.view import View, compile_open, fixed
from foedus.law.who import compile_who

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Effecting, Out

EFFECT = "ends_duties"
ORDER = 10


def effect(specs: list[DutyEnd], build: Build, _under: Citation) -> Effecting:
    """End the open duties of a kind that a set of debtors owes; a doubt is asked only for these."""
    edition = build.edition
    made = [
        (
            spec.what,
            compile_who(spec.of, edition, build.spec),
            compile_open(spec.applies, edition, fixed),
        )
        for spec in specs
    ]

    def end(view: View, out: Out) -> None:
        for what, of, applies in made:
            debtors = view.law.actors(of(view))
            found = [
                id_
                for id_, duty in view.branch.duties.items()
                if duty.what == what
                and duty.debtor in debtors
                and not duty.met_by
                and not duty.ended_by
            ]
            if found and (applies is None or applies(view) == "yes"):
                out.extend(("ended", id_) for id_ in found)

    return end
