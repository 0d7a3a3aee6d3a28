"""Positions on a question, and its close: steps that every procedure has."""

from __future__ import annotations

from foedus.acts.act import CLOSE, POSITION
from foedus.charter.charter import Citation
from foedus.law.discharge import discharge
from foedus.law.outcome import Refused
from foedus.law.perform import claimed
from foedus.law.points import UnknownPoint
from foedus.law.procedures import Putting
from foedus.law.rules.rules import Part, Rule
from foedus.law.rules.verdict import judge, seat, tally_of
from foedus.law.rulings import unruled
from foedus.law.state import Question
from foedus.law.steps import Out
from foedus.law.view import View
from foedus.law.who import body_seats


def under_of(view: View) -> Citation:
    """Give the provision of the procedure at hand."""
    if view.procedure is None:
        return view.now.cite("house/envelope")
    return view.procedure.under


def find_question(view: View) -> Question:
    """Find the open question that an act means: the one it names, or the only one."""
    wanted = view.fields.get("question")
    open_ = view.branch.open
    if wanted is None and len(open_) == 1:
        wanted = next(iter(open_))
    if not isinstance(wanted, str) or wanted not in open_:
        detail = (("question", str(wanted or "")), ("open", ", ".join(open_)))
        raise Refused("no-question", under_of(view), detail)
    return view.branch.questions[wanted]


def rule_of(view: View, question: Question) -> Rule:
    """Give the rule of a question as it stood when the question was put."""
    rule = view.law.edition(question.on).rule(question.rule)
    if rule is None:
        raise Refused("not-in-force", under_of(view), (("rule", question.rule),))
    return rule


def putting(view: View, question: Question) -> Putting | None:
    """Give how a question was put; none for the question of a ruling."""
    step = view.procedure.steps.get(question.step) if view.procedure else None
    return step.puts if step else None


def may_position(view: View, question: Question) -> tuple[Rule, Part]:
    """Refuse where the actor may take no position on a question, whatever it would be."""
    rule = rule_of(view, question)
    part = rule.parts[question.part]
    puts = putting(view, question)
    _capacity(view, question)
    claimed(view, rule.under, POSITION)
    recorder = view.law.charter.header.recorder
    if recorder is not None and view.act.actor == recorder and view.act.on_behalf:
        if puts is None or not puts.recorded:
            raise Refused("not-recordable", view.now.cite("house/recorded"))
        view.owner = view.law.bits.get(view.act.on_behalf, 0)
    else:
        view.owner = view.bit
    view.tally = tally_of(question)
    seated = view.owner & (question.voters | question.excluded)
    if seated or view.owner & part.electorate(view):
        _with_right(view, part)
    if not seated:
        raise Refused("not-an-elector", rule.under, (("body", question.body),))
    if not view.owner & question.voters:
        cited = part.excluded(view)[2] if part.excluded is not None else rule.under
        raise Refused("excluded", cited)
    return rule, part


def _with_right(view: View, part: Part) -> None:
    """Refuse who is an elector, or would be one, but for a right that its standing lacks."""
    if part.right is None:
        return
    seating = view.law.seating(view.state, view.hour)
    if not seating.has_right(part.right, view, view.owner):
        cited = seating.right_under(part.right, view.law.actors(view.owner)[0])
        raise Refused("no-right", cited, (("right", part.right),))


def _capacity(view: View, question: Question) -> None:
    """Refuse a speaker who is none of the office-holders that fill the seat."""
    capacity = view.act.capacity
    body = view.law.charter.bodies.bodies.get(question.body)
    if capacity is None or capacity.startswith("chair of ") or body is None:
        return
    for layer in reversed(body.held_by):
        if layer.from_ <= view.now.day and (layer.until is None or view.now.day < layer.until):
            if capacity not in layer.by:
                detail = (("capacity", capacity), ("body", question.body))
                raise Refused("wrong-capacity", view.now.cite(layer.under), detail)
            return


def position(view: View, out: Out) -> Citation:
    """Take a position; until the question closes the later word of a party counts."""
    question = find_question(view)
    rule, part = may_position(view, question)
    taken = view.fields.get("position")
    if not isinstance(taken, str) or taken not in part.positions:
        detail = (("position", str(taken)), ("allowed", ", ".join(part.positions)))
        raise Refused("unknown-position", rule.under, detail)
    puts = putting(view, question)
    if question.text and puts is not None and puts.text:
        given = view.act.contents.get(puts.text)
        if given is None:
            house = view.now.cite("house/fields")
            raise Refused("document-missing", house, (("document", puts.text),))
        if given != question.text:
            raise Refused("wrong-text", rule.under, (("document", puts.text),))
    party = view.law.actors(view.owner)[0]
    out.append(("position", question.id, taken, party))
    discharge(view, "position", out)
    return rule.under


def may_close(view: View, question: Question) -> Rule:
    """Refuse where the actor may not close a question."""
    rule = rule_of(view, question)
    claimed(view, rule.under, CLOSE)
    step = view.procedure.steps.get(question.step) if view.procedure else None
    if step is None:
        closers = body_seats(question.body, view.now)(view)
    else:
        closers = (step.puts.closers if step.puts and step.puts.closers else step.by)(view)
    view.owner = view.bit
    if not view.bit & closers:
        raise Refused("not-entitled", step.under if step else rule.under, (("step", "close"),))
    return rule


def close(view: View, out: Out) -> Citation:
    """Close a question: state the result by the rule, and bring about what follows from it."""
    question = find_question(view)
    rule = may_close(view, question)
    part = rule.parts[question.part]
    if part.at_close:
        question = _reseated(view, part, question)
    result, because = judge(view, part, tally_of(question))
    step = view.procedure.steps.get(question.step) if view.procedure else None
    when = step.when if step else {}
    if result == "unsettled":
        determined = view.fields.get("determination")
        if determined in ("adopted", "rejected"):
            result, because = determined, "determined"  # type: ignore[assignment]
        elif "unsettled" not in when:
            raise UnknownPoint(view.why, rule.under)
    if result == "adopted" and question.part + 1 < len(rule.parts):
        base, voters, left = seat(view, rule.parts[question.part + 1], question)
        actors = view.law.actors
        out.append(("part", question.id, part.name, actors(base), actors(voters), actors(left)))
        return rule.under
    out.append(("verdict", question.id, result, because, part.name))
    if result == "adopted":
        _adopted(view, rule, question, part, out)
    for name in _consequences(view, question, result, when):
        for effect in when[name]:
            effect(view, out)
    discharge(view, "close", out)
    return rule.under


def _adopted(view: View, rule: Rule, question: Question, part: Part, out: Out) -> None:
    tally = tally_of(question)
    tally.parts = {**tally.parts, part.name: tally.by}
    view.tally = tally
    proposal = view.matter.proposals.get(question.id) if view.matter else None
    if proposal is not None:
        unruled(view, proposal[0])
        out.append(("ruled", *proposal))
        return
    names = view.law.actors(rule.binds(view)) if rule.binds is not None else ()
    if names:
        out.append(("bind", names))


def _consequences(view: View, question: Question, result: str, when: object) -> list[str]:
    """Name the results that follow: of this question, and of all that were put together."""
    known = when if isinstance(when, dict) else {}
    names = [result] if result in known else []
    group = [each for each in view.branch.questions.values() if each.put == question.put]
    if result == "rejected" and "any-rejected" in known:
        names.append("any-rejected")
    rest = all(each.result == "adopted" for each in group if each.id != question.id)
    if result == "adopted" and rest and "all-adopted" in known:
        names.append("all-adopted")
    return names


def _reseated(view: View, part: Part, question: Question) -> Question:
    base, voters, left = seat(view, part, question)
    return Question(
        question.id, question.put, question.step, question.rule, question.on, question.body,
        question.part, base, voters, left, question.text, question.flags, question.by,
        question.parts,
    )  # fmt: skip
