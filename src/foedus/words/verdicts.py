"""A verdict in words: who takes part, who is left out and why, what was needed and reached."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from foedus.law.rules.tests import Number, Report
from foedus.law.rules.verdict import Verdict
from foedus.words.who import who_words
from foedus.words.wording import Wording


@dataclass(frozen=True, slots=True)
class VerdictText:
    """A verdict as sentences, in the order in which a reader asks for them."""

    result: str
    head: str
    under: str
    lines: tuple[str, ...]


def verdict_text(wording: Wording, verdict: Verdict, *, closed: bool = False) -> VerdictText:
    """Put a verdict into words; a question that is closed can be changed by nobody any more."""
    lines = [_electorate(wording, verdict)]
    for each in verdict.left_out:
        who, under = wording.actor(each.party), wording.citation(each.under)
        lines.append(wording.say(f"verdict.left-out-{each.why}", who=who, under=under))
    for position, parties in verdict.positions:
        if parties:
            lines.append(
                wording.say(
                    "verdict.position",
                    position=wording.position(position),
                    who=wording.actors(parties),
                )
            )
    if verdict.silent:
        lines.append(wording.say("verdict.silent", who=wording.actors(verdict.silent)))
    lines += [report_words(wording, report) for report in verdict.reports]
    if not closed and verdict.silent:
        lines.append(_still(wording, verdict))
    return VerdictText(
        result=verdict.result,
        head=verdict_head(wording, verdict.result, verdict.because),
        under=wording.citation(verdict.under),
        lines=tuple(lines),
    )


def verdict_head(wording: Wording, result: str, because: str) -> str:
    """Say the result, and the first reason against it."""
    head = wording.say(f"verdict.{result}")
    if not because:
        return head
    why = wording.catalogue.either("because", because)
    return wording.say("verdict.because", result=head, because=why)


def _electorate(wording: Wording, verdict: Verdict) -> str:
    who = wording.actors(verdict.electorate) or wording.say("verdict.nobody")
    return wording.say("verdict.electorate", who=who, count=str(len(verdict.electorate)))


def _still(wording: Wording, verdict: Verdict) -> str:
    if verdict.pivotal:
        who = wording.actors(verdict.pivotal)
        return wording.say("verdict.pivotal", who=who)
    return wording.say("verdict.decided" if verdict.decided else "verdict.together")


def report_words(wording: Wording, report: Report) -> str:
    """Say one comparison: what was measured, reached and needed, and what is missing."""
    number = str(report.needed)
    if report.share is not None:
        number = wording.say("verdict.of-share", share=str(report.share), base=str(report.base))
    needed = wording.say(f"verdict.{report.comparison}", number=number)
    if report.share == 1 and report.comparison == "at_least":
        needed = wording.say("verdict.of-all", base=str(report.base))
    return wording.say(
        "verdict.report",
        measure=measure_words(wording, report.measure),
        of=within(wording, report.of),
        reached=str(report.reached),
        needed=needed,
        result=_result(wording, report),
    )


def measure_words(wording: Wording, label: str) -> str:
    """Say what is counted: positions joined by ``+``, with a weight before ``of``."""
    weight, _, positions = label.rpartition(" of ")
    words = [wording.position(each) for each in positions.split("+")]
    told = wording.catalogue.listed([wording.catalogue.quoted(each) for each in words])
    if not weight:
        return told
    found = wording.charter.rules.weights.get(weight)
    name = wording.of(found.names) if found else weight
    return wording.say("verdict.weight", weight=name, measure=told)


def within(wording: Wording, of: str) -> str:
    """Say within which set something is counted."""
    if of in ("electorate", "set"):
        return wording.say(f"verdict.in-{of}")
    return wording.say("verdict.in-words", who=who_words(wording, of))


def _result(wording: Wording, report: Report) -> str:
    if report.passed:
        return wording.say("verdict.holds")
    missing = missing_of(report)
    if missing is None:
        return wording.say("verdict.fails")
    over = report.comparison in ("at_most", "fewer_than")
    key = "verdict.fails-over" if over else "verdict.fails-missing"
    return wording.say(key, missing=str(missing))


def missing_of(report: Report) -> Number | None:
    """Give how much is missing, or too much; none where only "more than" a fraction says it."""
    reached, needed = Fraction(report.reached), Fraction(report.needed)
    whole = " of " not in report.measure
    match report.comparison:
        case "at_least":
            lack = needed - reached
            return -(-lack.numerator // lack.denominator) if whole else lack
        case "at_most":
            return reached - needed
        case "more_than" if whole:
            return needed.numerator // needed.denominator + 1 - reached.numerator
        case "fewer_than" if whole:
            return reached - (-(-needed.numerator // needed.denominator) - 1)
        case _:
            return None
