"""What is read aloud is a tree of items; each knows what it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from foedus.acts.hours import Instant, instant
from foedus.charter.charter import Charter
from foedus.charter.model import Procedure
from foedus.charter.model.rules import Who
from foedus.charter.model.values import Marked, Normative
from foedus.law import Law, State
from foedus.words.dates import date
from foedus.words.who import open_words, who_words
from foedus.words.wording import Wording

T = TypeVar("T")


class UnnamedError(Exception):
    """Raised where a charter has nothing of the name that was asked for."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        super().__init__(f'there is no {kind} "{name}"')
        self.kind, self.name, self.known = kind, name, tuple(known)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing said of a charter.

    ``under`` cites in words, ``place`` and ``layer`` as case files do; ``mark`` says in words what
    ``basis`` and ``evidence`` name. ``items`` is what belongs to it.
    """

    id: str
    text: str
    under: str = ""
    place: str = ""
    layer: str = ""
    mark: str = ""
    basis: str = ""
    evidence: str = ""
    source: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()


class Aloud:
    """A charter, a language and a day: what every topic reads from."""

    def __init__(self, wording: Wording, law: Law, on: dt.date) -> None:
        self.wording, self.law, self.on = wording, law, on
        self.state = State()
        self.hour: Instant = instant(on.year, on.month, on.day, 12, 0, law.offset)

    @property
    def charter(self) -> Charter:
        """Give the charter."""
        return self.law.charter

    def say(self, key: str, **details: str) -> str:
        """Give a text about the charter."""
        return self.wording.say(f"show.{key}", **details)

    def item(
        self,
        id_: str,
        text: str,
        line: Marked | None = None,
        items: Iterable[Item] = (),
        lent: Iterable[Marked] = (),
    ) -> Item:
        """Make an item with the citation and marks of the line it is read from.

        ``lent`` are the lines around it, nearest first, whose marks serve where it has none.
        """
        inside = tuple(items)
        if line is None:
            return Item(id_, text, items=inside)
        around = (line, *lent)
        basis = next((each.basis for each in around if each.basis), None)
        evidence = next((each.evidence for each in around if each.evidence), None)
        under = getattr(line, "under", None) if not isinstance(line, Normative) else line.under
        cited = self.charter.cite(under, self._day(line)) if isinstance(under, str) else None
        if line.note:
            inside = (
                *inside,
                Item(f"{id_}/note", self.say("note", note=" ".join(line.note.split()))),
            )
        return Item(
            id=id_,
            text=text,
            under=self.wording.citation(cited) if cited else "",
            place=cited.place if cited else "",
            layer=cited.layer if cited else "",
            mark=self.wording.mark(basis, evidence),
            basis=basis or "",
            evidence=evidence or "",
            source=tuple(line.source),
            items=inside,
        )

    def _day(self, line: Marked) -> dt.date:
        """Give the day on which to cite: this one, or a line's first where it is not in force."""
        from_, until = getattr(line, "from_", None), getattr(line, "until", None)
        if isinstance(from_, dt.date) and not self.in_force(from_, until):
            return from_
        return self.on

    def date(self, day: dt.date | str) -> str:
        """Write a day; ``never`` stays a word."""
        if day == "never":
            return self.wording.say("open.none")
        return date(self.wording.catalogue, day)

    def dates(self, from_: dt.date, until: dt.date | None) -> str:
        """Write from when until when."""
        if until is None:
            return self.say("from", **{"from": self.date(from_)})
        return self.say("from-until", **{"from": self.date(from_), "until": self.date(until)})

    def open(self, value: object, make: Callable[[T], str]) -> str:
        """Say a value that may be open, as on this day."""
        return open_words(self.wording, value, self.on, make)

    def open_who(self, value: object, procedure: Procedure | None = None) -> str:
        """Say whom an expression names that may be open."""

        def words(who: Who) -> str:
            return who_words(self.wording, who, procedure)

        return self.open(value, words)

    def open_list(self, value: object) -> str:
        """Say a list of words that may be open."""

        def words(each: list[str]) -> str:
            return ", ".join(each)

        return self.open(value, words)

    def who(self, who: Who, procedure: Procedure | None = None) -> str:
        """Say whom an expression names."""
        return who_words(self.wording, who, procedure)

    def in_force(self, from_: dt.date, until: dt.date | None) -> bool:
        """Tell whether something dated is in force on this day."""
        return from_ <= self.on and (until is None or self.on < until)

    def known(self, kind: str, name: str, things: Mapping[str, T]) -> T:
        """Find a thing by name, or say that there is none."""
        if name not in things:
            raise UnnamedError(kind, name, things)
        return things[name]
