"""What an entry is made of: the one way from an act and an hour to a leaf, and to what stands.

The clerk goes this way to write a record, and a verifier goes it again to compare.
"""

from __future__ import annotations

from foedus.acts.act import Act
from foedus.acts.hours import Instant
from foedus.law import SEMANTICS, Law, Outcome, State, admit, advance, apply
from foedus.law.codes import HOUSE_PLACES
from foedus.record.entry import LEAF_MAX, Leaf, write
from foedus.service.findings import finding

TOO_LARGE = "too-many-readings"
"""The code of a refusal where the outcome would have more bytes than a leaf may have."""


def enter(
    law: Law,
    state: State,
    act: Act,
    digest: str,
    evidence: tuple[dict[str, str], ...],
    hour: Instant,
) -> tuple[Outcome, bytes]:
    """Judge an act, let it change what stands, and give the outcome with the leaf of its entry.

    ``digest`` is that of the act's bytes. Terms that ran out by the hour lapse first. The hour is
    not before the one of the last entry.
    """
    due = state.next_term()
    if due is not None and due <= hour:
        advance(law, state, hour)
    outcome = admit(law, state, act, hour)
    leaf = _leaf(state, act, digest, evidence, hour, outcome)
    if len(leaf) > LEAF_MAX:
        under = law.current(hour).cite(HOUSE_PLACES[TOO_LARGE])
        outcome = Outcome("refused", under, TOO_LARGE)
        leaf = _leaf(state, act, digest, evidence, hour, outcome)
    apply(law, state, act, outcome.effects, hour)
    return outcome, leaf


def _leaf(
    state: State,
    act: Act,
    digest: str,
    evidence: tuple[dict[str, str], ...],
    hour: Instant,
    outcome: Outcome,
) -> bytes:
    number = state.entries + 1
    said = finding(outcome)
    return write(Leaf(digest, outcome.effects, evidence, hour, act.matter, number, said, SEMANTICS))
