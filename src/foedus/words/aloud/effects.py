"""What a step, a result or a lapse brings about, read aloud."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from foedus.charter.model import Procedure
from foedus.charter.model.steps import Condition, Discharge, Duty, Effects, Event, TermStart
from foedus.charter.model.values import Marked
from foedus.words.aloud.item import Aloud, Item
from foedus.words.dates import duration


def effect_items(
    aloud: Aloud, spec: Procedure, id_: str, effects: Effects, lent: tuple[Marked, ...]
) -> list[Item]:
    """Read what follows: duties first, then all else in a line each."""
    items = []
    for duty in effects.duties:
        inside = [
            Item(f"{id_}/{duty.what}/provided", _provided(aloud, each)) for each in duty.provided
        ]
        told = _duty(aloud, spec, duty)
        items.append(aloud.item(f"{id_}/{duty.what}", told, duty, inside, lent))
    lines = enumerate(_lines(aloud, spec, effects), 1)
    return items + [Item(f"{id_}/effect-{number}", line) for number, line in lines]


def _lines(aloud: Aloud, spec: Procedure, effects: Effects) -> Iterator[str]:
    wording, say = aloud.wording, aloud.say
    if effects.term is not None:
        yield _term(aloud, spec, effects.term)
    for term in effects.ends_term:
        yield say("ends-term", term=wording.term(spec.procedure, term))
    for end in effects.ends_duties:
        yield say("ends-duty", what=wording.duty(spec.procedure, end.what))
    for notice in effects.notices:
        to, what = aloud.who(notice.to, spec), notice.what.replace("-", " ")
        yield wording.say("follows.notice", what=what, to=to)
    for change in effects.standing:
        who = aloud.who(change.of, spec)
        yield say("becomes", who=who, standing=wording.standing(change.becomes))
    for grant in effects.grants:
        yield say("granted", who=aloud.who(grant.to, spec), right=wording.right(grant.right))
    for chair in effects.chair:
        who, how = aloud.who(chair.holder, spec), wording.say(f"how.{chair.how}")
        yield say("takes-chair", body=wording.body(chair.of), who=who, how=how)
    if effects.number not in (None, "none"):
        yield say("numbered", series=str(effects.number).removeprefix("next of "))
    if effects.binds is not None:
        yield say("binds", who=aloud.open_who(effects.binds, spec))


def _term(aloud: Aloud, spec: Procedure, term: TermStart) -> str:
    name = aloud.wording.term(spec.procedure, term.name)
    if term.after is not None:
        after = aloud.open(term.after, partial(duration, aloud.wording.catalogue))
        return aloud.say("term-after", term=name, span=after)
    field = (term.ends or "").removeprefix("says.").partition(" of ")[0]
    return aloud.say("term-until", term=name, field=field.replace("-", " "))


def _provided(aloud: Aloud, condition: Condition) -> str:
    def word(value: str) -> str:
        return aloud.wording.say(f"open.{value}")

    holds = aloud.open(condition.is_, word)
    said = ", ".join(
        aloud.wording.say("minutes.said", field=name.replace("-", " "), value=value)
        for name, value in condition.if_says.items()
    )
    return (
        aloud.say("provided-that", said=said, holds=holds)
        if said
        else aloud.say("provided", holds=holds)
    )


def _duty(aloud: Aloud, spec: Procedure, duty: Duty) -> str:
    wording = aloud.wording

    def due(value: str | Event) -> str:
        if isinstance(value, Event):
            return wording.of(value.event)
        if value.startswith("P"):
            return wording.say("due.within", span=duration(wording.catalogue, value))
        return wording.say(f"due.{value}")

    owed = wording.say(
        "duty.one-plain",
        who=aloud.open_who(duty.owes, spec),
        to=aloud.open_who(duty.to, spec),
        what=wording.of(duty.names),
    )
    steps = [
        wording.catalogue.quoted(
            wording.step(spec.procedure, each.step if isinstance(each, Discharge) else each)
        )
        for each in duty.discharged_by
    ]
    line = wording.say("duty.line", owed=owed, due=aloud.open(duty.due, due))
    return aloud.say("duty", line=line, steps=wording.catalogue.listed(dict.fromkeys(steps), "or"))
