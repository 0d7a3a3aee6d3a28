"""Rules as compiled: the question or chain of questions, and whom the result binds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.charter.model.rules import Exclusion, Question, RuleLayer, Who
from foedus.charter.model.rules import Rule as Spec
from foedus.law.points import UnknownPoint
from foedus.law.rules.tests import Judge, compile_test
from foedus.law.view import Seen, View, compile_open, fixed
from foedus.law.who import compile_open_who, compile_who

if TYPE_CHECKING:
    from foedus.law.edition import Edition


@dataclass(frozen=True, slots=True)
class Part:
    """One question: its electorate, who is left out, and when the answer is yes."""

    name: str
    positions: tuple[str, ...]
    electorate: Seen[int]
    right: str | None
    excluded: Seen[tuple[int, bool, Citation]] | None
    quorum: Judge | None
    adopted: Judge
    at_close: bool
    negated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in force: its parts in order, and who is bound by adoption."""

    name: str
    under: Citation
    parts: tuple[Part, ...]
    binds: Seen[int] | None
    bodies: Seen[tuple[str, ...]] | None


def compile_rule(name: str, spec: Spec, edition: Edition) -> Rule | None:
    """Compile the layer of a rule that is in force; none where no layer is."""
    layer = None
    for each in spec.layers:
        if each.from_ <= edition.day and (each.until is None or edition.day < each.until):
            layer = each
    if layer is None:
        return None
    under = edition.cite(layer.under)
    asks: list[Question | RuleLayer] = [*layer.asks] or [layer]
    return Rule(
        name=name,
        under=under,
        parts=tuple(_part(ask, layer, edition, under) for ask in asks),
        binds=compile_open_who(layer.binds, edition),
        bodies=compile_open(layer.body, edition, lambda names: fixed(tuple(names))),
    )


def _part(ask: Question | RuleLayer, layer: RuleLayer, edition: Edition, under: Citation) -> Part:
    electorate = ask.electorate if ask.electorate is not None else layer.electorate
    adopted = compile_test(ask.adopted_if, edition)
    quorum = None if edition.at(ask.quorum) == "none" else compile_quorum(ask, edition)
    if adopted is None or electorate is None:
        msg = f"the rule under {under} states no electorate or no test"
        raise ValueError(msg)
    return Part(
        name=(ask.question or "") if isinstance(ask, Question) else "",
        positions=tuple(ask.positions or ()),
        electorate=compile_open_who(electorate, edition) or fixed(0),
        right=ask.right or layer.right or edition.law.charter.header.vote_right,
        excluded=_excluded(ask, edition, under),
        quorum=quorum,
        adopted=adopted,
        at_close=ask.base_at == "close",
        negated=tuple(name for name in ask.positions or () if name.startswith("not-")),
    )


def compile_quorum(ask: Question | RuleLayer, edition: Edition) -> Judge | None:
    """Compile a quorum; the word ``none`` under a reading is a quorum that always holds."""

    def make(value: object) -> Seen[Judge | None]:
        return fixed(None if value == "none" else compile_test(value, edition))  # type: ignore[arg-type]

    choose = compile_open(ask.quorum, edition, make)
    if choose is None:
        return None
    chosen = choose

    def judge(view: View, reports: object) -> tuple[bool | None, str]:
        try:
            test = chosen(view)
        except UnknownPoint as point:
            view.why = point.why
            return None, "unknown"
        return (True, "") if test is None else test(view, reports)  # type: ignore[arg-type]

    return judge


def _excluded(
    ask: Question | RuleLayer, edition: Edition, under: Citation
) -> Seen[tuple[int, bool, Citation]] | None:
    if edition.at(ask.excluded) == "none":
        return None

    def make(value: str | Exclusion) -> Seen[tuple[int, bool, Citation]]:
        if not isinstance(value, Exclusion):
            return fixed((0, True, under))
        who: Who = value.who
        seen = compile_who(who, edition)
        base = compile_open(value.base, edition, fixed)
        cited = edition.cite(value.under) if value.under else under
        return lambda view: (seen(view), base is None or base(view) == "kept", cited)

    return compile_open(ask.excluded, edition, make)
