"""The act: one thing said with legal effect by an entitled actor; its envelope, unsigned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias, get_args

from msgspec import Meta, Struct, field

INTEGER_MAX = 2**53 - 1
"""The greatest whole number that every reader of JSON reads exactly (RFC 8785, appendix D)."""
NAME_MAX = 200
"""The most characters of a name: of an act, an actor, a matter, a person. A leaf repeats some."""
Text: TypeAlias = Annotated[str, Meta(min_length=1)]
Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=NAME_MAX)]
Whole: TypeAlias = Annotated[int, Meta(ge=-INTEGER_MAX, le=INTEGER_MAX)]
Value: TypeAlias = str | Whole | tuple[Text, ...]
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


class Act(
    Struct,
    frozen=True,
    gc=False,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename={"on_behalf": "for"},
    tag_field="act",
    tag=1,
):
    """One thing said. The law reads everything here except ``contents``, which are digests.

    ``actor`` is a party (``AM``) or an office (``secretary-general``); ``capacity`` is in what
    function its representative speaks. ``matter`` is the matter's name, which the opening act
    gives. ``on_behalf`` is the party the act is about where that is not the actor. ``seen`` is the
    last entry the signer had seen. ``occurred`` is the speaker's information about when the thing
    happened, from and until: never the hour of the act.

    The types bind what is read from the wire; the law looks for itself. ``seen`` and ``world``
    have a maker for their default, so that the wire form always says them. The collector of cycles
    need not look at an act: it holds texts and numbers only.
    """

    id: Name
    actor: Name
    procedure: Name
    step: Name
    matter: Name
    fields: Mapping[str, Value] = field(default_factory=dict)
    contents: Mapping[str, Text] = field(default_factory=dict)
    on_behalf: Name | None = None
    capacity: Name | None = None
    signer: Name | None = None
    seen: Whole = field(default_factory=int)
    origin: Annotated[str, Meta(max_length=NAME_MAX)] = ""
    world: World = field(default_factory=lambda: "live")
    occurred: tuple[Whole, Whole] | None = None
