"""Duties in words: who owes what to whom, by when, and how it stands; alike ones in one line."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.acts.hours import Instant
from foedus.charter.charter import Citation
from foedus.charter.model.steps import Event
from foedus.law import Law
from foedus.law.state import Branch, Duty, Matter
from foedus.words.dates import MINUTE, Zone, between, moment, span
from foedus.words.readings import condition
from foedus.words.wording import Wording


@dataclass(frozen=True, slots=True)
class DutyText:
    """One line: several debtors where all else is alike.

    ``state`` is ``open``, ``met``, ``overdue``, ``ended``, ``not-owed``, or ``unsettled`` where it
    depends on readings. ``owed`` says who owes what, ``status`` how it stands, ``text`` all of it.
    """

    debtors: tuple[str, ...]
    creditor: str
    what: str
    due: str
    state: str
    status: str
    under: Citation
    owed: str
    text: str


@dataclass(frozen=True, slots=True)
class Owed:
    """What a duty is apart from its debtor: the duties that one line can tell."""

    what: str
    creditor: str
    due: str
    under: Citation


def duty_texts(
    wording: Wording, law: Law, matter: Matter, hour: Instant, zone: Zone
) -> list[DutyText]:
    """Put every duty of a matter into words, with how each stands at the hour."""
    ids = dict.fromkeys(id_ for branch in matter.branches.values() for id_ in branch.duties)
    lines: dict[tuple[Owed, str, str], list[str]] = {}
    for id_ in ids:
        state, status = _across(wording, matter, id_, hour)
        duty = next(b.duties[id_] for b in matter.branches.values() if id_ in b.duties)
        owed = owed_of(wording, law, matter, duty, zone)
        lines.setdefault((owed, state, status), []).append(duty.debtor)
    found = []
    for (owed, state, status), debtors in lines.items():
        told = owed_words(wording, owed, debtors)
        text = wording.say("duty.full", owed=told, due=owed.due, status=status)
        found.append(
            DutyText(
                tuple(debtors), owed.creditor, owed.what, owed.due, state, status, owed.under,
                told, wording.sentence(text),
            )
        )  # fmt: skip
    return found


def owed_of(wording: Wording, law: Law, matter: Matter, duty: Duty, zone: Zone) -> Owed:
    """Say what a duty is apart from its debtor."""
    procedure = law.edition(matter.bound_on).procedure(matter.procedure)
    met = procedure.duties.get(duty.spec) if procedure else None
    what = wording.of(met.spec.names) if met else wording.duty(matter.procedure, duty.what)
    due = due_words(wording, duty, zone)
    if duty.due == "event" and met is not None and isinstance(met.spec.due, Event):
        due = wording.of(met.spec.due.event)
    return Owed(what, duty.creditor, due, duty.under)


def due_words(wording: Wording, duty: Duty, zone: Zone) -> str:
    """Say by when: an instant, a soft grade that is measured, an event, or not known."""
    if duty.until is not None:
        return wording.say("due.by", moment=moment(wording.catalogue, duty.until, zone))
    return wording.catalogue.either("due", duty.due)


def owed_words(wording: Wording, owed: Owed, debtors: list[str]) -> str:
    """Say who owes what to whom; declined where every name can be."""
    number = "one" if len(debtors) == 1 else "many"
    to = owed.creditor
    if not to:
        return wording.say(f"duty.{number}-alone", who=wording.actors(debtors), what=owed.what)
    if all(wording.declined(name) for name in (*debtors, to)):
        who, whom = wording.actors(debtors, "genitive"), wording.actor(to, "instrumental")
        if wording.language == "en":
            who, whom = wording.actors(debtors), wording.actor(to)
        return wording.say(f"duty.{number}", who=who, to=whom, what=owed.what)
    who, whom = wording.actors(debtors), wording.actor(to)
    return wording.say(f"duty.{number}-plain", who=who, to=whom, what=owed.what)


def _across(wording: Wording, matter: Matter, id_: str, hour: Instant) -> tuple[str, str]:
    """Say how a duty stands; by reading where the branches of the matter differ."""
    told: dict[tuple[str, str], list[str]] = {}
    for key, branch in matter.branches.items():
        told.setdefault(_status(wording, branch, id_, hour), []).append(key)
    if len(told) == 1:
        return next(iter(told))
    parts = [
        wording.say("duty.part", readings=condition(wording, matter, keys), status=status)
        for (_, status), keys in told.items()
    ]
    return "unsettled", wording.say("duty.unsettled", parts="; ".join(parts))


def _status(wording: Wording, branch: Branch, id_: str, hour: Instant) -> tuple[str, str]:
    duty = branch.duties.get(id_)
    if duty is None:
        return "not-owed", wording.say("duty.not-owed")
    least, most = elapsed(duty, hour)
    if duty.met_by:
        if least // MINUTE == most // MINUTE:
            took = span(wording.catalogue, least, "accusative")
            return "met", wording.say("duty.met", span=took)
        took = between(wording.catalogue, least, most)
        return "met", wording.say("duty.met-between", span=took)
    if duty.ended_by:
        return "ended", wording.say("duty.ended")
    if duty.until is not None and duty.until <= hour:
        late = span(wording.catalogue, hour - duty.until, "accusative")
        return "overdue", wording.say("duty.overdue", span=late)
    return "open", wording.say("duty.open", span=between(wording.catalogue, least, most))


def elapsed(duty: Duty, hour: Instant) -> tuple[int, int]:
    """Give the least and most milliseconds from a duty's cause to its discharge, or to the hour."""
    first, last = duty.occurred or (duty.since, duty.since)
    met = duty.met_at if duty.met_at is not None else hour
    from_, until = duty.met_occurred or (met, met)
    least = max(0, from_ - last)
    return least, max(least, until - first)
