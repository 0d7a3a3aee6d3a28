"""In what an entry differs from what it must be, for a person to read."""

from __future__ import annotations

from foedus.record.entry import Finding, Leaf

_SHOWN = 300


def differing(recorded: Leaf, made: Leaf) -> str:
    """Say in what the leaf on record differs from the one that was made again."""
    if recorded.outcome != made.outcome:
        return (
            f"its outcome is recorded as {_said(recorded.outcome)};"
            f" recomputed it is {_said(made.outcome)}{_where(recorded.outcome, made.outcome)}"
        )
    for number, (old, new) in enumerate(zip(recorded.effects, made.effects, strict=False), 1):
        if old != new:
            return f"effect {number} {_other(old, new)}"
    if len(recorded.effects) != len(made.effects):
        return (
            f"{len(recorded.effects)} effects are recorded; recomputed there are"
            f" {len(made.effects)}"
        )
    return "it is not written as it must be"


def _other(old: tuple[object, ...], new: tuple[object, ...]) -> str:
    """Say in what an effect differs: in one value, where that is all."""
    pairs = [(one, other) for one, other in zip(old, new, strict=False) if one != other]
    if len(old) == len(new) and len(pairs) == 1 and old[0] == new[0]:
        ((one, other),) = pairs
        return f"({old[0]}) says {_short(repr(one))}; recomputed it says {_short(repr(other))}"
    return f"is recorded as {_short(old)}; recomputed it is {_short(new)}"


def _said(outcome: Finding) -> str:
    charter, place, layer = outcome.under
    code = f" {outcome.code}" if outcome.code else ""
    return f"{outcome.answer}{code} under {charter}/{place} of {layer}"


def _where(old: Finding, new: Finding) -> str:
    """Name the first part of the outcome that differs, where its first line does not show it."""
    if _said(old) != _said(new):
        return ""
    for name in Finding.__struct_fields__:
        if getattr(old, name) != getattr(new, name):
            return (
                f", and its {name} differ: {_short(getattr(old, name))} is recorded,"
                f" {_short(getattr(new, name))} recomputed"
            )
    return ""


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
