"""What an actor may do now, and for everything else in reach, why not and under what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from foedus.acts.act import CLOSE, POSITION, Act
from foedus.acts.hours import Instant
from foedus.charter.charter import Citation
from foedus.law.codes import PRECEDENCE
from foedus.law.fold import advance
from foedus.law.fork import fork
from foedus.law.law import Law
from foedus.law.outcome import Answer, Detail, Leaf, Refused
from foedus.law.perform import entitled
from foedus.law.procedures import Procedure, Step
from foedus.law.questions import may_close, may_position
from foedus.law.state import Branch, Matter, State
from foedus.law.universal import living
from foedus.law.view import View


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing in reach: ``admitted`` means it may be done now, with the right content."""

    procedure: str
    step: str
    matter: str
    question: str
    answer: Answer
    under: Citation
    code: str | None = None
    detail: Detail = ()
    doubts: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def may(law: Law, state: State, actor: str, hour: Instant) -> Iterator[Permission]:
    """Give every step in reach of an actor at an hour, with the reason and article for each no.

    In reach are the opening of every procedure in force, and in each living matter its steps,
    open questions and open doubts.
    """
    due = state.next_term()
    if due is not None and due <= hour:
        state = state.copy()
        advance(law, state, hour)
    now = law.current(hour)
    for name in law.charter.procedures:
        procedure = now.procedure(name)
        if procedure is not None and procedure.in_force:
            for step in procedure.steps.values():
                if not step.track and "start" in _stages(step):
                    yield _step(law, state, actor, hour, None, procedure, step)
    for matter in state.matters.values():
        yield from in_matter(law, state, actor, hour, matter)


def in_matter(
    law: Law, state: State, actor: str, hour: Instant, matter: Matter
) -> Iterator[Permission]:
    """Give every step in reach of an actor in one matter."""
    procedure = law.edition(matter.bound_on).procedure(matter.procedure)
    if procedure is None or all(b.stage in procedure.ends for b in matter.branches.values()):
        return
    for step in procedure.steps.values():
        if step.track or _stages(step) != ("start",):
            yield _step(law, state, actor, hour, matter, procedure, step)
    for question in dict.fromkeys(q for b in matter.branches.values() for q in b.open):
        for name, ask in ((POSITION, may_position), (CLOSE, may_close)):
            yield _question(law, state, actor, hour, matter, procedure, question, name, ask)


def _stages(step: Step) -> tuple[str, ...]:
    value = step.spec.from_
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else ()


def _view(
    law: Law, state: State, actor: str, hour: Instant, matter: Matter | None,
    procedure: Procedure, step: str,
) -> View:  # fmt: skip
    act = Act("?", actor, procedure.name, step, matter.id if matter else "?")
    view = View(law, state, law.current(hour), hour, act, matter.subject if matter else actor)
    view.procedure, view.matter = procedure, matter
    if matter is not None:
        view.bound = law.edition(matter.bound_on)
    return view


def _step(
    law: Law, state: State, actor: str, hour: Instant, matter: Matter | None,
    procedure: Procedure, step: Step,
) -> Permission:  # fmt: skip
    view = _view(law, state, actor, hour, matter, procedure, step.name)

    def run(seen: View, _out: list[tuple[Any, ...]]) -> Citation:
        entitled(seen, step)
        return step.under

    found = _ask(view, matter, run, step.under)
    return replace(found, procedure=procedure.name, step=step.name)


def _question(
    law: Law, state: State, actor: str, hour: Instant, matter: Matter, procedure: Procedure,
    question: str, name: str, ask: Callable[..., object],
) -> Permission:  # fmt: skip
    view = _view(law, state, actor, hour, matter, procedure, name)

    def run(seen: View, _out: list[tuple[Any, ...]]) -> Citation:
        living(seen)
        found = seen.branch.questions.get(question)
        if found is None or question not in seen.branch.open:
            raise Refused("no-question", procedure.under, (("question", question),))
        ask(seen, found)
        return procedure.under

    found = _ask(view, matter, run, procedure.under)
    return replace(found, procedure=procedure.name, step=name, question=question)


def _ask(
    view: View,
    matter: Matter | None,
    run: Callable[[View, list[tuple[Any, ...]]], Citation],
    default: Citation,
) -> Permission:
    leaves: list[Leaf] = []
    for key, branch in (matter.branches if matter else {"": Branch()}).items():
        view.branch, view.key = branch, key
        leaves += fork(view, run, default).leaves
    answers = {leaf.answer for leaf in leaves}
    doubts = {doubt for leaf in leaves for doubt, _ in leaf.readings} if len(answers) > 1 else ()
    answer: Answer = leaves[0].answer if len(answers) == 1 else "unsettled"
    first = leaves[0]
    if answer == "refused":
        first = min(leaves, key=lambda leaf: PRECEDENCE[leaf.code or ""])
    return Permission(
        procedure="",
        step="",
        matter=matter.id if matter else "",
        question="",
        answer=answer,
        under=first.under,
        code=first.code if answer == "refused" else None,
        detail=first.detail if answer == "refused" else (),
        doubts=tuple(sorted(doubts)),
        unknown=tuple(sorted({leaf.unknown for leaf in leaves if leaf.unknown})),
    )
