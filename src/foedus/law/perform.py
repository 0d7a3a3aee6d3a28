"""A step of the charter: who may take it now, what it must say, and what it brings about."""

from __future__ import annotations

from foedus.acts.act import Value
from foedus.charter.charter import Citation
from foedus.law.content import check_fields, evidenced, give, in_meeting
from foedus.law.discharge import discharge
from foedus.law.outcome import Refused
from foedus.law.points import UnknownPoint
from foedus.law.procedures import Putting, Step
from foedus.law.rules.verdict import seat
from foedus.law.state import Question
from foedus.law.steps import Out, check_all
from foedus.law.view import View
from foedus.law.who import chair_of


def entitled(view: View, step: Step) -> None:
    """Refuse where the actor may not take the step now, whatever the act says.

    The order is that of the list of codes: law in force, competence, entitlement, then the first
    of stage and guards. ``may`` asks the same, so the two cannot disagree.
    """
    procedure, branch = view.procedure, view.branch
    if procedure is None:
        return
    if not step.in_force:
        raise Refused("not-in-force", step.under)
    if branch.stage in procedure.ends:
        raise Refused("matter-ended", procedure.under, (("stage", branch.stage),))
    if step.puts is not None and not step.puts.chosen:
        _puttable(view, step, step.puts)
    _competent(view, step)
    recorded = _recorded(view, step)
    owner = view.law.bits.get(view.act.on_behalf or "", 0) if recorded or step.track else 0
    view.owner = owner or view.bit
    claimed(view, step.under, step.name)
    if not step.by(view) & (view.owner if recorded or not step.track else view.bit):
        raise Refused("not-entitled", step.under, (("step", step.name),))
    _about(view, step, recorded=recorded)
    _tracked(view, step)
    try:
        _staged(view, step)
        _asked(view, step)
        for guard in step.guards:
            guard(view)
    except (Refused, UnknownPoint):  # once more, to find the first in the list of codes
        stands = (lambda seen: _staged(seen, step), lambda seen: _asked(seen, step))
        check_all(view, (*stands, *step.guards))


def _competent(view: View, step: Step) -> None:
    """Refuse for want of competence what is reserved to another body."""
    name, capacity = step.competence, view.act.capacity or ""
    if name is None or not capacity.startswith("chair of "):
        return
    spec = view.law.charter.bodies.competences[name]
    if capacity.removeprefix("chair of ") not in spec.of:
        detail = (("competence", name), ("body", capacity.removeprefix("chair of ")))
        raise Refused("no-competence", view.cite(spec.under), detail)


def _recorded(view: View, step: Step) -> bool:
    """Tell whether the recorder enters this for another, which the step must allow."""
    recorder = view.law.charter.header.recorder
    if recorder is None or view.act.actor != recorder or not view.act.on_behalf:
        return False
    return step.spec.form == "recorded" and view.act.on_behalf != recorder


def claimed(view: View, under: Citation, step: str) -> None:
    """Refuse a claim to a chair that another holds."""
    capacity = view.act.capacity or ""
    if capacity.startswith("chair of "):
        body = capacity.removeprefix("chair of ")
        known = body in view.law.charter.bodies.bodies
        if not known or chair_of(view, body) != view.act.actor:
            raise Refused("not-entitled", under, (("step", step), ("capacity", capacity)))


def _about(view: View, step: Step, *, recorded: bool) -> None:
    """Refuse to open a matter about another, unless the step lets it be about that one."""
    behalf = view.act.on_behalf
    if view.matter is not None or not behalf or behalf == view.act.actor or recorded:
        return
    allowed = step.about(view) if step.about is not None else 0
    if not view.law.bits.get(behalf, 0) & allowed:
        raise Refused("not-entitled", step.under, (("step", step.name), ("for", behalf)))


def _tracked(view: View, step: Step) -> None:
    """Keep a track's ``owner`` to those for whom the track runs, or who have entered it."""
    if view.procedure is None or step.spec.by != "owner" or not step.track:
        return
    entered = view.law.mask(list(view.branch.tracks.get(step.track, {})))
    if not view.owner & (entered | view.procedure.track_members[step.track](view)):
        raise Refused("not-entitled", step.under, (("step", step.name),))


def _staged(view: View, step: Step) -> None:
    stages = step.from_(view)
    now = view.branch.stage or "start"
    if step.track:
        if view.matter is None or (step.only_when and now not in step.only_when):
            raise Refused("wrong-stage", step.under, (("stage", now),))
        owner = view.law.actors(view.owner)
        now = view.branch.tracks.get(step.track, {}).get(owner[0] if owner else "", "start")
    elif view.matter is not None and not view.branch.stage:
        now = "not opened"
    if now not in stages and not ("any" in stages and now not in ("start", "not opened")):
        raise Refused("wrong-stage", step.under, (("stage", now),))


def perform(view: View, step: Step, out: Out) -> Citation:
    """Check what the act says, then gather the step's effects; give its provision."""
    puts = step.puts
    if puts is not None and puts.chosen:
        _puttable(view, step, puts)
    check_fields(view, step)
    check_all(view, step.content)
    if step.track:
        owner = view.law.actors(view.owner)
        to = step.to(view)
        if to != "same" and owner:
            out.append(("track", step.track, owner[0], to))
    else:
        to = step.to(view)
        if to != "same":
            out.append(("stage", to))
    owners = () if view.owner == view.bit else view.law.actors(view.owner)
    out.append(("done", *owners))
    for effect in step.effects:
        effect(view, out)
    _attached(view, step, out)
    if puts is not None:
        _put(view, step, puts, out)
    discharge(view, step.name, out)
    return step.under


def _attached(view: View, step: Step, out: Out) -> None:
    """Check where it is said and what is attached; take a new version of a document."""
    in_meeting(view, step)
    if step.spec.form == "written" and not view.act.contents:
        raise Refused("document-missing", step.under, (("step", step.name),))
    if step.spec.form == "recorded" and _recorded(view, step):
        evidenced(view)
    if step.spec.gives:
        give(view, step.spec.gives, out)


def _bodies(view: View, puts: Putting) -> tuple[str, ...]:
    """Give the bodies that a question goes to: all, or those of them that the act chooses."""
    bodies = puts.to(view)
    return tuple(body for body in bodies if not puts.chosen or body in _chosen(view))


def _chosen(view: View) -> tuple[str, ...]:
    return _names(view.fields.get("bodies"))


def _puttable(view: View, step: Step, puts: Putting) -> None:
    """Refuse a question under a rule that is not in force, or to a body that may not decide it.

    A rule or body that is unknown is no reason to refuse: it says so where nothing else refuses.
    """
    try:
        name, bodies = puts.rule(view), _bodies(view, puts)
    except UnknownPoint:
        return
    rule = view.now.rule(name)
    if rule is None:
        raise Refused("not-in-force", step.under, (("rule", name),))
    for body in bodies:
        _existing_body(view, body)
    for body in bodies:
        if rule.bodies is not None and body not in rule.bodies(view):
            raise Refused("no-competence", rule.under, (("rule", name), ("body", body)))
        _competent_body(view, puts, body)


def _asked(view: View, step: Step) -> None:
    """Refuse to put a question again while the body still has it before it."""
    if step.puts is None:
        return
    chosen = _chosen(view) if step.puts.chosen else None
    for id_ in view.branch.open:
        question = view.branch.questions[id_]
        if question.step == step.name and (chosen is None or question.body in chosen):
            raise Refused("already-done", step.under, (("step", step.name),))


def _put(view: View, step: Step, puts: Putting, out: Out) -> None:
    """Put the question to each body: rule, electorate and base freeze here."""
    name = puts.rule(view)
    rule = view.now.rule(name)
    text = view.branch.texts.get(puts.text, ("", 0))[0] if puts.text else ""
    text = view.act.contents.get(puts.text, text)
    if puts.text and not text:
        raise Refused("document-missing", view.now.cite("house/fields"), (("document", puts.text),))
    bodies = _bodies(view, puts)
    if rule is None or not bodies or not set(_chosen(view) if puts.chosen else ()) <= set(bodies):
        detail = (("bodies", ", ".join(puts.to(view))),)
        raise Refused("no-such-body", view.now.cite("house/fields"), detail)
    flags = {flag: view.law.mask(_names(view.fields.get(said))) for flag, said in puts.flags}
    for body in bodies:
        id_ = view.act.id if len(bodies) == 1 else f"{view.act.id}.{body}"
        if id_ in view.branch.questions:
            raise Refused("already-entered", view.now.cite("house/once"), (("question", id_),))
        question = Question(
            id_, view.act.id, step.name, name, view.law.day_of(view.hour), body, 0, 0, 0, 0, text,
            flags,
        )  # fmt: skip
        base, voters, left = seat(view, rule.parts[0], question)
        actors = view.law.actors
        out.append((
            "put", id_, step.name, name, question.on, body, actors(base),
            actors(voters), actors(left), text,
            tuple((flag, actors(mask)) for flag, mask in flags.items()),
        ))  # fmt: skip


def _existing_body(view: View, body: str) -> None:
    """Refuse to put anything to a body before it exists, or after."""
    spec = view.law.charter.bodies.bodies[body]
    today = view.now.day
    if spec.from_ > today or (spec.until is not None and spec.until <= today):
        raise Refused("not-in-force", view.now.cite(spec.under), (("body", body),))


def _names(value: Value | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()


def _competent_body(view: View, puts: Putting, body: str) -> None:
    if puts.competence is None:
        return
    spec = view.law.charter.bodies.competences[puts.competence]
    if body not in spec.of:
        detail = (("competence", puts.competence), ("body", body))
        raise Refused("no-competence", view.cite(spec.under), detail)
