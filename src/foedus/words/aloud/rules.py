"""The rules of decision: who takes part, what absence means, and when the answer is yes."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from foedus.charter.model.rules import (
    AllOf,
    Ask,
    Compare,
    Exclusion,
    Measure,
    Question,
    RuleLayer,
    SomeOf,
)
from foedus.charter.model.rules import Test as Spec
from foedus.words.aloud.item import Aloud, Item
from foedus.words.verdicts import measure_words

_COMPARISONS = ("at_least", "at_most", "more_than", "fewer_than")


def rules(aloud: Aloud) -> list[Item]:
    """Read the rules that are in force on the day, in short."""
    found = []
    for name, rule in aloud.charter.rules.rules.items():
        told = f"{aloud.wording.sentence(aloud.wording.of(rule.names))} [{name}]"
        layers = [layer for layer in rule.layers if aloud.in_force(layer.from_, layer.until)]
        if layers:
            found.append(aloud.item(name, told, layers[-1]))
        else:
            found.append(Item(name, f"{told}: {aloud.say('not-in-force')}"))
    return found


def rule(aloud: Aloud, name: str) -> list[Item]:
    """Read one rule with every layer of it."""
    spec = aloud.known("rule", name, aloud.charter.rules.rules)
    told = aloud.wording.sentence(aloud.wording.of(spec.names))
    layers = [
        aloud.item(
            f"{name}/{layer.from_}",
            aloud.wording.sentence(aloud.dates(layer.from_, layer.until)),
            layer,
            _layer(aloud, f"{name}/{layer.from_}", layer),
        )
        for layer in spec.layers
    ]
    return [Item(name, f"{told} [{name}]", items=tuple(layers))]


def _layer(aloud: Aloud, id_: str, layer: RuleLayer) -> list[Item]:
    items = []
    if layer.asks:
        items.append(
            Item(
                f"{id_}/asks",
                aloud.say("asks"),
                items=tuple(
                    _ask(aloud, f"{id_}/{number}", ask) for number, ask in enumerate(layer.asks, 1)
                ),
            )
        )
    else:
        items += _question(aloud, id_, layer)
    if layer.binds is not None:
        told = aloud.say("binds", who=aloud.open_who(layer.binds))
        items.append(Item(f"{id_}/binds", told))
    return items


def _ask(aloud: Aloud, id_: str, ask: Ask) -> Item:
    name = aloud.wording.of(ask.names) if ask.names else ask.question or ""
    told = aloud.say("ask", name=name) if name else aloud.say("plain-ask")
    return Item(id_, told, items=tuple(_question(aloud, id_, ask)))


def _question(aloud: Aloud, id_: str, ask: Question | RuleLayer) -> list[Item]:
    quoted, listed = aloud.wording.catalogue.quoted, aloud.wording.catalogue.listed
    positions = [quoted(aloud.wording.position(each)) for each in ask.positions or []]

    def meaning(word: str) -> str:
        return aloud.wording.say(f"meaning.{word}")

    told = {
        "electorate": aloud.say("electorate", who=aloud.open_who(ask.electorate)),
        "positions": aloud.say("positions", positions=listed(positions, "or")),
        "abstention": aloud.say("abstention", meaning=aloud.open(ask.abstention, meaning)),
        "absence": aloud.say("absence", meaning=aloud.open(ask.absence, meaning)),
    }
    if ask.excluded != "none":
        told["excluded"] = aloud.say(
            "excluded", who=aloud.open(ask.excluded, partial(_excluded, aloud))
        )
    if ask.quorum != "none":
        told["quorum"] = aloud.say("quorum", test=aloud.open(ask.quorum, partial(condition, aloud)))
    told["adopted-if"] = aloud.say(
        "adopted-if", test=aloud.open(ask.adopted_if, partial(condition, aloud))
    )
    return [Item(f"{id_}/{key}", text) for key, text in told.items()]


def _excluded(aloud: Aloud, value: str | Exclusion) -> str:
    return aloud.who(value.who) if isinstance(value, Exclusion) else aloud.wording.say("open.none")


def condition(aloud: Aloud, test: Spec | str) -> str:
    """Say when a test holds."""
    if isinstance(test, str):
        return aloud.wording.say("open.none")
    if isinstance(test, Compare):
        return _compare(aloud, test)
    if isinstance(test, AllOf):
        parts = [aloud.open(each, partial(condition, aloud)) for each in test.all]
        return aloud.wording.say("test.all", parts="; ".join(parts))
    if isinstance(test, SomeOf):
        parts = [aloud.open(each, partial(condition, aloud)) for each in test.any]
        return aloud.wording.say("test.any", parts="; ".join(parts))
    inside = aloud.open(test.not_, partial(condition, aloud))
    return aloud.wording.say("test.not", part=inside)


def _compare(aloud: Aloud, test: Compare) -> str:
    name = next(each for each in _COMPARISONS if getattr(test, each) is not None)
    of = aloud.wording.say("verdict.in-electorate")
    if test.of is not None:
        of = aloud.wording.say("verdict.in-words", who=aloud.open_who(test.of))

    def number(value: Fraction | int | Measure) -> str:
        if isinstance(value, Measure):
            return aloud.wording.say("test.measure", measure=_measure(aloud, value))
        return _share(value)

    least = getattr(test, name)
    needed = aloud.wording.say("test.everyone")
    if not (name == "at_least" and isinstance(least, Fraction) and least == 1):
        needed = aloud.wording.say(f"verdict.{name}", number=aloud.open(least, number))
    own = Measure.model_construct(count=test.count, weight=test.weight, of_those=test.of_those)
    return aloud.wording.say("test.compare", measure=_measure(aloud, own), of=of, needed=needed)


def _share(value: Fraction | int) -> str:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return str(value)


def _measure(aloud: Aloud, spec: Measure) -> str:
    positions = spec.count if spec.weight is None else spec.of_those
    label = positions if isinstance(positions, str) else "+".join(positions or [])
    return measure_words(
        aloud.wording, label if spec.weight is None else f"{spec.weight} of {label}"
    )
