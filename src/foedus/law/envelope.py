"""The outer form of an act: what is refused before any law is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from foedus.acts.act import WORLDS, Act
from foedus.acts.hours import FIRST, LAST

WORD_MAX = 200
TEXT_MAX = 20_000
FIELDS_MAX = 64
NUMBER_MAX = 2**53 - 1


def malformed(act: Act) -> str | None:
    """Give ``malformed`` for an act whose envelope cannot be, else nothing.

    Every name is a non-empty text of bounded length; fields are texts, whole numbers of at most
    53 bits, or lists of texts; the information on when something happened runs forwards.
    """
    for name in (act.id, act.actor, act.procedure, act.step, act.matter):
        if not _is_text(name, WORD_MAX) or not name:
            return "malformed"
    for said in (act.on_behalf, act.capacity, act.signer):
        if said is not None and not _is_text(said, WORD_MAX):
            return "malformed"
    if not _is_text(act.origin, WORD_MAX) or not _is_number(act.seen) or act.world not in WORLDS:
        return "malformed"
    if not _is_mapping(act.fields, _is_value) or not _is_mapping(act.contents, _is_word):
        return "malformed"
    return None if act.occurred is None or _is_range(act.occurred) else "malformed"


def _is_mapping(value: object, fits: Callable[[object], bool]) -> bool:
    """Look for oneself: what arrives from outside may be of any kind, whatever its type says."""
    if not isinstance(value, Mapping) or len(value) > FIELDS_MAX:
        return False
    return all(_is_word(name) and fits(each) for name, each in value.items())


def _is_value(value: object) -> bool:
    if isinstance(value, tuple):
        return all(_is_text(each, TEXT_MAX) for each in value)
    return _is_text(value, TEXT_MAX) or _is_number(value)


def _is_range(value: object) -> bool:
    if not isinstance(value, tuple) or len(value) != 2:  # noqa: PLR2004 - from and until
        return False
    first, last = value
    return _is_number(first) and _is_number(last) and FIRST <= first <= last < LAST


def _is_number(value: object) -> bool:
    return type(value) is int and -NUMBER_MAX <= value <= NUMBER_MAX


def _is_word(value: object) -> bool:
    return _is_text(value, WORD_MAX)


def _is_text(value: object, size_max: int) -> bool:
    if not isinstance(value, str) or len(value) > size_max:
        return False
    return value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value)
