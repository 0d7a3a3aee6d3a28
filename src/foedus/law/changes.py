"""What the effects of an act change: one short function for each name on disk.

An effect is a plain row: its name, the branch (or ``*`` for the whole matter), and what changes.
All effects of an act are on its own matter. What stands in the act is not said again, but for what
the record shows of an act that is withheld: what opened the matter, and who took what step.
A row that was read from disk holds lists where a row just made holds tuples; nothing here minds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from foedus.acts.act import Act
from foedus.acts.hours import Instant
from foedus.law.law import Law
from foedus.law.outcome import Effect
from foedus.law.state import Branch, Duty, Matter, Question, State, plain


class At(Struct, gc=False):
    """Where effects happen, and by what act: what all changes of an entry share."""

    law: Law
    state: State
    act: Act
    hour: Instant
    matter: Matter
    branch: Branch


Change: TypeAlias = Callable[[At, Effect], None]


# ---- on one branch ----


def _done(at: At, effect: Effect) -> None:
    """Enter that the step was taken, for the actor and whom else the effect names, saying what."""
    act, hour, branch = at.act, at.hour, at.branch
    mask = at.law.bits.get(act.actor, 0)
    if len(effect) > 2:  # noqa: PLR2004 - name and branch
        mask |= at.law.mask(effect[2:])
    before = branch.done.get(act.step)
    if before is None:
        branch.done[act.step] = (1, mask, hour, hour)
    else:
        branch.done[act.step] = (before[0] + 1, before[1] | mask, before[2], hour)
    if act.fields:
        branch.said[act.step] = dict(act.fields)


def _stage(at: At, effect: Effect) -> None:
    at.branch.stage = effect[2]


def _put(at: At, effect: Effect) -> None:
    _, _, id_, step, rule, on, body, electorate, voters, excluded, text, flags = effect
    mask = at.law.mask
    base = mask(electorate)
    at.branch.questions[id_] = Question(
        id_, at.act.id, step, rule, on, body, 0, base,
        base if voters == electorate else mask(voters), mask(excluded), text,
        {flag: mask(names) for flag, names in flags},
    )  # fmt: skip
    at.branch.open[id_] = None


def _position(at: At, effect: Effect) -> None:
    _, _, id_, position, party = effect
    question = at.branch.questions[id_]
    by, bit = question.by, at.law.bits[party]
    words = question.words.get(party)
    if words is None:
        question.words[party] = {at.act.id: position}
    else:
        _uncount(by, bit)
        words[at.act.id] = position
    by[position] = by.get(position, 0) | bit


def _unposition(at: At, effect: Effect) -> None:
    """Take back one word of a party, or, where no act is named, all of them."""
    _, _, id_, party, act = effect
    question = at.branch.questions[id_]
    words = question.words.setdefault(party, {})
    if act:
        words.pop(act, None)
    else:
        words.clear()
    by, bit = question.by, at.law.bits[party]
    _uncount(by, bit)
    for position in reversed(words.values()):
        by[position] = by.get(position, 0) | bit
        break


def _uncount(by: dict[str, int], bit: int) -> None:
    for name, mask in by.items():
        if mask & bit:
            by[name] = mask & ~bit


def _part(at: At, effect: Effect) -> None:
    _, _, id_, name, electorate, voters, excluded = effect
    question, mask = at.branch.questions[id_], at.law.mask
    question.parts[name] = question.by
    question.by, question.words = {}, {}
    question.part += 1
    question.electorate, question.voters = mask(electorate), mask(voters)
    question.excluded = mask(excluded)


def _verdict(at: At, effect: Effect) -> None:
    _, _, id_, result, because, part = effect
    branch = at.branch
    question = branch.questions[id_]
    question.result, question.because = result, because
    question.parts[part] = question.by
    branch.open.pop(id_, None)
    branch.verdict = (result, question.rule)


def _owe(at: At, effect: Effect) -> None:
    _, _, spec, what, debtor, creditor, grade, until, under, steps = effect
    act, branch = at.act, at.branch
    id_ = f"{act.id} {what} {debtor} {creditor}" if creditor else f"{act.id} {what} {debtor}"
    while id_ in branch.duties:
        id_ += "'"
    branch.duties[id_] = Duty(
        id_, spec, what, debtor, creditor, at.hour, act.occurred, grade, until,
        at.law.citation(under),
    )  # fmt: skip
    for step in steps:
        branch.owed.setdefault(step, {})[id_] = None


def _met(at: At, effect: Effect) -> None:
    duty, act = at.branch.duties[effect[2]], at.act
    duty.met_by, duty.met_at, duty.met_occurred = act.id, at.hour, act.occurred
    _no_longer_owed(at.branch, effect[2])


def _ended(at: At, effect: Effect) -> None:
    at.branch.duties[effect[2]].ended_by = at.act.id
    _no_longer_owed(at.branch, effect[2])


def _no_longer_owed(branch: Branch, id_: str) -> None:
    for waiting in branch.owed.values():
        waiting.pop(id_, None)


def _term(at: At, effect: Effect) -> None:
    _, _, name, ends = effect
    at.branch.terms[name] = ends
    at.branch.lapsed.pop(name, None)
    at.state.schedule(ends, at.matter.number, at.matter.id, name)


def _unterm(at: At, effect: Effect) -> None:
    at.branch.terms.pop(effect[2], None)


def _text(at: At, effect: Effect) -> None:
    _, _, name, digest = effect
    texts = at.branch.texts
    texts[name] = (digest, texts[name][1] + 1 if name in texts else 1)


def _bind(at: At, effect: Effect) -> None:
    at.branch.bound |= at.law.mask(effect[2])


def _grant(at: At, effect: Effect) -> None:
    _, _, right, names = effect
    grants = at.branch.grants
    grants[right] = grants.get(right, 0) | at.law.mask(names)


def _notice(at: At, effect: Effect) -> None:
    _, _, to, what, channel = effect
    at.branch.notices.append((to, what, channel, at.hour))


def _track(at: At, effect: Effect) -> None:
    _, _, track, party, stage = effect
    tracks = at.branch.tracks
    if track in tracks:
        tracks[track][party] = stage
    else:
        tracks[track] = {party: stage}


def _later(at: At, effect: Effect) -> None:
    at.branch.later.append(plain(effect[2:]))


ON_BRANCH: dict[str, Change] = {
    "done": _done,
    "stage": _stage,
    "put": _put,
    "position": _position,
    "unposition": _unposition,
    "part": _part,
    "verdict": _verdict,
    "owe": _owe,
    "met": _met,
    "ended": _ended,
    "term": _term,
    "unterm": _unterm,
    "text": _text,
    "bind": _bind,
    "grant": _grant,
    "notice": _notice,
    "track": _track,
    "later": _later,
}
"""The names are on disk: a name is never reused for another change."""


# ---- on a matter as a whole, from whichever branch it comes ----


def _act(at: At, effect: Effect) -> None:
    _, _, id_, step, actor, behalf = effect
    at.matter.said[id_] = (step, actor, behalf)


def _statement(at: At, _effect: Effect) -> None:
    at.matter.statements[at.act.id] = at.act.actor


def _withdrawn(at: At, effect: Effect) -> None:
    at.matter.statements.pop(effect[2], None)


def _corrected(at: At, effect: Effect) -> None:
    fields = {name: value for name, value in at.act.fields.items() if name != "act"}
    at.matter.corrected.setdefault(effect[2], {}).update(fields)


def _contested(at: At, effect: Effect) -> None:
    at.matter.contested[effect[2]] = None


def _proposed(at: At, effect: Effect) -> None:
    _, _, doubt, reading = effect
    at.matter.proposals[at.act.id] = (doubt, reading)


ON_MATTER: dict[str, Change] = {
    "act": _act,
    "statement": _statement,
    "withdrawn": _withdrawn,
    "corrected": _corrected,
    "contested": _contested,
    "proposed": _proposed,
}
