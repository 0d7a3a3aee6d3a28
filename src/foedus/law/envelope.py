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
    names = (act.id, act.actor, act.procedure, act.step, act.matter)
    if not all(isinstance(name, str) and 0 < len(name) <= WORD_MAX for name in names):
        return "malformed"
    if len(act.fields) > FIELDS_MAX or len(act.contents) > FIELDS_MAX:
        return "malformed"
    for value in act.fields.values():
        texts = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
        if not isinstance(value, str | int | tuple) or isinstance(value, bool):
            return "malformed"
        if not all(isinstance(text, str) and len(text) <= TEXT_MAX for text in texts):
            return "malformed"
    if act.occurred is not None and act.occurred[0] > act.occurred[1]:
        return "malformed"
    return None
