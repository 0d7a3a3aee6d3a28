"""The small electorates on which a rule is tried, and the readings and days under which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice, product
from typing import NamedTuple

from foedus.charter.charter import Charter
from foedus.charter.check.electorates import bodies_of
from foedus.charter.check.procedures import every
from foedus.charter.check.spots import Spot, Texts, below, raw
from foedus.charter.check.trial import Question, Raw, Untried, World
from foedus.charter.model.rules import RuleLayer
from foedus.charter.model.values import Since, Unsettled

SIZES = (2, 3, 4, 5)
SIZE_MAX = 40
CHOICES_MAX = 64
SHARES_MAX = 12
WEIGHTED_MAX = 24
_PERSONAL = ("flagged ", "chair of ", "says.")
_PERSONS = ("subject", "opener", "actor", "owner")


class Choice(NamedTuple):
    """A day, and a reading for each doubt."""

    day: dt.date
    readings: Mapping[str, str]


def choices(written: Raw, first: dt.date) -> Iterator[Choice]:
    """Give each day on which a question changes with each combination of its readings."""
    doubts: dict[str, list[str]] = {}
    days = {first}
    for value in _parts(written):
        doubt, readings, since = value.get("unsettled"), value.get("values"), value.get("since")
        if isinstance(doubt, str) and isinstance(readings, dict):
            doubts.setdefault(doubt, list(readings))
        if isinstance(since, dict):
            days |= {max(first, dt.date.fromisoformat(day)) for day in since}
    for readings in islice(product(*doubts.values()), CHOICES_MAX):
        for day in sorted(days):
            yield Choice(day, dict(zip(doubts, readings, strict=True)))


def _parts(value: Raw) -> Iterator[dict[str, Raw]]:
    """Give every mapping in a value, itself included."""
    if isinstance(value, dict):
        yield value
    for each in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from _parts(each)


def settled(value: Raw, choice: Choice) -> Raw:
    """Give a value as it stands on a day under a choice of readings, all the way down."""
    if isinstance(value, list):
        return [settled(each, choice) for each in value]
    if not isinstance(value, dict):
        return value
    if "since" in value:
        known = [day for day in sorted(value["since"]) if dt.date.fromisoformat(day) <= choice.day]
        return settled(value["since"][known[-1]], choice) if known else {"unknown": "not yet"}
    if "unsettled" in value:
        return settled(value["values"].get(choice.readings.get(value["unsettled"])), choice)
    return {word: settled(each, choice) for word, each in value.items()}


def chosen(spot: Spot, choice: Choice) -> Spot:
    """Give the spot of the value that counts on a day under a choice of readings."""
    value = spot.value
    if isinstance(value, Unsettled) and value.unsettled in choice.readings:
        return chosen(below(spot, "values", choice.readings[value.unsettled]), choice)
    if isinstance(value, Since):
        known = [day for day in value.since if day <= choice.day]
        if known:
            path = (*spot.path, "since", max(known).isoformat())
            inner = Spot(spot.file, path, value.since[max(known)], value, "since", spot)
            return chosen(inner, choice)
    return spot


def numbers(question: Question) -> list[int]:
    """Give the numbers and denominators of a question: electorates must be larger than these."""
    found: list[int] = []
    for part in (*_parts(question.adopted_if), *_parts(question.quorum)):
        for value in part.values():
            if isinstance(value, int):
                found.append(value)
            elif isinstance(value, str) and value[:1].isdigit():
                share = Fraction(value)
                found.append(share.denominator if "/" in value else share.numerator)
    return found


def worlds(
    charter: Charter, texts: Texts, rule: str, layer: RuleLayer, question: Question, choice: Choice
) -> list[World]:
    """Give the electorates for a question: several sizes, its named sets at the front.

    Where the question adds up weights, the electorate is of the parties that have them.
    """
    words = _words(question)
    whole = _same_as_electorate(charter, rule, layer)
    tables = [str(part["weight"]) for part in _tests(question) if "weight" in part]
    if tables:
        return [_weighted(charter, texts, tables, words - whole, choice)]
    asked = _asked(question, words - whole)
    sizes = set(SIZES)
    for number in (*numbers(question), sum(asked.values())):
        sizes |= {number + 1, number + 2} if number <= SIZE_MAX else set()
    made: list[World] = []
    for size in sorted(size for size in sizes if size > 1):
        for flagged in (True, False) if any(map(_personal, words)) else (True,):
            sets = _sets(size, asked, flagged=flagged)
            sets.update((word, frozenset(range(size))) for word in whole)
            made.append(World(size, sets))
    return made


def _tests(question: Question) -> Iterator[dict[str, Raw]]:
    yield from _parts(question.adopted_if)
    yield from _parts(question.quorum)


def _words(question: Question) -> set[str]:
    """Give the words in a question that name sets."""
    found: set[str] = set()
    for part in (*_tests(question), *_parts(question.excluded)):
        for word in ("of", "minus", "and", "who"):
            value = part.get(word)
            found |= {value} if isinstance(value, str) else set()
        for value in listed if isinstance(listed := part.get("any-of"), list) else ():
            found |= {value} if isinstance(value, str) else set()
    return found - {"electorate", "seats", "present"}


def _personal(word: str) -> bool:
    return word in _PERSONS or word.startswith(_PERSONAL)


def _same_as_electorate(charter: Charter, rule: str, layer: RuleLayer) -> set[str]:
    """Give the words that mean the whole electorate, for every body that decides by the rule."""
    if layer.electorate != "seats":
        return set()
    bodies = bodies_of(charter, rule, layer)
    seats = [charter.bodies.bodies[name].seats for name in bodies]
    if seats and all(each == seats[0] for each in seats):
        return {each for each in every(seats[0]) if isinstance(each, str)}
    return {f"seats of {name}" for name in bodies}


def _asked(question: Question, words: set[str]) -> dict[str, int]:
    """Give each named set with the size it must have, to do what the tests ask of it by number."""
    made = dict.fromkeys(sorted(words), 1)
    for part in _tests(question):
        word = part.get("of")
        if isinstance(word, str) and word in made:
            given = [each for each in part.values() if isinstance(each, int)]
            made[word] = max([made[word], *(each + 1 for each in given)])
    return made


def _sets(size: int, asked: dict[str, int], *, flagged: bool = True) -> dict[str, frozenset[int]]:
    """Place named sets in an electorate, one after the other from the front."""
    made: dict[str, frozenset[int]] = {}
    begin = 0
    for word, least in asked.items():
        many = (1 if flagged else 0) if _personal(word) else min(size, max(least, size // 3))
        made[word] = frozenset((begin + number) % size for number in range(many))
        begin += many
    return made


def _weighted(
    charter: Charter, texts: Texts, tables: list[str], words: set[str], choice: Choice
) -> World:
    made: dict[str, dict[str, Fraction]] = {}
    for name in tables:
        written = settled(raw(texts, Spot("rules.yaml", ("weights", name, "of"), None)), choice)
        if not isinstance(written, dict) or "unknown" in written:
            raise Untried
        made[name] = {party: Fraction(str(weight)) for party, weight in written.items()}
    first = made[tables[0]]
    parties = sorted(first, key=lambda party: (-first[party], party))
    step = -(-len(parties) // WEIGHTED_MAX) or 1
    parties = parties[::step]
    sets = _sets(len(parties), dict.fromkeys(sorted(words), 1)) if parties else {}
    for word in words:
        named = charter.rules.sets.get(word)
        if named is not None and isinstance(named.is_, list):
            sets[word] = frozenset(n for n, party in enumerate(parties) if party in named.is_)
    weights = {
        name: [table.get(party, Fraction(0)) for party in parties] for name, table in made.items()
    }
    return World(len(parties), sets, weights)
