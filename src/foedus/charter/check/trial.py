"""A dumb second opinion on rules: small electorates, every split of the positions, one by one.

It reads a question as it stands in the file and works out by plain counting what the engine works
out by compiled sets. It knows only what a question can show by itself: what depends on other acts
is left untried.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import permutations
from typing import TypeAlias

Raw: TypeAlias = object
Ballots: TypeAlias = tuple[str, ...]
"""For each elector by number its position; an empty text for who took none."""
Electors: TypeAlias = frozenset[int]
NOBODY: Electors = frozenset()
STEPS_MAX = 12
_COMPARISONS = ("at-least", "at-most", "more-than", "fewer-than")


class Untried(Exception):  # noqa: N818 - an answer, not an error
    """Raised where a question reads something that this trial does not know."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question under one reading of its doubts, as it stands in the file."""

    electorate: Raw
    positions: tuple[str, ...]
    excluded: Raw
    quorum: Raw
    adopted_if: Raw


@dataclass(frozen=True, slots=True)
class World:
    """An electorate by numbers: named sets in it, who is flagged, and weights by name."""

    size: int
    sets: Mapping[str, frozenset[int]] = field(default_factory=dict)
    weights: Mapping[str, Sequence[int | Fraction]] = field(default_factory=dict)

    @property
    def everybody(self) -> frozenset[int]:
        """Give all electors."""
        return frozenset(range(self.size))


@dataclass(frozen=True, slots=True)
class _Vote:
    """One vote at hand: who counts as base, who may take part, and who took each position."""

    question: Question
    world: World
    base: Electors
    voters: Electors
    by: Mapping[str, Electors]

    def took(self, word: str) -> Electors:
        """Give those who took a position; ``present`` is any, ``not-X`` all but X."""
        if word in self.question.positions:
            return self.by.get(word, NOBODY) & self.voters
        if word == "present":
            return self.voters - self.by.get("", NOBODY)
        if word.removeprefix("not-") not in self.question.positions:
            raise Untried
        return self.voters - self.by.get(word.removeprefix("not-"), NOBODY)


def adopted(question: Question, world: World, ballots: Ballots) -> bool | None:
    """Tell whether the question is adopted; none where a text that was not seen decides."""
    taken: dict[str, set[int]] = {}
    for number, word in enumerate(ballots):
        taken.setdefault(word, set()).add(number)
    by = {word: frozenset(electors) for word, electors in taken.items()}
    vote = _Vote(question, world, world.everybody, world.everybody, by)
    if isinstance(question.excluded, dict):
        voters = vote.voters - _set(question.excluded["who"], vote)
        reduced = question.excluded.get("base") == "reduced"
        vote = replace(vote, voters=voters, base=voters if reduced else vote.base)
    quorate = True if question.quorum == "none" else _test(question.quorum, vote)
    if quorate is False:
        return False
    passed = _test(question.adopted_if, vote)
    return None if passed and quorate is None else passed


def _test(test: Raw, vote: _Vote) -> bool | None:
    if not isinstance(test, dict):
        raise Untried
    if "unknown" in test:
        return None
    if "all" in test:
        results = [_test(each, vote) for each in test["all"]]
        return False if False in results else None if None in results else True
    if "any" in test:
        results = [_test(each, vote) for each in test["any"]]
        return True if True in results else None if None in results else False
    if "not" in test:
        result = _test(test["not"], vote)
        return None if result is None else not result
    return _compare(test, vote)


def _compare(test: Mapping[str, Raw], vote: _Vote) -> bool:
    of = _set(test["of"], vote) if "of" in test else vote.base
    reached = _measure(test, of, vote)
    word = next((each for each in _COMPARISONS if each in test), None)
    if word is None:
        raise Untried
    needed = test[word]
    if isinstance(needed, dict):
        least = _measure(needed, _set(needed["of"], vote) if "of" in needed else of, vote)
    elif isinstance(needed, str) and "/" in needed:
        whole = _size(test, of, vote.world)
        if whole == 0 and word in ("at-least", "more-than"):
            return False
        least = Fraction(needed) * whole
    elif isinstance(needed, int):
        least = Fraction(needed)
    else:
        raise Untried
    least = _rounded(least, str(test.get("rounding", "exact")))
    if word == "at-least":
        return reached >= least
    if word == "at-most":
        return reached <= least
    return reached > least if word == "more-than" else reached < least


def _rounded(number: Fraction, how: str) -> Fraction:
    down = Fraction(number.numerator // number.denominator)
    if how == "exact" or number == down:
        return number
    if how == "nearest":
        return down + (1 if number - down >= Fraction(1, 2) else 0)
    return down + 1 if how == "up" else down


def _size(test: Mapping[str, Raw], of: Electors, world: World) -> Fraction:
    if "weight" not in test:
        return Fraction(len(of))
    weights = world.weights.get(str(test["weight"]))
    if weights is None:
        raise Untried
    return sum((Fraction(weights[each]) for each in of), Fraction(0))


def _measure(test: Mapping[str, Raw], of: Electors, vote: _Vote) -> Fraction:
    wanted = test.get("of-those" if "weight" in test else "count")
    words = [wanted] if isinstance(wanted, str) else wanted
    if not isinstance(words, list):
        raise Untried
    return _size(test, of & NOBODY.union(*(vote.took(str(word)) for word in words)), vote.world)


def _set(who: Raw, vote: _Vote) -> Electors:
    if who == "electorate":
        return vote.base
    if who in (vote.question.electorate, "seats"):
        return vote.world.everybody
    if who == "present":
        return vote.took("present")
    if isinstance(who, str):
        if who not in vote.world.sets:
            raise Untried
        return vote.world.sets[who]
    if not isinstance(who, dict) or "on" in who or "who-did" in who:
        raise Untried
    if "any-of" in who:
        return NOBODY.union(*(_set(each, vote) for each in who["any-of"]))
    if "those-who" in who:
        wanted = who["those-who"]
        words = [wanted] if isinstance(wanted, str) else wanted
        return NOBODY.union(*(vote.took(str(word)) for word in words))
    found = _set(who["of"], vote)
    if "minus" in who:
        found -= _set(who["minus"], vote)
    return found & _set(who["and"], vote) if "and" in who else found


def splits(size: int, words: Sequence[str], spare: Sequence[str]) -> Iterator[Ballots]:
    """Give ballots in which the electors, in order, take the words in blocks of every size.

    Each order of the words is tried, so that a set at the front meets each word first, last and
    in between. The last electors take the spare words throughout.
    """
    for order in permutations(words):
        for blocks in _blocks(size - len(spare), len(order)):
            ballots: list[str] = []
            for word, many in zip(order, blocks, strict=True):
                ballots += [word] * many
            yield (*ballots, *spare)


def _blocks(size: int, count: int) -> Iterator[tuple[int, ...]]:
    if count == 1:
        yield (size,)
        return
    for first in _cuts(size):
        for rest in _blocks(size - first, count - 1):
            yield (first, *rest)


def _cuts(size: int) -> list[int]:
    """Give the sizes of a block: each of them, or in a large electorate those of interest."""
    if size <= STEPS_MAX:
        return list(range(size + 1))
    points = {0, 1, 2, size - 2, size - 1, size}
    points |= {size * part // STEPS_MAX for part in range(STEPS_MAX + 1)}
    return sorted(points)


def swapped(ballots: Ballots, old: str, new: str) -> Iterator[Ballots]:
    """Give the ballots with one elector's word replaced: the first of a block, and the last."""
    for number, word in enumerate(ballots):
        if word == old:
            first = number == 0 or ballots[number - 1] != old
            last = number + 1 == len(ballots) or ballots[number + 1] != old
            if first or last:
                yield (*ballots[:number], new, *ballots[number + 1 :])
