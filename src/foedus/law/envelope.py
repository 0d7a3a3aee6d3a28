"""The outer form of an act: what is refused before any law is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
    names = (act.id, act.actor, act.procedure, act.step, act.matter)
    fields, contents = act.fields, act.contents
    if not all(names) or not _is_mapping(fields) or not _is_mapping(contents):
        return "malformed"
    said = [each for each in (act.on_behalf, act.capacity, act.signer) if each is not None]
    words = (*names, *said, act.origin, *fields, *contents, *contents.values())
    if not _are_texts(words, WORD_MAX):
        return "malformed"
    for value in fields.values():
        texts = value if type(value) is tuple else (value,)
        if not _are_texts(texts, TEXT_MAX) and not _is_number(value):
            return "malformed"
    if not _is_number(act.seen) or act.world not in WORLDS:
        return "malformed"
    return None if act.occurred is None or _is_range(act.occurred) else "malformed"


def _is_mapping(value: object) -> bool:
    """Look for oneself: what arrives from outside may be of any kind, whatever its type says."""
    return (type(value) is dict or isinstance(value, Mapping)) and len(value) <= FIELDS_MAX


def _is_range(value: object) -> bool:
    if not isinstance(value, tuple) or len(value) != 2:  # noqa: PLR2004 - from and until
        return False
    first, last = value
    return _is_number(first) and _is_number(last) and FIRST <= first <= last < LAST


def _is_number(value: object) -> bool:
    return type(value) is int and -NUMBER_MAX <= value <= NUMBER_MAX


def _are_texts(values: Iterable[object], size_max: int) -> bool:
    """Tell whether these are texts of bounded length without halves of surrogate pairs."""
    for value in values:
        if not isinstance(value, str) or len(value) > size_max:
            return False
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            return False
    return True
