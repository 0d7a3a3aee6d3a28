"""Tests on positions: exact counts and shares, in three-valued logic.

A test gives true, false, or none where it depends on a text that was not seen. ``all`` is false as
soon as one part is false, whatever is unknown (Kleene's strong logic), so an unknown point only
matters where the result depends on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from foedus.charter.model.rules import AllOf, Compare, MaybeTest, Measure, Not, SomeOf
from foedus.charter.model.rules import Test as Spec
from foedus.charter.model.values import Unknown
from foedus.law.points import UnknownPoint
from foedus.law.view import Seen, View, compile_open
from foedus.law.who import compile_open_who, compile_who

if TYPE_CHECKING:
    from foedus.law.edition import Edition

Number: TypeAlias = int | Fraction
VOTES = "votes"


@dataclass(frozen=True, slots=True)
class Report:
    """One comparison as it came out: what was reached, what was needed, of what base."""

    measure: str
    of: str
    reached: Number
    comparison: str
    needed: Number
    share: Fraction | None
    base: Number | None
    passed: bool
    code: str


Reports: TypeAlias = "list[Report] | None"
Truth: TypeAlias = tuple[bool | None, str]
Judge: TypeAlias = Callable[[View, Reports], Truth]


def compile_test(spec: MaybeTest | None, edition: Edition) -> Judge | None:
    """Compile a test that may be open into a judge of a view."""
    seen = compile_open(spec, edition, lambda plain: _constant(_compile(plain, edition)))
    if seen is None:
        return None
    choose = seen

    def judge(view: View, reports: Reports) -> Truth:
        try:
            return choose(view)(view, reports)
        except UnknownPoint as point:
            view.why = point.why
            return None, "unknown"

    return judge


def _constant(judge: Judge) -> Seen[Judge]:
    return lambda _view: judge


def _parts(specs: list[MaybeTest], edition: Edition) -> list[Judge]:
    made = [compile_test(each, edition) for each in specs]
    return [judge for judge in made if judge is not None]


def _compile(spec: Spec, edition: Edition) -> Judge:
    if isinstance(spec, AllOf):
        return _all(_parts(spec.all, edition), spec.else_)
    if isinstance(spec, SomeOf):
        return _any(_parts(spec.any, edition), spec.else_)
    if isinstance(spec, Not):
        return _not(_parts([spec.not_], edition)[0], spec.else_)
    return _compare(spec, edition)


def _all(parts: list[Judge], code: str | None) -> Judge:
    def judge(view: View, reports: Reports) -> Truth:
        found: Truth = (True, "")
        for part in parts:
            truth, why = part(view, reports)
            if truth is False and found[0] is not False:
                found = (False, code or why)
                if reports is None:
                    return found
            elif truth is None and found[0]:
                found = (None, why)
        return found

    return judge


def _any(parts: list[Judge], code: str | None) -> Judge:
    def judge(view: View, reports: Reports) -> Truth:
        found: Truth | None = None
        for part in parts:
            truth, why = part(view, reports)
            if truth:
                found = (True, "")
                if reports is None:
                    return found
            elif found is None or (truth is None and found[0] is False):
                found = (truth, code or why)
        return found or (False, code or VOTES)

    return judge


def _not(part: Judge, code: str | None) -> Judge:
    def judge(view: View, reports: Reports) -> Truth:
        truth, why = part(view, reports)
        if truth is None:
            return None, why
        return not truth, (code or VOTES) if truth else ""

    return judge


_COMPARISONS = ("at_least", "at_most", "more_than", "fewer_than")


def _compare(spec: Compare, edition: Edition) -> Judge:
    name = next(each for each in _COMPARISONS if getattr(spec, each) is not None)
    of = compile_open_who(spec.of, edition)
    own = Measure.model_construct(count=spec.count, weight=spec.weight, of_those=spec.of_those)
    measure = compile_measure(own, edition, of)
    size = _size(spec.weight, edition)
    bound = compile_open(
        getattr(spec, name), edition, lambda value: _threshold(value, edition, size, of)
    )
    label, code = _label(own), spec.else_ or VOTES
    shown_of = spec.of if isinstance(spec.of, str) else "electorate" if spec.of is None else "set"
    rounding = spec.rounding

    def judge(view: View, reports: Reports) -> Truth:
        try:
            reached = measure(view)
            needed, share, base = bound(view) if bound else (0, None, None)
        except UnknownPoint as point:
            view.why = point.why
            return None, "unknown"
        needed = _rounded(needed, rounding)
        passed = _holds(name, reached, needed)
        if base == 0 and name in ("at_least", "more_than"):
            passed = False  # a share of nobody is not reached: where nobody votes, nothing passes
        if reports is not None:
            reports.append(
                Report(label, shown_of, reached, name, needed, share, base, passed, code)
            )
        return passed, "" if passed else code

    return judge


def _holds(comparison: str, reached: Number, needed: Number) -> bool:
    if comparison == "at_least":
        return reached >= needed
    if comparison == "at_most":
        return reached <= needed
    if comparison == "more_than":
        return reached > needed
    return reached < needed


def _rounded(needed: Number, rounding: str) -> Number:
    if rounding == "exact" or isinstance(needed, int):
        return needed
    if rounding == "up":
        return -(-needed.numerator // needed.denominator)
    if rounding == "down":
        return needed.numerator // needed.denominator
    half = needed + Fraction(1, 2)
    return half.numerator // half.denominator


Threshold: TypeAlias = tuple[Number, Fraction | None, Number | None]


def _threshold(
    value: Number | Measure, edition: Edition, size: Callable[[int], Number], of: Seen[int] | None
) -> Seen[Threshold]:
    if isinstance(value, Measure):
        within = compile_who(value.of, edition) if value.of is not None else of
        other = compile_measure(value, edition, within)
        return lambda view: (other(view), None, None)
    if isinstance(value, Fraction):
        share = value

        def part(view: View) -> Threshold:
            base = size(of(view) if of else _base(view))
            return share * base, share, base

        return part
    number = value
    return lambda _view: (number, None, None)


def _base(view: View) -> int:
    return view.tally.base if view.tally else 0


def _size(weight: str | None, edition: Edition) -> Callable[[int], Number]:
    return int.bit_count if weight is None else weigher(weight, edition)


def weigher(weight: str, edition: Edition) -> Callable[[int], Number]:
    """Compile the sum of a named weight over a set of parties; unknown weights are never zero."""
    law = edition.law
    spec = law.charter.rules.weights[weight]
    table = edition.at(spec.of)
    if not isinstance(table, dict):
        why = table.unknown if isinstance(table, Unknown) else f"the weights {weight} are open"
        cited = edition.cite(spec.under)

        def unknown(_mask: int) -> Number:
            raise UnknownPoint(why, cited)

        return unknown
    values = {law.bits[name]: value for name, value in table.items() if name in law.bits}

    def weigh(mask: int) -> Number:
        total: Number = 0
        while mask:
            low = mask & -mask
            total += values.get(low, 0)
            mask ^= low
        return total

    return weigh


def compile_measure(spec: Measure, edition: Edition, of: Seen[int] | None) -> Seen[Number]:
    """Compile a quantity: how many, or what weight, took certain positions within a set."""
    wanted = spec.count if spec.weight is None else spec.of_those
    positions = (wanted,) if isinstance(wanted, str) else tuple(wanted or ())
    size = _size(spec.weight, edition)

    def measure(view: View) -> Number:
        tally = view.tally
        if tally is None:
            return 0
        taken = 0
        for position in positions:
            taken |= _taken(view, position)
        return size(taken & tally.voters & (of(view) if of else tally.base))

    return measure


def _taken(view: View, position: str) -> int:
    tally = view.tally
    if tally is None:
        return 0
    if position == "present":
        return tally.present
    if position.startswith("not-") and position not in tally.declared:
        return tally.voters & ~tally.by.get(position.removeprefix("not-"), 0)
    return tally.by.get(position, 0)


def _label(spec: Measure) -> str:
    positions = spec.count if spec.weight is None else spec.of_those
    shown = positions if isinstance(positions, str) else "+".join(positions or ())
    return shown if spec.weight is None else f"{spec.weight} of {shown}"
