"""The wire form of an act, unsigned: one canonical JSON object with declared names and a version.

The names here are on disk for ever. Keys are ASCII and sorted, there are no floats, and absent
means absent: two writers give the same bytes (a profile of RFC 8785). Signatures go around these
bytes, never inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from foedus.acts.act import INTEGER_MAX, NAME_MAX, WORLDS, Act

VERSION = 1
SIZE_MAX = 65_535
"""The most bytes that an act may have on the wire (C2SP tlog-tiles: an entry's uint16 length)."""
_SMALL = re.compile(r"[a-z][a-z0-9-]{0,99}")
_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(Act).decode
_is_small = lru_cache(maxsize=1024)(_SMALL.fullmatch)
_WHOLE = f"from -{INTEGER_MAX} to {INTEGER_MAX} (53 bits)"
_WANTED = {
    "act": f"is {VERSION}",
    "seen": f"is a whole number {_WHOLE}",
    "world": f"is one of {', '.join(WORLDS)}",
    "fields": f"holds texts, lists of texts and whole numbers {_WHOLE}; a share is a text",
    "contents": "holds a digest, which is a text, for each document",
    "occurred": f"is two instants, whole numbers {_WHOLE}",
}
"""What each name of the object must hold; any other holds a name."""
_NAME = f"is a text of 1 to {NAME_MAX} characters"


class WireFault(ValueError):  # noqa: N818 - a fault of the bytes, shown to people
    """What is no act: what is wrong, and where in the object."""


def to_wire(act: Act) -> bytes:
    """Write an act.

    Raises ``WireFault`` where it holds what cannot be written: half a surrogate pair, or a
    value that is none.

    >>> to_wire(Act("a1", "AM", "consultation", "request", "D1"))
    b'{"act":1,"actor":"AM","id":"a1","matter":"D1","procedure":"consultation","seen":0,"step":"request","world":"live"}'
    """
    try:
        return _encode(act)
    except (UnicodeEncodeError, OverflowError, TypeError) as problem:
        raise WireFault(f"an act that cannot be written: {problem}") from None


def from_wire(data: bytes) -> Act:
    """Read an act back. Raises ``WireFault`` for anything that ``to_wire`` would not write."""
    if len(data) > SIZE_MAX:
        raise WireFault(f"an act has at most {SIZE_MAX} bytes; these are {len(data)}")
    try:
        act = _decode(data)
    except msgspec.ValidationError as problem:
        raise WireFault(_told(str(problem))) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise WireFault(f"not an act: {problem}") from None
    if act.fields:
        _small("fields", act.fields)
    if act.contents:
        _small("contents", act.contents)
    again = _encode(act)
    if again != data:
        raise WireFault(_parts(data, again))
    return act


recall = _decode
"""Read an act that was read before and kept: what ``from_wire`` looks at is not looked at again."""


def _small(where: str, names: Iterable[str]) -> None:
    for name in names:
        if not _is_small(name):
            raise WireFault(
                f'"{where}" has small names: 1 to 100 of a-z, 0-9 and -, a letter first; '
                f"this is none: {name!a}"
            )


def _told(problem: str) -> str:
    """Say what the decoder found in the words of the format, with the place in the object."""
    what, _, where = problem.partition(" - at ")
    found = re.search(r"\$\.([a-z]+)", where)
    if found is not None:
        name = found[1]
        return f'not an act: "{name}" {_WANTED.get(name, _NAME)}: {problem}'
    if named := re.fullmatch(r"Object contains unknown field `(.*)`", what, re.DOTALL):
        return f'an act has no "{named[1]}"'
    if named := re.fullmatch(r"Object missing required field `(.*)`", what):
        return f'an act has "{named[1]}", and this has none'
    return f'an act is an object with "act": {VERSION}: {problem}'


def _parts(data: bytes, again: bytes) -> str:
    """Say where bytes leave the one form in which an act is written."""
    at = next(
        (at for at, (one, other) in enumerate(zip(data, again, strict=False)) if one != other),
        min(len(data), len(again)),
    )
    return (
        f"not the canonical form of this act, from byte {at}: {data[at : at + 20]!r}, where "
        f"{again[at : at + 20]!r} should stand. Names are sorted and stand once, with no spaces, "
        'only the escapes that JSON needs, and nothing empty; "act", "seen" and "world" are always '
        "said (RFC 8785)"
    )
