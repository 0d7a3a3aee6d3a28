"""Guard: a party or word named in a field is in a set, or is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.charter.charter import Citation
from foedus.charter.model.steps import FieldGuard
from foedus.law.outcome import Refused
from foedus.law.view import View, compile_open, fixed
from foedus.law.who import compile_open_who

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Guarded

GUARD = FieldGuard
CONTENT = True


def guard(spec: FieldGuard, build: Build, under: Citation | None) -> Guarded:
    """Refuse ``outside-set`` or ``forbidden``; a field that is not given is not judged."""
    field, cited, edition = spec.field, under or build.under, build.edition
    inside = compile_open_who(spec.in_, edition, build.spec)
    outside = compile_open_who(spec.not_in, edition, build.spec)
    words = compile_open(spec.one_of, edition, fixed)

    def check(view: View) -> None:
        value = view.fields.get(field)
        if value is None:
            return
        given = value if isinstance(value, tuple) else (str(value),)
        named = view.law.mask(given)
        if inside is not None and named & ~inside(view):
            raise Refused("outside-set", cited, (("field", field), ("value", ", ".join(given))))
        if outside is not None and named & outside(view):
            raise Refused("forbidden", cited, (("field", field), ("value", ", ".join(given))))
        if words is not None and not set(given) <= set(words(view)):
            raise Refused("outside-set", cited, (("field", field), ("value", ", ".join(given))))

    return check
