"""What a step may demand (guards) and bring about (effects), as data; closed lists."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from foedus.charter.model.rules import Who
from foedus.charter.model.values import Duration, Line, Marked, Maybe, Name, Place, Share, Words


class Guarding(Marked):
    """A guard; ``under`` is what a refusal cites (default: the step's provision)."""

    under: Place | None = None


class RightGuard(Guarding):
    """The actor's standing gives this right. Refusal: ``no-right``."""

    right: Name


class DoneGuard(Guarding):
    """The step was admitted in the matter before. Refusal: ``not-yet``."""

    done: Name


class NotDoneGuard(Guarding):
    """The step was not admitted before (``each``: not by this actor). Refusal: ``already-done``."""

    not_done: Name
    each: bool = False


class CountGuard(Guarding):
    """So many different actors performed a step before (of a set; default anybody). ``too-few``."""

    count_of: Name
    at_least: Maybe[Share]
    of: Maybe[Who] | None = None


class FieldGuard(Guarding):
    """A party named in a field is, or is not, in a set. Refusals: ``outside-set``, ``forbidden``."""

    field: Name
    in_: Maybe[Who] | None = None
    not_in: Maybe[Who] | None = None
    one_of: Maybe[list[str]] | None = None


class PartyToGuard(Guarding):
    """The actor is party to a register. Refusal: ``not-a-party``."""

    party_to: Name


class VerdictGuard(Guarding):
    """The last verdict in the matter was this (on that rule). Refusal: ``no-such-verdict``."""

    verdict: Literal["adopted", "rejected", "unsettled"]
    rule: Name | None = None


class TermGuard(Guarding):
    """A term is running or has lapsed. Refusals: ``term-not-running``, ``term-running``."""

    term: Name
    is_: Literal["running", "over"]


class DutyGuard(Guarding):
    """No duty of this kind is open. Refusal: ``duty-open``."""

    met: Name


class WaitGuard(Guarding):
    """At least so long has passed since a step was admitted. Refusal: ``too-early``."""

    since_step: Name
    at_least: Maybe[Duration]


class DatedGuard(Guarding):
    """A date in a field is at least so long after the act. Refusal: ``notice-too-short``."""

    date_in: Name
    at_least: Maybe[Duration]


class PermittedGuard(Guarding):
    """A plain permission that may be a doubt: ``{permitted: {unsettled: ...}}``. Refusal: ``barred``."""

    permitted: Maybe[Literal["yes", "no"]]


Signature: TypeAlias = Literal["focal-point", "appointed-focal-point", "named-person"]


class SignerGuard(Guarding):
    """Who signs the act, where the record was opened. Refusal: ``not-the-signer``.

    ``focal-point``: one of the actor, or a substitute; ``appointed-focal-point``: no substitute;
    ``named-person``: the person whom the act names in its field ``person``.
    """

    signer: Signature | list[Signature]


_GUARDS: dict[str, type[Guarding]] = {
    "right": RightGuard,
    "done": DoneGuard,
    "not-done": NotDoneGuard,
    "count-of": CountGuard,
    "field": FieldGuard,
    "party-to": PartyToGuard,
    "verdict": VerdictGuard,
    "term": TermGuard,
    "met": DutyGuard,
    "since-step": WaitGuard,
    "date-in": DatedGuard,
    "permitted": PermittedGuard,
    "signer": SignerGuard,
}


def _guard_kind(value: Any) -> str | None:  # noqa: ANN401 - pydantic hands over anything
    if isinstance(value, dict):
        return next(("§" + word for word in _GUARDS if word in value), None)
    return next(("§" + word for word, kind in _GUARDS.items() if type(value) is kind), None)


Guard: TypeAlias = Annotated[
    Annotated[RightGuard, Tag("§right")]
    | Annotated[DoneGuard, Tag("§done")]
    | Annotated[NotDoneGuard, Tag("§not-done")]
    | Annotated[CountGuard, Tag("§count-of")]
    | Annotated[FieldGuard, Tag("§field")]
    | Annotated[PartyToGuard, Tag("§party-to")]
    | Annotated[VerdictGuard, Tag("§verdict")]
    | Annotated[TermGuard, Tag("§term")]
    | Annotated[DutyGuard, Tag("§met")]
    | Annotated[WaitGuard, Tag("§since-step")]
    | Annotated[DatedGuard, Tag("§date-in")]
    | Annotated[PermittedGuard, Tag("§permitted")]
    | Annotated[SignerGuard, Tag("§signer")],
    Discriminator(_guard_kind),
]


class Discharge(Line):
    """A step that meets a duty; ``if-says`` limits it to acts whose fields say this.

    ``by`` are others than the debtor who may meet it too. ``counts`` may be a doubt: a letter to
    another addressee than the one the text names.
    """

    step: Name
    by: Who | None = None
    if_says: dict[Name, str] = {}
    counts: Maybe[Literal["yes", "no"]] = "yes"


class Condition(Line):
    """A condition, only for acts that say ``if-says`` (``field``, or ``field of step``)."""

    if_says: dict[str, str] = {}
    is_: Maybe[Literal["yes", "no"]] = "yes"


class Event(Line):
    """A due point that is an event, not a number."""

    event: Words


class Duty(Marked):
    """Something owed: by whom, to whom, what, by when, and which step meets it.

    ``due`` is a soft grade (``immediately``, ``forthwith``, ``promptly``, ``at-once``: measured,
    never failed), a duration (``P30D``), an event in words, or unknown. ``channel`` is the way a
    notice goes, apart from its addressee ``to``. It arises if it ``exists`` and every condition
    under ``provided`` that concerns the act holds; each of them may be a doubt.
    """

    owes: Maybe[Who]
    to: Maybe[Who]
    what: Name
    names: Words
    due: Maybe[Literal["immediately", "forthwith", "promptly", "at-once"] | Duration | Event]
    channel: Maybe[Name] | None = None
    content: list[Words] = []
    discharged_by: Annotated[list[Name | Discharge], Field(min_length=1)]
    under: Place | None = None
    exists: Maybe[Literal["yes", "no"]] = "yes"
    provided: list[Condition] = []


class DutyEnd(Line):
    """Open duties of a kind end without being met: a request is withdrawn, a ground falls away."""

    what: Name
    of: Who = "anybody"
    applies: Maybe[Literal["yes", "no"]] = "yes"


class Notice(Line):
    """A notice that goes out: addressee and channel apart."""

    to: Who
    what: Name
    channel: Name | None = None


class StandingChange(Line):
    """A party's standing changes: ``of`` a set, in a register."""

    of: Who
    becomes: Name
    register_: Name | None = None


class Grant(Line):
    """A right that the matrix gives ``if-granted`` is granted to a set."""

    right: Name
    to: Who


class ChairSet(Line):
    """The chair of a body is settled by decision, or a session's host is recorded."""

    of: Name
    holder: Who
    how: Literal["decision", "acting", "host"]


class TermStart(Line):
    """A term starts: ``after`` a duration, or ``ends`` at an instant said in a field."""

    name: Name
    after: Maybe[Duration] | None = None
    ends: str | None = None


Credentials: TypeAlias = Literal[
    "open", "appoint", "accredit", "enrol", "revoke", "recall", "substitute"
]


class Effects(Line):
    """What follows from an admitted step, a verdict or a lapse."""

    to: Maybe[Name] = "same"
    duties: list[Duty] = []
    term: TermStart | None = None
    ends_term: list[Name] = []
    ends_duties: list[DutyEnd] = []
    number: str | None = None
    notices: list[Notice] = []
    standing: list[StandingChange] = []
    grants: list[Grant] = []
    chair: list[ChairSet] = []
    binds: Maybe[Who] | None = None


class Result(Effects):
    """What follows from a verdict."""

    under: Place | None = None
