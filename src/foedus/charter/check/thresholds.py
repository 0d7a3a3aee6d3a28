"""Thresholds can be met: a share is a part of the whole, a number no larger than the electorate."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from foedus.charter.charter import Charter
from foedus.charter.check.electorates import largest
from foedus.charter.check.spots import Finding, Spot, Texts, below, lines, raw, walk
from foedus.charter.model.rules import Ask, Compare, Rule, RuleLayer
from foedus.charter.model.steps import CountGuard

NAME = "thresholds"
_WORDS = ("at-least", "at-most", "more-than", "fewer-than")


def check(charter: Charter, texts: Texts) -> Iterator[Finding]:
    """Find shares beyond the whole, and numbers that nobody could reach."""
    for spot, _ in (*lines(charter, Compare), *lines(charter, CountGuard)):
        for word in _WORDS:
            yield from _share(texts, below(spot, word), word)
    for spot, rule in lines(charter, Rule):
        name = str(spot.path[-1])
        for number, layer in enumerate(rule.layers):
            yield from _layer(charter, texts, name, below(spot, "layers", number), layer)


def _numbers(texts: Texts, spot: Spot) -> Iterator[tuple[Spot, int | Fraction]]:
    """Give the numbers and shares of a threshold, in every reading, as they are written."""
    for each in walk(spot):
        if each.owner is not spot.owner or each.of != spot.of:
            continue
        written = raw(texts, each)
        if isinstance(written, int) and not isinstance(written, bool):
            yield each, written
        elif isinstance(written, str) and isinstance(each.value, Fraction | int):
            yield each, Fraction(written) if "/" in written else int(written)


def _share(texts: Texts, spot: Spot, word: str) -> Iterator[Finding]:
    for each, number in _numbers(texts, spot):
        if isinstance(number, int):
            continue
        if number > 1:
            what = f"{raw(texts, each)} is more than the whole"
            yield Finding(each, "threshold-share", what, "write a share of at most 1/1")
        elif (word == "more-than" and number == 1) or (word == "fewer-than" and number == 0):
            what = f"{word} {raw(texts, each)} is never met"
            yield Finding(each, "threshold-share", what, "write at-least or at-most")


def _layer(
    charter: Charter, texts: Texts, rule: str, spot: Spot, layer: RuleLayer
) -> Iterator[Finding]:
    for each in walk(spot):
        if not isinstance(each.value, Compare):
            continue
        ask = each.inside(Ask)
        electorate = ask.electorate if ask is not None else layer.electorate
        who = each.value.of if each.value.of not in (None, "electorate") else electorate
        if each.value.weight is not None or who is None:
            continue
        size = largest(charter, rule, layer, who)
        for word, extra in (("at-least", 0), ("more-than", 1)):
            for at, number in _numbers(texts, below(each, word)):
                if isinstance(number, int) and size is not None and number + extra > size:
                    what = f"{word} {number} is never met: this set never had more than {size}"
                    yield Finding(at, "threshold-size", what, "correct the number or the set")
