"""Positions and flags: what tests count and results bind can be said on the question at hand."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.charter.charter import Charter
from foedus.charter.check.procedures import steps_of, words
from foedus.charter.check.spots import Finding, Spot, Texts, below, lines, own
from foedus.charter.faults import did_you_mean
from foedus.charter.model.procedures import Procedure, Puts, Step
from foedus.charter.model.rules import Compare, Measure, Question, Rule, RuleLayer, ThoseWho
from foedus.charter.model.values import Line

NAME = "positions"
_FLAG = "flagged "


def check(charter: Charter, _texts: Texts) -> Iterator[Finding]:
    """Find positions that nobody may take, and flags that nobody is given."""
    for spot in own(charter):
        if isinstance(spot.value, str):
            if isinstance(spot.owner, Compare | Measure) and spot.of in ("count", "of_those"):
                yield from _counted(spot, spot.value)
            elif isinstance(spot.owner, ThoseWho) and spot.of == "those_who":
                yield from _those_who(charter, spot, spot.value)
            elif spot.value.startswith(_FLAG):
                yield from _flagged(charter, spot, spot.value.removeprefix(_FLAG))
    for spot, those in lines(charter, ThoseWho):
        if those.on is not None:
            yield from _on(charter, spot, those.on)
    for spot, puts in lines(charter, Puts):
        yield from _flags(charter, spot, puts)


def _counted(spot: Spot, word: str) -> Iterator[Finding]:
    """Find a test of what is no position, nor its absence, nor presence."""
    question = _question(spot)
    known = list(getattr(question, "positions", None) or ())
    if word in known or word == "present" or (word.startswith("not-") and word[4:] in known):
        return
    what = f'"{word}" is no position on this question'
    near = did_you_mean(word, [*known, "present", *(f"not-{each}" for each in known)])
    yield Finding(spot, "unknown-position", what, near)


def _question(spot: Spot) -> Line | None:
    return next((s.value for s in spot.around() if isinstance(s.value, Question | RuleLayer)), None)


def _layers(charter: Charter, spot: Spot) -> list[RuleLayer]:
    """Give the layers of rules that the question at hand may be decided by."""
    layer, step = spot.inside(RuleLayer), spot.inside(Step)
    if layer is not None:
        return [layer]
    names = words(step.puts.rule) if step is not None and step.puts is not None else []
    rules = [charter.rules.rules[name] for name in names if name in charter.rules.rules]
    return [each for rule in rules for each in rule.layers]


def _those_who(charter: Charter, spot: Spot, word: str) -> Iterator[Finding]:
    layers = _layers(charter, spot)
    on = spot.owner.on if isinstance(spot.owner, ThoseWho) else None
    known: list[str] = []
    for layer in layers:
        # Without a name, the last question of a chain is meant.
        asks = [ask for ask in layer.asks if ask.question == on] if on else layer.asks[-1:]
        known += [name for ask in asks for name in ask.positions]
        if not layer.asks and not on:
            known += layer.positions or ()
    if known and word not in known:
        what = f'"{word}" is no position on this question'
        yield Finding(spot, "unknown-position", what, did_you_mean(word, known))


def _on(charter: Charter, spot: Spot, on: str) -> Iterator[Finding]:
    layers = _layers(charter, spot)
    known = [ask.question or "" for layer in layers for ask in layer.asks]
    if layers and on not in known:
        what = f'no question of the chain is called "{on}"'
        near = did_you_mean(on, known) or 'the rule is one question: remove "on"'
        yield Finding(below(spot, "on"), "unknown-question", what, near)


def _flagged(charter: Charter, spot: Spot, flag: str) -> Iterator[Finding]:
    """Somebody is flagged only where the step that puts the question says whom."""
    if spot.inside(RuleLayer) is not None and (rule := spot.within(Rule)) is not None:
        puts = list(_putting(charter, str(rule.path[-1])))
    else:
        step = spot.inside(Step)
        puts = [step.puts] if step is not None and step.puts is not None else []
    known = [name for each in puts for name in each.flags]
    if puts and flag not in known:
        what = f'no step that puts this question flags anybody "{flag}"'
        near = did_you_mean(flag, known) or f"add to its puts: flags: {{{flag}: FIELD}}"
        yield Finding(spot, "unknown-flag", what, near)


def _putting(charter: Charter, rule: str) -> Iterator[Puts]:
    for procedure in charter.procedures.values():
        for step in steps_of(procedure).values():
            if step.puts is not None and rule in words(step.puts.rule):
                yield step.puts


def _flags(charter: Charter, spot: Spot, puts: Puts) -> Iterator[Finding]:
    """Find flags without effect: neither the rule nor what follows reads them."""
    if not puts.flags:
        return
    rules = set(words(puts.rule))
    read: set[str] = set()
    step = spot.inside(Step)
    for each in own(charter):
        if isinstance(each.value, str) and each.value.startswith(_FLAG):
            rule = each.within(Rule)
            named = rule is not None and str(rule.path[-1]) in rules
            follows = each.inside(Procedure) is not None and each.inside(Step) is step
            in_set = each.file == "rules.yaml" and rule is None
            if named or follows or in_set:
                read.add(each.value.removeprefix(_FLAG))
    for flag in puts.flags:
        if flag not in read:
            what = f'no rule of this question reads the flag "{flag}"'
            near = did_you_mean(flag, read) or 'write "flagged NAME" in the rule, or remove it'
            yield Finding(below(spot, "flags", flag), "flag-unread", what, near, key=True)
