"""What the engine looks at while it judges one act in one branch of one matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from foedus.acts.act import Act, Value
from foedus.acts.hours import Instant
from foedus.charter.charter import Citation
from foedus.charter.model.values import Unknown, Unsettled
from foedus.law.points import Undetermined, UnknownPoint
from foedus.law.state import Branch, Matter, State

if TYPE_CHECKING:
    from foedus.law.edition import Edition
    from foedus.law.law import Law
    from foedus.law.procedures import Procedure
    from foedus.law.rules.tally import Tally

V = TypeVar("V")
Seen: TypeAlias = "Callable[[View], V]"
"""A value as compiled: what it is in the view at hand."""


_UNOPENED = Branch()
"""What is looked at until a branch is: nothing was said there, and judging changes nothing."""


class View:
    """One act, one branch, one hour. ``met`` gathers the doubts that were consulted."""

    __slots__ = (
        "act", "actor", "bit", "bound", "branch", "fields", "hour", "key", "law", "matter", "met",
        "now", "owner", "procedure", "readings", "runs", "state", "subject", "tally", "why",
    )  # fmt: skip

    def __init__(
        self, law: Law, state: State, now: Edition, hour: Instant, act: Act, subject: str
    ) -> None:
        self.law, self.state, self.now, self.hour, self.act = law, state, now, hour, act
        self.bound = now
        self.procedure: Procedure | None = None
        self.actor = act.actor
        self.bit = law.bits.get(act.actor, 0)
        self.fields: Mapping[str, Value] = act.fields
        self.subject = law.bits.get(subject, 0)
        self.owner = self.bit
        self.matter: Matter | None = None
        self.branch = _UNOPENED
        self.key = ""
        self.readings: dict[str, str] = {}
        self.met: dict[str, None] = {}
        self.tally: Tally | None = None
        self.why = ""
        self.runs = 0

    def reading(self, doubt: str, readings: tuple[str, ...]) -> str:
        """Give the reading of a doubt in this branch; ask for one where there is none."""
        self.met[doubt] = None
        found = self.readings.get(doubt)
        if found is None and self.matter is not None:
            found = self.matter.rulings.get(doubt)
        if found is None:
            raise Undetermined(doubt, readings)
        return found

    def said(self, name: str) -> Value | object:
        """Give what the act says in a field, or (``field of step``) what a step last said."""
        field, _, step = name.partition(" of ")
        return self.branch.said.get(step, {}).get(field) if step else self.fields.get(field)

    def cite(self, place: str) -> Citation:
        """Cite a place as it governs the matter at hand."""
        return self.bound.cite(place)


def fixed(value: V) -> Seen[V]:
    """Compile a value that is the same in every view."""
    return lambda _view: value


def compile_open(value: object, edition: Edition, make: Callable[[Any], Seen[V]]) -> Seen[V] | None:
    """Compile a value that may be open: a doubt asks for its reading, an unknown says so.

    Gives none where the value is not set, or not yet on the edition's day.
    """
    plain = edition.at(value)
    if plain is None:
        return None
    if isinstance(plain, Unsettled):
        doubt, readings = plain.unsettled, tuple(plain.values)
        made = {reading: make(each) for reading, each in plain.values.items()}
        return lambda view: made[view.reading(doubt, readings)](view)
    if isinstance(plain, Unknown):
        why, under = plain.unknown, edition.cite(plain.under) if plain.under else None

        def unknown(_view: View) -> V:
            raise UnknownPoint(why, under)

        return unknown
    return make(plain)
