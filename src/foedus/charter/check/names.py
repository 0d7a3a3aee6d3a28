"""Every name that a line uses is the name of something: bodies, rules, rights, steps, fields ...

One table says for each word of the language what kind of thing it names; another says where the
things of a kind are listed. Words that name actors are another matter: see ``actor_words``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from foedus.charter.charter import Charter
from foedus.charter.check.procedures import QUESTION_STEPS, duties_of, steps_of, terms_of
from foedus.charter.check.spots import Finding, Spot, Texts, own, unknown
from foedus.charter.model.bodies import (
    Body,
    ByOffice,
    Competence,
    Holding,
    SameAs,
    SeatLayer,
    Turn,
)
from foedus.charter.model.doubts import Precedent
from foedus.charter.model.header import Header
from foedus.charter.model.parties import Right, Spell, Standing
from foedus.charter.model.procedures import Lapse, Procedure, Puts, Step, Track, TrackStep
from foedus.charter.model.rules import (
    Compare,
    DidStep,
    Measure,
    NamedSet,
    Question,
    RuleLayer,
    Weights,
)
from foedus.charter.model.sources import Instrument, Layer
from foedus.charter.model.steps import (
    ChairSet,
    CountGuard,
    Discharge,
    DoneGuard,
    Duty,
    DutyEnd,
    DutyGuard,
    Effects,
    Grant,
    NotDoneGuard,
    PartyToGuard,
    RightGuard,
    StandingChange,
    TermGuard,
    VerdictGuard,
    WaitGuard,
)
from foedus.charter.model.values import Line, Marked

NAME = "names"
Known: TypeAlias = Callable[[Charter, Spot], Iterable[str]]

_VALUES: dict[tuple[type[Line], str], str] = {
    (Header, "main"): "register",
    (Header, "vote_right"): "right",
    (Header, "recorder"): "office",
    (Spell, "register_"): "register",
    (Spell, "standing"): "standing",
    (Standing, "counts_as"): "standing",
    (Body, "parent"): "body",
    (Body, "decides_by"): "rule",
    (SeatLayer, "by"): "capacity",
    (SameAs, "same_as"): "body",
    (ByOffice, "office"): "office",
    (Turn, "language"): "alphabet",
    (Turn, "first"): "party",
    (Holding, "holder"): "holder",
    (Competence, "of"): "body",
    (Competence, "delegated_by"): "body",
    (RuleLayer, "right"): "right",
    (RuleLayer, "body"): "body",
    (Question, "right"): "right",
    (Compare, "weight"): "weight",
    (Measure, "weight"): "weight",
    (Instrument, "register_"): "register",
    (Instrument, "amends"): "instrument",
    (Instrument, "source"): "source",
    (Marked, "source"): "source",
    (Precedent, "source"): "source",
    (Precedent, "by"): "speaker",
    (Puts, "to"): "body",
    (Puts, "rule"): "rule",
    (Puts, "text"): "document",
    (Puts, "competence"): "competence",
    (Step, "competence"): "competence",
    (Step, "gives"): "document",
    (Step, "from_"): "origin",
    (Effects, "to"): "destination",
    (Effects, "ends_term"): "term",
    (Lapse, "from_"): "stage",
    (Procedure, "ends"): "stage",
    (Track, "ends"): "track-stage",
    (TrackStep, "only_when"): "stage",
    (RightGuard, "right"): "right",
    (DoneGuard, "done"): "step",
    (NotDoneGuard, "not_done"): "step",
    (CountGuard, "count_of"): "step",
    (WaitGuard, "since_step"): "step",
    (DidStep, "who_did"): "step",
    (PartyToGuard, "party_to"): "register",
    (VerdictGuard, "rule"): "rule",
    (TermGuard, "term"): "term",
    (DutyGuard, "met"): "duty",
    (DutyEnd, "what"): "duty",
    (Duty, "discharged_by"): "way",
    (Discharge, "step"): "way",
    (StandingChange, "becomes"): "standing",
    (StandingChange, "register_"): "register",
    (Grant, "right"): "right",
    (ChairSet, "of"): "body",
}
"""What the texts under a word name."""

_KEYS: dict[tuple[type[Line], str], str] = {
    (Right, "cells"): "standing",
    (Weights, "of"): "party",
    (Layer, "for_"): "state",
    (Procedure, "when_lapsed"): "term",
}
"""What the keys under a word name."""


def _steps(charter: Charter, spot: Spot) -> Iterable[str]:
    here = spot.procedure
    procedures = [here] if here is not None else list(charter.procedures.values())
    return [name for procedure in procedures for name in steps_of(procedure)]


def _stages(spot: Spot, *more: str) -> Iterable[str]:
    here, track = spot.procedure, spot.inside(Track)
    if track is not None and spot.inside(TrackStep) is not None and _moves_track(spot):
        return [*track.stages, *more]
    return [*(here.stages if here is not None else ()), *more]


def _moves_track(spot: Spot) -> bool:
    """Tell whether a stage is one of the track: what follows from a verdict moves the matter."""
    return isinstance(spot.owner, TrackStep) and spot.of in ("from_", "to")


def _track_stages(spot: Spot) -> Iterable[str]:
    track = spot.inside(Track)
    return track.stages if track is not None else ()


def _speakers(charter: Charter) -> Iterable[str]:
    return [
        *charter.bodies.bodies,
        *charter.bodies.offices,
        *charter.header.addressees,
        *charter.parties.parties,
        *charter.states,
    ]


_KNOWN: dict[str, Known] = {
    "alphabet": lambda charter, _: charter.header.alphabets,
    "body": lambda charter, _: charter.bodies.bodies,
    "capacity": lambda charter, _: charter.bodies.capacities,
    "competence": lambda charter, _: charter.bodies.competences,
    "destination": lambda _, spot: _stages(spot, "same"),
    "document": lambda _, spot: here.documents if (here := spot.procedure) else (),
    "duty": lambda _, spot: duties_of(here) if (here := spot.procedure) else (),
    "holder": lambda charter, _: [*charter.parties.parties, *charter.bodies.offices],
    "instrument": lambda charter, _: charter.instruments,
    "office": lambda charter, _: charter.bodies.offices,
    "origin": lambda _, spot: _stages(spot, "start", "any"),
    "party": lambda charter, _: charter.parties.parties,
    "register": lambda charter, _: charter.header.registers,
    "right": lambda charter, _: charter.standings.rights,
    "rule": lambda charter, _: charter.rules.rules,
    "source": lambda charter, _: charter.sources.sources,
    "speaker": lambda charter, _: _speakers(charter),
    "stage": lambda _, spot: _stages(spot),
    "standing": lambda charter, _: charter.standings.standings,
    "state": lambda charter, _: [*charter.parties.parties, *charter.states],
    "step": _steps,
    "term": lambda _, spot: terms_of(here) if (here := spot.procedure) else (),
    "track-stage": lambda _, spot: _track_stages(spot),
    "way": lambda charter, spot: [*_steps(charter, spot), *QUESTION_STEPS],
    "weight": lambda charter, _: charter.rules.weights,
}
"""Where the things of each kind are listed."""

_SAME = {"destination": "stage", "origin": "stage", "track-stage": "stage", "way": "step"}
_CALLED = {"holder": "party or office", "speaker": "party, body or office"}


def check(charter: Charter, _texts: Texts) -> Iterator[Finding]:
    """Find names of nothing."""
    for spot in own(charter):
        kind = _kind(spot, _VALUES)
        if kind is not None and isinstance(spot.value, str):
            yield from _look(charter, spot, kind, spot.value)
        kind = _kind(spot, _KEYS)
        if kind is not None and isinstance(spot.value, dict):
            for key in spot.value:
                entry = Spot(spot.file, (*spot.path, key), None, spot.owner, spot.of, spot)
                yield from _look(charter, entry, kind, str(key), key=True)
        if isinstance(spot.owner, Step) and spot.of == "in_":
            yield from _look(charter, spot, "body", str(spot.value).removeprefix("meeting of "))
        if _lists_parties(spot):
            yield from _look(charter, spot, "party", str(spot.value))


def _kind(spot: Spot, table: dict[tuple[type[Line], str], str]) -> str | None:
    if spot.owner is None:
        return None
    return next(
        (table[line, spot.of] for line in type(spot.owner).__mro__ if (line, spot.of) in table),
        None,
    )


def _look(
    charter: Charter, spot: Spot, kind: str, word: str, *, key: bool = False
) -> Iterator[Finding]:
    known = _KNOWN[kind](charter, spot)
    if word not in known:
        code = _SAME.get(kind, kind)
        yield unknown(spot, code, word, known, called=_CALLED.get(kind, ""), key=key)


def _lists_parties(spot: Spot) -> bool:
    listed = spot.above is not None and isinstance(spot.above.value, list)
    return isinstance(spot.owner, NamedSet) and spot.of == "is_" and listed
