"""Values that every part of a charter is made of: names, dates, shares, and the open values.

An open value may stand in place of almost any normative value:

* ``{unsettled: DOUBT, values: {READING: VALUE, ...}}``: the value depends on an unsettled point;
* ``{unknown: WHY}``: the text was not seen, and no reading is offered;
* ``{since: {DATE: VALUE, ...}}``: the value changed at those dates.
"""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypeAlias, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
)


def hyphenated(name: str) -> str:
    """Turn a Python field name into the word of the language: ``when_lapsed`` -> ``when-lapsed``."""
    return name.rstrip("_").replace("_", "-")


class Line(BaseModel):
    """A mapping of the language: closed words, hyphenated, immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=hyphenated, strict=True)


NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:\.[a-z][a-z0-9-]*)?$")
PLACE = re.compile(r"(?:[a-z][a-z0-9_]*:)?[a-z][a-z0-9-]*/[A-Za-z0-9().-]+$")
DURATION = re.compile(
    r"P(?=[0-9T])(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})D)?"
    r"(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?)?$"
)


_LONGEST = (100, 1_200, 36_600, 880_000, 52_800_000)
"""A hundred years in years, months, days, hours and minutes."""


def _name(word: str) -> str:
    if not NAME.match(word):
        raise ValueError("a name has small letters, digits and single hyphens")
    return word


def _place(word: str) -> str:
    if not PLACE.match(word):
        raise ValueError("a citation is written INSTRUMENT/PLACE, such as treaty/4(2)")
    return word


def _date(value: object) -> object:
    if isinstance(value, str):
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            raise ValueError("a date is written YYYY-MM-DD")
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise ValueError("there is no such day in the calendar") from None
    return value


def _share(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("write a whole number or a share such as 2/3")  # noqa: TRY004
    if isinstance(value, str):
        if not re.fullmatch(r"\d+/[1-9]\d*", value):
            raise ValueError("write a whole number or a share such as 2/3")
        return Fraction(value)
    return value


def _duration(word: str) -> str:
    found = DURATION.match(word)
    if found is None:
        raise ValueError("a time-limit is written P6M, P90D, P2Y, PT48H")
    parts = zip(found.groups(), _LONGEST, strict=True)
    if any(part and int(part) > most for part, most in parts):
        raise ValueError("a time-limit is at most a hundred years")
    return word


Name: TypeAlias = Annotated[str, AfterValidator(_name)]
Words: TypeAlias = Annotated[dict[str, str], Field(min_length=1)]
"""A text in each declared language: ``{en: ..., ru: ...}``."""
Place: TypeAlias = Annotated[str, AfterValidator(_place)]
"""A citation: ``treaty/4(2)``, or ``un_sc:un-charter/51`` for a charter that this one uses."""
Date: TypeAlias = Annotated[
    dt.date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})
]
Share: TypeAlias = Annotated[
    int | Fraction,
    BeforeValidator(_share),
    WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\d+/\d+$"}]}),
]
"""A whole number (``9``), or a share of a base (``2/3``; ``1/1`` is all of it)."""
Duration: TypeAlias = Annotated[str, AfterValidator(_duration)]

Basis: TypeAlias = Literal["text", "practice", "inference", "house"]
Evidence: TypeAlias = Literal["seen", "reported", "recalled", "inferred"]

T = TypeVar("T", covariant=True)  # noqa: PLC0105 - read as a plain letter


class Unsettled(Line, Generic[T]):
    """A value that depends on a doubt; one value for each reading of it."""

    unsettled: Name
    values: Annotated[dict[str, T], Field(min_length=2)]


class Unknown(Line):
    """A point whose text was not seen: the engine says so and decides nothing."""

    unknown: str
    under: Place | None = None


def _open_kind(value: Any) -> str:  # noqa: ANN401 - pydantic hands over anything
    if isinstance(value, dict):
        for word in ("unsettled", "unknown", "since"):
            if word in value:
                return "§" + word
    if isinstance(value, Unsettled | Unknown | Since):
        return "§" + type(value).__name__.split("[")[0].lower()
    return "§plain"


if TYPE_CHECKING:
    Settled: TypeAlias = T | Unsettled[T] | Unknown
else:
    # The model needs the forms told apart by their words, for one clear fault instead of four.

    class Settled:
        """A value, or a doubt or unknown in its place."""

        def __class_getitem__(cls, kind: Any) -> Any:  # noqa: ANN401 - any type may be open
            return Annotated[
                Annotated[kind, Tag("§plain")]
                | Annotated[Unsettled[kind], Tag("§unsettled")]
                | Annotated[Unknown, Tag("§unknown")],
                Discriminator(_open_kind),
            ]


class Since(Line, Generic[T]):
    """A value that changed in time: the value from each date on."""

    since: Annotated[dict[Date, Settled[T]], Field(min_length=1)]


if TYPE_CHECKING:
    Maybe: TypeAlias = T | Unsettled[T] | Unknown | Since[T]
else:

    class Maybe:
        """A value, or any open value in its place."""

        def __class_getitem__(cls, kind: Any) -> Any:  # noqa: ANN401 - any type may be open
            return Annotated[
                Annotated[kind, Tag("§plain")]
                | Annotated[Unsettled[kind], Tag("§unsettled")]
                | Annotated[Unknown, Tag("§unknown")]
                | Annotated[Since[kind], Tag("§since")],
                Discriminator(_open_kind),
            ]


class Marked(Line):
    """A line that carries its reliability: what it rests on, how that was seen, and where."""

    basis: Basis | None = None
    evidence: Evidence | None = None
    source: list[str] = []
    note: str | None = None


class Normative(Marked):
    """A line with legal effect: it cites its provision."""

    under: Place
