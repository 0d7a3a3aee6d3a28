"""Effect: duties arise, one for each debtor and creditor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.acts.hours import later
from foedus.charter.charter import Citation
from foedus.charter.model.steps import Discharge, Event
from foedus.charter.model.steps import Duty as Spec
from foedus.law.points import UnknownPoint
from foedus.law.steps import plain
from foedus.law.view import View, compile_open, fixed
from foedus.law.who import compile_open_who

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Effecting, Out

EFFECT = "duties"
ORDER = 30
SOFT = ("immediately", "forthwith", "promptly", "at-once")


def effect(specs: list[Spec], build: Build, under: Citation) -> Effecting:
    """Compile the duties of a step, verdict or lapse, in the order in which they stand."""
    made = [_duty(spec, build, under) for spec in specs]

    def owe(view: View, out: Out) -> None:
        for each in made:
            each(view, out)

    return owe


def _duty(spec: Spec, build: Build, under: Citation) -> Effecting:
    edition = build.edition
    name = build.register(spec)
    owes = compile_open_who(spec.owes, edition, build.spec)
    to = compile_open_who(spec.to, edition, build.spec)
    exists = compile_open(spec.exists, edition, fixed)
    provided = [
        (tuple(each.if_says.items()), compile_open(each.is_, edition, fixed))
        for each in spec.provided
    ]
    due = compile_open(spec.due, edition, fixed)
    cited = plain(edition.cite(spec.under) if spec.under else under)
    steps = tuple(each.step if isinstance(each, Discharge) else each for each in spec.discharged_by)
    what = spec.what

    def owe(view: View, out: Out) -> None:
        if exists is not None and exists(view) != "yes":
            return
        for says, holds in provided:
            concerns = all(view.said(name) == value for name, value in says)
            if concerns and holds is not None and holds(view) != "yes":
                return
        debtors = view.law.actors(owes(view)) if owes else ()
        creditors = view.law.actors(to(view)) if to else ()
        grade, until = _due(view, due)
        for debtor in debtors:
            for creditor in creditors or ("",):
                if creditor != debtor:
                    out.append(("owe", name, what, debtor, creditor, grade, until, cited, steps))

    return owe


def _due(view: View, due: object) -> tuple[str, int | None]:
    """Give the grade and, where the term is hard, its instant; an unknown time-limit says so."""
    if due is None:
        return "unknown", None
    try:
        value = due(view)  # type: ignore[operator]
    except UnknownPoint:
        return "unknown", None
    if isinstance(value, Event):
        return "event", None
    return (value, None) if value in SOFT else (value, later(view.hour, value))
