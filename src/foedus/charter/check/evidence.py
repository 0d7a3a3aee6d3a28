"""Every line of law says what it rests on, how that was seen, and where.

Basis and evidence stand on the line itself; those of a procedure serve its steps, lapses and
tracks, those of a step its duties and guards, and those of a right its cells. Sources may also be
those of the layer that is cited, or of its instrument. What was seen needs a source with an
address. What is inferred is never said to stand in a text: the evidence ``inferred`` goes with the
basis ``inference``, or with a ``practice`` that is inferred from single occasions; and an
inference is always inferred.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from foedus.charter.charter import HOUSE, Charter
from foedus.charter.check.citations import begin_of
from foedus.charter.check.spots import Finding, Spot, Texts, below, spots
from foedus.charter.model.parties import Cell, Right
from foedus.charter.model.procedures import Procedure, Step
from foedus.charter.model.sources import Layer
from foedus.charter.model.steps import Duty, Guarding
from foedus.charter.model.values import Marked, Normative

NAME = "evidence"
_LENDERS = (Procedure, Step, Right)


@dataclass(frozen=True, slots=True)
class Marks:
    """What a line rests on in effect: its own marks, else those of the line around it."""

    basis: str | None
    evidence: str | None
    source: tuple[str, ...]


def check(charter: Charter, _texts: Texts) -> Iterator[Finding]:
    """Find lines that do not say what they rest on, or say it in a way that cannot be."""
    for spot in spots(charter):
        line = spot.value
        if isinstance(line, Normative | Layer):
            yield from _whole(charter, spot, line)
        elif isinstance(line, Cell | Duty | Guarding):
            yield from _agree(spot, line, _marks(spot, line))


def _whole(charter: Charter, spot: Spot, line: Marked) -> Iterator[Finding]:
    marks = _marks(spot, line)
    lacking = spot.procedure or line  # what a procedure lacks, its steps lack because of it
    for word, value in (("basis", marks.basis), ("evidence", marks.evidence)):
        if value is None and line is lacking:
            what = f'the line does not say its "{word}"'
            cure = "add: basis: text | practice | inference | house"
            if word == "evidence":
                cure = "add: evidence: seen | reported | recalled | inferred"
            yield Finding(spot, f"{word}-missing", what, cure, key=True)
    if marks.basis is None or marks.evidence is None:
        return
    yield from _agree(spot, line, marks)
    if marks.basis == "house" or marks.evidence == "inferred":
        return
    sources = marks.source or _cited_sources(charter, spot, line)
    if not any(_address(charter, key) for key in sources):
        what = f"what was {marks.evidence} has no source with an address"
        cure = "add: source: [KEY], with its address in sources.yaml"
        at = below(spot, "source") if line.source else spot
        yield Finding(at, "source-missing", what, cure, key=True)


def _agree(spot: Spot, line: Marked, marks: Marks) -> Iterator[Finding]:
    """Find that basis and evidence exclude each other, where the line itself says either."""
    if line.basis is None and line.evidence is None:
        return
    word = "evidence" if line.evidence is not None else "basis"
    if marks.basis == "inference" and marks.evidence != "inferred":
        what = f"an inference cannot be {marks.evidence}"
        yield Finding(below(spot, word), "evidence-basis", what, "write evidence: inferred")
    elif marks.evidence == "inferred" and marks.basis in ("text", "house"):
        what = f'what is inferred does not rest on "{marks.basis}"'
        yield Finding(below(spot, word), "evidence-basis", what, "write basis: inference")


def _marks(spot: Spot, line: Marked) -> Marks:
    basis, evidence, source = line.basis, line.evidence, tuple(line.source)
    for lender in _lenders(spot):
        basis, evidence = basis or lender.basis, evidence or lender.evidence
        source = source or tuple(lender.source)
    return Marks(basis, evidence, source)


def _lenders(spot: Spot) -> Iterator[Marked]:
    """Give the lines whose marks serve this one, the nearest first."""
    for around in spot.around():
        if around is not spot and isinstance(around.value, _LENDERS):
            yield around.value


def _cited_sources(charter: Charter, spot: Spot, line: Marked) -> tuple[str, ...]:
    """Give the sources of the layer that a line cites, or of its instrument; of a layer, its own."""
    place = getattr(line, "under", None)
    instrument = None
    found: list[str] = []
    if isinstance(place, str):
        day = begin_of(spot)
        layer = charter.layer(place, day) if day is not None else None
        layers = [layer] if layer is not None else charter.layers(place)
        found = [key for each in layers for key in each.source]
        name = place.partition("/")[0]
        head, colon, _ = place.partition(":")
        if colon:
            return ("",) if head in charter.uses else ()
        instrument = charter.house if name == HOUSE else charter.instruments.get(name)
    elif isinstance(line, Layer):
        instrument = charter.instruments.get(str(spot.file.partition("/")[2].removesuffix(".yaml")))
    return tuple(found or (instrument.source if instrument is not None else ()))


def _address(charter: Charter, key: str) -> bool:
    """Tell whether a source has an address; a key that is not known is another fault."""
    known = charter.sources.sources.get(key)
    return known is None or bool(known.address.strip())
