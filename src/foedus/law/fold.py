"""Apply effects to what stands, and let terms run out: state from charter, record and hour.

``apply`` knows nothing of rules: each effect has a name and one short function here. ``advance``
runs the terms out that are due, in order, and applies what follows from them.
"""

from __future__ import annotations

import copy
import heapq
from collections.abc import Callable, Iterable
from typing import Any

from foedus.acts.act import Act
from foedus.acts.hours import Instant
from foedus.charter.charter import Citation
from foedus.law.fork import fork, key_of
from foedus.law.law import Law
from foedus.law.outcome import Effect
from foedus.law.state import Branch, Duty, Matter, Question, State
from foedus.law.view import View


def apply(law: Law, state: State, act: Act, effects: Iterable[Effect], hour: Instant) -> None:
    """Apply the effects of an entry at its hour. Terms due before must have run out already."""
    state.hour = hour
    state.entries += 1
    for effect in effects:
        _apply(law, state, act, effect, hour)


def _apply(law: Law, state: State, act: Act, effect: Effect, hour: Instant) -> None:
    name, matter, key, *rest = effect
    if name in _WIDE:
        _WIDE[name](law, state, act, matter, key, *rest)
        return
    found = state.matters[matter]
    if name in _ON_MATTER:
        _ON_MATTER[name](found, key, *rest)
        return
    branch = found.branches.get(key)
    if branch is not None:
        _ON_BRANCH[name](law, state, act, found, branch, hour, *rest)


def advance(law: Law, state: State, hour: Instant) -> list[tuple[Instant, str, str]]:
    """Let every term run out that is due by the hour; give instant, matter and term, in order."""
    lapsed = []
    while state.agenda and state.agenda[0][0] <= hour:
        at, _, matter, term = heapq.heappop(state.agenda)
        found = state.matters.get(matter)
        if found is not None and _lapse(law, state, found, term, at):
            lapsed.append((at, matter, term))
    state.hour = max(state.hour, hour)
    return lapsed


def _lapse(law: Law, state: State, matter: Matter, term: str, at: Instant) -> bool:
    """Let one term run out in each branch where it runs to this instant."""
    act = Act(f"lapse {term} {at}", "", matter.procedure, "lapse", matter.id)
    view = View(law, state, law.current(at), at, act, matter.subject)
    view.matter, view.bound = matter, law.edition(matter.bound_on)
    view.procedure = view.bound.procedure(matter.procedure)
    any_ = False
    for key in list(matter.branches):
        branch = matter.branches[key]
        if branch.terms.get(term) != at:
            continue
        any_ = True
        lapse = view.procedure.lapses.get(term) if view.procedure else None
        del branch.terms[term]
        branch.lapsed[term] = at
        if lapse is None or branch.stage not in lapse.from_:
            continue
        effects = lapse.effects
        under = lapse.under
        view.branch, view.key = branch, key

        def run(seen: View, out: list[tuple[Any, ...]]) -> Citation:
            for effect in effects:  # noqa: B023 - run before the next turn
                effect(seen, out)
            return under  # noqa: B023

        leaves = fork(view, run, under).leaves
        keys = [key]
        if len(leaves) > 1:
            _split(matter, key, tuple(leaf.readings for leaf in leaves))
            keys = [key_of(dict(leaf.readings)) for leaf in leaves]
        alone = len(matter.branches) == 1
        for child, leaf in zip(keys, leaves, strict=True):
            for effect in leaf.effects:
                wide = effect[0] in _WIDE
                target = "*" if wide and alone else child
                name = ("later", matter.id, child, *effect) if wide and not alone else (
                    effect[0], matter.id, target, *effect[1:]
                )  # fmt: skip
                _apply(law, state, act, name, at)
    return any_


# ---- effects on more than one matter ----


def _open(
    law: Law,
    state: State,
    act: Act,
    matter: str,
    procedure: str,
    on: int,
    opener: str,
    subject: str,
) -> None:
    del law, act
    state.matters[matter] = Matter(
        matter, procedure, len(state.matters), on, state.hour, opener, subject, {"": Branch()}
    )


def _act(
    law: Law, state: State, act: Act, matter: str, id_: str, step: str, actor: str, behalf: str
) -> None:
    del law
    state.acts[id_] = matter
    found = state.matters[matter]
    question = act.fields.get("question", "")
    if step == "position" and not question:
        for branch in found.branches.values():
            question = next(iter(branch.open), "")
    found.said[id_] = (step, actor, behalf, str(question))


def _standing(
    law: Law, state: State, act: Act, matter: str, key: str, register: str, party: str,
    becomes: str, under: tuple[str, str, str],
) -> None:  # fmt: skip
    del law, act, matter, key
    state.standings.setdefault(register, {})[party] = (becomes, Citation(*under))
    state.standings_version += 1


def _chair(
    law: Law, state: State, act: Act, matter: str, key: str, body: str, holder: str, how: str,
    under: tuple[str, str, str],
) -> None:  # fmt: skip
    del law, act, matter, key
    if how == "host":
        state.hosts[body] = (holder, Citation(*under))
    else:
        state.chairs[body] = (holder, how, Citation(*under))


def _number(law: Law, state: State, act: Act, matter: str, key: str, series: str) -> None:
    del law, act, key
    state.counters[series] = state.counters.get(series, 0) + 1
    for branch in state.matters[matter].branches.values():
        branch.numbers[series] = state.counters[series]


def _ruled(
    law: Law, state: State, act: Act, matter_id: str, key: str, doubt: str, reading: str
) -> None:
    """Drop the branches that read otherwise; what waited for agreement may now take effect."""
    del key
    matter = state.matters[matter_id]
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
        for effect in settled:
            _apply(law, state, act, (effect[0], matter.id, "*", *effect[1:]), state.hour)


_WIDE: dict[str, Callable[..., None]] = {
    "open": _open,
    "act": _act,
    "standing": _standing,
    "chair": _chair,
    "number": _number,
    "ruled": _ruled,
}


# ---- effects on a matter as a whole ----


def _split(matter: Matter, key: str, readings: tuple[tuple[tuple[str, str], ...], ...]) -> None:
    """Keep a branch once for each combination of readings instead."""
    old = matter.branches.pop(key)
    for each in readings:
        twin = copy.deepcopy(old)
        twin.readings = dict(each)
        matter.branches[key_of(twin.readings)] = twin
    matter.branches = dict(sorted(matter.branches.items()))


_ON_MATTER: dict[str, Callable[..., None]] = {
    "split": _split,
    "statement": lambda matter, _key, id_, actor: matter.statements.__setitem__(id_, actor),
    "withdrawn": lambda matter, _key, id_: matter.statements.pop(id_, None),
    "corrected": lambda matter, _key, id_, fields: matter.corrected.setdefault(id_, {}).update(
        dict(fields)
    ),
    "contested": lambda matter, _key, id_: matter.contested.__setitem__(id_, None),
    "proposed": lambda matter, _key, id_, doubt, reading: matter.proposals.__setitem__(
        id_, (doubt, reading)
    ),
}


# ---- effects on one branch ----


def _done(
    law: Law, state: State, act: Act, matter: Matter, branch: Branch, hour: Instant,
    step: str, actor: str, owners: tuple[str, ...],
) -> None:  # fmt: skip
    del state, act, matter
    mask = law.mask(owners) | law.bits.get(actor, 0)
    before = branch.done.get(step)
    if before is None:
        branch.done[step] = (1, mask, hour, hour)
    else:
        branch.done[step] = (before[0] + 1, before[1] | mask, before[2], hour)


def _put(
    law: Law, state: State, act: Act, matter: Matter, branch: Branch, hour: Instant,
    id_: str, put: str, step: str, rule: str, on: int, body: str, electorate: tuple[str, ...],
    voters: tuple[str, ...], excluded: tuple[str, ...], text: str,
    flags: tuple[tuple[str, tuple[str, ...]], ...],
) -> None:  # fmt: skip
    del state, act, matter, hour
    branch.questions[id_] = Question(
        id_, put, step, rule, on, body, 0, law.mask(electorate), law.mask(voters),
        law.mask(excluded), text, {flag: law.mask(names) for flag, names in flags},
    )  # fmt: skip
    branch.open[id_] = None


def _position(
    law: Law, state: State, act: Act, matter: Matter, branch: Branch, hour: Instant,
    id_: str, position: str, party: str,
) -> None:  # fmt: skip
    del state, act, matter, hour
    by, bit = branch.questions[id_].by, law.bits[party]
    for name, mask in by.items():
        if mask & bit:
            by[name] = mask & ~bit
    if position:
        by[position] = by.get(position, 0) | bit


def _unposition(
    law: Law, state: State, act: Act, matter: Matter, branch: Branch, hour: Instant,
    id_: str, party: str,
) -> None:  # fmt: skip
    _position(law, state, act, matter, branch, hour, id_, "", party)


def _part(
    law: Law, state: State, act: Act, matter: Matter, branch: Branch, hour: Instant,
    id_: str, name: str, electorate: tuple[str, ...], voters: tuple[str, ...],
    excluded: tuple[str, ...],
) -> None:  # fmt: skip
    del state, act, matter, hour
    question = branch.questions[id_]
    question.parts[name] = question.by
    question.by = {}
    question.part += 1
    question.electorate, question.voters = law.mask(electorate), law.mask(voters)
    question.excluded = law.mask(excluded)


def _verdict(
    law: Law, state: State, act: Act, matter: Matter, branch: Branch, hour: Instant,
    id_: str, result: str, because: str, part: str,
) -> None:  # fmt: skip
    del law, state, act, matter, hour
    question = branch.questions[id_]
    question.result, question.because = result, because
    question.parts[part] = question.by
    branch.open.pop(id_, None)
    branch.verdict = (result, question.rule)


def _owe(
    law: Law, state: State, act: Act, matter: Matter, branch: Branch, hour: Instant,
    spec: str, what: str, debtor: str, creditor: str, grade: str, until: Instant | None,
    under: tuple[str, str, str], steps: tuple[str, ...],
) -> None:  # fmt: skip
    del law, state, matter
    id_ = f"{act.id} {what} {debtor} {creditor}".rstrip()
    while id_ in branch.duties:
        id_ += "'"
    branch.duties[id_] = Duty(
        id_, spec, what, debtor, creditor, hour, act.occurred, grade, until, Citation(*under)
    )
    for step in steps:
        branch.owed.setdefault(step, {})[id_] = None


def _met(
    law: Law, state: State, act: Act, matter: Matter, branch: Branch, hour: Instant,
    id_: str, by: str, at: Instant, occurred: tuple[Instant, Instant] | None,
) -> None:  # fmt: skip
    del law, state, act, matter, hour
    duty = branch.duties[id_]
    duty.met_by, duty.met_at, duty.met_occurred = by, at, occurred
    for waiting in branch.owed.values():
        waiting.pop(id_, None)


def _ended(
    law: Law,
    state: State,
    act: Act,
    matter: Matter,
    branch: Branch,
    hour: Instant,
    id_: str,
    by: str,
) -> None:
    del law, state, act, matter, hour
    branch.duties[id_].ended_by = by
    for waiting in branch.owed.values():
        waiting.pop(id_, None)


def _term(
    law: Law, state: State, act: Act, matter: Matter, branch: Branch, hour: Instant,
    name: str, at: Instant,
) -> None:  # fmt: skip
    del law, act, hour
    branch.terms[name] = at
    branch.lapsed.pop(name, None)
    state.schedule(at, matter.number, matter.id, name)


def _text(
    law: Law, state: State, act: Act, matter: Matter, branch: Branch, hour: Instant,
    name: str, digest: str,
) -> None:  # fmt: skip
    del law, state, act, matter, hour
    branch.texts[name] = (digest, branch.texts.get(name, ("", 0))[1] + 1)


def _bind(
    law: Law, state: State, act: Act, matter: Matter, branch: Branch, hour: Instant,
    names: tuple[str, ...],
) -> None:  # fmt: skip
    del state, act, matter, hour
    branch.bound |= law.mask(names)


def _grant(
    law: Law, state: State, act: Act, matter: Matter, branch: Branch, hour: Instant,
    right: str, names: tuple[str, ...],
) -> None:  # fmt: skip
    del state, act, matter, hour
    branch.grants[right] = branch.grants.get(right, 0) | law.mask(names)


def _track(
    law: Law, state: State, act: Act, matter: Matter, branch: Branch, hour: Instant,
    track: str, party: str, stage: str,
) -> None:  # fmt: skip
    del law, state, act, matter, hour
    branch.tracks.setdefault(track, {})[party] = stage


_ON_BRANCH: dict[str, Callable[..., None]] = {
    "done": _done,
    "put": _put,
    "position": _position,
    "unposition": _unposition,
    "part": _part,
    "verdict": _verdict,
    "owe": _owe,
    "met": _met,
    "ended": _ended,
    "term": _term,
    "text": _text,
    "bind": _bind,
    "grant": _grant,
    "track": _track,
    "stage": lambda _l, _s, _a, _m, branch, _h, to: setattr(branch, "stage", to),
    "said": lambda _l, _s, _a, _m, branch, _h, step, fields: branch.said.__setitem__(
        step, dict(fields)
    ),
    "unterm": lambda _l, _s, _a, _m, branch, _h, name: branch.terms.pop(name, None),
    "notice": lambda _l, _s, _a, _m, branch, hour, to, what, channel: branch.notices.append(
        (to, what, channel, hour)
    ),
    "later": lambda _l, _s, _a, _m, branch, _h, *effect: branch.later.append(tuple(effect)),
}
