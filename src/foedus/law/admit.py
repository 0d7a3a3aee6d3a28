"""The one door in: what an act comes to, under the charter, on what stands, at an hour."""

from __future__ import annotations

from typing import Any

from foedus.acts.act import UNIVERSAL, Act
from foedus.acts.hours import FIRST, LAST, Instant
from foedus.charter.charter import Citation
from foedus.law.codes import HOUSE_PLACES, PRECEDENCE
from foedus.law.edition import Edition
from foedus.law.envelope import malformed
from foedus.law.fold import ALL, ahead
from foedus.law.fork import BRANCHES_MAX, Forked, fork, key_of, parting, too_many
from foedus.law.law import Law
from foedus.law.outcome import Detail, Effect, Leaf, Outcome, Refused
from foedus.law.people import ON_PEOPLE
from foedus.law.perform import entitled, perform
from foedus.law.procedures import START, Procedure, Step
from foedus.law.signers import unsigned
from foedus.law.state import Branch, Matter, State
from foedus.law.universal import UNIVERSAL_STEPS
from foedus.law.view import View

GLOBAL = frozenset({"standing", "chair", "number", *ON_PEOPLE})
"""Effects on more than one matter: they wait while the branches of a matter disagree."""
RULED = "ruled"
"""The effect of a ruling: it takes all branches of the matter together, or none."""


def admit(law: Law, state: State, act: Act, hour: Instant) -> Outcome:
    """Judge an act: admitted, refused or unsettled, with its provision and its effects.

    Nothing changes here: ``fold`` applies the effects. Terms that ran out by the hour count as
    lapsed. Any well-formed act gets an answer.
    """
    found = _outside(law, state, act, hour)
    if found is not None:
        code, detail = found
        house = law.current(min(max(hour, FIRST), LAST - 1))
        return Outcome("refused", house.cite(HOUSE_PLACES[code]), code, detail)
    due = state.next_term()
    if due is not None and due <= hour:
        state = ahead(law, state, hour)
    try:
        return _judge(law, state, act, hour)
    except Refused as refusal:
        return Outcome("refused", refusal.under, refusal.code, refusal.detail)


def _outside(law: Law, state: State, act: Act, hour: Instant) -> tuple[str, Detail] | None:
    """Give why an act is refused whatever it is about: its form, its hour, its name, its signer."""
    if malformed(act) is not None:
        return "malformed", ()
    if not FIRST <= hour < LAST:
        return "malformed", (("hour", str(hour)),)
    if hour < state.hour:
        return "hour-goes-back", ()
    if act.id in state.acts:
        return "already-entered", ()
    return unsigned(law, state, act, hour)


def _judge(law: Law, state: State, act: Act, hour: Instant) -> Outcome:
    now, matter = law.current(hour), state.matters.get(act.matter)
    bound = law.edition(matter.bound_on) if matter is not None else now
    procedure, step = _find(law, act, now, bound, matter)
    subject = matter.subject if matter is not None else act.on_behalf or act.actor
    view = View(law, state, now, hour, act, subject)
    view.procedure, view.matter, view.bound = procedure, matter, bound
    branches = matter.branches if matter is not None else {"": Branch()}
    forked: dict[str, Forked] = {}
    kept = 0
    default = step.under if step else procedure.under
    run = _runner(step, act)
    for key, branch in branches.items():
        view.branch, view.key, view.tally = branch, key, None
        forked[key] = fork(view, run, default)
        kept += len(forked[key].leaves)
        if kept > BRANCHES_MAX:
            raise too_many(view)
    return _combine(law, view, forked, default)


def _find(
    law: Law, act: Act, now: Edition, bound: Edition, matter: Matter | None
) -> tuple[Procedure, Step | None]:
    """Find what the act names; what cannot be found is refused under the house's terms."""
    procedure = bound.procedure(act.procedure)
    if procedure is None:
        raise _unfound(now, "unknown-procedure", "procedure", act.procedure)
    step = procedure.steps.get(act.step)
    if step is None and act.step not in UNIVERSAL:
        raise _unfound(now, "unknown-step", "step", act.step)
    if act.actor not in law.bits or (act.on_behalf and act.on_behalf not in law.bits):
        raise _unfound(now, "unknown-actor", "actor", act.actor)
    opens = step is not None and not step.track and START in step.named_stages
    if matter is None and not opens:
        raise _unfound(now, "unknown-matter", "matter", act.matter)
    if matter is not None and (
        matter.procedure != act.procedure
        or (opens and step is not None and len(step.named_stages) == 1)
    ):
        raise _unfound(now, "matter-exists", "matter", act.matter)
    if matter is None and not procedure.in_force:
        raise Refused("not-in-force", procedure.under)
    return procedure, step


def _unfound(now: Edition, code: str, name: str, value: str) -> Refused:
    return Refused(code, now.cite(HOUSE_PLACES[code]), ((name, value),))


def _runner(step: Step | None, act: Act) -> Any:  # noqa: ANN401 - see fork
    if step is None:
        return UNIVERSAL_STEPS[act.step]

    def run(view: View, out: list[tuple[Any, ...]]) -> Citation:
        entitled(view, step)
        return perform(view, step, out)

    return run


def _combine(law: Law, view: View, forked: dict[str, Forked], default: Citation) -> Outcome:
    if len(forked) == 1:
        (only,) = forked.values()
        if len(only.leaves) == 1 and only.leaves[0].answer == "admitted":
            return _alone(law, view, only)
    leaves = [leaf for each in forked.values() for leaf in each.leaves]
    met = {doubt for each in forked.values() for doubt in each.met}
    answers = {leaf.answer for leaf in leaves}
    open_ = parting(leaves, met)
    noted = tuple(sorted(met - open_))
    if answers == {"refused"}:
        first = min(leaves, key=lambda leaf: PRECEDENCE[leaf.code or ""])
        return Outcome("refused", first.under, first.code, first.detail, noted=noted)
    rulings = [[each for each in leaf.effects if each[0] == RULED] for leaf in leaves]
    if any(one != rulings[0] for one in rulings):
        detail = (("doubts", ", ".join(sorted(open_))),)
        return Outcome("refused", view.now.cite("house/rulings"), "ruling-not-valid", detail)
    answer = "admitted" if answers == {"admitted"} else "unsettled"
    admitted = [leaf for leaf in leaves if leaf.answer == "admitted"]
    return Outcome(
        answer=answer,  # type: ignore[arg-type]
        under=(admitted or leaves)[0].under if leaves else default,
        effects=_effects(law, view, forked, rulings[0]) if admitted else (),
        leaves=tuple(leaves) if len(leaves) > 1 or answer == "unsettled" else (),
        doubts=tuple(sorted(open_)),
        noted=noted,
        unknown=tuple(sorted({leaf.unknown for leaf in leaves if leaf.unknown})),
    )


def _alone(law: Law, view: View, forked: Forked) -> Outcome:
    """Admit in the one branch there is, under the one reading that matters: the common case."""
    leaf, key = forked.leaves[0], view.key
    effects, wide = _opening(law, view), []
    for effect in leaf.effects:
        if effect[0] in GLOBAL or effect[0] == RULED:
            wide.append((effect[0], ALL, *effect[1:]))
        else:
            effects.append((effect[0], key, *effect[1:]))
    noted = tuple(sorted(forked.met))
    return Outcome("admitted", leaf.under, effects=(*effects, *wide), noted=noted)


def _opening(law: Law, view: View) -> list[Effect]:
    """Give the effects that every act has: its matter is opened, and it is entered."""
    act, effects = view.act, []
    if view.matter is None:
        subject = act.on_behalf or act.actor
        on = law.day_of(view.hour)
        effects.append(("open", ALL, act.procedure, on, act.actor, subject))
    entered = ("act", ALL, act.id, act.step, act.actor, act.on_behalf or "")
    return [*effects, entered]


def _effects(
    law: Law, view: View, forked: dict[str, Forked], ruled: list[tuple[Any, ...]]
) -> tuple[Effect, ...]:
    """Address the effects of each branch; those on other matters wait where branches differ."""
    effects = _opening(law, view)
    leaves = [leaf for each in forked.values() for leaf in each.leaves]
    shared = _shared(leaves)
    if len(leaves) == len(forked) and _alike(leaves):
        # what happens in every branch is said once: with many readings a leaf would be too long
        forked = {ALL: Forked(leaves[:1], {})}
    for key, each in forked.items():
        keys = [key_of(dict(leaf.readings)) for leaf in each.leaves]
        if len(keys) > 1:
            effects.append(("split", key, tuple(leaf.readings for leaf in each.leaves)))
        else:
            keys = [key]
        for child, leaf in zip(keys, each.leaves, strict=True):
            for effect in leaf.effects:
                if effect[0] == RULED:
                    continue
                if effect[0] not in GLOBAL:
                    effects.append((effect[0], child, *effect[1:]))
                elif not shared:
                    effects.append(("later", child, *effect))
    effects.extend((effect[0], ALL, *effect[1:]) for effect in (*shared, *ruled))
    return tuple(effects)


def _alike(leaves: list[Leaf]) -> bool:
    return all(
        (leaf.answer, leaf.effects) == (leaves[0].answer, leaves[0].effects) for leaf in leaves
    )


def _shared(leaves: list[Leaf]) -> list[tuple[Any, ...]]:
    """Give the effects on other matters, where every branch has the same ones."""
    each = [[effect for effect in leaf.effects if effect[0] in GLOBAL] for leaf in leaves]
    return each[0] if each and all(one == each[0] for one in each) else []
