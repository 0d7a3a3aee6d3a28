"""Who may sign for an actor, and with which keys, as the lines that case files compare."""

from __future__ import annotations

from foedus.acts.hours import LAST, Instant, stamp
from foedus.acts.keys import fingerprint
from foedus.law import State
from foedus.law.people import Mission


def _mission(state: State, actor: str) -> Mission:
    return state.people.mission(actor) if state.people is not None else Mission()


def _term(begins: Instant, ends: Instant) -> str:
    return f"from {stamp(begins)}" + ("" if ends == LAST else f" until {stamp(ends)}")


def signers(state: State, actor: str) -> list[str]:
    """Give what each person of an actor is, or is to be; what has ended is left out."""
    mission, hour, lines = _mission(state, actor), state.hour, []
    for name, person in mission.persons.items():
        if mission.appointed(name, hour) and person.focal_until is not None:
            end = "" if person.focal_until == LAST else f" until {stamp(person.focal_until)}"
            lines.append(f"{name} focal point{end}")
        for replaced, (begins, ends) in person.stands_in.items():
            if hour < ends and mission.appointed(replaced, hour):
                lines.append(f"{name} in place of {replaced} {_term(begins, ends)}")
        for begins, ends, powers in person.spells:
            if hour < ends:
                what = "everything" if powers is None else " + ".join(powers)
                lines.append(f"{name} signs {what} {_term(begins, ends)}")
    return lines or ["none"]


def keys(state: State, actor: str) -> list[str]:
    """Give every key of an actor, by fingerprint: whose it is, since when, and how it ended."""
    lines = []
    for text, key in _mission(state, actor).keys.items():
        ended = " until " + stamp(key.until) if key.until < LAST else ""
        lost = f", lost since {stamp(key.lost_since)}" if key.lost_since is not None else ""
        lines.append(f"{key.person} {fingerprint(text)} since {stamp(key.since)}{ended}{lost}")
    return lines or ["none"]
