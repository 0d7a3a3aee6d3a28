"""A state as bytes, so that a start need not fold the whole record again.

A snapshot holds nothing that does not follow from charter and record: where it is missing, foreign
or damaged, the caller folds. It fits one law, one version of the engine and one layout of state.
"""

from __future__ import annotations

import hashlib
from itertools import count
from typing import Any

import msgspec
from msgspec import Raw, Struct

from foedus.acts.hours import Instant
from foedus.charter.charter import Citation
from foedus.law.law import Law
from foedus.law.people import Key, Mission, People, Person
from foedus.law.semantics import SEMANTICS
from foedus.law.state import Branch, Duty, Matter, Matters, Question, State

FORMAT = 1
_HEAD_MAX = 4096


class SnapshotFault(ValueError):  # noqa: N818 - a fault of the bytes; the caller folds instead
    """Bytes that are no state of this law: what is wrong with them."""


class _Head(Struct, frozen=True):
    """The first line: for what law and engine this is a state, and what bytes follow."""

    snapshot: int
    charter: str
    entries: int
    layout: str
    semantics: int
    sha256: str


class _Body(Struct, gc=False, array_like=True):
    """What follows: a state, its acts in the order of their entries, its matters unread.

    An entry that used an act's name again has none of its own.
    """

    hour: Instant
    acts: list[str | None]
    matters: dict[str, Raw]
    standings: dict[str, dict[str, tuple[str, Citation]]]
    standings_version: int
    chairs: dict[str, tuple[str, str, Citation]]
    hosts: dict[str, tuple[str, Citation]]
    counters: dict[str, int]
    agenda: list[tuple[Instant, int, str, str]]
    people: People | None


_read_head = msgspec.json.Decoder(_Head).decode
_read_body = msgspec.json.Decoder(_Body).decode


def freeze(law: Law, state: State) -> bytes:
    """Write a state. Matters that were never asked for since they were thawed are copied unread."""
    body = msgspec.json.encode(
        (
            state.hour,
            _acts(state),
            state.matters.frozen(),
            state.standings,
            state.standings_version,
            state.chairs,
            state.hosts,
            state.counters,
            state.agenda,
            state.people,
        )
    )
    digest = hashlib.sha256(body).hexdigest()
    charter = law.charter.digest
    head = _Head(FORMAT, charter, state.entries, _layout(law), SEMANTICS, digest)
    return msgspec.json.encode(head) + b"\n" + body


def thaw(law: Law, data: bytes) -> State:
    """Read a state back. Raises ``SnapshotFault`` for one that is foreign, damaged, or of old."""
    line, newline, _ = data[:_HEAD_MAX].partition(b"\n")
    try:
        head = _read_head(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise SnapshotFault(f"not a snapshot: {problem}") from None
    _fits(law, head)
    body = memoryview(data)[len(line) + len(newline) :]
    if hashlib.sha256(body).hexdigest() != head.sha256:
        raise SnapshotFault("a damaged snapshot: its digest is not that of what follows")
    try:
        read = _read_body(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise SnapshotFault(f"a damaged snapshot: {problem}") from None
    if len(read.acts) != head.entries:
        raise SnapshotFault(f"a damaged snapshot: of {head.entries} entries {len(read.acts)} stand")
    acts: dict[Any, int] = dict(zip(read.acts, count(1), strict=False))
    acts.pop(None, None)
    return State(
        read.hour, head.entries, Matters({**read.matters}), acts, read.standings,
        read.standings_version, read.chairs, read.hosts, read.counters, read.agenda, read.people,
    )  # fmt: skip


def _acts(state: State) -> list[str | None]:
    if len(state.acts) == state.entries:
        return list(state.acts)
    found: list[str | None] = [None] * state.entries
    for id_, number in state.acts.items():
        found[number - 1] = id_
    return found


def _fits(law: Law, head: _Head) -> None:
    """Refuse what another law, engine or layout wrote."""
    for what, here, there in (
        ("format", FORMAT, head.snapshot),
        ("charter", law.charter.digest, head.charter),
        ("semantics", SEMANTICS, head.semantics),
        ("layout", _layout(law), head.layout),
    ):
        if here != there:
            raise SnapshotFault(f"a snapshot of another {what}: {there}; here it is {here}")


def _layout(law: Law) -> str:
    """Give a digest of what the places in the bytes mean: fields of state, bits of actors."""
    kinds = (_Body, Matter, Branch, Question, Duty, People, Mission, Person, Key)
    named = [(kind.__name__, *kind.__annotations__.items()) for kind in kinds]
    return hashlib.sha256(msgspec.json.encode((named, law.names))).hexdigest()
