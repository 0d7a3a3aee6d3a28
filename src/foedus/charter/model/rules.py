"""How a body decides: sets, tests, questions and rules, as data."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from foedus.charter.model.values import Date, Line, Maybe, Name, Normative, Place, Share, Words


class SetOf(Line):
    """A set with parts taken out or intersected: ``{of: members, minus: subject}``."""

    of: Who
    minus: Who | None = None
    and_: Who | None = None


class ThoseWho(Line):
    """Parties that took one of these positions (on the named question of a chain)."""

    those_who: str | list[str]
    on: Name | None = None


class AnyOf(Line):
    """A union of sets."""

    any_of: Annotated[list[Who], Field(min_length=1)]


class DidStep(Line):
    """Parties that performed a step in this matter."""

    who_did: Name


_WHO_TAGS: dict[type[Line], str] = {
    SetOf: "§of", ThoseWho: "§those-who", AnyOf: "§any-of", DidStep: "§who-did",
}  # fmt: skip


def _who_kind(value: Any) -> str:  # noqa: ANN401 - pydantic hands over anything
    if isinstance(value, dict):
        for word in ("those-who", "any-of", "who-did", "of"):
            if word in value:
                return "§" + word
        return "§of"
    return _tag_of(value, _WHO_TAGS, "§word")


def _tag_of(value: object, tags: dict[type[Line], str], default: str) -> str:
    """Give the tag of a line that was already made, which has no words to tell it by."""
    return next((tag for kind, tag in tags.items() if isinstance(value, kind)), default)


Who: TypeAlias = Annotated[
    Annotated[str, Tag("§word")]
    | Annotated[SetOf, Tag("§of")]
    | Annotated[ThoseWho, Tag("§those-who")]
    | Annotated[AnyOf, Tag("§any-of")]
    | Annotated[DidStep, Tag("§who-did")],
    Discriminator(_who_kind),
]
"""A set of actors. Words: ``members``, ``seats of csc``, ``chair of csc``, ``secretariat``,
``parties to treaty``, ``electorate``, ``subject``, ``opener``, ``owner``, ``bound``,
``flagged party-to-dispute``, ``says.FIELD``, and with ``each`` or ``other`` before them."""


class Measure(Line):
    """A quantity: how many, or what weight, took these positions within a set."""

    count: str | list[str] | None = None
    weight: Name | None = None
    of_those: str | list[str] | None = None
    of: Who | None = None


class Compare(Line):
    """A test: a measure against a number, a share of the set's size, or another measure.

    ``count: POSITION`` counts parties; ``weight: NAME, of-those: POSITION`` adds weights.
    ``of`` is both the set in which is counted and the base of a share (default: electorate).
    """

    count: str | list[str] | None = None
    weight: Name | None = None
    of_those: str | list[str] | None = None
    of: Maybe[Who] | None = None
    at_least: Maybe[Share | Measure] | None = None
    at_most: Maybe[Share | Measure] | None = None
    more_than: Maybe[Share | Measure] | None = None
    fewer_than: Maybe[Share | Measure] | None = None
    rounding: Literal["exact", "up", "down", "nearest"] = "exact"
    else_: Name | None = None


class AllOf(Line):
    """Every test must hold; the first that fails gives the reason."""

    all: Annotated[list[MaybeTest], Field(min_length=1)]
    else_: Name | None = None


class SomeOf(Line):
    """One test must hold."""

    any: Annotated[list[MaybeTest], Field(min_length=1)]
    else_: Name | None = None


class Not(Line):
    """The test must fail."""

    not_: MaybeTest
    else_: Name | None = None


_TEST_TAGS: dict[type[Line], str] = {AllOf: "§all", SomeOf: "§any", Not: "§not"}


def _test_kind(value: Any) -> str:  # noqa: ANN401 - pydantic hands over anything
    if isinstance(value, dict):
        for word in ("all", "any", "not", "unsettled", "unknown", "since"):
            if word in value:
                return "§" + word
        return "§compare"
    return _tag_of(value, _TEST_TAGS, "§compare")


Test: TypeAlias = Annotated[
    Annotated[Compare, Tag("§compare")]
    | Annotated[AllOf, Tag("§all")]
    | Annotated[SomeOf, Tag("§any")]
    | Annotated[Not, Tag("§not")],
    Discriminator(_test_kind),
]


MaybeTest: TypeAlias = Maybe[Test]


class Exclusion(Line):
    """Who may not take part, and whether the base stays (``kept``) or shrinks (``reduced``)."""

    who: Who
    base: Maybe[Literal["kept", "reduced"]]
    under: Place | None = None


Meaning: TypeAlias = Literal["as-yes", "as-no", "neutral", "not-offered"]


class Question(Line):
    """One thing asked of an electorate, and when the answer is yes.

    ``abstention`` and ``absence`` state what they come to: ``as-yes`` never prevents adoption,
    ``as-no`` never helps it, ``neutral`` is neither, ``not-offered``. The checker tries them.
    """

    question: Name | None = None
    names: Words | None = None
    electorate: Maybe[Who]
    right: Name | None = None
    positions: Annotated[list[Name], Field(min_length=2)]
    abstention: Maybe[Meaning]
    absence: Maybe[Meaning]
    excluded: Maybe[Literal["none"] | Exclusion] = "none"
    quorum: Maybe[Literal["none"] | Test] = "none"
    adopted_if: Maybe[Test]
    base_at: Literal["put", "close"] = "put"


class Ask(Question):
    """A question of a chain; it is put when the one before it was adopted."""


class RuleLayer(Normative):
    """A rule from a date on: either one question, or ``asks``, several one after the other."""

    from_: Date
    until: Date | None = None
    electorate: Maybe[Who] | None = None
    right: Name | None = None
    positions: list[Name] | None = None
    abstention: Maybe[Meaning] | None = None
    absence: Maybe[Meaning] | None = None
    excluded: Maybe[Literal["none"] | Exclusion] = "none"
    quorum: Maybe[Literal["none"] | Test] = "none"
    adopted_if: Maybe[Test] | None = None
    base_at: Literal["put", "close"] = "put"
    asks: list[Ask] = []
    binds: Maybe[Who] | None = None
    body: Maybe[list[Name]] | None = None


class Rule(Line):
    """A named rule: its layers in order of time."""

    names: Words
    layers: Annotated[list[RuleLayer], Field(min_length=1)]


class NamedSet(Normative):
    """A named set of parties: a word, an expression, or a list, dated by ``since`` if it changed."""

    names: Words
    is_: Maybe[list[str] | Who]


class Weights(Normative):
    """Named weights of parties, whole numbers or shares, dated by ``since``."""

    names: Words
    of: Maybe[dict[str, Share]]


class Rules(Line):
    """The file ``rules.yaml``."""

    rules: dict[Name, Rule]
    sets: dict[Name, NamedSet] = {}
    weights: dict[Name, Weights] = {}


for _line in (SetOf, AnyOf, Measure, Compare, AllOf, SomeOf, Not):
    _line.model_rebuild()
