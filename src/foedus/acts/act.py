"""The act: one thing said with legal effect by an entitled actor; its envelope, unsigned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from foedus.acts.hours import Instant

Value: TypeAlias = str | int | tuple[str, ...]
"""A legal field: a word or text, a whole number (instants in UTC milliseconds), or a list."""

World: TypeAlias = Literal["live", "exercise", "reconstruction"]
WORLDS: tuple[str, ...] = get_args(World)

POSITION = "position"
CLOSE = "close"
STATEMENT = "state"
RULING = "rule"
WITHDRAWAL = "withdraw"
CORRECTION = "correct"
CONTEST = "contest"
UNIVERSAL = (POSITION, CLOSE, STATEMENT, RULING, WITHDRAWAL, CORRECTION, CONTEST)
"""Steps that every procedure has; all others are named by the charter."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing said. The law reads everything here except ``contents``, which are digests.

    ``actor`` is a party (``AM``) or an office (``secretary-general``); ``capacity`` is in what
    function its representative speaks. ``matter`` is the matter's name, which the opening act
    gives. ``on_behalf`` is the party the act is about where that is not the actor. ``seen`` is the
    last entry the signer had seen. ``occurred`` is the speaker's information about when the thing
    happened, from and until: never the hour of the act.
    """

    id: str
    actor: str
    procedure: str
    step: str
    matter: str
    fields: Mapping[str, Value] = field(default_factory=dict)
    contents: Mapping[str, str] = field(default_factory=dict)
    on_behalf: str | None = None
    capacity: str | None = None
    signer: str | None = None
    seen: int = 0
    origin: str = ""
    world: World = "live"
    occurred: tuple[Instant, Instant] | None = None
