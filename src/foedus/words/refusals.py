"""Why an act is refused, in a sentence: one text for each code, with its details filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from foedus.charter.charter import Citation
from foedus.charter.model import Procedure
from foedus.charter.model.procedures import Step
from foedus.charter.model.rules import Who
from foedus.charter.model.values import Unknown, Unsettled
from foedus.charter.who import parse
from foedus.law.outcome import Detail
from foedus.words.dates import Zone, date, moment
from foedus.words.who import resolved, who_words
from foedus.words.wording import Wording, steps_of

_INSTANT = r"%Y-%m-%dT%H:%M:%SZ"


def refusal(
    wording: Wording,
    code: str,
    detail: Detail,
    under: Citation,
    place: tuple[str, str] = ("", ""),
    zone: Zone | None = None,
) -> str:
    """Say why an act was refused. ``place`` is the procedure and step that were tried."""
    procedure, step = place
    told = {
        name: _TELLERS.get(name, _as_is)(wording, procedure, value, zone or Zone())
        for name, value in detail
    }
    told |= _from_charter(wording, code, procedure, dict(detail).get("step", step), under)
    return wording.catalogue.first(f"refusal.{code}", told)


def _from_charter(
    wording: Wording, code: str, procedure: str, step: str, under: Citation
) -> Mapping[str, str]:
    """Add what the charter says of the step: by whom, from which stages, where it is certain."""
    spec = wording.charter.all_procedures.get(procedure)
    found = steps_of(spec).get(step) if spec else None
    if spec is None or found is None:
        return {}
    on = dt.date.fromisoformat(under.layer) if under.layer != "never" else dt.date.max
    if code == "not-entitled":
        by: Who | Unsettled[Who] | Unknown | None = resolved(found.by, on)
        told = {"step": wording.step(procedure, step)}
        if by is not None and not isinstance(by, Unsettled | Unknown):
            told["by"] = who_words(wording, by, spec)
        return told
    if code == "wrong-stage":
        return {"stages": stages_words(wording, spec, found, on)}
    return {}


def stages_words(wording: Wording, procedure: Procedure, step: Step, on: dt.date) -> str:
    """Say from which stages a step may be taken; nothing where that is open."""
    from_ = resolved(step.from_, on)
    if isinstance(from_, str):
        from_ = [from_]
    if not isinstance(from_, list):
        return ""
    names = [wording.stage(procedure.procedure, each) for each in from_]
    return wording.catalogue.listed([wording.catalogue.quoted(each) for each in names], "or")


Teller = Callable[[Wording, str, str, Zone], str]


def _as_is(_wording: Wording, _procedure: str, value: str, _zone: Zone) -> str:
    return value


def _spoken(_wording: Wording, _procedure: str, value: str, _zone: Zone) -> str:
    return value.replace("-", " ")


def _settler(wording: Wording, procedure: str, value: str, _zone: Zone) -> str:
    if value in wording.charter.bodies.bodies:
        return wording.body(value)
    spec = wording.charter.all_procedures.get(procedure)
    return who_words(wording, value, spec) if parse(wording.charter, value, spec) else value


def _standing(wording: Wording, _procedure: str, value: str, _zone: Zone) -> str:
    return "" if value == "none" else wording.standing(value)


def _hour(wording: Wording, _procedure: str, value: str, zone: Zone) -> str:
    try:
        at_ = dt.datetime.strptime(value, _INSTANT).replace(tzinfo=dt.UTC)
    except ValueError:
        return value
    return moment(wording.catalogue, round(at_.timestamp()) * 1000, zone)


def _day(wording: Wording, _procedure: str, value: str, _zone: Zone) -> str:
    return date(wording.catalogue, value[:10])


def _values(wording: Wording, _procedure: str, value: str, _zone: Zone) -> str:
    return ", ".join(wording.actor(each) for each in value.split(", "))


def _allowed(wording: Wording, _procedure: str, value: str, _zone: Zone) -> str:
    words = [wording.position(each) for each in value.split(", ")]
    return ", ".join(wording.catalogue.quoted(each) for each in words)


def _bodies(wording: Wording, _procedure: str, value: str, _zone: Zone) -> str:
    return ", ".join(wording.body(each) for each in value.split(", "))


def _wanted(wording: Wording, _procedure: str, value: str, _zone: Zone) -> str:
    told = [wording.catalogue.either("signature", each) for each in value.split(", ")]
    return wording.catalogue.listed(told, "or")


_TELLERS: Mapping[str, Teller] = {
    "step": lambda w, procedure, value, _: w.step(procedure, value),
    "stage": lambda w, procedure, value, _: w.stage(procedure, value),
    "term": lambda w, procedure, value, _: w.term(procedure, value),
    "duty": lambda w, procedure, value, _: w.duty(procedure, value),
    "document": lambda w, procedure, value, _: w.document(procedure, value),
    "procedure": lambda w, _, value, __: w.procedure(value),
    "actor": lambda w, _, value, __: w.actor(value),
    "debtor": lambda w, _, value, __: w.actor(value),
    "body": lambda w, _, value, __: w.body(value),
    "rule": lambda w, _, value, __: w.rule(value),
    "right": lambda w, _, value, __: w.right(value),
    "register": lambda w, _, value, __: w.register(value),
    "capacity": lambda w, _, value, __: w.capacity(value),
    "competence": lambda w, _, value, __: w.competence(value),
    "verdict": lambda w, _, value, __: w.say(f"verdict.{value}"),
    "kind": lambda w, _, value, __: w.catalogue.either("kind", value),
    "position": lambda w, _, value, __: w.position(value),
    "standing": _standing,
    "settled-by": _settler,
    "from": _hour,
    "begins": _hour,
    "ended": _hour,
    "wanted": _wanted,
    "world": lambda w, _, value, __: w.catalogue.either("world", value),
    "earliest": _day,
    "value": _values,
    "allowed": _allowed,
    "bodies": _bodies,
    "field": _spoken,
}
