"""What stands: matters with their branches, standings by decision, chairs, counters, agenda.

Nothing here refers back to what holds it, so that Python's collector of cycles has nothing to find
and is kept out (``gc=False``): a state of a million entries would cost it more than all acts.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, MutableMapping
from copy import deepcopy
from typing import TypeAlias

import msgspec
from msgspec import Raw, Struct, field
from msgspec.structs import replace

from foedus.acts.hours import Instant
from foedus.charter.charter import Citation
from foedus.law.people import People

Spoken: TypeAlias = tuple[str, str, str]
"""Of an act: its step, its actor, and on whose behalf (or empty)."""


class Question(Struct, gc=False, array_like=True):
    """A question put: frozen rule and electorate, and the positions as sets of parties.

    ``words`` are each party's own words in order, by act: the last one counts.
    """

    id: str
    put: str
    step: str
    rule: str
    on: int
    body: str
    part: int
    electorate: int
    voters: int
    excluded: int
    text: str
    flags: dict[str, int]
    by: dict[str, int] = field(default_factory=dict)
    parts: dict[str, dict[str, int]] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    result: str = ""
    because: str = ""

    def copy(self) -> Question:
        """Give a copy that shares nothing that can change."""
        return replace(
            self,
            by=self.by.copy(),
            parts={name: by.copy() for name, by in self.parts.items()},
            words={party: words.copy() for party, words in self.words.items()},
        )


class Duty(Struct, gc=False, array_like=True):
    """Something owed; ``spec`` names where its terms stand in the procedure."""

    id: str
    spec: str
    what: str
    debtor: str
    creditor: str
    since: Instant
    occurred: tuple[Instant, Instant] | None
    due: str
    until: Instant | None
    under: Citation
    met_by: str = ""
    met_at: Instant | None = None
    met_occurred: tuple[Instant, Instant] | None = None
    ended_by: str = ""


class Branch(Struct, gc=False, array_like=True):
    """A matter under one combination of readings."""

    readings: dict[str, str] = field(default_factory=dict)
    stage: str = ""
    said: dict[str, dict[str, str | int | tuple[str, ...]]] = field(default_factory=dict)
    done: dict[str, tuple[int, int, Instant, Instant]] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    open: dict[str, None] = field(default_factory=dict)
    verdict: tuple[str, str] = ("", "")
    duties: dict[str, Duty] = field(default_factory=dict)
    owed: dict[str, dict[str, None]] = field(default_factory=dict)
    terms: dict[str, Instant] = field(default_factory=dict)
    lapsed: dict[str, Instant] = field(default_factory=dict)
    tracks: dict[str, dict[str, str]] = field(default_factory=dict)
    texts: dict[str, tuple[str, int]] = field(default_factory=dict)
    bound: int = 0
    grants: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    notices: list[tuple[str, str, str, Instant]] = field(default_factory=list)
    later: list[tuple[object, ...]] = field(default_factory=list)

    def copy(self) -> Branch:
        """Give a copy that shares nothing that can change."""
        return Branch(
            self.readings.copy(),
            self.stage,
            self.said.copy(),
            self.done.copy(),
            {id_: question.copy() for id_, question in self.questions.items()},
            self.open.copy(),
            self.verdict,
            {id_: replace(duty) for id_, duty in self.duties.items()},
            {step: waiting.copy() for step, waiting in self.owed.items()},
            self.terms.copy(),
            self.lapsed.copy(),
            {track: stages.copy() for track, stages in self.tracks.items()},
            self.texts.copy(),
            self.bound,
            self.grants.copy(),
            self.numbers.copy(),
            self.notices.copy(),
            self.later.copy(),
        )


class Matter(Struct, gc=False, array_like=True):
    """One running instance of a procedure, once for each combination of readings."""

    id: str
    procedure: str
    number: int
    bound_on: int
    opened: Instant
    opener: str
    subject: str
    branches: dict[str, Branch] = field(default_factory=dict)
    rulings: dict[str, str] = field(default_factory=dict)
    said: dict[str, Spoken] = field(default_factory=dict)
    statements: dict[str, str] = field(default_factory=dict)
    corrected: dict[str, dict[str, str | int | tuple[str, ...]]] = field(default_factory=dict)
    contested: dict[str, None] = field(default_factory=dict)
    proposals: dict[str, tuple[str, str]] = field(default_factory=dict)

    def copy(self) -> Matter:
        """Give a copy that shares nothing that can change."""
        return replace(
            self,
            branches={key: branch.copy() for key, branch in self.branches.items()},
            rulings=self.rulings.copy(),
            said=self.said.copy(),
            statements=self.statements.copy(),
            corrected={id_: fields.copy() for id_, fields in self.corrected.items()},
            contested=self.contested.copy(),
            proposals=self.proposals.copy(),
        )


class Matters(MutableMapping[str, Matter]):
    """The matters by their names, in the order in which they were opened.

    Those of a snapshot are read when they are first asked for: of the matters of many years, few
    are asked for again.
    """

    __slots__ = ("_kept",)

    def __init__(self, kept: dict[str, Matter | Raw] | None = None) -> None:
        self._kept: dict[str, Matter | Raw] = {} if kept is None else kept

    def get(self, name: str, default: Matter | None = None) -> Matter | None:  # type: ignore[override]
        """Give a matter, or what is said instead."""
        found = self._kept.get(name, default)
        return self[name] if isinstance(found, Raw) else found

    def __getitem__(self, name: str) -> Matter:
        found = self._kept[name]
        if isinstance(found, Raw):
            found = self._kept[name] = _thawed(found)
        return found

    def __setitem__(self, name: str, matter: Matter) -> None:
        self._kept[name] = matter

    def __delitem__(self, name: str) -> None:
        del self._kept[name]

    def __contains__(self, name: object) -> bool:
        return name in self._kept

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def copy(self) -> Matters:
        """Give the same matters, to which others can be added apart."""
        return Matters(self._kept.copy())

    def frozen(self) -> dict[str, Matter | Raw]:
        """Give the matters as a snapshot holds them: those that were never asked for, unread."""
        return self._kept


def _thawed(frozen: Raw) -> Matter:
    matter = _decode(frozen)
    for branch in matter.branches.values():
        branch.later = [plain(effect) for effect in branch.later]
    return matter


def plain(value: Iterable[object]) -> tuple[object, ...]:
    """Give tuples for lists: what was read from disk is then equal to what was made here."""
    return tuple(plain(each) if isinstance(each, list | tuple) else each for each in value)


_decode = msgspec.json.Decoder(Matter).decode


class State(Struct, gc=False):
    """All that stands at an hour. Only ``fold`` changes it.

    ``acts`` gives the number of the entry with which each act was entered, refused ones included.
    """

    hour: Instant = -(2**62)
    entries: int = 0
    matters: Matters = field(default_factory=Matters)
    acts: dict[str, int] = field(default_factory=dict)
    standings: dict[str, dict[str, tuple[str, Citation]]] = field(default_factory=dict)
    standings_version: int = 0
    chairs: dict[str, tuple[str, str, Citation]] = field(default_factory=dict)
    hosts: dict[str, tuple[str, Citation]] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    agenda: list[tuple[Instant, int, str, str]] = field(default_factory=list)
    people: People | None = None
    seating: object = None

    def copy(self) -> State:
        """Give a copy that shares nothing that can change."""
        seating, self.seating = self.seating, None
        twin = deepcopy(self)
        self.seating = twin.seating = seating
        return twin

    def apart(self, matters: Iterable[str]) -> State:
        """Give a copy on which terms may run out in these matters; the other matters are shared."""
        twin = replace(
            self,
            matters=self.matters.copy(),
            standings={register: of.copy() for register, of in self.standings.items()},
            chairs=self.chairs.copy(),
            hosts=self.hosts.copy(),
            people=deepcopy(self.people),
            counters=self.counters.copy(),
            agenda=self.agenda.copy(),
        )
        for name in matters:
            twin.matters[name] = self.matters[name].copy()
        return twin

    def next_term(self) -> Instant | None:
        """Give the earliest instant on the agenda, if any."""
        return self.agenda[0][0] if self.agenda else None

    def schedule(self, at: Instant, number: int, matter: str, term: str) -> None:
        """Put a term on the agenda; ties are settled by the order in which matters opened."""
        heapq.heappush(self.agenda, (at, number, matter, term))
