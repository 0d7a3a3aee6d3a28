"""Who signs: whether the signer of an act speaks for its actor, and with which keys.

Only where the record was opened. The signature itself is checked by whoever keeps or verifies the
record; the law says which keys count, and whether their holder may say this for this actor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from foedus.acts import keys
from foedus.acts.act import Act
from foedus.acts.hours import FIRST, Instant, stamp
from foedus.charter.charter import RECORD, REGISTRAR
from foedus.law.law import Law
from foedus.law.outcome import Detail
from foedus.law.people import LIVE, Mission, People, Person
from foedus.law.state import State

OPEN = "open"
"""The step of the house's procedure ``record`` with which a record begins."""
_NONE: frozenset[str] = frozenset()
_FOCAL = frozenset({"focal-point", "appointed-focal-point"})


def is_opening(act: Act) -> bool:
    """Tell whether an act opens a record, or means to."""
    return act.procedure == RECORD and act.step == OPEN


def unsigned(law: Law, state: State, act: Act, hour: Instant) -> tuple[str, Detail] | None:
    """Give why nobody speaks for the actor in this act, as a code; none where somebody does."""
    people = state.people
    if people is None:
        return _unopened(law, state, act)
    if is_opening(act):
        return "record-begun", ()
    if act.origin != people.origin or act.world != people.world:
        return "other-record", (("origin", people.origin), ("world", people.world))
    if act.seen > state.entries:
        return "seen-ahead", (("entries", str(state.entries)),)
    name = act.signer
    if name is None:
        return "signer-missing", ()
    mission = people.missions.get(act.actor)
    person = mission.persons.get(name) if mission is not None else None
    if mission is None or person is None:
        return None if people.for_everybody(name, hour) else _unknown(people, act, name)
    if _accredited(person, act, hour):
        return None
    wanted = law.signatures.get((act.procedure, act.step), _NONE)
    if wanted and _by_function(mission, act, wanted, hour):
        return None
    return _denied(act, person, name, hour, focal=bool(wanted))


def _accredited(person: Person, act: Act, hour: Instant) -> bool:
    """Tell whether an accreditation in force covers the step; no two are in force at once."""
    for begins, ends, powers in person.spells:
        if begins <= hour < ends:
            procedure, step = act.procedure, act.step
            return powers is None or procedure in powers or f"{procedure}/{step}" in powers
    return False


def _by_function(mission: Mission, act: Act, wanted: frozenset[str], hour: Instant) -> bool:
    """Tell whether a step lets its signer sign without accreditation; its guard looks closer."""
    name = act.signer or ""
    if not wanted.isdisjoint(_FOCAL) and mission.focal(name, hour):
        return True
    return "named-person" in wanted and act.fields.get("person") == name


def _unopened(law: Law, state: State, act: Act) -> tuple[str, Detail] | None:
    """Refuse what belongs to a record where none was opened: cases and trials have none."""
    if is_opening(act):
        if state.entries:
            return "record-begun", ()
        return None if act.signer is not None else ("signer-missing", ())
    if act.signer is not None or act.procedure in law.charter.house_procedures:
        return "record-not-open", ()
    return None


def _unknown(people: People, act: Act, name: str) -> tuple[str, Detail]:
    known = any(name in mission.persons for mission in people.missions.values())
    detail = (("person", name), ("actor", act.actor))
    return ("not-accredited" if known else "unknown-signer"), detail


def _denied(
    act: Act, person: Person, name: str, hour: Instant, *, focal: bool
) -> tuple[str, Detail]:
    """Say why a person whom the actor knows may not sign this: the nearest that there was or is."""
    detail: Detail = (("person", name), ("actor", act.actor))
    terms = [(begins, ends) for begins, ends, _ in person.spells]
    if any(begins <= hour < ends for begins, ends in terms):
        return "beyond-powers", (*detail, ("step", act.step))
    if focal:
        terms += person.stands_in.values()
        if person.focal_until is not None:
            terms.append((FIRST, person.focal_until))
    ended = [ends for _, ends in terms if ends <= hour]
    if person.recalled is not None or ended:
        last = max(ended, default=hour) if person.recalled is None else person.recalled
        return "no-longer-accredited", (*detail, ("ended", stamp(last)))
    coming = [begins for begins, _ in terms if hour < begins]
    if coming:
        return "not-yet-accredited", (*detail, ("begins", stamp(min(coming))))
    return "not-accredited", detail


# ---- keys ----


def keys_of(state: State, act: Act, hour: Instant) -> Mapping[str, bytes]:
    """Give the keys, by fingerprint, with which the signer of an act may sign it at an hour.

    They are those that its actor enrolled for the signer; the officers' own, where officers speak
    for every actor; and, where the actor knows nobody of that name, those of whoever is so called
    elsewhere: such an act is authentic, and is refused. The opening of a record is signed with a
    key that it names itself. Empty: nobody can sign this.
    """
    name, people = act.signer, state.people
    if name is None:
        return {}
    if people is None:
        return _named(act, name) if is_opening(act) and not state.entries else {}
    mission = people.missions.get(act.actor)
    if mission is not None and name in mission.persons:
        return _by_fingerprint(mission.keys_of(name, hour))
    if people.for_everybody(name, hour):
        return _by_fingerprint(people.mission(REGISTRAR).keys_of(name, hour))
    return _by_fingerprint(
        [text for each in people.missions.values() for text in each.keys_of(name, hour)]
    )


def _named(act: Act, name: str) -> Mapping[str, bytes]:
    officers = act.fields.get("officers")
    lines = officers if isinstance(officers, tuple) else (officers,)
    pairs = [str(line).partition(" ") for line in lines]
    return _by_fingerprint([key for each, _, key in pairs if each == name and keys.is_key(key)])


def _by_fingerprint(texts: list[str]) -> Mapping[str, bytes]:
    return {keys.fingerprint(text): keys.public_key(text) for text in texts}


class Lost(NamedTuple):
    """A key that was lost: whose it was, and between which instants its acts may be contested.

    ``key`` is the fingerprint. ``until`` is the hour of the revocation, which is not included.
    """

    actor: str
    person: str
    key: str
    since: Instant
    until: Instant


def lost_keys(state: State) -> Iterator[Lost]:
    """Give every key that was revoked as lost, actor by actor, in the order of enrolment."""
    people = state.people
    for actor, mission in people.missions.items() if people is not None else ():
        for text, key in mission.keys.items():
            if key.lost_since is not None:
                fingerprint = keys.fingerprint(text)
                yield Lost(actor, key.person, fingerprint, key.lost_since, key.until)


def contestable(state: State, actor: str, signer: str, key: str, hour: Instant) -> Lost | None:
    """Give the loss because of which an entry may be contested; none where it stands beyond doubt.

    The entry is one by ``signer`` for ``actor``, received at ``hour``, whose signature is by the
    key of this fingerprint. It stands until it is withdrawn or decided otherwise.
    """
    actors = {actor}
    if state.people is not None and state.people.world != LIVE:
        actors.add(REGISTRAR)  # whose officers may have signed
    for lost in lost_keys(state):
        if lost.actor in actors and (lost.person, lost.key) == (signer, key):
            return lost if lost.since <= hour < lost.until else None
    return None
