"""Doubts: each is used, each use gives a value to every reading, and somebody may settle it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from foedus.charter.charter import Charter
from foedus.charter.check.spots import Finding, Spot, Texts, below, lines, unknown
from foedus.charter.faults import did_you_mean
from foedus.charter.model.doubts import Doubt, Precedent
from foedus.charter.model.values import Unsettled

NAME = "doubts"


def check(charter: Charter, _texts: Texts) -> Iterator[Finding]:
    """Find doubts that are not there, not used, without a judge, or with readings that differ."""
    used: set[str] = set()
    for spot, value in lines(charter, Unsettled):
        used.add(value.unsettled)
        yield from _use(charter, spot, value)
    for spot, doubt in lines(charter, Doubt):
        name = str(spot.path[-1])
        if name not in used:
            cure = f"let a line depend on it ({{unsettled: {name}, values: ...}}), or remove it"
            yield Finding(
                spot, "doubt-unused", f'nothing depends on the doubt "{name}"', cure, key=True
            )
        yield from _settled(charter, spot, doubt)
    for spot, precedent in lines(charter, Precedent):
        yield from _precedent(charter, spot, precedent)


def _use(charter: Charter, spot: Spot, value: Unsettled[object]) -> Iterator[Finding]:
    doubts = charter.doubts.doubts
    doubt = doubts.get(value.unsettled)
    if doubt is None:
        yield unknown(below(spot, "unsettled"), "doubt", value.unsettled, doubts)
        return
    missing = [name for name in doubt.readings if name not in value.values]
    for reading in value.values:
        if reading not in doubt.readings:
            what = f'the doubt "{value.unsettled}" has no reading "{reading}"'
            near = did_you_mean(reading, missing or doubt.readings)
            yield Finding(below(spot, "values", reading), "unknown-reading", what, near, key=True)
            if missing and near.startswith("did you mean"):
                missing = [name for name in missing if f'"{name}"' not in near]
    for reading in missing:
        what = f'the reading "{reading}" of "{value.unsettled}" is given no value'
        yield Finding(
            below(spot, "values"), "reading-missing", what, f"add: {reading}: ...", key=True
        )


def _settled(charter: Charter, spot: Spot, doubt: Doubt) -> Iterator[Finding]:
    body = charter.bodies.bodies.get(doubt.settled_by)
    if body is not None and body.decides_by is None:
        what = (
            f'the body "{doubt.settled_by}" is to settle this, but not said to decide by any rule'
        )
        cure = f'give it "decides-by" in bodies.yaml: {doubt.settled_by}'
        yield Finding(below(spot, "settled-by"), "doubt-unsettleable", what, cure)


def _precedent(charter: Charter, spot: Spot, precedent: Precedent) -> Iterator[Finding]:
    seen = [
        charter.sources.sources[key].on
        for key in precedent.source
        if key in charter.sources.sources
    ]
    days = [day for day in seen if isinstance(day, dt.date)]
    if days and len(days) == len(seen) and precedent.on > max(days):
        what = f"the precedent is of {precedent.on}, after its sources were read ({max(days)})"
        yield Finding(below(spot, "on"), "precedent-later", what, "correct one of the dates")
    if not precedent.source:
        what = "the precedent names no source"
        cure = "say where it was read"
        yield Finding(below(spot, "source"), "source-missing", what, cure, key=True)
