"""What stands in a matter, as the lines that case files compare."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from foedus.acts.hours import Instant, stamp
from foedus.law import Law, State
from foedus.law.facts import verdicts
from foedus.law.rules.tests import Report
from foedus.law.rules.verdict import Verdict
from foedus.law.state import Branch, Duty, Matter


def by_branch(matter: Matter, lines: Callable[[Branch], Iterable[str]]) -> list[str]:
    """Give the lines on which all branches agree, and the others under their readings."""
    each = {key: list(lines(branch)) for key, branch in matter.branches.items()}
    first = next(iter(each.values()), [])
    if all(one == first for one in each.values()):
        return first or ["none"]
    common = [line for line in first if all(line in one for one in each.values())]
    found = list(common)
    for key, one in each.items():
        found += [f"if {_readings(key)}: {line}" for line in one if line not in common]
    return found


def _readings(key: str) -> str:
    return ", ".join(part.partition("=")[2] for part in key.split(";"))


def stages(_law: Law, matter: Matter) -> list[str]:
    """Give the stage; each reading's where they differ."""
    return by_branch(matter, lambda branch: [branch.stage or "not opened"])


def duties(law: Law, state: State, matter: Matter) -> list[str]:
    """Give every duty: who owes what to whom, by when, under what, and how it stands."""

    def lines(branch: Branch) -> Iterable[str]:
        return [_duty(duty, state.hour) for duty in branch.duties.values()]

    found: dict[str, dict[str, str]] = {}
    for key, branch in matter.branches.items():
        for id_, duty in branch.duties.items():
            found.setdefault(id_, {})[key] = _duty(duty, state.hour)
    result = []
    del lines, law
    for by_key in found.values():
        texts = list(by_key.values())
        if len(by_key) == len(matter.branches) and len(set(texts)) == 1:
            result.append(texts[0])
        else:
            stem = texts[0].rpartition(": ")[0]
            parts = [
                f"if {_readings(key)} {by_key[key].rpartition(': ')[2] if key in by_key else 'not owed'}"
                for key in matter.branches
            ]
            result.append(f"{stem}: unsettled ({'; '.join(dict.fromkeys(parts))})")
    return result


def _duty(duty: Duty, hour: Instant) -> str:
    to = f" to {duty.creditor}" if duty.creditor else ""
    due = duty.due if duty.until is None else f"by {stamp(duty.until)}"
    head = f"{duty.debtor} owes {duty.what}{to}, {due}, under {duty.under}"
    if duty.met_by:
        return f"{head}: met by {duty.met_by} after {elapsed(duty, hour)}"
    if duty.ended_by:
        return f"{head}: ended by {duty.ended_by}"
    late = duty.until is not None and duty.until <= hour
    return f"{head}: {'overdue' if late else 'open'}"


def elapsed(duty: Duty, hour: Instant) -> str:
    """Give the time between a duty's cause and its discharge (or now), as a range if unknown."""
    first, last = duty.occurred or (duty.since, duty.since)
    met = duty.met_at if duty.met_at is not None else hour
    from_, until = duty.met_occurred or (met, met)
    least, most = max(0, from_ - last), until - first
    return span(least) if least == most else f"{span(least)}..{span(most)}"


def span(milliseconds: int) -> str:
    """Write a length of time: ``2d 3h``, ``45min``, ``0min``.

    >>> span(183_600_000)
    '2d 3h'
    """
    minutes = milliseconds // 60_000
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{days}d" if days else "", f"{hours}h" if hours else "", f"{rest}min" if rest else ""]
    return " ".join(part for part in parts if part) or "0min"


def verdict(law: Law, state: State, matter: Matter, question: str | None) -> list[str]:
    """Explain a question: the last one put unless it is named."""
    named = question or next(
        (q for branch in matter.branches.values() for q in reversed(branch.questions)), ""
    )
    found = verdicts(law, state, matter, named)
    if not found:
        return ["none"]
    each = [(readings, _verdict(law, one)) for readings, one in found]
    common = [line for line in each[0][1] if all(line in lines for _, lines in each)]
    for readings, lines in each:
        name = ", ".join(reading for _, reading in readings)
        common += [f"if {name}: {line}" for line in lines if line not in common]
    return list(dict.fromkeys(common))


def _verdict(law: Law, verdict: Verdict) -> list[str]:
    because = f" because {verdict.because}" if verdict.because else ""
    lines = [f"{verdict.result}{because} under {verdict.under}"]
    lines.append(f"electorate {', '.join(verdict.electorate) or 'none'}")
    lines += [f"left out {each.party} ({each.why}) under {each.under}" for each in verdict.left_out]
    lines += [f"{name} {', '.join(who)}" for name, who in verdict.positions if who]
    if verdict.silent:
        lines.append(f"silent {', '.join(verdict.silent)}")
    lines += [report(each) for each in verdict.reports]
    if verdict.pivotal:
        lines.append(f"could still change it {', '.join(verdict.pivotal)}")
    lines.append("decided" if verdict.decided else "not decided")
    del law
    return lines


def report(each: Report) -> str:
    """Write one comparison: what was reached, what was needed."""
    sign = {"at_least": "at least", "at_most": "at most", "more_than": "more than",
            "fewer_than": "fewer than"}[each.comparison]  # fmt: skip
    share = "all" if each.share == 1 else str(each.share)
    needed = str(each.needed) if each.share is None else f"{share} of {each.base}"
    return f"{each.measure} in {each.of} {each.reached}, {sign} {needed}: {'holds' if each.passed else 'fails'}"


def questions(_law: Law, matter: Matter) -> list[str]:
    """Give every question put: body, rule and how it stands."""
    return by_branch(
        matter,
        lambda branch: [
            f"{q.id} to {q.body} by {q.rule}: {q.result or 'open'}"
            for q in branch.questions.values()
        ],
    )


def bound(law: Law, matter: Matter) -> list[str]:
    """Give whom the matter's results bind."""
    return by_branch(matter, lambda branch: [", ".join(law.actors(branch.bound)) or "none"])


def tracks(_law: Law, matter: Matter, track: str) -> list[str]:
    """Give where each party stands in a track."""
    return by_branch(
        matter,
        lambda branch: [
            f"{p} {stage}" for p, stage in sorted(branch.tracks.get(track, {}).items())
        ],
    )


def terms(_law: Law, matter: Matter) -> list[str]:
    """Give the terms that run and those that have lapsed."""
    return by_branch(
        matter,
        lambda branch: [
            *(f"{name} until {stamp(at)}" for name, at in branch.terms.items()),
            *(f"{name} lapsed {stamp(at)}" for name, at in branch.lapsed.items()),
        ],
    )


def notices(_law: Law, matter: Matter) -> list[str]:
    """Give the notices that went out, addressee and channel apart."""
    return by_branch(
        matter,
        lambda branch: [
            f"{what} to {to}" + (f" via {channel}" if channel else "")
            for to, what, channel, _ in branch.notices
        ],
    )


def numbers(_law: Law, matter: Matter) -> list[str]:
    """Give the numbers that were taken."""
    return by_branch(matter, lambda branch: [f"{s} {n}" for s, n in branch.numbers.items()])


def statements(_law: Law, matter: Matter) -> list[str]:
    """Give who made statements that stand."""
    return [f"{actor} {id_}" for id_, actor in matter.statements.items()] or ["none"]


def texts(_law: Law, matter: Matter) -> list[str]:
    """Give the documents and how many versions each has."""
    return by_branch(
        matter, lambda branch: [f"{name} version {n}" for name, (_, n) in branch.texts.items()]
    )
