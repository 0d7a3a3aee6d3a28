"""Guard and effects: terms. A term starts, ends early, or must be running or over."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from foedus.acts.hours import later, midnight
from foedus.charter.charter import Citation
from foedus.charter.model.steps import TermGuard, TermStart
from foedus.law.outcome import Refused
from foedus.law.view import View, compile_open, fixed

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Effecting, Guarded, Out

GUARD = TermGuard
CONTENT = False
EFFECT = "term"
ORDER = 20


def guard(spec: TermGuard, build: Build, under: Citation | None) -> Guarded:
    """Refuse ``term-not-running`` or ``term-running``."""
    name, running, cited = spec.term, spec.is_ == "running", under or build.under

    def check(view: View) -> None:
        runs = name in view.branch.terms
        if running and not runs:
            raise Refused("term-not-running", cited, (("term", name),))
        if not running and name not in view.branch.lapsed:
            raise Refused("term-running", cited, (("term", name),))

    return check


def effect(spec: TermStart, build: Build, under: Citation) -> Effecting:
    """Start a term; one that would be over already is refused.

    A field that says a date ends the term when that legal day begins.
    """
    name = spec.name
    after = compile_open(spec.after, build.edition, fixed)
    field, _, step = (spec.ends or "").removeprefix("says.").partition(" of ")

    def start(view: View, out: Out) -> None:
        if after is not None:
            ends = later(view.hour, after(view))
        else:
            said = view.branch.said.get(step, {}) if step else view.fields
            value = said.get(field)
            if isinstance(value, str):
                value = midnight(dt.date.fromisoformat(value), view.law.offset)
            if not isinstance(value, int) or value <= view.hour:
                raise Refused("notice-too-short", under, (("field", field),))
            ends = value
        out.append(("term", name, ends))

    return start
