"""Rulings: the recorded choice between readings, by whoever is competent.

A ruling that a body takes is a question put to it under its usual rule; it stands only where it is
adopted under every reading that it chooses between. It relates back: the branches that read
otherwise fall away, with all that followed in them.
"""

from __future__ import annotations

from foedus.charter.charter import Citation
from foedus.law.outcome import Refused
from foedus.law.rules.verdict import seat
from foedus.law.state import Question
from foedus.law.steps import Out
from foedus.law.view import View
from foedus.law.who import body_seats, compile_who


def doubt_named(view: View) -> str:
    """Find the doubt that a ruling is about."""
    name = view.fields.get("doubt")
    doubts = view.law.charter.doubts.doubts
    if not isinstance(name, str) or name not in doubts:
        detail = (("doubt", str(name)), ("known", ", ".join(doubts)))
        raise Refused("no-such-doubt", view.now.cite("house/rulings"), detail)
    return name


def may_rule(view: View, name: str) -> str:
    """Refuse where the actor may not start a ruling on a doubt; give the body, if it is one."""
    doubt = view.law.charter.doubts.doubts[name]
    bodies = view.law.charter.bodies.bodies
    view.owner = view.bit
    if doubt.settled_by in bodies:
        able = body_seats(doubt.settled_by, view.now)(view)
    else:
        spec = view.procedure.spec if view.procedure else None
        able = compile_who(doubt.settled_by, view.now, spec)(view)
    if not view.bit & able:
        detail = (("step", "rule"), ("settled-by", doubt.settled_by))
        raise Refused("not-entitled", view.cite(doubt.under), detail)
    unruled(view, name)
    return doubt.settled_by if doubt.settled_by in bodies else ""


def unruled(view: View, name: str) -> None:
    """Refuse a second ruling on a doubt: what followed from the first would no longer hold."""
    settled = view.matter.rulings.get(name) if view.matter else None
    if settled is not None:
        cited = view.cite(view.law.charter.doubts.doubts[name].under)
        raise Refused("already-done", cited, (("doubt", name), ("reading", settled)))


def rule(view: View, out: Out) -> Citation:
    """Rule on a doubt, or put the ruling to the body that settles it."""
    name = doubt_named(view)
    body = may_rule(view, name)
    doubt = view.law.charter.doubts.doubts[name]
    reading = view.fields.get("reading")
    if not isinstance(reading, str) or reading not in doubt.readings:
        detail = (("reading", str(reading)), ("known", ", ".join(doubt.readings)))
        raise Refused("no-such-reading", view.now.cite("house/rulings"), detail)
    under = view.cite(doubt.under)
    if not body:
        out.append(("ruled", name, reading))
        return under
    decides = view.law.charter.bodies.bodies[body].decides_by or ""
    found = view.now.rule(decides)
    if found is None:
        raise Refused("not-in-force", under, (("rule", decides),))
    on = view.law.day_of(view.hour)
    question = Question(view.act.id, view.act.id, "", decides, on, body, 0, 0, 0, 0, "", {})
    base, voters, left = seat(view, found.parts[0], question)
    actors = view.law.actors
    out.append((
        "put", view.act.id, "", decides, on, body, actors(base), actors(voters),
        actors(left), "", (),
    ))  # fmt: skip
    out.append(("proposed", name, reading))
    return under
