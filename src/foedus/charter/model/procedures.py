"""Procedures: stages, steps, tracks, duties and terms, as tables."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from foedus.charter.model.rules import Who
from foedus.charter.model.steps import Credentials, Effects, Guard, Result
from foedus.charter.model.values import Date, Line, Maybe, Name, Normative, Words


class Speech(Line):
    """A legal field of an act: what the law may read.

    ``is`` gives its kind; ``one-of`` the words allowed; ``in`` the set a party must be in;
    ``many`` a list. Instants are UTC milliseconds on the wire. A ``person`` is the name of one who
    signs, a ``key`` a public key as OpenSSH writes it, a ``signer`` a person with a key.
    """

    is_: Literal[
        "text", "word", "party", "instant", "date", "number", "act", "actor", "person", "key",
        "signer",
    ]  # fmt: skip
    one_of: Maybe[list[str]] | None = None
    in_: Who | None = None
    many: bool = False
    optional: bool = False


class Puts(Line):
    """The step puts a question to one body or several, under a rule.

    ``which: chosen`` lets the act name the bodies in its field ``bodies``. ``text`` names the
    document whose digest each position must answer. ``flags`` give marked parties by field.
    ``recorded`` lets the recorder enter positions for others, marked and contestable.
    """

    to: Maybe[Name | list[Name]]
    which: Literal["all", "chosen"] = "all"
    rule: Maybe[Name]
    text: Name | None = None
    closed_by: Who | None = None
    flags: dict[Name, Name] = {}
    competence: Name | None = None
    recorded: bool = False


class Step(Normative, Effects):
    """A permitted act: who, from where to where, what it says, what it brings about.

    ``from: start`` opens a matter; ``to: same`` stays. ``form: recorded`` lets the secretariat
    enter it for the actor, marked and contestable; ``form: written`` needs a document. ``in: meeting
    of BODY`` is said in a meeting, which the act names in its field ``meeting``. ``for`` is whom
    an opening act may be about, other than its actor; without it a matter concerns its opener.
    ``credentials`` changes, by what the act says, who may sign for the subject of the matter.
    """

    names: Words
    by: Maybe[Who]
    from_: Maybe[Name | list[Name]]
    says: dict[Name, Speech] = {}
    puts: Puts | None = None
    when: dict[
        Literal["adopted", "rejected", "unsettled", "all-adopted", "any-rejected"], Result
    ] = {}
    guards: list[Guard] = []
    gives: Name | None = None
    form: Literal["any", "written", "recorded"] = "any"
    in_: Annotated[str, Field(pattern=r"^meeting of [a-z0-9-]+$")] | None = None
    visible_to: Who | None = None
    competence: Name | None = None
    for_: Who | None = None
    credentials: Credentials | None = None
    since: Date | None = None
    until: Date | None = None


class Lapse(Normative, Effects):
    """What follows when a term runs out: a transition that no actor makes."""

    names: Words
    from_: Name | list[Name]


class TrackStep(Step):
    """A step of a track. ``only-when`` names stages of the matter in which it may be taken."""

    only_when: list[Name] = []


class Track(Line):
    """One small state machine for each of a set of parties inside a matter."""

    names: Words
    for_each: Who
    stages: Annotated[list[Name], Field(min_length=1)]
    ends: list[Name] = []
    steps: dict[Name, TrackStep]


class Document(Line):
    """A document of the matter: who sees it."""

    names: Words
    sees: Who


class Procedure(Normative):
    """The file ``procedures/NAME.yaml``.

    ``subject`` is the party a matter is about: the one acted for, else the opener; ``roles``
    give it and other parties a name (``victim: subject``). ``visible-to`` is who sees its acts, where
    a step does not say otherwise; without it the members and the offices do.
    """

    procedure: Name
    names: Words
    about: Words
    from_: Date
    until: Date | None = None
    stages: dict[Name, Words]
    ends: list[Name]
    roles: dict[Name, str] = {}
    visible_to: Who | None = None
    documents: dict[Name, Document] = {}
    steps: Annotated[dict[Name, Step], Field(min_length=1)]
    when_lapsed: dict[Name, Lapse] = {}
    tracks: dict[Name, Track] = {}
