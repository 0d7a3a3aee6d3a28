"""Apply effects to what stands, and let terms run out: state from charter, record and hour.

``apply`` knows nothing of rules: each effect has a name and one short function, here or in
``changes``. ``advance`` runs the terms out that are due, in order, with what follows from them.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence

from foedus.acts.act import Act
from foedus.acts.hours import Instant
from foedus.charter.charter import Citation
from foedus.law.changes import ON_BRANCH, ON_MATTER, At, Change
from foedus.law.fork import fork, key_of
from foedus.law.law import Law
from foedus.law.outcome import Effect, Leaf, Refused
from foedus.law.people import ON_PEOPLE
from foedus.law.procedures import Lapse
from foedus.law.state import Branch, Matter, State
from foedus.law.steps import Out
from foedus.law.view import View

ALL = "*"
"""The branch of an effect on every branch of its matter, or on the matter as a whole."""
OPEN = "open"
_NOT_YET = Branch()


def apply(law: Law, state: State, act: Act, effects: Sequence[Effect], hour: Instant) -> None:
    """Apply the effects of an entry at its hour. Terms due before must have run out already.

    Every entry counts, and its act is known from then on, also where it was refused and has no
    effects. Millions of entries make few objects that Python's collector of cycles must look at;
    a caller that folds a long record may pause it all the same.
    """
    state.hour = hour
    state.entries = number = state.entries + 1
    state.acts.setdefault(act.id, number)
    if effects:
        matter = state.matters.get(act.matter) or _opened(state, act, effects[0], hour)
        _happen(At(law, state, act, hour, matter, _NOT_YET), effects)


def _opened(state: State, act: Act, effect: Effect, hour: Instant) -> Matter:
    """Open a matter, which is the first effect of the act that does so."""
    if effect[0] != OPEN:
        raise ValueError(f'"{act.id}" has effects on "{act.matter}", which was never opened')
    _, _, procedure, on, opener, subject = effect
    found = state.matters[act.matter] = Matter(
        act.matter, procedure, len(state.matters), on, hour, opener, subject, {"": Branch()}
    )
    return found


def _happen(at: At, effects: Sequence[Effect]) -> None:
    """Apply effects in their order, looking a branch up only where it is another one."""
    last: str | None = None
    for effect in effects:
        name, key = effect[0], effect[1]
        change = ON_BRANCH.get(name)
        if change is None:
            WHOLE[name](at, effect)
        elif key == ALL:
            for branch in at.matter.branches.values():
                at.branch = branch
                change(at, effect)
            last = None
        else:
            if key != last:
                found = at.matter.branches.get(key)
                if found is None:
                    raise ValueError(f'"{at.act.id}" has effects on no branch of its matter: {key}')
                at.branch, last = found, key
            change(at, effect)


def advance(law: Law, state: State, hour: Instant) -> list[tuple[Instant, str, str]]:
    """Let every term run out that is due by the hour; give instant, matter and term, in order."""
    lapsed = []
    agenda = state.agenda
    while agenda and agenda[0][0] <= hour:
        at, _, matter, term = heapq.heappop(agenda)
        found = state.matters.get(matter)
        if found is not None and _run_out(law, state, found, term, at):
            lapsed.append((at, matter, term))
    state.hour = max(state.hour, hour)
    return lapsed


def ahead(law: Law, state: State, hour: Instant) -> State:
    """Give what stands at an hour if nothing more is said until then; the state stays as it is."""
    twin = state.apart({matter for at, _, matter, _ in state.agenda if at <= hour})
    advance(law, twin, hour)
    return twin


def _run_out(law: Law, state: State, matter: Matter, term: str, at: Instant) -> bool:
    """Let one term run out in each branch where it runs to this instant."""
    over = [(key, each) for key, each in matter.branches.items() if each.terms.get(term) == at]
    for _, branch in over:
        del branch.terms[term]
        branch.lapsed[term] = at
    procedure = law.edition(matter.bound_on).procedure(matter.procedure)
    lapse = procedure.lapses.get(term) if procedure else None
    if over and lapse is not None:
        act = Act(f"lapse {term} {at}", "", matter.procedure, "lapse", matter.id)
        view = View(law, state, law.current(at), at, act, matter.subject)
        view.matter, view.bound = matter, law.edition(matter.bound_on)
        view.procedure = procedure
        found = [(key, _leaves(view, lapse, key, branch)) for key, branch in over]
        _follow(At(law, state, act, at, matter, _NOT_YET), found)
    return bool(over)


def _leaves(view: View, lapse: Lapse, key: str, branch: Branch) -> list[Leaf]:
    """Give what follows from a lapse in one branch, under each reading it depends on."""
    if branch.stage not in lapse.from_:
        return []
    view.branch, view.key = branch, key

    def run(seen: View, out: Out) -> Citation:
        for effect in lapse.effects:
            effect(seen, out)
        return lapse.under

    try:
        return fork(view, run, lapse.under).leaves
    except Refused:
        return []  # more readings than can be kept apart: the term has run out, no more is said


def _follow(at: At, found: list[tuple[str, list[Leaf]]]) -> None:
    """Bring about what follows; effects on other matters wait where the branches differ."""
    matter = at.matter
    wide = [
        [effect for effect in leaf.effects if effect[0] in WIDE]
        for _, leaves in found
        for leaf in leaves
    ]
    agreed = len(found) == len(matter.branches) and all(leaves for _, leaves in found)
    agreed = agreed and all(each == wide[0] for each in wide)
    effects: list[Effect] = []
    for key, leaves in found:
        keys = [key]
        if len(leaves) > 1:
            effects.append(("split", key, tuple(leaf.readings for leaf in leaves)))
            keys = [key_of(dict(leaf.readings)) for leaf in leaves]
        for child, leaf in zip(keys, leaves, strict=False):
            for name, *rest in leaf.effects:
                if name not in WIDE:
                    effects.append((name, child, *rest))
                elif not agreed:
                    effects.append(("later", child, name, *rest))
    if agreed and wide:
        effects += [(name, ALL, *rest) for name, *rest in wide[0]]
    _happen(at, effects)


# ---- effects on more than one matter, or on all branches of one ----


def _open(_at: At, _effect: Effect) -> None:
    """Leave a matter as ``apply`` has opened it, before anything else could happen in it."""


def _standing(at: At, effect: Effect) -> None:
    _, _, register, party, becomes, under = effect
    at.state.standings.setdefault(register, {})[party] = (becomes, at.law.citation(under))
    at.state.standings_version += 1


def _chair(at: At, effect: Effect) -> None:
    _, _, body, holder, how, under = effect
    if how == "host":
        at.state.hosts[body] = (holder, at.law.citation(under))
    else:
        at.state.chairs[body] = (holder, how, at.law.citation(under))


def _number(at: At, effect: Effect) -> None:
    series, counters = effect[2], at.state.counters
    counters[series] = counters.get(series, 0) + 1
    for branch in at.matter.branches.values():
        branch.numbers[series] = counters[series]


def _people(change: Callable[..., None]) -> Change:
    """Let a change of who may sign for whom see only the state and the hour."""
    return lambda at, effect: change(at.state, at.hour, *effect[2:])


def _ruled(at: At, effect: Effect) -> None:
    """Drop the branches that read otherwise; what waited for agreement may now take effect."""
    _, _, doubt, reading = effect
    matter = at.matter
    matter.rulings[doubt] = reading
    kept: dict[str, Branch] = {}
    for each in matter.branches.values():
        if each.readings.pop(doubt, reading) == reading:
            kept[key_of(each.readings)] = each
    matter.branches = dict(sorted(kept.items()))
    waiting = [each.later for each in matter.branches.values()]
    if waiting and waiting[0] and all(one == waiting[0] for one in waiting):
        settled = waiting[0]
        for each in matter.branches.values():
            each.later = []
        _happen(at, [(name, ALL, *rest) for name, *rest in settled])


def _split(at: At, effect: Effect) -> None:
    """Keep a branch once for each combination of readings instead."""
    branches = at.matter.branches
    twin = branches.pop(effect[1])
    for number, each in enumerate(effect[2]):
        twin = twin.copy() if number else twin
        twin.readings = dict(each)
        branches[key_of(twin.readings)] = twin
    at.matter.branches = dict(sorted(branches.items()))


WIDE: dict[str, Change] = {
    OPEN: _open,
    "standing": _standing,
    "chair": _chair,
    "number": _number,
    "ruled": _ruled,
    **{name: _people(change) for name, change in ON_PEOPLE.items()},
}
WHOLE: dict[str, Change] = {**ON_MATTER, **WIDE, "split": _split}
CHANGES = {**ON_BRANCH, **WHOLE}
"""Every name on disk."""
