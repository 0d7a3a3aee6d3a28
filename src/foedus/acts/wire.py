"""The wire form of an act, unsigned: one JSON object with declared names and a version.

The names here are on disk for ever. Keys are ASCII and sorted, there are no floats, and absent
means absent: two writers give the same bytes. Signatures go around these bytes, never inside.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import cast

from foedus.acts.act import WORLDS, Act, Value, World

VERSION = 1
SIZE_MAX = 65_535
"""The most bytes that an act may have on the wire (C2SP tlog-tiles: an entry's uint16 length)."""
_INTEGER_MAX = 2**53 - 1
_NAME = re.compile(r"[a-z][a-z0-9-]{0,99}")


class WireFault(ValueError):  # noqa: N818 - a fault of the bytes, shown to people
    """Bytes that are no act: what is wrong, and where in the object."""


def to_wire(act: Act) -> bytes:
    """Write an act.

    >>> to_wire(Act("a1", "AM", "consultation", "request", "D1"))
    b'{"act":1,"actor":"AM","id":"a1","matter":"D1","procedure":"consultation","seen":0,"step":"request","world":"live"}'
    """
    plain: dict[str, object] = {
        "act": VERSION,
        "id": act.id,
        "actor": act.actor,
        "procedure": act.procedure,
        "step": act.step,
        "matter": act.matter,
        "seen": act.seen,
        "world": act.world,
    }
    optional: dict[str, object] = {
        "origin": act.origin or None,
        "for": act.on_behalf,
        "capacity": act.capacity,
        "signer": act.signer,
        "fields": {name: _listed(value) for name, value in act.fields.items()} or None,
        "contents": dict(act.contents) or None,
        "occurred": list(act.occurred) if act.occurred else None,
    }
    plain.update({name: value for name, value in optional.items() if value is not None})
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def _listed(value: Value) -> object:
    return list(value) if isinstance(value, tuple) else value


def from_wire(data: bytes) -> Act:
    """Read an act back. Raises ``WireFault`` for anything that ``to_wire`` would not write."""
    if len(data) > SIZE_MAX:
        msg = f"an act has at most {SIZE_MAX} bytes; these are {len(data)}"
        raise WireFault(msg)
    try:
        plain = json.loads(data.decode(), object_pairs_hook=_unique, parse_float=_no_float)
    except (UnicodeDecodeError, RecursionError, ValueError) as problem:
        msg = f"not an act: {problem}"
        raise WireFault(msg) from None
    if not isinstance(plain, dict) or plain.pop("act", None) != VERSION:
        msg = f'an act is an object with "act": {VERSION}'
        raise WireFault(msg)
    unknown = sorted(set(plain) - set(_READERS))
    if unknown:
        msg = f'an act has no "{unknown[0]}"'
        raise WireFault(msg)
    read = {name: reader(plain.get(name), name) for name, reader in _READERS.items()}
    return Act(
        id=cast("str", read["id"]),
        actor=cast("str", read["actor"]),
        procedure=cast("str", read["procedure"]),
        step=cast("str", read["step"]),
        matter=cast("str", read["matter"]),
        fields=cast("dict[str, Value]", read["fields"]),
        contents=cast("dict[str, str]", read["contents"]),
        on_behalf=cast("str | None", read["for"]),
        capacity=cast("str | None", read["capacity"]),
        signer=cast("str | None", read["signer"]),
        seen=cast("int", read["seen"]),
        origin=cast("str | None", read["origin"]) or "",
        world=cast("World", read["world"]),
        occurred=cast("tuple[int, int] | None", read["occurred"]),
    )


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            msg = f'"{name}" stands twice'
            raise ValueError(msg)
        found[name] = value
    return found


def _no_float(text: str) -> object:
    msg = f"{text} is no whole number; write a share as text"
    raise ValueError(msg)


def _text(value: object, name: str) -> str:
    if not isinstance(value, str) or not value:
        msg = f'"{name}" is a text'
        raise WireFault(msg)
    return value


def _optional(value: object, name: str) -> str | None:
    return None if value is None else _text(value, name)


def _integer(value: object, name: str) -> int:
    if type(value) is not int or abs(value) > _INTEGER_MAX:
        msg = f'"{name}" is a whole number of at most 53 bits'
        raise WireFault(msg)
    return value


def _world(value: object, name: str) -> str:
    if value not in WORLDS:
        msg = f'"{name}" is one of {", ".join(WORLDS)}'
        raise WireFault(msg)
    return str(value)


def _mapping(value: object, name: str) -> dict[str, object]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not value or not all(_NAME.fullmatch(key) for key in value):
        msg = f'"{name}" is an object with small names'
        raise WireFault(msg)
    return value


def _fields(value: object, name: str) -> dict[str, Value]:
    return {key: _value(each, f"{name}.{key}") for key, each in _mapping(value, name).items()}


def _value(value: object, name: str) -> Value:
    if isinstance(value, list):
        return tuple(_text(each, name) for each in value)
    if isinstance(value, str):
        return value
    return _integer(value, name)


def _contents(value: object, name: str) -> dict[str, str]:
    return {key: _text(each, f"{name}.{key}") for key, each in _mapping(value, name).items()}


def _occurred(value: object, name: str) -> tuple[int, int] | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - from and until
        msg = f'"{name}" is two instants'
        raise WireFault(msg)
    return _integer(value[0], name), _integer(value[1], name)


_READERS: dict[str, Callable[[object, str], object]] = {
    "id": _text,
    "actor": _text,
    "procedure": _text,
    "step": _text,
    "matter": _text,
    "seen": _integer,
    "world": _world,
    "origin": _optional,
    "for": _optional,
    "capacity": _optional,
    "signer": _optional,
    "fields": _fields,
    "contents": _contents,
    "occurred": _occurred,
}
