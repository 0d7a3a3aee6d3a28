"""From what the law answers to what the record says, and back."""

from __future__ import annotations

from foedus.charter.charter import Citation
from foedus.law import Leaf as Branching
from foedus.law import Outcome
from foedus.record.entry import Finding, Reading


def finding(outcome: Outcome) -> Finding:
    """Write an outcome as an entry states it. Effects stand beside it, in the leaf."""
    leaves = tuple(
        Reading(leaf.answer, leaf.readings, leaf.under, leaf.code, leaf.detail, leaf.unknown)
        for leaf in outcome.leaves
    )
    return Finding(
        outcome.answer, outcome.under, outcome.code, outcome.detail, outcome.doubts, leaves,
        outcome.noted, outcome.unknown,
    )  # fmt: skip


def outcome(said: Finding) -> Outcome:
    """Read an outcome back from an entry, without its effects."""
    leaves = tuple(
        Branching(
            each.readings, each.answer, Citation(*each.under), each.code, each.detail, (),  # type: ignore[arg-type]
            each.unknown,
        )
        for each in said.leaves
    )  # fmt: skip
    return Outcome(
        said.answer, Citation(*said.under), said.code, said.detail, (), leaves,  # type: ignore[arg-type]
        said.doubts, said.noted, said.unknown,
    )  # fmt: skip
