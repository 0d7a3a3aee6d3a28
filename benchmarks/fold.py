"""To fold effects that are on record, beside decoding them and beside a bare dictionary."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from benchmarks.contest import Contest, Entry
from benchmarks.organisation import Way, at_work, decision, enter
from foedus.acts import Act
from foedus.law import Effect, State, apply

Entered = list[tuple[Act, tuple[Effect, ...]]]


def contests(*, quick: bool) -> Iterator[Contest]:
    """Fold the effects of many decisions that went their whole way."""
    way = decision()
    record = recorded(way, 3 if quick else 100)
    lines = [json.dumps(effects).encode() for _, effects in record]
    decode = msgspec.json.Decoder(list).decode
    yield Contest(
        title=f"{sum(len(effects) for _, effects in record):,} effects of {len(record):,} entries",
        what="entries",
        floor="msgspec decode",
        entries=[
            Entry("dict update", lambda _: updated(record)),
            Entry("msgspec decode", lambda _: decoded(decode, lines)),
            Entry("json decode", lambda _: decoded(json.loads, lines)),
            Entry("apply", lambda state: folded(way, state, record), State),
            Entry(
                "msgspec decode and apply",
                lambda state: read_back(way, state, record, lines),
                State,
            ),
        ],
        note="goal: to fold a record in at most 2 x the time of decoding it",
    )


def recorded(way: Way, copies: int) -> Entered:
    """Let acts in and keep their effects."""
    state = at_work(way, 0)
    return [(act, enter(way, state, act)) for number in range(copies) for act in way.again(number)]


def updated(record: Entered) -> int:
    """Keep the last effect of each name in each matter: the least that a fold can do."""
    kept: dict[str, dict[str, object]] = {}
    for _, effects in record:
        for effect in effects:
            kept.setdefault(effect[1], {})[effect[0]] = effect
    return len(record)


def decoded(decode: Callable[[bytes], object], lines: list[bytes]) -> int:
    """Read every line."""
    for line in lines:
        decode(line)
    return len(lines)


def folded(way: Way, state: State, record: Entered) -> int:
    """Apply every entry."""
    law, hour = way.law, way.hour
    for act, effects in record:
        apply(law, state, act, effects, hour)
    return len(record)


def tuples(value: object) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Give lists as tuples, as effects are."""
    return tuple(tuples(each) for each in value) if isinstance(value, list) else value


def read_back(way: Way, state: State, record: Entered, lines: list[bytes]) -> int:
    """Decode and apply every entry, as a cold start does."""
    decode = msgspec.json.Decoder(list).decode
    for (act, _), line in zip(record, lines, strict=True):
        apply(way.law, state, act, tuples(decode(line)), way.hour)
    return len(record)
