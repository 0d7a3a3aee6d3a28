"""The verdict on a question: the result, why, and who could still change it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from foedus.charter.charter import Citation
from foedus.law.rules.rules import Part, Rule
from foedus.law.rules.tally import Tally
from foedus.law.rules.tests import VOTES, Report
from foedus.law.state import Question

if TYPE_CHECKING:
    from foedus.law.view import View

Result = Literal["adopted", "rejected", "unsettled"]
QUORUM = "quorum"
COMPLETIONS_MAX = 1024
"""How many completions of a vote are tried one by one: five silent with three positions."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A party that is in the electorate's set but has no part in the question, and why."""

    party: str
    why: str
    under: Citation


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came out and how; ``pivotal`` could each alone still change it, ``decided`` if none."""

    result: Result
    because: str
    under: Citation
    electorate: tuple[str, ...]
    voters: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    positions: tuple[tuple[str, tuple[str, ...]], ...]
    silent: tuple[str, ...]
    reports: tuple[Report, ...]
    decided: bool
    pivotal: tuple[str, ...]


def seat(view: View, part: Part, question: Question) -> tuple[int, int, int]:
    """Give the electorate as base, who may vote, and who is excluded, by the standings now."""
    view.tally = Tally(0, 0, {}, body=question.body, flags=question.flags)
    electorate = part.electorate(view)
    voters = electorate
    if part.right is not None:
        voters = view.law.seating(view.state, view.hour).has_right(part.right, view, voters)
    base, out = voters, 0
    if part.excluded is not None:
        who, kept, _ = part.excluded(view)
        out = who & voters
        voters &= ~out
        if not kept:
            base = voters
    return base, voters, out


def judge(view: View, part: Part, tally: Tally) -> tuple[Result, str]:
    """Apply a part's quorum and tests to a tally: the result and the first reason against."""
    view.tally = tally
    return _judge(view, part, None)


def _judge(view: View, part: Part, reports: list[Report] | None) -> tuple[Result, str]:
    quorate: bool | None = True
    why = ""
    if part.negated and view.tally is not None:
        view.tally.declared = part.negated
    if part.quorum is not None:
        quorate, why = part.quorum(view, reports)
        why = why if why != VOTES else QUORUM
        if quorate is False and reports is None:
            return "rejected", why
    adopted, because = part.adopted(view, reports)
    if quorate is False:
        return "rejected", why
    if adopted is False:
        return "rejected", because
    if adopted is None or quorate is None:
        return "unsettled", "unknown"
    return "adopted", ""


def tally_of(question: Question) -> Tally:
    """Give the tally of a question's current part."""
    return Tally(
        question.electorate,
        question.voters,
        question.by,
        question.body,
        question.flags,
        question.parts,
    )


def explain(view: View, rule: Rule, question: Question) -> Verdict:
    """Explain a question as it stands: electorate, left out, tests, and what could change it."""
    part = rule.parts[question.part]
    tally = tally_of(question)
    view.tally = tally
    reports: list[Report] = []
    result, because = _judge(view, part, reports)
    silent = tally.voters & ~tally.present
    decided, pivotal = _open_ends(view, part, tally, silent, (result, because))
    law = view.law
    return Verdict(
        result=result,
        because=because,
        under=rule.under,
        electorate=law.actors(tally.base),
        voters=law.actors(tally.voters),
        left_out=_left_out(view, rule, part, question),
        positions=tuple((name, law.actors(tally.by.get(name, 0))) for name in part.positions),
        silent=law.actors(silent),
        reports=tuple(reports),
        decided=decided,
        pivotal=law.actors(pivotal),
    )


def _left_out(view: View, rule: Rule, part: Part, question: Question) -> tuple[LeftOut, ...]:
    law, seating = view.law, view.law.seating(view.state, view.hour)
    view.tally = tally_of(question)
    whole = part.electorate(view)
    out = [
        LeftOut(name, "right", seating.right_under(part.right, name))
        for name in law.actors(whole & ~question.voters & ~question.excluded)
        if part.right is not None
    ]
    under = part.excluded(view)[2] if part.excluded is not None else rule.under
    out += [LeftOut(name, "excluded", under) for name in law.actors(question.excluded)]
    return tuple(out)


def _open_ends(
    view: View, part: Part, tally: Tally, silent: int, now: tuple[Result, str]
) -> tuple[bool, int]:
    """Tell whether the silent can still change the result together, and who can alone.

    Where few are silent every completion is tried. Otherwise all of them take each position
    together: that finds every change under a rule in which more of a position never works against
    itself, but may call a result decided too early under one in which it does.
    """
    decided, pivotal = True, 0
    for position in part.positions:
        if judge(view, part, _with(tally, position, silent))[0] != now[0]:
            decided = False
        rest = silent
        while rest:
            low = rest & -rest
            if judge(view, part, _with(tally, position, low))[0] != now[0]:
                pivotal |= low
            rest ^= low
    decided = decided and not pivotal
    if decided and (len(part.positions) + 1) ** silent.bit_count() <= COMPLETIONS_MAX:
        decided = all(
            judge(view, part, each)[0] == now[0] for each in _completions(part, tally, silent)
        )
    return decided, pivotal


def _completions(part: Part, tally: Tally, silent: int) -> Iterator[Tally]:
    """Give every way in which the silent may still take positions, or stay silent."""
    if not silent:
        yield tally
        return
    low = silent & -silent
    for each in _completions(part, tally, silent ^ low):
        yield each
        for position in part.positions:
            yield _with(each, position, low)


def _with(tally: Tally, position: str, parties: int) -> Tally:
    by = dict(tally.by)
    by[position] = by.get(position, 0) | parties
    return replace(tally, by=by)
