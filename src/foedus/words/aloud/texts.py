"""The legal sources: instruments, one provision with its layers, addresses, gaps, evidence."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.charter.charter import HOUSE
from foedus.charter.model import Instrument
from foedus.charter.model.parties import Cell
from foedus.charter.model.sources import Layer
from foedus.charter.model.steps import Duty
from foedus.charter.model.values import Line, Marked, Normative
from foedus.words.aloud.item import Aloud, Item, UnnamedError


def instruments(aloud: Aloud) -> list[Item]:
    """Read the instruments: kind, day of signature, number of provisions."""
    found = []
    for name, instrument in aloud.charter.instruments.items():
        told = [
            f"{aloud.wording.of(instrument.names)} ({aloud.wording.say(f'instrument.{instrument.kind}')})"
        ]
        if instrument.signed:
            told.append(aloud.say("signed", date=aloud.date(instrument.signed)))
        told.append(aloud.wording.catalogue.counted("show.provisions", len(instrument.provisions)))
        found.append(Item(name, ", ".join(told), source=tuple(instrument.source)))
    return found


def provision(aloud: Aloud, place: str) -> list[Item]:
    """Read one provision: every layer of it, the one in force on the day marked."""
    layers = aloud.charter.layers(place)
    if not layers:
        known = [f"{HOUSE}/{where}" for where in aloud.charter.house.provisions]
        raise UnnamedError("provision", place, [*aloud.charter.places(), *known])
    now = aloud.charter.layer(place, aloud.on)
    items = [_layer(aloud, place, layer, now=layer is now) for layer in layers]
    told = aloud.wording.place(place)
    title = _title(aloud, place)
    if title and title not in told:
        told = f"{told}. {title}"
    if now is None:
        items.append(Item(f"{place}/now", aloud.wording.sentence(aloud.say("not-in-force"))))
    return [Item(place, told, place=place, items=tuple(items))]


def _title(aloud: Aloud, place: str) -> str:
    head, _, rest = place.partition(":")
    charter = aloud.charter.uses[head] if rest else aloud.charter
    name, _, where = (rest or head).partition("/")
    instrument = charter.house if name == HOUSE else charter.instruments[name]
    title = instrument.provisions[where].title
    return aloud.wording.of(title) if title else ""


def _layer(aloud: Aloud, place: str, layer: Layer, *, now: bool) -> Item:
    dates = aloud.dates(layer.from_, layer.until)
    if now:
        dates = f"{dates} ({aloud.say('in-force-now')})"
    told = aloud.say(
        "layer", dates=aloud.wording.sentence(dates), summary=aloud.wording.of(layer.summary)
    )
    inside = []
    if layer.by:
        inside.append(Item(f"{place}/by", aloud.say("by", place=aloud.wording.place(layer.by))))
    for party, value in layer.for_.items():
        who = aloud.wording.actor(party)
        if value == "never":
            inside.append(Item(f"{place}/{party}", aloud.say("for-never", party=who)))
        else:
            day = aloud.open(value, aloud.date)
            inside.append(Item(f"{place}/{party}", aloud.say("for", party=who, date=day)))
    return aloud.item(f"{place}/{layer.from_}", told, layer, inside)


def sources(aloud: Aloud) -> list[Item]:
    """Read the sources by key: title, address, day on which it was read."""
    found = []
    for key, source in aloud.charter.sources.sources.items():
        told = [source.title] if source.title else []
        told.append(source.address)
        if source.on:
            told.append(aloud.date(source.on))
        found.append(Item(key, f"{key}: {', '.join(told)}"))
    return found


def gaps(aloud: Aloud) -> list[Item]:
    """Read what was not seen."""
    return [
        Item(str(number), aloud.wording.of(words))
        for number, words in enumerate(aloud.charter.header.gaps, 1)
    ]


def evidence(aloud: Aloud) -> list[Item]:
    """Count the normative lines of the charter by what they rest on and how that was seen."""
    counts: dict[tuple[str, str], int] = {}
    charter = aloud.charter
    parts: list[Line] = [charter.parties, charter.standings, charter.bodies, charter.doubts]
    parts += [charter.rules, *charter.instruments.values(), *charter.procedures.values()]
    for part in parts:
        for key in _marks(part, ("", "")):
            counts[key] = counts.get(key, 0) + 1
    return [
        Item(
            " ".join(key),
            aloud.say("marks", mark=aloud.wording.mark(*key), count=str(count)),
            basis=key[0],
            evidence=key[1],
        )
        for key, count in sorted(counts.items(), key=lambda pair: -pair[1])
    ]


def _marks(value: object, lent: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """Give basis and evidence of every line of law; a line lends them to those within it."""
    if isinstance(value, Marked):
        lent = (value.basis or lent[0], value.evidence or lent[1])
        if isinstance(value, Normative | Layer | Duty | Cell):
            yield lent
    if isinstance(value, Instrument):
        value = value.provisions
    if isinstance(value, Line):
        for name in type(value).model_fields:
            yield from _marks(getattr(value, name), lent)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _marks(each, lent)
    elif isinstance(value, list):
        for each in value:
            yield from _marks(each, lent)
