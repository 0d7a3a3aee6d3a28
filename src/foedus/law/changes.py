"""Effects on one branch of a matter: one short function for each name on disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from foedus.acts.act import Act
from foedus.acts.hours import Instant
from foedus.charter.charter import Citation
from foedus.law.law import Law
from foedus.law.state import Branch, Duty, Matter, Question, State


@dataclass(frozen=True, slots=True)
class Entry:
    """What every effect of an entry shares."""

    law: Law
    state: State
    act: Act
    hour: Instant


@dataclass(frozen=True, slots=True)
class Place:
    """Where an effect happens, and by what entry."""

    entry: Entry
    matter: Matter
    branch: Branch

    def mask(self, names: tuple[str, ...]) -> int:
        """Give the set of these actors."""
        return self.entry.law.mask(names)


def _done(place: Place, step: str, actor: str, owners: tuple[str, ...]) -> None:
    mask, hour = place.mask((actor, *owners)), place.entry.hour
    before = place.branch.done.get(step)
    if before is None:
        place.branch.done[step] = (1, mask, hour, hour)
    else:
        place.branch.done[step] = (before[0] + 1, before[1] | mask, before[2], hour)


def _said(place: Place, step: str, fields: tuple[tuple[str, object], ...]) -> None:
    place.branch.said[step] = dict(fields)


def _stage(place: Place, to: str) -> None:
    place.branch.stage = to


def _put(place: Place, id_: str, *fields: Any) -> None:  # noqa: ANN401 - as on disk
    put, step, rule, on, body, electorate, voters, excluded, text, flags = fields
    mask = place.mask
    place.branch.questions[id_] = Question(
        id_, put, step, rule, on, body, 0, mask(electorate), mask(voters), mask(excluded), text,
        {flag: mask(names) for flag, names in flags},
    )  # fmt: skip
    place.branch.open[id_] = None


def _position(place: Place, id_: str, position: str, party: str, act: str) -> None:
    question = place.branch.questions[id_]
    question.words.setdefault(party, []).append((act, position))
    _count(place, question, party)


def _unposition(place: Place, id_: str, party: str, act: str) -> None:
    """Take back one word of a party, or, where no act is named, all of them."""
    question = place.branch.questions[id_]
    words = [each for each in question.words.get(party, []) if act and each[0] != act]
    question.words[party] = words
    _count(place, question, party)


def _count(place: Place, question: Question, party: str) -> None:
    by, bit = question.by, place.entry.law.bits[party]
    for name, mask in by.items():
        if mask & bit:
            by[name] = mask & ~bit
    words = question.words.get(party)
    if words:
        position = words[-1][1]
        by[position] = by.get(position, 0) | bit


def _part(place: Place, id_: str, name: str, *sets: tuple[str, ...]) -> None:
    question = place.branch.questions[id_]
    question.parts[name] = question.by
    question.by, question.words = {}, {}
    question.part += 1
    question.electorate, question.voters, question.excluded = (place.mask(each) for each in sets)


def _verdict(place: Place, id_: str, result: str, because: str, part: str) -> None:
    question = place.branch.questions[id_]
    question.result, question.because = result, because
    question.parts[part] = question.by
    place.branch.open.pop(id_, None)
    place.branch.verdict = (result, question.rule)


def _owe(place: Place, spec: str, what: str, *fields: Any) -> None:  # noqa: ANN401 - as on disk
    debtor, creditor, grade, until, under, steps = fields
    act, branch = place.entry.act, place.branch
    id_ = f"{act.id} {what} {debtor} {creditor}".rstrip()
    while id_ in branch.duties:
        id_ += "'"
    branch.duties[id_] = Duty(
        id_, spec, what, debtor, creditor, place.entry.hour, act.occurred, grade, until,
        Citation(*under),
    )  # fmt: skip
    for step in steps:
        branch.owed.setdefault(step, {})[id_] = None


def _met(
    place: Place, id_: str, by: str, at: Instant, occurred: tuple[Instant, Instant] | None
) -> None:
    duty = place.branch.duties[id_]
    duty.met_by, duty.met_at, duty.met_occurred = by, at, occurred
    _no_longer_owed(place, id_)


def _ended(place: Place, id_: str, by: str) -> None:
    place.branch.duties[id_].ended_by = by
    _no_longer_owed(place, id_)


def _no_longer_owed(place: Place, id_: str) -> None:
    for waiting in place.branch.owed.values():
        waiting.pop(id_, None)


def _term(place: Place, name: str, at: Instant) -> None:
    place.branch.terms[name] = at
    place.branch.lapsed.pop(name, None)
    place.entry.state.schedule(at, place.matter.number, place.matter.id, name)


def _unterm(place: Place, name: str) -> None:
    place.branch.terms.pop(name, None)


def _text(place: Place, name: str, digest: str) -> None:
    texts = place.branch.texts
    texts[name] = (digest, texts[name][1] + 1 if name in texts else 1)


def _bind(place: Place, names: tuple[str, ...]) -> None:
    place.branch.bound |= place.mask(names)


def _grant(place: Place, right: str, names: tuple[str, ...]) -> None:
    grants = place.branch.grants
    grants[right] = grants.get(right, 0) | place.mask(names)


def _notice(place: Place, to: str, what: str, channel: str) -> None:
    place.branch.notices.append((to, what, channel, place.entry.hour))


def _track(place: Place, track: str, party: str, stage: str) -> None:
    place.branch.tracks.setdefault(track, {})[party] = stage


def _later(place: Place, *effect: object) -> None:
    place.branch.later.append(effect)


ON_BRANCH: dict[str, Callable[..., None]] = {
    "done": _done,
    "said": _said,
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
