"""Turns by alphabet come to somebody: round a known set, from one of it, by letters that are known.

The engine names nobody where the first is not among those whose turn it is, and puts a letter that
the alphabet lacks before all others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from foedus.charter.charter import Charter
from foedus.charter.check.electorates import On, members
from foedus.charter.check.procedures import every
from foedus.charter.check.spots import Finding, Spot, Texts, below, lines
from foedus.charter.faults import did_you_mean
from foedus.charter.model.bodies import Turn
from foedus.charter.who import parse

NAME = "turns"


def check(charter: Charter, _texts: Texts) -> Iterator[Finding]:
    """Find turns that come to nobody, or in an order that nobody meant."""
    for spot, turn in lines(charter, Turn):
        if not _has_order(charter, turn):
            yield _unordered(charter, spot, turn)
            continue
        there = members(On(charter, turn.starting), turn.of) or frozenset()
        if there and turn.first in charter.parties.parties and turn.first not in there:
            what = f"{turn.first} is not among those whose turn it is on {turn.starting}"
            yield Finding(below(spot, "first"), "turn-first", what, did_you_mean(turn.first, there))
        if turn.language in charter.header.alphabets:
            yield from _letters(charter, spot, turn)


def _has_order(charter: Charter, turn: Turn) -> bool:
    """Tell whether a turn goes round a standing or a list: what the engine can put in order."""
    if not isinstance(turn.of, str):
        return False
    word = parse(charter, turn.of)
    if word is not None and word.kind == "set":
        return all(isinstance(each, list) for each in every(charter.rules.sets[word.name].is_))
    return word is not None and word.kind == "standing" and not word.other


def _unordered(charter: Charter, spot: Spot, turn: Turn) -> Finding:
    known = [*charter.standings.standings, *charter.rules.sets]
    known += [each.set for each in charter.standings.standings.values() if each.set]
    cure = did_you_mean(turn.of, known) if isinstance(turn.of, str) else ""
    what = "a turn goes round a standing or a named list"
    return Finding(below(spot, "of"), "turn-of", what, cure or "name a standing")


def _letters(charter: Charter, spot: Spot, turn: Turn) -> Iterator[Finding]:
    """Find parties without a name in the language of a turn, and letters that it does not know."""
    alphabet = charter.header.alphabets[turn.language]
    for day in sorted({turn.starting, *_days(charter, turn)}):
        for party in sorted(members(On(charter, day), turn.of) or ()):
            state = charter.states.get(party)
            names = (state.short if turn.form == "short" else state.full) if state else {}
            if state is not None and turn.language not in names:
                what = f'{party} has no name in "{turn.language}"'
                cure = "name it in the file of states, or choose another language"
                yield Finding(below(spot, "language"), "turn-name", what, cure)
                return
            name = names.get(turn.language, party).lower()
            strange = [each for each in name if each.isalpha() and each not in alphabet]
            if strange and state is not None:
                what = f'the alphabet lacks the letter "{strange[0]}" of {names[turn.language]}'
                at = Spot("charter.yaml", ("alphabets", turn.language), alphabet)
                yield Finding(at, "turn-letter", what, "write every letter, in order")
                return


def _days(charter: Charter, turn: Turn) -> Iterator[dt.date]:
    for spells in charter.parties.parties.values():
        yield from (spell.from_ for spell in spells if spell.from_ > turn.starting)
