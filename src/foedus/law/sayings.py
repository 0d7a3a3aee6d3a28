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
    _, actor, behalf, _ = said[named]
    if view.act.actor not in (actor, behalf):
        raise Refused("not-yours", house, (("act", named), ("actor", actor)))
    return named


def state(view: View, out: Out) -> Citation:
    """Make a statement. It is attached, and neither blocks nor binds."""
    house = view.now.cite("house/fields")
    if not isinstance(view.fields.get("text"), str):
        raise Refused("field-missing", house, (("field", "text"),))
    out.append(("statement", view.act.id, view.act.actor))
    return under_of(view)


def withdraw(view: View, out: Out) -> Citation:
    """Take back one's own position while the question is open, or one's own statement."""
    named = _own_act(view)
    house = view.now.cite("house/withdrawal")
    said = view.matter.said if view.matter else {}
    step = said[named][0]
    if step == "state" and view.matter and named in view.matter.statements:
        out.append(("withdrawn", named))
        return house
    owner = view.law.bits.get(said[named][2] or said[named][1], 0)
    if step == "position":
        for id_ in view.branch.open:
            question = view.branch.questions[id_]
            if any(mask & owner for mask in question.by.values()) and said[named][3] == id_:
                out.append(("unposition", id_, view.law.actors(owner)[0]))
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
    out.append(("corrected", named, tuple(sorted(fields.items()))))
    return house


def contest(view: View, out: Out) -> Citation:
    """Contest what was recorded on one's behalf; a position so contested no longer stands."""
    named = view.fields.get("act")
    house = view.now.cite("house/recorded")
    said = view.matter.said if view.matter else {}
    if not isinstance(named, str) or named not in said or said[named][2] != view.act.actor:
        raise Refused("not-yours", house, (("act", str(named)),))
    out.append(("contested", named))
    question = said[named][3]
    if question in view.branch.open:
        out.append(("unposition", question, view.act.actor))
    return house
