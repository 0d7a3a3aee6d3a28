"""Tables of the law as it stands on a day: what a jurist checks line by line against the texts.

A table says everything that decides in a part of the charter, and nothing that only explains. It
is read from the same model that the engine compiles, with dated values resolved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from fractions import Fraction

from foedus.charter.charter import Charter, at
from foedus.charter.model.header import Header
from foedus.charter.model.procedures import Procedure
from foedus.charter.model.values import Line, Since, Unknown, Unsettled

TELLING = frozenset(
    [
        "names",
        "about",
        "note",
        "source",
        "basis",
        "evidence",
        "title",
        "summary",
        "address",
        "person",
        "condition",
        "content",
        "short",
        "readings",
        "question",
        "charter",
        "procedure",
        "instrument",
        "authentic",
        "signed",
        "place",
        "gaps",
        "version",
        "languages",
    ]
)
"""Fields that name, tell or explain; everything else decides."""
INSIDE = ("steps", "when_lapsed", "tracks", "stages", "provisions")
"""Fields whose entries have lines of their own, or are told by other lines."""


def tables(charter: Charter) -> list[str]:
    """Name the tables of a charter."""
    return [*_PARTS, *charter.instruments, *charter.procedures]


def table(charter: Charter, what: str, on: dt.date | None) -> list[str]:
    """Give a table by its name, with the law of a day, or with every dated value."""
    if what in charter.instruments:
        instrument = charter.instruments[what]
        return [*_fields(instrument, on, ""), *_rows("", instrument.provisions, on)]
    if what in charter.procedures:
        return list(_procedure(charter.procedures[what], on))
    found = _PARTS[what](charter)
    return list(_fields(found, on, "") if isinstance(found, Header) else _rows("", found, on))


_PARTS: dict[str, Callable[[Charter], object]] = {
    "head": lambda charter: charter.header,
    "parties": lambda charter: charter.parties.parties,
    "standings": lambda charter: charter.standings.standings,
    "rights": lambda charter: charter.standings.rights,
    "bodies": lambda charter: charter.bodies.bodies,
    "offices": lambda charter: charter.bodies.offices,
    "competences": lambda charter: charter.bodies.competences,
    "doubts": lambda charter: charter.doubts.doubts,
    "rules": lambda charter: charter.rules.rules,
    "sets": lambda charter: charter.rules.sets,
    "weights": lambda charter: charter.rules.weights,
}


def _procedure(spec: Procedure, on: dt.date | None) -> Iterator[str]:
    yield from _fields(spec, on, "")
    for name, step in spec.steps.items():
        yield from _fields(step, on, f"{name} ")
    for name, lapse in spec.when_lapsed.items():
        yield from _fields(lapse, on, f"lapse {name} ")
    for name, track in spec.tracks.items():
        yield from _fields(track, on, f"track {name} ")
        for step_name, step in track.steps.items():
            yield from _fields(step, on, f"track {name} {step_name} ")


def _rows(head: str, value: object, on: dt.date | None) -> Iterator[str]:
    """Give a mapping's entries, one line each, or several where an entry has lists of lines."""
    if not isinstance(value, dict):
        return
    for name, each in value.items():
        if isinstance(each, Line):
            yield from _fields(each, on, f"{head}{name} ")
        elif isinstance(each, list):
            for line in each:
                yield f"{head}{name}: {_phrase(line, on)}"
        else:
            yield f"{head}{name}: {_phrase(each, on)}"


def _fields(line: Line, on: dt.date | None, head: str) -> Iterator[str]:
    """Give a line of the charter: its plain values first, then each of its lists by name."""
    plain, lists = [], []
    for name in type(line).model_fields:
        value = getattr(line, name)
        word = name.rstrip("_").replace("_", "-")
        if name.rstrip("_") in TELLING or name in INSIDE:
            continue
        if value == type(line).model_fields[name].default or value in ([], {}):
            continue
        if isinstance(value, list) and value and isinstance(value[0], Line):
            lists += [f"{head}{word}: {_phrase(each, on)}" for each in value]
        elif isinstance(value, dict) and word in ("says", "when", "documents"):
            lists += [f"{head}{word} {key}: {_phrase(each, on)}" for key, each in value.items()]
        else:
            plain.append(f"{word} {_phrase(value, on)}")
    if plain:
        yield f"{head.rstrip() or 'itself'}: {'; '.join(plain)}"
    yield from lists


def _phrase(value: object, on: dt.date | None) -> str:
    """Put any value of the language into one line of words."""
    if isinstance(value, Since):
        if on is not None:
            return _phrase(at(value, on), on)
        return " / ".join(f"{day} {_phrase(each, on)}" for day, each in value.since.items())
    if isinstance(value, Unsettled):
        readings = " / ".join(f"{name} {_phrase(each, on)}" for name, each in value.values.items())
        return f"unsettled {value.unsettled} ({readings})"
    if isinstance(value, Unknown):
        return f"unknown under {value.under}" if value.under else "unknown"
    if isinstance(value, Line):
        return _inner(value, on)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_phrase(each, on)}" for key, each in value.items())
    if isinstance(value, list):
        return " + ".join(_phrase(each, on) for each in value)
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return str(value)


def _inner(line: Line, on: dt.date | None) -> str:
    words = []
    for name in type(line).model_fields:
        value = getattr(line, name)
        plain = type(line).model_fields[name].default
        if name.rstrip("_") in TELLING or value in (plain, [], {}):
            continue
        word = name.rstrip("_").replace("_", "-")
        shown = _phrase(value, on)
        nested = isinstance(value, Line | dict) or (
            isinstance(value, list) and value and isinstance(value[0], Line)
        )
        words.append(f"{word} ({shown})" if nested else f"{word} {shown}")
    return ", ".join(words)
