"""Every value of a charter with its place: what the checks walk over, and how a fault is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias, TypeVar

from foedus.charter.charter import Charter
from foedus.charter.faults import Fault, did_you_mean
from foedus.charter.model.procedures import Procedure
from foedus.charter.model.rules import AnyOf, DidStep, SetOf, ThoseWho
from foedus.charter.model.values import Line, Since, Unsettled, hyphenated
from foedus.charter.read import HOUSE_FOLDER
from foedus.charter.yaml12 import Path, Source

Texts: TypeAlias = Mapping[str, Source]
"""The texts of a charter by file, as read."""
L = TypeVar("L", bound=Line)

HOUSE_FILE = f"{HOUSE_FOLDER}/house.yaml"
_SETS = (SetOf, AnyOf, ThoseWho, DidStep)


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """One value: its file, its path there, the line that owns it, and the value around it.

    ``owner`` is the nearest mapping of closed words around the value and ``of`` the word there
    (in Python's spelling) under which the value stands, however deep in lists, readings or dates.
    """

    file: str
    path: Path
    value: object
    owner: Line | None = None
    of: str = ""
    above: Spot | None = None

    def around(self) -> Iterator[Spot]:
        """Give this spot and those around it, from the inside out."""
        spot: Spot | None = self
        while spot is not None:
            yield spot
            spot = spot.above

    def inside(self, kind: type[L]) -> L | None:
        """Give the nearest line of a kind that this spot stands in, or is."""
        found = self.within(kind)
        return found.value if found is not None and isinstance(found.value, kind) else None

    def within(self, kind: type[Line]) -> Spot | None:
        """Give the spot of the nearest line of a kind that this spot stands in, or is."""
        return next((spot for spot in self.around() if isinstance(spot.value, kind)), None)

    @property
    def procedure(self) -> Procedure | None:
        """Give the procedure that this spot stands in."""
        return self.inside(Procedure)

    @property
    def holder(self) -> tuple[Line | None, str]:
        """Give the line, and its word, that an expression of actors stands in."""
        spot: Spot | None = self
        while spot is not None and isinstance(spot.owner, _SETS):
            owner = spot.owner
            while spot is not None and spot.value is not owner:
                spot = spot.above
        return (spot.owner, spot.of) if spot is not None else (None, "")


def walk(spot: Spot) -> Iterator[Spot]:
    """Give a spot and every spot in it, in the order of the file's words."""
    yield spot
    value = spot.value
    if isinstance(value, Line):
        for name in type(value).model_fields:
            each = getattr(value, name)
            if each is not None:
                path = (*spot.path, hyphenated(name))
                found = Spot(spot.file, path, each, value, name, spot)
                yield from _choices(found) if _is_open(found) else walk(found)
    elif isinstance(value, dict):
        for key, each in value.items():
            path = (*spot.path, _word(key))
            yield from walk(Spot(spot.file, path, each, spot.owner, spot.of, spot))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from walk(Spot(spot.file, (*spot.path, number), each, spot.owner, spot.of, spot))


def _is_open(spot: Spot) -> bool:
    return isinstance(spot.owner, Unsettled | Since) and spot.of in ("values", "since")


def _choices(spot: Spot) -> Iterator[Spot]:
    """Walk the readings or dates of an open value, each of which stands for the value itself."""
    yield spot
    outer, entries = spot.above, spot.value
    if outer is not None and isinstance(entries, dict):
        for key, each in entries.items():
            path = (*spot.path, _word(key))
            yield from walk(Spot(spot.file, path, each, outer.owner, outer.of, spot))


def _word(key: object) -> str:
    return key.isoformat() if isinstance(key, dt.date) else str(key)


@lru_cache(maxsize=4)
def spots(charter: Charter) -> tuple[Spot, ...]:
    """Give every spot of the charter's own files, in a fixed order; the house's come last."""
    files: list[tuple[str, Line]] = [
        ("charter.yaml", charter.header),
        ("sources.yaml", charter.sources),
        ("parties.yaml", charter.parties),
        ("standings.yaml", charter.standings),
        ("bodies.yaml", charter.bodies),
        ("doubts.yaml", charter.doubts),
        ("rules.yaml", charter.rules),
        *((f"instruments/{name}.yaml", each) for name, each in charter.instruments.items()),
        *((f"procedures/{name}.yaml", each) for name, each in charter.procedures.items()),
        (HOUSE_FILE, charter.house),
    ]
    return tuple(spot for file, line in files for spot in walk(Spot(file, (), line)))


def own(charter: Charter) -> Iterator[Spot]:
    """Give every spot of the charter's own files, the house left out."""
    return (spot for spot in spots(charter) if spot.file != HOUSE_FILE)


def lines(charter: Charter, kind: type[L]) -> Iterator[tuple[Spot, L]]:
    """Give every line of a kind in the charter's own files, with its spot."""
    for spot in own(charter):
        if isinstance(spot.value, kind):
            yield spot, spot.value


def below(spot: Spot, *words: str | int) -> Spot:
    """Give the spot of a word of this line, whether it stands in the file or not."""
    found = spot
    for word in words:
        value = found.value
        if isinstance(value, Line) and isinstance(word, str):
            field = next((f for f in type(value).model_fields if hyphenated(f) == word), "")
            found = Spot(
                found.file, (*found.path, word), getattr(value, field, None), value, field, found
            )
        else:
            each: object = None
            if isinstance(value, dict):
                each = value.get(word)
            elif isinstance(value, list) and isinstance(word, int):
                each = value[word]
            found = Spot(found.file, (*found.path, word), each, found.owner, found.of, found)
    return found


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong at a spot; ``key`` points at the word before the colon, not at the value."""

    spot: Spot
    code: str
    what: str
    cure: str = ""
    key: bool = False

    def fault(self, texts: Texts) -> Fault:
        """Make the fault, with its line and column."""
        text = texts.get(self.spot.file)
        if text is None:
            return Fault(self.spot.file, 1, 1, self.code, self.what, self.cure)
        place = text.key_where(self.spot.path) if self.key else text.where(self.spot.path)
        return Fault(text.file, *place, self.code, self.what, self.cure)


def unknown(
    spot: Spot, kind: str, word: str, known: Iterable[str], *, called: str = "", key: bool = False
) -> Finding:
    """Find that a word names nothing of its kind, with the nearest word that does."""
    what = f'there is no {called or kind} "{word}"'
    cure = did_you_mean(word, known) or f"name a {called or kind} that there is"
    return Finding(spot, f"unknown-{kind}", what, cure, key)


def raw(texts: Texts, spot: Spot) -> object:
    """Give a value as it stands in the file, before the model read it."""
    text = texts.get(spot.file)
    value = text.value if text is not None else None
    for part in spot.path:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value
