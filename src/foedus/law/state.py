"""What stands: matters with their branches, standings by decision, chairs, counters, agenda."""

from __future__ import annotations

import copy
import heapq
from dataclasses import dataclass, field

from foedus.acts.hours import Instant
from foedus.charter.charter import Citation
from foedus.law.people import People


@dataclass(slots=True)
class Question:
    """A question put: frozen rule and electorate, and the positions as sets of parties.

    ``words`` are each party's own words in order, as (act, position): the last one counts.
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
    words: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    result: str = ""
    because: str = ""


@dataclass(slots=True)
class Duty:
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


@dataclass(slots=True)
class Branch:
    """A matter under one combination of readings."""

    readings: dict[str, str] = field(default_factory=dict)
    stage: str = ""
    said: dict[str, dict[str, object]] = field(default_factory=dict)
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


@dataclass(slots=True)
class Matter:
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
    said: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    statements: dict[str, str] = field(default_factory=dict)
    corrected: dict[str, dict[str, object]] = field(default_factory=dict)
    contested: dict[str, None] = field(default_factory=dict)
    proposals: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    """All that stands at an hour. Only ``fold`` changes it."""

    hour: Instant = -(2**62)
    entries: int = 0
    matters: dict[str, Matter] = field(default_factory=dict)
    acts: dict[str, str] = field(default_factory=dict)
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
        twin = copy.deepcopy(self)
        self.seating = twin.seating = seating
        return twin

    def next_term(self) -> Instant | None:
        """Give the earliest instant on the agenda, if any."""
        return self.agenda[0][0] if self.agenda else None

    def schedule(self, at: Instant, number: int, matter: str, term: str) -> None:
        """Put a term on the agenda; ties are settled by the order in which matters opened."""
        heapq.heappush(self.agenda, (at, number, matter, term))
