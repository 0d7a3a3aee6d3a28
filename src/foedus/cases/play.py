"""Run a case: every line through the real engine, every expectation compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from foedus.acts.act import Act
from foedus.acts.hours import Instant, instant
from foedus.cases.asks import ask
from foedus.cases.cast import cast
from foedus.cases.failure import Failure
from foedus.cases.opening import open_record
from foedus.cases.read import Case, CaseFault, Line
from foedus.cases.says import read_act
from foedus.charter.charter import Charter
from foedus.charter.faults import did_you_mean
from foedus.law import Law, Outcome, State, admit, advance, apply
from foedus.law.codes import CODES, PRECEDENCE


@dataclass(slots=True)
class Minute:
    """What one line came to: the act and its outcome, or the answer to a question."""

    line: Line
    hour: Instant
    actor: str = ""
    act: Act | None = None
    outcome: Outcome | None = None
    lapsed: list[tuple[Instant, str, str]] = field(default_factory=list)
    answer: list[str] = field(default_factory=list)
    failure: Failure | None = None


@dataclass(slots=True)
class Play:
    """A case being played: the law it is judged by, what stands, and the minutes so far."""

    case: Case
    law: Law
    state: State
    minutes: list[Minute] = field(default_factory=list)

    @property
    def failures(self) -> list[Failure]:
        """Give what differed from what was expected, in order."""
        return [minute.failure for minute in self.minutes if minute.failure is not None]


def play(case: Case, charter: Charter, *, keep_going: bool = True) -> Play:
    """Play a case against a charter. Raises ``CaseFault`` for a line that cannot be read."""
    law = Law(cast(case, charter))
    played = Play(case, law, State())
    for minute in steps(played):
        played.minutes.append(minute)
        if minute.failure is not None and not keep_going:
            break
    return played


def steps(played: Play) -> Iterator[Minute]:
    """Play line by line."""
    case, law, state = played.case, played.law, played.state
    first = case.in_force
    if first is not None:
        state.hour = instant(first.year, first.month, first.day) - 86_400_000
    open_record(case, law, state)
    acts = 0
    for line in case.lines:
        if line.at is None:
            answer = ask(case, line, law, state)
            failure = answer.failure(case, line)
            yield Minute(line, state.hour, answer=answer.lines, failure=failure)
            continue
        hour = max(line.at, state.hour) if line.until is not None else line.at
        if line.until is not None and hour > line.until:
            raise CaseFault(case.file, line.number, "this range ends before the line above it")
        minute = Minute(line, hour, lapsed=advance(law, state, hour) if hour >= state.hour else [])
        if line.text.startswith("time passes"):
            if hour < state.hour:
                raise CaseFault(case.file, line.number, "time does not pass backwards")
            yield minute
            continue
        acts += 1
        said = read_act(case, line, law, state, hour, acts)
        outcome = admit(law, state, said.act, hour)
        apply(law, state, said.act, outcome.effects, max(hour, state.hour))
        minute.actor, minute.act, minute.outcome = said.actor, said.act, outcome
        minute.failure = compare(case, line, outcome)
        yield minute


_UNDER = r"(?: under (?P<under>\S+)(?: of (?P<layer>\S+))?)?"


def compare(case: Case, line: Line, outcome: Outcome) -> Failure | None:
    """Compare an outcome with what the lines below expect; nothing expected means admitted."""
    expected = line.expected or [(line.number, "admitted")]
    for number, text in expected:
        got = _matches(case, number, text, outcome)
        if got is not None:
            return Failure(case.file, number, text, got)
    return None


def shown(outcome: Outcome) -> str:
    """Write an outcome as case files do."""
    code = f" {outcome.code}" if outcome.code else ""
    tail = (
        f" by {', '.join(outcome.doubts)}"
        if outcome.answer == "unsettled" and outcome.doubts
        else ""
    )
    detail = f" ({', '.join(f'{k} {v}' for k, v in outcome.detail)})" if outcome.detail else ""
    unknown = f' unknown "{outcome.unknown[0]}"' if outcome.unknown else ""
    return f"{outcome.answer}{code}{tail} under {outcome.under}{detail}{unknown}"


def _matches(case: Case, number: int, text: str, outcome: Outcome) -> str | None:
    """Give nothing where an expectation holds, else what came instead."""
    found = re.fullmatch(
        r"(?P<answer>admitted|refused|unsettled)(?: (?!by |under )(?P<code>[a-z-]+))?"
        r"(?: by (?P<doubts>[a-z0-9, -]+?))?" + _UNDER,
        text,
    )
    if found is not None:
        _known_code(case, number, found["answer"], found["code"])
        wrong = (
            found["answer"] != outcome.answer
            or (found["code"] is not None and found["code"] != outcome.code)
            or (found["under"] is not None and found["under"] != outcome.under.place)
            or (found["layer"] is not None and found["layer"] != outcome.under.layer)
        )
        doubts = _list(found["doubts"])
        if doubts and sorted(doubts) != sorted(outcome.doubts):
            wrong = True
        return shown(outcome) if wrong else None
    for word, have in (("noted ", outcome.noted), ("depends on ", outcome.doubts)):
        if text.startswith(word):
            missing = set(_list(text.removeprefix(word))) - set(have)
            return f"{word}{', '.join(have) or 'nothing'}" if missing else None
    if text.startswith("unknown "):
        wanted = text.removeprefix("unknown ").strip('"')
        good = any(wanted in why for why in outcome.unknown)
        return None if good else shown(outcome)
    if text.startswith("if "):
        return _leaf(text, outcome)
    raise CaseFault(
        case.file, number, f'"{text}" is nothing that an act can come to',
        "admitted, refused CODE, unsettled by DOUBT, noted DOUBT, depends on DOUBT, if READING: ...",
    )  # fmt: skip


def _known_code(case: Case, number: int, answer: str, code: str | None) -> None:
    if answer == "refused" and code is None:
        raise CaseFault(case.file, number, "a refusal has a code", 'write "refused not-entitled"')
    if code is not None and code not in PRECEDENCE:
        raise CaseFault(
            case.file, number, f'"{code}" is not the code of a refusal', did_you_mean(code, CODES)
        )


def _leaf(text: str, outcome: Outcome) -> str | None:
    found = re.fullmatch(
        r"if (?P<readings>[^:]+): (?P<answer>admitted|refused|unsettled)(?: (?!under )(?P<code>[a-z-]+))?"
        + _UNDER,
        text,
    )
    if found is None:
        return "a line that cannot be read"
    wanted = set(_list(found["readings"]))
    leaves = [
        leaf for leaf in outcome.leaves if wanted <= {reading for _, reading in leaf.readings}
    ]
    for leaf in leaves:
        if leaf.answer != found["answer"] or leaf.code != found["code"]:
            return f"{leaf.answer} {leaf.code or ''}".strip()
        if found["under"] is not None and found["under"] != leaf.under.place:
            return f"{leaf.answer} under {leaf.under}"
    return (
        None
        if leaves
        else "no such reading in "
        + ", ".join(reading for leaf in outcome.leaves for _, reading in leaf.readings)
    )


def _list(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]
