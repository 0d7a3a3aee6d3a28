"""Every citation names a provision, and one that is in force when the citing line begins.

The engine cites the layer that governs on a day, and the first layer where none does: a line that
outlives its provision would be shown with words that no longer bind. So a line of law that has no
end may not cite a provision that has one. Facts (spells, holdings) may: they rest on the law of
their day. An amendment may have effect from a day before it entered into force itself, but from
none before its signature.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from foedus.charter.charter import HOUSE, Charter
from foedus.charter.check.dates import begin
from foedus.charter.check.spots import Finding, Spot, Texts, own
from foedus.charter.faults import did_you_mean
from foedus.charter.model.bodies import Body, ChairLayer, Holding, SeatLayer
from foedus.charter.model.parties import Spell
from foedus.charter.model.procedures import Lapse, Procedure, Step
from foedus.charter.model.rules import RuleLayer
from foedus.charter.model.sources import Layer
from foedus.charter.model.values import Since

NAME = "citations"
_LASTING = (Body, ChairLayer, SeatLayer, Procedure, Step, Lapse, RuleLayer)
_FACTS = (Spell, Holding)


def check(charter: Charter, _texts: Texts) -> Iterator[Finding]:
    """Find citations of what is not there, not yet there, or there no longer."""
    for spot in own(charter):
        if isinstance(spot.value, str) and _is_citation(spot):
            yield from _cited(charter, spot, spot.value)


def _is_citation(spot: Spot) -> bool:
    amending = spot.of == "by" and isinstance(spot.owner, Layer)
    return spot.of in ("under", "ended_under") or amending


def _cited(charter: Charter, spot: Spot, place: str) -> Iterator[Finding]:
    if not charter.layers(place):
        yield _missing(charter, spot, place)
        return
    begins = _ends(spot) if spot.of == "ended_under" else begin_of(spot)
    if begins is None or (spot.of == "by" and _signed(charter, place, begins)):
        return
    if charter.layer(place, begins) is None:
        starts = next((each.from_ for each in charter.layers(place) if each.from_ > begins), None)
        what = f"{place} is not in force on {begins}, when this line begins"
        if starts is not None:
            cure = f"it starts on {starts}: correct one of the dates, or cite what was in force"
            yield Finding(spot, "citation-not-yet", what, cure)
        else:
            cure = "cite what was in force then, or correct one of the dates"
            yield Finding(spot, "citation-ended", what, cure)
    elif ended := _outlived(charter, spot, place, begins):
        cure = f'give the line "until: {ended}", or a layer that cites what came after'
        yield Finding(spot, "citation-ended", f"{place} ends on {ended}; this line goes on", cure)


def _missing(charter: Charter, spot: Spot, place: str) -> Finding:
    head, colon, rest = place.rpartition(":")
    if colon and head not in charter.uses:
        what = f'the charter "{head}" is not among those that this one uses'
        near = did_you_mean(head, charter.uses)
        return Finding(spot, "citation-unknown", what, near or f"add it: uses: [{head}]")
    whose = charter.uses[head] if colon else charter
    name, _, where = rest.partition("/")
    instrument = whose.house if name == HOUSE else whose.instruments.get(name)
    if instrument is None:
        what = f'there is no instrument "{name}"'
        return Finding(spot, "citation-unknown", what, did_you_mean(name, whose.instruments))
    what = f'the instrument "{name}" has no place "{where}"'
    return Finding(spot, "citation-unknown", what, did_you_mean(where, instrument.provisions))


def begin_of(spot: Spot) -> dt.date | None:
    """Give the day on which the line that a spot belongs to begins; none for undated lines."""
    later: list[dt.date] = []
    for here in spot.around():
        if here.above is not None and isinstance(here.above.value, dict):
            holder = here.above.above
            if holder is not None and isinstance(holder.value, Since):
                later.append(dt.date.fromisoformat(str(here.path[-1])))
        begins = begin(here.value)
        if begins is not None:
            return max([begins, *later])
    return None


def _signed(charter: Charter, place: str, day: dt.date) -> bool:
    """Tell whether the instrument of a provision was signed by a day."""
    head, colon, rest = place.rpartition(":")
    whose = charter.uses[head] if colon else charter
    instrument = whose.instruments.get(rest.partition("/")[0])
    return instrument is not None and instrument.signed is not None and instrument.signed <= day


def _ends(spot: Spot) -> dt.date | None:
    spell = spot.inside(Spell)
    return spell.until if spell is not None else None


def _outlived(charter: Charter, spot: Spot, place: str, begins: dt.date) -> dt.date | None:
    """Give the day on which a provision ends while the line that cites it goes on."""
    if any(isinstance(around.value, _FACTS) for around in spot.around()):
        return None
    lasting = [around for around in spot.around() if isinstance(around.value, _LASTING)]
    if not lasting:
        return None
    line_ends = min(end for line in lasting for end in _line_ends(line))
    followed = [begins, *(each.from_ for each in charter.layers(place) if each.from_ > begins)]
    followed += [each.until for each in charter.layers(place) if each.until is not None]
    for day in sorted(set(followed)):
        if begins <= day < line_ends and charter.layer(place, day) is None:
            return day
    return None


def _line_ends(spot: Spot) -> Iterator[dt.date]:
    """Give the days on which a line ends: its own, and that of the layer that follows it."""
    yield getattr(spot.value, "until", None) or dt.date.max
    beside = spot.above.value if spot.above is not None else None
    if isinstance(beside, list):
        begins = begin(spot.value) or dt.date.max
        for other in beside:
            if begins < (after := begin(other) or dt.date.min):
                yield after
