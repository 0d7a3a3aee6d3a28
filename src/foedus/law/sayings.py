"""What may be said in any matter without moving it: statements, corrections, withdrawals."""

from __future__ import annotations

from foedus.charter.charter import Citation
from foedus.law.outcome import Refused
from foedus.law.questions import under_of
from foedus.law.steps import Out
from foedus.law.view import View


def _own_act(view: View) -> str:
    """Find the act that is meant, and refuse where it is not the actor's own."""
    named = view.fields.get("act")
    said = view.matter.said if view.matter else {}
    house = view.now.cite("house/own-acts")
    if not isinstance(named, str) or named not in said:
        raise Refused("not-yours", house, (("act", str(named)),))
    _, actor, behalf = said[named]
    if view.act.actor not in (actor, behalf):
        raise Refused("not-yours", house, (("act", named), ("actor", actor)))
    return named


def state(view: View, out: Out) -> Citation:
    """Make a statement. It is attached, and neither blocks nor binds."""
    house = view.now.cite("house/fields")
    if not isinstance(view.fields.get("text"), str):
        raise Refused("field-missing", house, (("field", "text"),))
    out.append(("statement",))
    return under_of(view)


def withdraw(view: View, out: Out) -> Citation:
    """Take back one's latest position while the question is open, or one's own statement."""
    named = _own_act(view)
    house = view.now.cite("house/withdrawal")
    said = view.matter.said if view.matter else {}
    step = said[named][0]
    if step == "state" and view.matter and named in view.matter.statements:
        out.append(("withdrawn", named))
        return house
    party = said[named][2] or said[named][1]
    found = _current(view, party, named)
    if step == "position" and found:
        own = view.act.actor == party
        out.append(("unposition", found, party, "" if own else named))
        return house
    raise Refused("not-withdrawable", house, (("act", named), ("step", step)))


def correct(view: View, out: Out) -> Citation:
    """Mend the wording of one's own act: only fields that are texts, which no rule reads."""
    named = _own_act(view)
    house = view.now.cite("house/corrigendum")
    step = view.matter.said[named][0] if view.matter else ""
    known = view.procedure.steps.get(step) if view.procedure else None
    fields = {name: value for name, value in view.fields.items() if name != "act"}
    texts = {
        name for name, (spec, _, _) in (known.says if known else {}).items() if spec.is_ == "text"
    }
    if step == "state":
        texts = {"text"}
    wrong = [name for name in fields if name not in texts]
    if wrong or not fields:
        raise Refused("not-correctable", house, (("act", named), ("field", ", ".join(wrong))))
    out.append(("corrected", named))
    return house


def contest(view: View, out: Out) -> Citation:
    """Contest what was recorded on one's behalf: one's own earlier word then stands again."""
    named = view.fields.get("act")
    house = view.now.cite("house/recorded")
    said = view.matter.said if view.matter else {}
    if not isinstance(named, str) or named not in said or said[named][2] != view.act.actor:
        raise Refused("not-yours", house, (("act", str(named)),))
    out.append(("contested", named))
    found = _current(view, view.act.actor, named)
    if found:
        out.append(("unposition", found, view.act.actor, named))
    return house


def _current(view: View, party: str, named: str) -> str:
    """Find the open question on which an act is a party's latest word; an earlier one is past."""
    for id_ in view.branch.open:
        words = view.branch.questions[id_].words.get(party)
        if words and next(reversed(words)) == named:
            return id_
    return ""
