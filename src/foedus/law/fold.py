"""Apply effects to what stands, and let terms run out: state from charter, record and hour.

``apply`` knows nothing of rules: each effect has a name and one short function, here or in
``changes``. ``advance`` runs the terms out that are due, in order, with what follows from them.
"""

from __future__ import annotations

import copy
import heapq
from collections.abc import Callable, Iterable

from foedus.acts.act import Act
from foedus.acts.hours import Instant
from foedus.charter.charter import Citation
from foedus.law.changes import ON_BRANCH, Entry, Place
from foedus.law.fork import fork, key_of
from foedus.law.law import Law
from foedus.law.outcome import Effect, Leaf, Readings, Refused
from foedus.law.people import ON_PEOPLE
from foedus.law.procedures import Lapse
from foedus.law.state import Branch, Matter, State
from foedus.law.steps import Out
from foedus.law.view import View

ALL = "*"
"""The branch of an effect that takes all branches of its matter together."""


def apply(law: Law, state: State, act: Act, effects: Iterable[Effect], hour: Instant) -> None:
    """Apply the effects of an entry at its hour. Terms due before must have run out already."""
    state.hour = hour
    state.entries += 1
    entry = Entry(law, state, act, hour)
    for effect in effects:
        _apply(entry, effect)


def _apply(entry: Entry, effect: Effect) -> None:
    name, matter, key, *rest = effect
    if name in _WIDE:
        _WIDE[name](entry, matter, key, *rest)
        return
    found = entry.state.matters[matter]
    if name in _ON_MATTER:
        _ON_MATTER[name](found, key, *rest)
        return
    branch = found.branches.get(key)
    if branch is not None:
        ON_BRANCH[name](Place(entry, found, branch), *rest)


def advance(law: Law, state: State, hour: Instant) -> list[tuple[Instant, str, str]]:
    """Let every term run out that is due by the hour; give instant, matter and term, in order."""
    lapsed = []
    while state.agenda and state.agenda[0][0] <= hour:
        at, _, matter, term = heapq.heappop(state.agenda)
        found = state.matters.get(matter)
        if found is not None and _run_out(law, state, found, term, at):
            lapsed.append((at, matter, term))
    state.hour = max(state.hour, hour)
    return lapsed


def _run_out(law: Law, state: State, matter: Matter, term: str, at: Instant) -> bool:
    """Let one term run out in each branch where it runs to this instant."""
    act = Act(f"lapse {term} {at}", "", matter.procedure, "lapse", matter.id)
    view = View(law, state, law.current(at), at, act, matter.subject)
    view.matter, view.bound = matter, law.edition(matter.bound_on)
    view.procedure = view.bound.procedure(matter.procedure)
    lapse = view.procedure.lapses.get(term) if view.procedure else None
    found: list[tuple[str, list[Leaf]]] = []
    for key, branch in list(matter.branches.items()):
        if branch.terms.get(term) != at:
            continue
        del branch.terms[term]
        branch.lapsed[term] = at
        leaves: list[Leaf] = []
        if lapse is not None and branch.stage in lapse.from_:
            view.branch, view.key = branch, key
            leaves = _leaves(view, lapse)
        found.append((key, leaves))
    _follow(Entry(law, state, act, at), matter, found)
    return bool(found)


def _leaves(view: View, lapse: Lapse) -> list[Leaf]:
    """Give what follows from a lapse in one branch, under each reading it depends on."""

    def run(seen: View, out: Out) -> Citation:
        for effect in lapse.effects:
            effect(seen, out)
        return lapse.under

    try:
        return fork(view, run, lapse.under).leaves
    except Refused:
        return []  # more readings than can be kept apart: the term has run out, no more is said


def _follow(entry: Entry, matter: Matter, found: list[tuple[str, list[Leaf]]]) -> None:
    """Bring about what follows; effects on other matters wait where the branches differ."""
    wide = [
        [effect for effect in leaf.effects if effect[0] in _WIDE]
        for _, leaves in found
        for leaf in leaves
    ]
    agreed = len(found) == len(matter.branches) and all(leaves for _, leaves in found)
    agreed = agreed and all(each == wide[0] for each in wide)
    for key, leaves in found:
        keys = [key]
        if len(leaves) > 1:
            _split(matter, key, tuple(leaf.readings for leaf in leaves))
            keys = [key_of(dict(leaf.readings)) for leaf in leaves]
        for child, leaf in zip(keys, leaves, strict=False):
            for name, *rest in leaf.effects:
                if name not in _WIDE:
                    _apply(entry, (name, matter.id, child, *rest))
                elif not agreed:
                    _apply(entry, ("later", matter.id, child, name, *rest))
    if agreed:
        for name, *rest in wide[0] if wide else []:
            _apply(entry, (name, matter.id, ALL, *rest))


# ---- effects on more than one matter, or on all branches of one ----


def _open(entry: Entry, matter: str, procedure: str, *fields: str) -> None:
    on, opener, subject = fields
    state = entry.state
    state.matters[matter] = Matter(
        matter, procedure, len(state.matters), int(on), state.hour, opener, subject, {"": Branch()}
    )


def _act(entry: Entry, matter: str, id_: str, *fields: str) -> None:
    step, actor, behalf = fields
    entry.state.acts[id_] = matter
    found = entry.state.matters[matter]
    question = str(entry.act.fields.get("question", ""))
    if step == "position" and not question:
        question = next((each for b in found.branches.values() for each in b.open), "")
    found.said[id_] = (step, actor, behalf, question)


def _standing(entry: Entry, _matter: str, _key: str, register: str, *fields: str) -> None:
    party, becomes, under = fields
    entry.state.standings.setdefault(register, {})[party] = (becomes, Citation(*under))
    entry.state.standings_version += 1


def _chair(entry: Entry, _matter: str, _key: str, body: str, *fields: str) -> None:
    holder, how, under = fields
    if how == "host":
        entry.state.hosts[body] = (holder, Citation(*under))
    else:
        entry.state.chairs[body] = (holder, how, Citation(*under))


def _number(entry: Entry, matter: str, _key: str, series: str) -> None:
    counters = entry.state.counters
    counters[series] = counters.get(series, 0) + 1
    for branch in entry.state.matters[matter].branches.values():
        branch.numbers[series] = counters[series]


def _people(change: Callable[..., None]) -> Callable[..., None]:
    """Let a change of who may sign for whom see only the state and the hour."""
    return lambda entry, _matter, _key, *rest: change(entry.state, entry.hour, *rest)


def _ruled(entry: Entry, matter_id: str, _key: str, doubt: str, reading: str) -> None:
    """Drop the branches that read otherwise; what waited for agreement may now take effect."""
    matter = entry.state.matters[matter_id]
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
        for name, *rest in settled:
            _apply(entry, (name, matter.id, ALL, *rest))


_WIDE: dict[str, Callable[..., None]] = {
    "open": _open,
    "act": _act,
    "standing": _standing,
    "chair": _chair,
    "number": _number,
    "ruled": _ruled,
    **{name: _people(change) for name, change in ON_PEOPLE.items()},
}


# ---- effects on a matter as a whole ----


def _split(matter: Matter, key: str, readings: tuple[Readings, ...]) -> None:
    """Keep a branch once for each combination of readings instead."""
    old = matter.branches.pop(key)
    for each in readings:
        twin = copy.deepcopy(old)
        twin.readings = dict(each)
        matter.branches[key_of(twin.readings)] = twin
    matter.branches = dict(sorted(matter.branches.items()))


def _statement(matter: Matter, id_: str, actor: str) -> None:
    matter.statements[id_] = actor


def _withdrawn(matter: Matter, id_: str) -> None:
    matter.statements.pop(id_, None)


def _corrected(matter: Matter, id_: str, fields: tuple[tuple[str, object], ...]) -> None:
    matter.corrected.setdefault(id_, {}).update(dict(fields))


def _contested(matter: Matter, id_: str) -> None:
    matter.contested[id_] = None


def _proposed(matter: Matter, id_: str, doubt: str, reading: str) -> None:
    matter.proposals[id_] = (doubt, reading)


def _whole(change: Callable[..., None]) -> Callable[..., None]:
    """Let a change of the whole matter ignore from which branch it came."""
    return lambda matter, _key, *rest: change(matter, *rest)


_ON_MATTER: dict[str, Callable[..., None]] = {
    "split": _split,
    "statement": _whole(_statement),
    "withdrawn": _whole(_withdrawn),
    "corrected": _whole(_corrected),
    "contested": _whole(_contested),
    "proposed": _whole(_proposed),
}
