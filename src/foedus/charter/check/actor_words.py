"""The words that name actors: each names somebody known, and may be said where it stands.

A word such as ``electorate`` or ``says.victim`` takes its meaning from the question or the act at
hand. Where there is none, the engine finds nobody, without a word. So each place of the language
has its list of words that can mean something there.
"""

from __future__ import annotations

from collections.abc import Iterator

from foedus.charter.charter import Charter
from foedus.charter.check.procedures import steps_of
from foedus.charter.check.spots import Finding, Spot, Texts, own
from foedus.charter.faults import did_you_mean
from foedus.charter.model.bodies import Body
from foedus.charter.model.doubts import Doubt
from foedus.charter.model.procedures import Document, Lapse, Procedure, Puts, Speech, Step, Track
from foedus.charter.model.rules import (
    Compare,
    DidStep,
    Exclusion,
    Measure,
    NamedSet,
    Question,
    RuleLayer,
    ThoseWho,
)
from foedus.charter.model.steps import (
    ChairSet,
    CountGuard,
    Discharge,
    Duty,
    DutyEnd,
    Effects,
    FieldGuard,
    Grant,
    Notice,
    Result,
    StandingChange,
)
from foedus.charter.model.values import Line
from foedus.charter.who import Word, known, parse

NAME = "actor-words"

_MATTER = frozenset({"subject", "opener", "bound", "who-did"})
_QUESTION = frozenset({"electorate", "present", "seats", "flagged", "those-who"})
_ACT = _MATTER | {"actor", "owner", "says"}
_ALLOWED: dict[str, frozenset[str]] = {
    "electorate": _MATTER | {"seats", "flagged"},
    "test": _MATTER | _QUESTION,
    "seats": frozenset({"subject", "opener"}),
    "settles": frozenset({"subject", "opener"}),
    "set": _ACT | _QUESTION,
    "act": _ACT,
    "verdict": _MATTER | _QUESTION | {"actor", "owner"},
    "matter": _MATTER,
}
"""The words with a meaning of the moment that each place allows."""

PLACES: dict[tuple[type[Line], str], str] = {
    (RuleLayer, "electorate"): "electorate",
    (Question, "electorate"): "electorate",
    (Exclusion, "who"): "electorate",
    (Compare, "of"): "test",
    (Measure, "of"): "test",
    (RuleLayer, "binds"): "test",
    (Body, "seats"): "seats",
    (NamedSet, "is_"): "set",
    (Doubt, "settled_by"): "settles",
    (Step, "by"): "act",
    (Procedure, "visible_to"): "matter",
    (Step, "visible_to"): "matter",
    (Step, "for_"): "matter",
    (Speech, "in_"): "act",
    (FieldGuard, "in_"): "act",
    (FieldGuard, "not_in"): "act",
    (CountGuard, "of"): "act",
    (Puts, "closed_by"): "matter",
    (Track, "for_each"): "matter",
    (Document, "sees"): "matter",
    (Duty, "owes"): "effect",
    (Duty, "to"): "effect",
    (Discharge, "by"): "matter",
    (DutyEnd, "of"): "effect",
    (Notice, "to"): "effect",
    (StandingChange, "of"): "effect",
    (Grant, "to"): "effect",
    (ChairSet, "holder"): "effect",
    (Effects, "binds"): "effect",
}
"""Where words that name actors stand, and what kind of place that is."""

_CURES = {
    "says": "name a role for it: roles: {{NAME: {word} of STEP}}",
    "electorate": "name the set itself, such as: seats of BODY",
    "seats": "write: seats of BODY",
    "flagged": "there are flags only where a question is at hand",
    "those-who": "there are positions only where a question is at hand",
    "actor": "no actor is at hand here; name the set itself",
    "owner": "no actor is at hand here; name the set itself",
    "bound": "nobody is bound here yet; name the set itself",
}


def check(charter: Charter, _texts: Texts) -> Iterator[Finding]:
    """Find words that name no actor, or nobody where they stand."""
    for spot in own(charter):
        place = place_of(spot)
        if place is None:
            continue
        if isinstance(spot.value, str):
            yield from _word(charter, spot, place, spot.value)
        elif isinstance(spot.value, ThoseWho) and "those-who" not in _ALLOWED[place]:
            yield _nobody(spot, "those-who", "those-who")
        elif isinstance(spot.value, DidStep) and "who-did" not in _ALLOWED[place]:
            yield _nobody(spot, "who-did", "who-did")
    for procedure in charter.procedures:
        yield from _roles(charter, procedure)


def place_of(spot: Spot) -> str | None:
    """Tell what kind of place for actors a spot is; none where no actors are named."""
    owner, of = spot.holder
    if owner is None or isinstance(spot.owner, ThoseWho | DidStep):
        return None
    listed = spot.above is not None and isinstance(spot.above.value, list)
    if isinstance(owner, NamedSet) and listed and spot.owner is owner:
        return None  # a list of parties, not an expression
    if isinstance(owner, Doubt) and of == "settled_by":
        return "settles"
    kinds = type(owner).__mro__
    place = next((PLACES[kind, of] for kind in kinds if (kind, of) in PLACES), None)
    return _effect_place(spot) if place == "effect" else place


def _effect_place(spot: Spot) -> str:
    for around in spot.around():
        if isinstance(around.value, Result):
            return "verdict"
        if isinstance(around.value, Lapse):
            return "matter"
        if isinstance(around.value, Step):
            break
    return "act"


def _word(charter: Charter, spot: Spot, place: str, text: str) -> Iterator[Finding]:
    if place == "settles" and text in charter.bodies.bodies:
        return
    # Rules, bodies and sets serve every procedure: they know the roles of none.
    procedure = spot.procedure
    word = parse(charter, text, procedure)
    if word is None:
        yield _unknown(spot, text, known(charter, procedure))
        return
    said = _moment(word)
    if said is not None and said not in _ALLOWED[place]:
        yield _nobody(spot, said, text)
    elif word.kind == "says":
        yield from _field(spot, text, word.name)
    elif word.kind == "role" and procedure is not None:
        yield from _role_here(charter, spot, place, procedure, word.name)
    elif said in ("actor", "owner") and _entitles_all(spot, said):
        what = f'"by: {text}" lets everybody act'
        yield Finding(spot, "entitles-everybody", what, 'write "anybody" if that is meant')


def _unknown(spot: Spot, text: str, words: list[str]) -> Finding:
    bare = text.removeprefix("each ").removeprefix("any ").removeprefix("other ")
    cure = did_you_mean(bare, words) or "name a standing, a set, an office or seats of a body"
    return Finding(spot, "unknown-actors", f'"{text}" names no actor', cure)


def _moment(word: Word) -> str | None:
    """Give the word of the moment that a word is, if it is one."""
    if word.kind in ("says", "flagged"):
        return word.kind
    return word.name if word.kind == "local" else None


def _nobody(spot: Spot, said: str, text: str) -> Finding:
    cure = _CURES.get(said, "name the set itself").format(word=text)
    return Finding(spot, "actors-nobody", f'"{text}" names nobody here', cure)


def _entitles_all(spot: Spot, said: str) -> bool:
    step = spot.within(Step)
    whole = spot.of == "by" and isinstance(spot.owner, Step)
    in_track = step is not None and step.within(Track) is not None
    return whole and not (said == "owner" and in_track)


def _field(spot: Spot, text: str, name: str) -> Iterator[Finding]:
    if " of " in name:
        cure = f"name a role for it: roles: {{NAME: {text}}}"
        yield Finding(spot, "actors-nobody", f'"{text}" can be said in roles only', cure)
        return
    step = spot.inside(Step)
    says = step.says if step is not None else {}
    if name not in says:
        what = f'the step says nothing called "{name}"'
        yield Finding(spot, "unknown-field", what, did_you_mean(name, says))
    elif says[name].is_ not in ("party", "actor"):
        what = f'the field "{name}" is of the kind "{says[name].is_}" and names no actor'
        yield Finding(spot, "field-kind", what, "make it: is: party")


def _role_here(
    charter: Charter, spot: Spot, place: str, procedure: Procedure, role: str
) -> Iterator[Finding]:
    value = procedure.roles[role]
    step = spot.within(Step)
    if value.startswith("says."):
        name, _, of = value.removeprefix("says.").partition(" of ")
        own_words = place == "act" and step is not None and step.path[-1] == of
        if own_words:
            cure = f"write says.{name}: the role is known from the next act on"
            yield Finding(spot, "actors-nobody", f'"{role}" names nobody in the step itself', cure)
        return
    word = parse(charter, value, procedure)
    said = _moment(word) if word is not None else None
    if said is not None and said not in _ALLOWED[place]:
        yield _nobody(spot, said, str(spot.value))


def _roles(charter: Charter, name: str) -> Iterator[Finding]:
    procedure = charter.procedures[name]
    steps = steps_of(procedure)
    for role, value in procedure.roles.items():
        spot = Spot(f"procedures/{name}.yaml", ("roles", role), value)
        if not value.startswith("says."):
            if parse(charter, value, procedure) is None:
                yield _unknown(spot, value, known(charter, procedure))
            continue
        field, _, of = value.removeprefix("says.").partition(" of ")
        if not of:
            saying = [step for step, spec in steps.items() if field in spec.says]
            cure = f"write says.{field} of {saying[0]}" if saying else "name a field and its step"
            what = f'the role "{role}" does not say of which step its field is'
            yield Finding(spot, "role-of-no-step", what, cure)
        elif of not in steps:
            yield Finding(spot, "unknown-step", f'there is no step "{of}"', did_you_mean(of, steps))
        elif field not in steps[of].says:
            what = f'the step "{of}" says nothing called "{field}"'
            yield Finding(spot, "unknown-field", what, did_you_mean(field, steps[of].says))
        elif steps[of].says[field].is_ not in ("party", "actor"):
            what = f'the field "{field}" names no actor'
            yield Finding(spot, "field-kind", what, "make it: is: party")
