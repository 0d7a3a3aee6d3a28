"""The head of a charter, and the states that charters name."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from foedus.charter.model.values import Date, Line, Name, Words


class Register(Line):
    """Something one can be party to: the treaty, the organisation, one agreement."""

    names: Words


class Header(Line):
    """The file ``charter.yaml``: what the organisation is called and how its charter is read.

    ``registers`` are the memberships that are kept apart; ``main`` is the one that a standing
    means when no register is named. ``alphabets`` give the order of letters in a language, since
    turns by alphabet may not depend on a computer's locale. ``legal-day`` is the offset from UTC
    at which a calendar day begins (``+03:00``). ``recorder`` is the office that may enter, marked,
    what others said by letter or voice; ``vote-right`` the right without which nobody votes.
    ``recorded-without-evidence`` lets it enter that without attaching the letter or recording.
    """

    charter: str
    version: Annotated[int, Field(ge=1)]
    names: Words
    short: Words
    about: Words
    languages: Annotated[list[str], Field(min_length=1)]
    uses: list[str] = []
    registers: Annotated[dict[Name, Register], Field(min_length=1)]
    main: Name
    alphabets: dict[str, str] = {}
    legal_day: Annotated[str, Field(pattern=r"^[+-]\d\d:\d\d$")] = "+00:00"
    addressees: dict[Name, Words] = {}
    vote_right: Name | None = None
    recorder: Name | None = None
    recorded_without_evidence: bool = False
    gaps: list[Words] = []


class Cases(Line):
    """The cases of a noun that a text needs, each by its grammatical name."""

    nominative: str
    genitive: str
    dative: str
    accusative: str
    instrumental: str
    prepositional: str


class State(Line):
    """A state: its names by language, short and full, and its names in time."""

    short: Words
    full: Words
    cases: dict[str, Cases] = {}
    from_: Date | None = None
    until: Date | None = None
    formerly: dict[str, Date] = {}


class States(Line):
    """A file of ``charters/_states/``."""

    states: dict[str, State]
