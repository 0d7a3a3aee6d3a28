"""Words that go together: a line that the model lets through, and that still says too little."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from foedus.charter.charter import Charter
from foedus.charter.check.procedures import every
from foedus.charter.check.spots import Finding, Spot, Texts, below, lines, own
from foedus.charter.model.header import Header
from foedus.charter.model.parties import Cell
from foedus.charter.model.procedures import Puts
from foedus.charter.model.rules import Ask, Compare, Measure, Rule, RuleLayer
from foedus.charter.model.steps import (
    CountGuard,
    DatedGuard,
    Duty,
    Effects,
    FieldGuard,
    Grant,
    TermStart,
    WaitGuard,
)
from foedus.charter.model.values import DURATION, Line

NAME = "forms"
_COMPARISONS = ("at-least", "at-most", "more-than", "fewer-than")
_NEEDED = ("electorate", "positions", "abstention", "absence", "adopted-if")
_IGNORED = ("positions", "abstention", "absence", "adopted-if")
_NUMBER = re.compile(r"none$|next of \S+$")
_HARD = ((Duty, "due"), (TermStart, "after"), (WaitGuard, "at_least"), (DatedGuard, "at_least"))


def check(charter: Charter, _texts: Texts) -> Iterator[Finding]:
    """Find lines whose words do not go together."""
    kinds: list[tuple[type[Line], Callable[[Spot, Any], Iterator[Finding]]]] = [
        (Compare, _compare),
        (Measure, _measure),
        (Rule, _rule),
        (Puts, _puts),
        (FieldGuard, _field_guard),
        (CountGuard, _count_guard),
        (Effects, _number),
        (Header, _header),
    ]
    for kind, look in kinds:
        for spot, line in lines(charter, kind):
            yield from look(spot, line)
    for spot in own(charter):
        if any(isinstance(spot.owner, kind) and spot.of == of for kind, of in _HARD):
            yield from _duration(spot)
    for spot, grant in lines(charter, Grant):
        yield from _grant(charter, spot, grant)


def _given(spot: Spot, *words: str) -> list[str]:
    return [word for word in words if below(spot, word).value is not None]


def _compare(spot: Spot, line: Compare) -> Iterator[Finding]:
    given = _given(spot, *_COMPARISONS)
    if len(given) != 1:
        what = "a test compares with one number or share"
        yield Finding(spot, "test-form", what, f"write one of: {', '.join(_COMPARISONS)}")
    yield from _measure(spot, line)


def _measure(spot: Spot, line: Compare | Measure) -> Iterator[Finding]:
    given = _given(spot, "count", "weight")
    if len(given) != 1:
        what = "a test counts parties, or adds up a weight of theirs"
        yield Finding(spot, "test-form", what, "write count: POSITION, or weight: NAME")
    elif line.weight is not None and line.of_those is None:
        what = f'of whom the weight "{line.weight}" is added up is not said'
        yield Finding(below(spot, "weight"), "test-form", what, "add: of-those: POSITION", key=True)
    elif line.count is not None and line.of_those is not None:
        what = '"of-those" belongs to a weight'
        yield Finding(
            below(spot, "of-those"), "test-form", what, "say whom it counts in count", key=True
        )


def _rule(spot: Spot, rule: Rule) -> Iterator[Finding]:
    for number, layer in enumerate(rule.layers):
        at = below(spot, "layers", number)
        given = _given(at, *_NEEDED)
        if not layer.asks:
            for word in _NEEDED:
                if word not in given:
                    what = f'the rule does not say "{word}"'
                    yield Finding(at, "rule-form", what, f"add: {word}: ... (it may be unknown)")
            continue
        for word in _IGNORED:
            if word in given:
                what = f'"{word}" belongs to a question of the chain'
                yield Finding(below(at, word), "rule-form", what, "move it into asks", key=True)
        yield from _chain(at, layer)


def _chain(spot: Spot, layer: RuleLayer) -> Iterator[Finding]:
    names: set[str] = set()
    for number, ask in enumerate(layer.asks):
        at = below(spot, "asks", number)
        if ask.question is None:
            what = "a question of a chain needs a name"
            yield Finding(at, "rule-form", what, "add: question: NAME")
        elif ask.question in names:
            what = f'a second question is called "{ask.question}"'
            yield Finding(below(at, "question"), "rule-form", what, "give it another name")
        names.add(_named(ask))


def _named(ask: Ask) -> str:
    return ask.question or ""


def _puts(spot: Spot, line: Puts) -> Iterator[Finding]:
    one = isinstance(line.to, str) or (isinstance(line.to, list) and len(line.to) == 1)
    if line.which == "chosen" and one:
        what = "there is one body only: nothing is to be chosen"
        yield Finding(below(spot, "which"), "puts-form", what, "remove it, or name more bodies")


def _field_guard(spot: Spot, line: FieldGuard) -> Iterator[Finding]:
    if line.in_ is None and line.not_in is None and line.one_of is None:
        what = f'nothing is asked of the field "{line.field}"'
        yield Finding(spot, "guard-form", what, "add one of: in, not-in, one-of")


def _count_guard(spot: Spot, line: CountGuard) -> Iterator[Finding]:
    if line.of is None and any(isinstance(each, Fraction) for each in every(line.at_least)):
        what = f'of whom the share of those who did "{line.count_of}" is taken is not said'
        yield Finding(below(spot, "at-least"), "guard-form", what, "add: of: members")


def _number(spot: Spot, line: Effects) -> Iterator[Finding]:
    if line.number is not None and not _NUMBER.match(line.number):
        what = f'"{line.number}" names no series of numbers'
        yield Finding(below(spot, "number"), "number-form", what, "write: next of SERIES, or none")


def _header(spot: Spot, line: Header) -> Iterator[Finding]:
    for language, letters in line.alphabets.items():
        twice = sorted({letter for letter in letters if letters.count(letter) > 1})
        if twice:
            what = f'the letter "{twice[0]}" stands twice in the alphabet'
            at = below(spot, "alphabets", language)
            yield Finding(at, "alphabet-form", what, "write each letter once, in order")


def _duration(spot: Spot) -> Iterator[Finding]:
    if not isinstance(spot.value, str):
        return
    found = DURATION.match(spot.value)
    if found is not None and not any(int(part or 0) for part in found.groups()):
        what = f'"{spot.value}" is no time at all'
        yield Finding(spot, "duration-none", what, "write a time such as P30D or PT48H")


def _grant(charter: Charter, spot: Spot, grant: Grant) -> Iterator[Finding]:
    right = charter.standings.rights.get(grant.right)
    if right is None:
        return
    cells = [each.is_ if isinstance(each, Cell) else each for each in right.cells.values()]
    if not any("if-granted" in every(cell) for cell in cells):
        what = f'no standing has the right "{grant.right}" if granted: the grant changes nothing'
        cure = f"write if-granted in standings.yaml: {grant.right}, or remove the grant"
        yield Finding(below(spot, "right"), "grant-idle", what, cure)
