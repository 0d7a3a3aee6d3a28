"""Expressions of the charter language that name actors, read aloud."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar, cast

from foedus.charter.charter import at
from foedus.charter.model import Procedure
from foedus.charter.model.rules import AnyOf, DidStep, SetOf, ThoseWho, Who
from foedus.charter.model.values import Since, Unknown, Unsettled
from foedus.charter.who import Word, parse
from foedus.words.wording import Wording

T = TypeVar("T")
_LOCAL = {"seats": "seats-local"}


def resolved(
    value: T | Unsettled[T] | Unknown | Since[T] | None, on: dt.date
) -> T | Unsettled[T] | Unknown | None:
    """Resolve a value that may have changed in time: what it is on a day."""
    return at(value, on) if isinstance(value, Since) else value


def open_words(wording: Wording, value: object, on: dt.date, make: Callable[[T], str]) -> str:
    """Say a value that may be open: by reading where it is a doubt, and why where it is unknown.

    ``make`` says a plain value; what kind of value that is, the charter's model has made sure of.
    """
    plain = at(value, on) if isinstance(value, Since) else value
    if plain is None:
        return wording.say("open.none")
    if isinstance(plain, Unsettled):
        readings = [
            wording.say("open.reading", reading=name, value=make(each))
            for name, each in plain.values.items()
        ]
        return wording.say("open.unsettled", doubt=plain.unsettled, readings="; ".join(readings))
    if isinstance(plain, Unknown):
        return wording.say("open.unknown", why=plain.unknown)
    return make(cast("T", plain))


def who_words(wording: Wording, who: Who, procedure: Procedure | None = None) -> str:
    """Say whom an expression names."""

    def words(part: Who) -> str:
        return who_words(wording, part, procedure)

    if isinstance(who, str):
        word = parse(wording.charter, who, procedure)
        return _word(wording, word, procedure) if word else who
    if isinstance(who, AnyOf):
        return wording.catalogue.listed([words(each) for each in who.any_of], "or")
    if isinstance(who, ThoseWho):
        taken = [who.those_who] if isinstance(who.those_who, str) else who.those_who
        positions = [wording.catalogue.quoted(wording.position(each)) for each in taken]
        told = wording.catalogue.listed(positions, "or")
        if who.on:
            return wording.say("who.those-who-on", positions=told, part=who.on)
        return wording.say("who.those-who", positions=told)
    if isinstance(who, DidStep):
        step = wording.step(procedure.procedure if procedure else "", who.who_did)
        return wording.say("who.did", step=step)
    return _set_of(wording, who, words)


def _set_of(wording: Wording, who: SetOf, words: Callable[[Who], str]) -> str:
    told = words(who.of)
    if who.and_ is not None:
        told = wording.say("who.both", **{"of": told, "and": words(who.and_)})
    if who.minus is not None:
        told = wording.say("who.except", of=told, minus=words(who.minus))
    return told


def _word(wording: Wording, word: Word, procedure: Procedure | None) -> str:
    told = _plain(wording, word, procedure)
    return wording.say("who.other", who=told) if word.other else told


def _plain(wording: Wording, word: Word, procedure: Procedure | None) -> str:
    name = word.name
    match word.kind:
        case "anybody":
            return wording.say("who.anybody")
        case "standing":
            return wording.standing(name)
        case "seats" | "chair":
            return wording.say(f"who.{word.kind}", body=wording.body(name))
        case "register":
            return wording.say("who.register", register=wording.register(name))
        case "flagged":
            return wording.say("who.flagged", flag=name.replace("-", " "))
        case "says":
            return wording.say("who.says", field=name.replace("-", " "))
        case "set":
            return wording.of(wording.charter.rules.sets[name].names)
        case "local":
            return wording.say(f"who.{_LOCAL.get(name, name)}")
        case "role":
            return _role(wording, name, procedure)
        case _:
            return wording.actor(name)


def _role(wording: Wording, name: str, procedure: Procedure | None) -> str:
    """Say what a role stands for: it has no words of its own in the charter."""
    what = procedure.roles.get(name, "") if procedure else ""
    if what.startswith("says."):
        return wording.say("who.says", field=what.removeprefix("says.").replace("-", " "))
    if what in ("", name):
        return wording.say("who.role", role=name.replace("-", " "))
    return who_words(wording, what, procedure)
