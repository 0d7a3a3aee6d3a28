"""The answer to an act in words: admitted, refused or unsettled, with its doubts and readings."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.law.outcome import Answer, Leaf, Outcome
from foedus.words.dates import Zone
from foedus.words.refusals import refusal
from foedus.words.who import who_words
from foedus.words.wording import Wording


@dataclass(frozen=True, slots=True)
class ReadingText:
    """One reading of a doubt: its name, what it says, and what the answer is under it."""

    name: str
    summary: str
    result: str


@dataclass(frozen=True, slots=True)
class DoubtText:
    """An open point: its question, where it stands, how it is known, and who may settle it."""

    name: str
    question: str
    under: str
    mark: str
    settled_by: str
    readings: tuple[ReadingText, ...]


@dataclass(frozen=True, slots=True)
class OutcomeText:
    """An outcome in words. ``combinations`` tells the answers where several doubts meet."""

    answer: Answer
    head: str
    why: str
    under: str
    doubts: tuple[DoubtText, ...] = ()
    combinations: tuple[ReadingText, ...] = ()
    noted: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def outcome_text(
    wording: Wording, outcome: Outcome, place: tuple[str, str], zone: Zone | None = None
) -> OutcomeText:
    """Put an outcome into words. ``place`` is the procedure and step of the act."""
    why = ""
    if outcome.code is not None:
        why = refusal(wording, outcome.code, outcome.detail, outcome.under, place, zone)
    elif outcome.doubts:
        why = wording.say("answer.depends" if outcome.answer == "unsettled" else "answer.follows")
    results = {
        leaf.readings: _result(wording, leaf, place, zone)
        for leaf in outcome.leaves
        if any(doubt in outcome.doubts for doubt, _ in leaf.readings)
    }
    alone = len(outcome.doubts) == 1
    return OutcomeText(
        answer=outcome.answer,
        head=wording.say(f"answer.{outcome.answer}"),
        why=why,
        under=wording.citation(outcome.under),
        doubts=tuple(
            doubt_text(wording, name, _by_reading(name, results) if alone else {})
            for name in outcome.doubts
        ),
        combinations=() if alone else tuple(
            ReadingText(_named(wording, outcome, readings), "", result)
            for readings, result in results.items()
        ),
        noted=outcome.noted,
        unknown=outcome.unknown,
    )  # fmt: skip


def doubt_text(wording: Wording, name: str, results: dict[str, str]) -> DoubtText:
    """Put an open point into words, with the result under each reading where it is given."""
    doubt = wording.charter.doubts.doubts[name]
    settled = doubt.settled_by
    bodies = wording.charter.bodies.bodies
    return DoubtText(
        name=name,
        question=wording.of(doubt.question),
        under=wording.place(doubt.under),
        mark=wording.mark(doubt.basis, doubt.evidence),
        settled_by=wording.body(settled) if settled in bodies else who_words(wording, settled),
        readings=tuple(
            ReadingText(reading, wording.of(spec.summary), results.get(reading, ""))
            for reading, spec in doubt.readings.items()
            if not results or reading in results
        ),
    )


def _by_reading(doubt: str, results: dict[tuple[tuple[str, str], ...], str]) -> dict[str, str]:
    return {dict(readings)[doubt]: text for readings, text in results.items()}


def _named(wording: Wording, outcome: Outcome, readings: tuple[tuple[str, str], ...]) -> str:
    names = [reading for doubt, reading in readings if doubt in outcome.doubts]
    return wording.catalogue.listed([wording.catalogue.quoted(name) for name in names])


def _result(wording: Wording, leaf: Leaf, place: tuple[str, str], zone: Zone | None) -> str:
    head = wording.say(f"answer.{leaf.answer}")
    if leaf.code is not None:
        why = refusal(wording, leaf.code, leaf.detail, leaf.under, place, zone)
        return f"{head}. {why}"
    if leaf.unknown:
        return f"{head}. {wording.say('answer.unknown', why=leaf.unknown)}"
    return f"{head}."


def outcome_lines(wording: Wording, text: OutcomeText) -> list[str]:
    """Write an outcome as lines of text; two spaces indent what belongs to the line above."""
    say = wording.say
    if text.why:
        lines = [f"{text.head}. {text.why}", say("citation.under", place=text.under)]
    else:
        lines = [say("answer.stands", head=text.head, place=text.under)]
    for doubt in text.doubts:
        lines.append(say("answer.question", question=doubt.question))
        lines += [f"  {line}" for line in _doubt(wording, doubt)]
    differ = len({each.result for each in text.combinations}) > 1
    for each in text.combinations if differ else ():
        lines.append(say("answer.combination", readings=each.name, result=each.result))
    lines += [say("answer.unknown", why=why) for why in text.unknown]
    if text.noted:
        questions = [wording.doubt(name) for name in text.noted]
        lines.append(say("answer.noted", doubts="; ".join(questions)))
    return lines


def _doubt(wording: Wording, doubt: DoubtText) -> list[str]:
    lines = []
    differ = len({each.result for each in doubt.readings}) > 1
    for each in doubt.readings:
        told = wording.say("answer.reading", name=each.name, summary=each.summary)
        if differ:
            told = wording.say("answer.result", reading=told, result=each.result)
        lines.append(f"– {told}")
    who = wording.say("answer.settled-by", who=doubt.settled_by)
    return [*lines, f"{who} ({doubt.under}; {doubt.mark})"]
