"""The days on which something in a charter may change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from foedus.charter.charter import Charter
from foedus.charter.model.values import Line

_NOT_LEGAL = frozenset({"signed", "on", "precedents", "sources"})


def days_of(charter: Charter) -> tuple[int, ...]:
    """Give, as ordinals in order, every day on which the charter may begin to say another thing.

    Of the charters that it uses only the instruments count: nothing else of them is read.
    """
    return tuple(sorted({date.toordinal() for date in _dates_of(charter)}))


def _dates_of(charter: Charter) -> Iterator[dt.date]:
    for part in (
        charter.parties,
        charter.standings,
        charter.bodies,
        charter.rules,
        charter.house,
        *charter.instruments.values(),
        *charter.all_procedures.values(),
    ):
        yield from _dates(part)
    for used in charter.uses.values():
        for instrument in used.instruments.values():
            yield from _dates(instrument)


def _dates(value: object) -> Iterator[dt.date]:
    if isinstance(value, dt.date):
        yield value
    elif isinstance(value, Line):
        for name in type(value).model_fields:
            if name not in _NOT_LEGAL:
                yield from _dates(getattr(value, name))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _dates(key)
            yield from _dates(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _dates(each)
