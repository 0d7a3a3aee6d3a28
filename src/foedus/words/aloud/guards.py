"""What a step demands, read aloud: one function for each kind of guard."""

from __future__ import annotations

from fractions import Fraction
from functools import partial, singledispatch

from foedus.charter.model import Procedure
from foedus.charter.model.steps import (
    CountGuard,
    DatedGuard,
    DoneGuard,
    DutyGuard,
    FieldGuard,
    Guarding,
    NotDoneGuard,
    PartyToGuard,
    PermittedGuard,
    RightGuard,
    SignerGuard,
    TermGuard,
    VerdictGuard,
    WaitGuard,
)
from foedus.words.aloud.item import Aloud
from foedus.words.dates import duration


@singledispatch
def guard_words(guard: Guarding, aloud: Aloud, spec: Procedure) -> str:
    """Say what a guard demands."""
    raise NotImplementedError(type(guard))


def _say(aloud: Aloud, key: str, **details: str) -> str:
    return aloud.wording.say(f"guard.{key}", **details)


@guard_words.register
def _(guard: RightGuard, aloud: Aloud, spec: Procedure) -> str:
    del spec
    return _say(aloud, "right", right=aloud.wording.right(guard.right))


@guard_words.register
def _(guard: DoneGuard, aloud: Aloud, spec: Procedure) -> str:
    return _say(aloud, "done", step=aloud.wording.step(spec.procedure, guard.done))


@guard_words.register
def _(guard: NotDoneGuard, aloud: Aloud, spec: Procedure) -> str:
    key = "not-done-each" if guard.each else "not-done"
    return _say(aloud, key, step=aloud.wording.step(spec.procedure, guard.not_done))


@guard_words.register
def _(guard: CountGuard, aloud: Aloud, spec: Procedure) -> str:
    def number(value: Fraction | int) -> str:
        return aloud.wording.say("verdict.at_least", number=str(value))

    of = aloud.open_who(guard.of, spec) if guard.of else aloud.wording.say("who.anybody")
    step = aloud.wording.step(spec.procedure, guard.count_of)
    return _say(aloud, "count-of", step=step, number=aloud.open(guard.at_least, number), of=of)


@guard_words.register
def _(guard: FieldGuard, aloud: Aloud, spec: Procedure) -> str:
    field = guard.field.replace("-", " ")
    if guard.one_of is not None:
        return _say(aloud, "field-one-of", field=field, words=aloud.open_list(guard.one_of))
    if guard.not_in is not None:
        who = aloud.open_who(guard.not_in, spec)
        return _say(aloud, "field-not-in", field=field, who=who)
    return _say(aloud, "field-in", field=field, who=aloud.open_who(guard.in_, spec))


@guard_words.register
def _(guard: PartyToGuard, aloud: Aloud, spec: Procedure) -> str:
    del spec
    return _say(aloud, "party-to", register=aloud.wording.register(guard.party_to))


@guard_words.register
def _(guard: VerdictGuard, aloud: Aloud, spec: Procedure) -> str:
    del spec
    verdict = aloud.wording.say(f"verdict.{guard.verdict}")
    if guard.rule is None:
        return _say(aloud, "verdict", verdict=verdict)
    return _say(aloud, "verdict-rule", verdict=verdict, rule=aloud.wording.rule(guard.rule))


@guard_words.register
def _(guard: TermGuard, aloud: Aloud, spec: Procedure) -> str:
    term = aloud.wording.term(spec.procedure, guard.term)
    return _say(aloud, f"term-{guard.is_}", term=term)


@guard_words.register
def _(guard: DutyGuard, aloud: Aloud, spec: Procedure) -> str:
    return _say(aloud, "met", duty=aloud.wording.duty(spec.procedure, guard.met))


@guard_words.register
def _(guard: WaitGuard, aloud: Aloud, spec: Procedure) -> str:
    told = aloud.open(guard.at_least, partial(duration, aloud.wording.catalogue))
    step = aloud.wording.step(spec.procedure, guard.since_step)
    return _say(aloud, "since-step", span=told, step=step)


@guard_words.register
def _(guard: DatedGuard, aloud: Aloud, spec: Procedure) -> str:
    del spec
    told = aloud.open(guard.at_least, partial(duration, aloud.wording.catalogue))
    return _say(aloud, "date-in", field=guard.date_in.replace("-", " "), span=told)


@guard_words.register
def _(guard: PermittedGuard, aloud: Aloud, spec: Procedure) -> str:
    del spec

    def words(word: str) -> str:
        return aloud.wording.say(f"open.{word}")

    return _say(aloud, "permitted", value=aloud.open(guard.permitted, words))


@guard_words.register
def _(guard: SignerGuard, aloud: Aloud, spec: Procedure) -> str:
    del spec
    wanted = [guard.signer] if isinstance(guard.signer, str) else guard.signer
    told = [aloud.wording.say(f"signature.{each}") for each in wanted]
    return _say(aloud, "signer", who=aloud.wording.catalogue.listed(told, "or"))
