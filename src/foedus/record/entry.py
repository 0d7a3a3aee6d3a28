"""The entry: what the clerk wrote about one act, as the bytes of a leaf of the hash tree.

The leaf names the act by its digest and holds what the record says about it: number, hour,
evidence, outcome and effects. The act's own bytes stand beside the leaf, so that its legal fields
can be withheld from a reader who may still verify everything else. Leaves are canonical JSON
(RFC 8785: sorted ASCII names, no floats): the same entry has the same bytes on every machine.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

FORMAT = 1
"""The version of the leaf; a released one is succeeded, never altered."""
LEAF_MAX = 65_535
"""The most bytes of a leaf (C2SP tlog-tiles: an entry's length is a uint16)."""

Cited = tuple[str, str, str]
"""A governing layer: charter, place, and the date from which it is in force."""
Pairs = tuple[tuple[str, str], ...]


class EntryFault(ValueError):  # noqa: N818 - a fault of the bytes, shown to people
    """Bytes that are no leaf: what is wrong, and where in the object."""


class Reading(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer under one combination of readings, where they differ."""

    answer: str
    readings: Pairs
    under: Cited
    code: str | None = None
    detail: Pairs = ()
    unknown: str | None = None


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the clerk answered to the act: admitted, refused or unsettled, and why."""

    answer: str
    under: Cited
    code: str | None = None
    detail: Pairs = ()
    doubts: tuple[str, ...] = ()
    leaves: tuple[Reading, ...] = ()
    noted: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Leaf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the record says about one act.

    ``act`` is the SHA-256 of the act's bytes in hexadecimal, ``hour`` is UTC milliseconds, and
    ``number`` counts from 1: the index in the tree is one less. ``effects`` are plain values: a
    name, the branch, and what changes, all in the matter of the act. ``evidence`` proves that the
    signer said it. ``semantics`` is the version of the engine that judged.
    """

    act: str
    effects: tuple[tuple[Any, ...], ...]
    evidence: tuple[dict[str, str], ...]
    hour: int
    matter: str
    number: int
    outcome: Finding
    semantics: int
    entry: int = FORMAT


class Happened(msgspec.Struct, frozen=True):
    """Of a leaf only what happened: enough to let it happen again."""

    effects: tuple[tuple[Any, ...], ...]


happened = msgspec.json.Decoder(Happened).decode
"""Read the effects of a leaf that was written here: nothing is looked at."""
_encode = msgspec.json.Encoder(order="sorted").encode


def _no_float(text: str) -> object:
    raise EntryFault(f"{text} stands in it: a leaf holds whole numbers, and shares as text")


_decode = msgspec.json.Decoder(Leaf, float_hook=_no_float).decode


def digest(act: bytes) -> str:
    """Give the digest by which a leaf names its act: SHA-256, in hexadecimal."""
    return hashlib.sha256(act).hexdigest()


def named(leaf: bytes) -> str:
    """Give the digest with which the bytes of a leaf begin: its names are sorted."""
    return leaf[8:72].decode("latin-1")


def write(leaf: Leaf) -> bytes:
    """Give the bytes of a leaf. They may be more than ``LEAF_MAX``: the clerk looks."""
    return _encode(leaf)


def read(data: bytes) -> Leaf:
    """Read a leaf. Raises ``EntryFault`` for bytes that ``write`` would not give."""
    if len(data) > LEAF_MAX:
        raise EntryFault(f"a leaf has at most {LEAF_MAX} bytes; these are {len(data)}")
    try:
        leaf = _decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise EntryFault(f"not a leaf: {problem}") from None
    if leaf.entry != FORMAT:
        raise EntryFault(f'a leaf of format {leaf.entry}; this program reads "entry": {FORMAT}')
    if _encode(leaf) != data:
        raise EntryFault("not canonical: names are sorted, and nothing stands twice or beside")
    return leaf
