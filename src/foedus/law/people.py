"""Who may sign for whom: the persons and keys of each actor, and how entries change them.

Every actor has a list of its own. Nothing that is said for one actor touches the list of another:
a person who serves two is accredited twice, and a key counts for the actor that enrolled it. So no
mission can make itself the delegate of another by calling somebody alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from foedus.acts.act import World
from foedus.acts.hours import LAST, Instant
from foedus.charter.charter import REGISTRAR

if TYPE_CHECKING:
    from foedus.law.state import State

LIVE = "live"
Powers: TypeAlias = dict[str, None] | None
"""What may be signed, as ``procedure`` or ``procedure/step``; none where it is everything."""


@dataclass(slots=True)
class Key:
    """A public key of a person of one actor: in force from ``since``, until ``until``.

    ``lost_since`` is from when it was not the person's alone, as far as the revocation says.
    """

    person: str
    since: Instant
    until: Instant = LAST
    revoked: bool = False
    lost_since: Instant | None = None


@dataclass(slots=True)
class Person:
    """A person of one actor.

    ``spells`` are accreditations (from, until, powers), in order and apart. ``focal_until`` is the
    end of the appointment as focal point, if there is one. ``stands_in`` gives, by the focal point
    who is replaced, from when until when. ``recalled`` is when the last function was ended.
    """

    spells: list[tuple[Instant, Instant, Powers]] = field(default_factory=list)
    focal_until: Instant | None = None
    stands_in: dict[str, tuple[Instant, Instant]] = field(default_factory=dict)
    recalled: Instant | None = None


@dataclass(slots=True)
class Mission:
    """The persons of one actor by name, and their keys by text."""

    persons: dict[str, Person] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)

    def appointed(self, name: str, hour: Instant) -> bool:
        """Tell whether a person is a focal point in his own right."""
        person = self.persons.get(name)
        return person is not None and person.focal_until is not None and hour < person.focal_until

    def focal(self, name: str, hour: Instant) -> bool:
        """Tell whether a person is a focal point, or stands in for one who still is."""
        if self.appointed(name, hour):
            return True
        person = self.persons.get(name)
        return person is not None and any(
            begins <= hour < ends and self.appointed(replaced, hour)
            for replaced, (begins, ends) in person.stands_in.items()
        )

    def keys_of(self, name: str, hour: Instant) -> list[str]:
        """Give the keys of a person that are in force at an hour."""
        return [
            text
            for text, key in self.keys.items()
            if key.person == name and key.since <= hour < key.until
        ]


@dataclass(slots=True)
class People:
    """What the opening of the record says, and who may sign for each actor since."""

    charter: str
    digest: str
    semantics: int
    origin: str
    world: World
    clerk: str
    opened: Instant
    missions: dict[str, Mission] = field(default_factory=dict)

    def mission(self, actor: str) -> Mission:
        """Give the persons of an actor; an empty list where nothing was said yet."""
        return self.missions.get(actor) or Mission()

    def for_everybody(self, name: str, hour: Instant) -> bool:
        """Tell whether an officer speaks for every actor, since nothing here is meant to be live.

        An actor that has a person of this name on its own list means that person.
        """
        return self.world != LIVE and self.mission(REGISTRAR).appointed(name, hour)


# ---- how entries change it: one short function for each name on disk ----


def _change(state: State, actor: str) -> Mission:
    assert state.people is not None  # noqa: S101 - admitted only in an open record
    return state.people.missions.setdefault(actor, Mission())


def _enter(mission: Mission, name: str, key: str, hour: Instant) -> Person:
    """Give a person, made if new, with a key; after a recall only the key that is named stays."""
    person = mission.persons.setdefault(name, Person())
    if person.recalled is not None:
        for text in mission.keys_of(name, hour):
            if text != key:
                mission.keys[text].until = hour
        person.recalled = None
    if key and not _holds(mission, name, key, hour):
        mission.keys[key] = Key(name, hour)
    return person


def _holds(mission: Mission, name: str, key: str, hour: Instant) -> bool:
    found = mission.keys.get(key)
    return found is not None and found.person == name and found.since <= hour < found.until


def _genesis(
    state: State,
    hour: Instant,
    charter: str,
    digest: str,
    semantics: int,
    *fields: Any,  # noqa: ANN401 - as on disk
) -> None:
    origin, world, clerk, officers = fields
    state.people = People(charter, digest, semantics, origin, world, clerk, hour)
    registrar = _change(state, REGISTRAR)
    for name, key in officers:
        _enter(registrar, name, key, hour).focal_until = LAST


def _appointed(
    state: State, hour: Instant, actor: str, name: str, key: str, until: Instant | None
) -> None:
    person = _enter(_change(state, actor), name, key, hour)
    person.focal_until = LAST if until is None else until


def _accredited(
    state: State,
    hour: Instant,
    actor: str,
    name: str,
    key: str,
    *terms: Any,  # noqa: ANN401 - as on disk
) -> None:
    powers, begins, ends = terms
    person = _enter(_change(state, actor), name, key, hour)
    first = hour if begins is None else begins
    last = LAST if ends is None else ends
    may: Powers = None if powers is None else dict.fromkeys(powers)
    before = [
        (since, min(until, first), each)
        for since, until, each in person.spells
        if since < first and hour < until
    ]
    person.spells = [*before, (first, last, may)]


def _enrolled(state: State, hour: Instant, actor: str, name: str, key: str) -> None:
    mission = _change(state, actor)
    mission.keys[key] = Key(name, hour)


def _revoked(
    state: State, hour: Instant, actor: str, _name: str, key: str, lost_since: Instant | None
) -> None:
    found = _change(state, actor).keys[key]
    found.until, found.revoked, found.lost_since = min(found.until, hour), True, lost_since


def _recalled(state: State, hour: Instant, actor: str, name: str) -> None:
    person = _change(state, actor).persons[name]
    person.spells, person.focal_until, person.stands_in = [], None, {}
    person.recalled = hour


def _substituted(
    state: State,
    hour: Instant,
    actor: str,
    name: str,
    key: str,
    *terms: Any,  # noqa: ANN401 - as on disk
) -> None:
    replaced, begins, ends = terms
    person = _enter(_change(state, actor), name, key, hour)
    first = hour if begins is None else begins
    person.stands_in[replaced] = (first, ends)


ON_PEOPLE: dict[str, Callable[..., None]] = {
    "genesis": _genesis,
    "appointed": _appointed,
    "accredited": _accredited,
    "enrolled": _enrolled,
    "revoked": _revoked,
    "recalled": _recalled,
    "substituted": _substituted,
}
"""Called with the state, the hour, and what stands in the effect after the matter and branch."""
