"""The outer form of an act: what is refused before any law is asked."""

from __future__ import annotations

from foedus.acts.act import Act

WORD_MAX = 200
TEXT_MAX = 20_000
FIELDS_MAX = 64


def malformed(act: Act) -> str | None:
    """Give ``malformed`` for an act whose envelope cannot be, else nothing.

    Every name is a non-empty text of bounded length; fields are texts, whole numbers, or lists of
    texts; the information on when something happened runs forwards.
    """
    for name in (act.id, act.actor, act.procedure, act.step, act.matter):
        if not _is_text(name, WORD_MAX) or not name:
            return "malformed"
    for said in (act.on_behalf, act.capacity):
        if said is not None and not _is_text(said, WORD_MAX):
            return "malformed"
    if len(act.fields) > FIELDS_MAX or len(act.contents) > FIELDS_MAX:
        return "malformed"
    if not all(_is_value(value) for value in act.fields.values()):
        return "malformed"
    if not all(_is_text(value, WORD_MAX) for value in act.contents.values()):
        return "malformed"
    if not all(_is_text(name, WORD_MAX) for name in (*act.fields, *act.contents)):
        return "malformed"
    if act.occurred is not None and act.occurred[0] > act.occurred[1]:
        return "malformed"
    return None


def _is_value(value: object) -> bool:
    """Look for oneself: what arrives from outside may be of any kind, whatever its type says."""
    if isinstance(value, tuple):
        return all(_is_text(each, TEXT_MAX) for each in value)
    return _is_text(value, TEXT_MAX) or type(value) is int


def _is_text(value: object, size_max: int) -> bool:
    return isinstance(value, str) and len(value) <= size_max
