"""What an act says: its fields and documents against what the step asks for."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial

from foedus.acts import keys
from foedus.acts.act import Value
from foedus.acts.hours import FIRST, LAST
from foedus.charter.model.procedures import Speech
from foedus.law.outcome import Refused
from foedus.law.procedures import Step
from foedus.law.steps import Out, check_all
from foedus.law.view import View


def check_fields(view: View, step: Step) -> None:
    """Refuse fields that are missing, unknown, of another kind, or outside what is allowed."""
    fields, says = view.fields, step.says
    if not fields and not says:
        return
    known = {"bodies"} if step.puts is not None and step.puts.chosen else set()
    if step.spec.in_:
        known.add("meeting")
    for name in fields:
        if name not in says and name not in known:
            raise Refused("field-unknown", view.now.cite("house/fields"), (("field", name),))
    for name, (spec, _, _) in says.items():
        if name not in fields and not spec.optional:
            raise Refused("field-missing", view.now.cite("house/fields"), (("field", name),))
    check_all(
        view,
        [
            partial(_check_field, step=step, name=name, value=value)
            for name, value in fields.items()
            if name in says
        ],
    )


def _check_field(view: View, step: Step, name: str, value: Value) -> None:
    spec, words, inside = step.says[name]
    many = isinstance(value, tuple)
    given = value if isinstance(value, tuple) else (value,)
    if (many and not spec.many) or not given or not all(_fits(view, spec, each) for each in given):
        house = view.now.cite("house/fields")
        raise Refused("field-kind", house, (("field", name), ("kind", spec.is_)))
    if words is not None:
        allowed = words(view)
        wrong = [str(each) for each in given if each not in allowed]
        if wrong:
            detail = (("field", name), ("value", wrong[0]), ("allowed", ", ".join(allowed)))
            raise Refused("not-allowed", step.under, detail)
    if inside is not None and view.law.mask([str(each) for each in given]) & ~inside(view):
        raise Refused("outside-set", step.under, (("field", name), ("value", str(value))))


def _fits(view: View, spec: Speech, value: Value) -> bool:
    if spec.is_ == "instant":
        return isinstance(value, int) and FIRST <= value < LAST
    if spec.is_ == "number":
        return isinstance(value, int) or bool(
            re.fullmatch(r"-?[0-9]{1,30}(/[1-9][0-9]{0,29})?", str(value))
        )
    if not isinstance(value, str):
        return False
    if spec.is_ == "date":
        return _date(value)
    if spec.is_ == "party":
        return bool(view.law.bits.get(value, 0) & view.law.parties)
    if spec.is_ == "actor":
        return value in view.law.bits
    if spec.is_ in _WRITTEN:
        return _WRITTEN[spec.is_](value)
    if spec.is_ == "act":
        return view.matter is not None and value in view.matter.said
    return True


_WRITTEN = {"person": keys.is_person, "key": keys.is_key, "signer": keys.is_signer}
"""Kinds of field that are written in one form, whatever there is."""


def _date(value: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    year, month, day = (int(part) for part in value.split("-"))
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def in_meeting(view: View, step: Step) -> None:
    """Refuse what is said outside the meeting that the step demands."""
    if step.spec.in_ and not isinstance(view.fields.get("meeting"), str):
        raise Refused("outside-meeting", step.under, (("meeting", step.spec.in_),))


def evidenced(view: View) -> None:
    """Refuse to enter, in an open record, what another said without the letter or recording.

    Its digest is the content ``evidence``. A charter may do without, for all that is recorded.
    """
    law = view.law
    if view.state.people is None or law.charter.header.recorded_without_evidence:
        return
    if "evidence" not in view.act.contents:
        house = view.now.cite("house/recorded")
        raise Refused("document-missing", house, (("document", "evidence"),))


def give(view: View, name: str, out: Out) -> None:
    """Take a new version of a document: its digest, never its text."""
    digest = view.act.contents.get(name)
    if digest is None:
        raise Refused("document-missing", view.now.cite("house/fields"), (("document", name),))
    out.append(("text", name, digest))
