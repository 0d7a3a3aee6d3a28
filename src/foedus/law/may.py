"""What an actor may do now, and for everything else in reach, why not and under what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from foedus.acts.act import CLOSE, POSITION, RULING, Act, Value
from foedus.acts.hours import FIRST, LAST, Instant
from foedus.charter.charter import RECORD, REGISTRAR, Citation
from foedus.law.codes import HOUSE_PLACES, PRECEDENCE
from foedus.law.fold import ahead
from foedus.law.fork import fork, parting
from foedus.law.law import Law
from foedus.law.outcome import Answer, Detail, Leaf, Refused
from foedus.law.perform import entitled
from foedus.law.procedures import START, Procedure, Step
from foedus.law.questions import may_close, may_position
from foedus.law.rulings import may_rule
from foedus.law.signers import unsigned
from foedus.law.state import Branch, Matter, State
from foedus.law.steps import Out
from foedus.law.universal import living
from foedus.law.view import View


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing in reach: ``admitted`` means it may be done now, with the right content.

    ``question`` names the open question of a position or close, or the doubt of a ruling.
    """

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


@dataclass(frozen=True, slots=True)
class _Reach:
    """Who looks, at what, when."""

    law: Law
    state: State
    actor: str
    hour: Instant
    signer: str | None = None

    def view(self, matter: Matter | None, procedure: Procedure, step: str) -> View:
        """Look at a step as an act without content would meet it.

        Where a person looks, a step that lets the person whom it names sign is about that person.
        """
        fields: dict[str, Value] = {}
        people, name = self.state.people, matter.id if matter else "?"
        if self.signer is not None and "named-person" in self.law.signatures.get(
            (procedure.name, step), ()
        ):
            fields["person"] = self.signer
        act = Act(
            "?", self.actor, procedure.name, step, name, fields, signer=self.signer,
            origin=people.origin if people else "", world=people.world if people else "live",
        )  # fmt: skip
        now = self.law.current(self.hour)
        subject = matter.subject if matter else self.actor
        view = View(self.law, self.state, now, self.hour, act, subject)
        view.procedure, view.matter = procedure, matter
        if matter is not None:
            view.bound = self.law.edition(matter.bound_on)
        return view


def may(
    law: Law,
    state: State,
    actor: str,
    hour: Instant,
    matter: str | None = None,
    signer: str | None = None,
) -> Iterator[Permission]:
    """Give every step in reach of an actor at an hour, with the reason and article for each no.

    In reach are the opening of every procedure in force, and in each living matter its steps,
    open questions and open doubts; with ``matter`` only what is in reach in that one. With
    ``signer`` it is what this person may sign for the actor; without, what any of its persons may.
    """
    if not FIRST <= hour < LAST:
        return
    due = state.next_term()
    if due is not None and due <= hour:
        state = ahead(law, state, hour)
    reach = _Reach(law, state, actor, hour, signer)
    now = law.current(hour)
    if matter is not None:
        if matter in state.matters:
            yield from in_matter(reach, state.matters[matter])
        return
    for name in _openings(law, state, actor):
        procedure = now.procedure(name)
        if procedure is not None and procedure.in_force:
            for step in procedure.steps.values():
                if not step.track and START in step.named_stages:
                    yield _step(reach, None, procedure, step)
    for each in state.matters.values():
        yield from in_matter(reach, each)


def _openings(law: Law, state: State, actor: str) -> Iterable[str]:
    """Name the procedures that may be opened; the house's are in reach in a record alone."""
    if state.people is not None:
        return (name for name in law.procedures if name != RECORD)
    begins = (RECORD,) if actor == REGISTRAR and not state.entries else ()
    return (*law.charter.procedures, *begins)


def in_matter(reach: _Reach, matter: Matter) -> Iterator[Permission]:
    """Give every step in reach of an actor in one matter; after its end, only rulings."""
    procedure = reach.law.edition(matter.bound_on).procedure(matter.procedure)
    branches = matter.branches.values()
    if procedure is None:
        return
    ended = all(branch.stage in procedure.ends for branch in branches)
    for step in procedure.steps.values() if not ended else ():
        if step.track or step.named_stages != (START,):
            yield _step(reach, matter, procedure, step)
    for question in dict.fromkeys(each for branch in branches for each in branch.open):
        if ended and question not in matter.proposals:
            continue
        yield _question(reach, matter, procedure, question, POSITION)
        yield _question(reach, matter, procedure, question, CLOSE)
    for doubt in dict.fromkeys(each for branch in branches for each in branch.readings):
        yield _ruling(reach, matter, procedure, doubt)


def _step(reach: _Reach, matter: Matter | None, procedure: Procedure, step: Step) -> Permission:
    def run(seen: View, _out: Out) -> Citation:
        entitled(seen, step)
        return step.under

    found = _ask(reach.view(matter, procedure, step.name), matter, run, step.under)
    return replace(found, procedure=procedure.name, step=step.name)


def _question(
    reach: _Reach, matter: Matter, procedure: Procedure, question: str, name: str
) -> Permission:
    ask = may_position if name == POSITION else may_close

    def run(seen: View, _out: Out) -> Citation:
        living(seen, question)
        found = seen.branch.questions.get(question)
        if found is None or question not in seen.branch.open:
            raise Refused("no-question", procedure.under, (("question", question),))
        ask(seen, found)
        return procedure.under

    found = _ask(reach.view(matter, procedure, name), matter, run, procedure.under)
    return replace(found, procedure=procedure.name, step=name, question=question)


def _ruling(reach: _Reach, matter: Matter, procedure: Procedure, doubt: str) -> Permission:
    def run(seen: View, _out: Out) -> Citation:
        living(seen)
        may_rule(seen, doubt)
        return seen.cite(seen.law.charter.doubts.doubts[doubt].under)

    found = _ask(reach.view(matter, procedure, RULING), matter, run, procedure.under)
    return replace(found, procedure=procedure.name, step=RULING, question=doubt)


def _ask(
    view: View,
    matter: Matter | None,
    run: Callable[[View, Out], Citation],
    default: Citation,
) -> Permission:
    leaves: list[Leaf] = []
    if view.act.signer is not None:
        denied = unsigned(view.law, view.state, view.act, view.hour)
        if denied is not None:
            code, detail = denied
            under = view.now.cite(HOUSE_PLACES[code])
            name = matter.id if matter else ""
            return Permission("", "", name, "", "refused", under, code, detail)
    for key, branch in (matter.branches if matter else {"": Branch()}).items():
        view.branch, view.key = branch, key
        try:
            leaves += fork(view, run, default).leaves
        except Refused as refusal:  # more readings than can be kept apart
            leaves.append(Leaf((), "refused", refusal.under, refusal.code, refusal.detail))
    answers = {leaf.answer for leaf in leaves}
    doubts = parting(leaves)
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
