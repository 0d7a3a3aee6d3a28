"""A charter in a language: the names of everything in it, and how a place is cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from foedus.charter.charter import HOUSE, REGISTRAR, Charter, Citation
from foedus.charter.model import Instrument, Procedure
from foedus.charter.model.procedures import Step
from foedus.charter.model.steps import Duty, Effects
from foedus.words.catalogue import Catalogue, catalogue, sentence
from foedus.words.dates import date

_NUMBERED = re.compile(r"\d+(?:[.-]\d+)*(?:\(\d+\)|\([a-z]\))*")
_ARTICLES = ("treaty", "protocol", "agreement")
_UNIVERSAL = "universal"


class Wording:
    """Names and citations of one charter for readers of one language."""

    def __init__(self, charter: Charter, language: str) -> None:
        self.charter, self.language = charter, language
        self.catalogue: Catalogue = catalogue(language)

    def say(self, key: str, **details: str) -> str:
        """Give a text of the catalogue with its details filled in."""
        return self.catalogue.say(key, **details)

    def of(self, words: Mapping[str, str]) -> str:
        """Give a text of the charter in this language, else in the charter's first one."""
        for language in (self.language, *self.charter.header.languages):
            if language in words:
                return " ".join(words[language].split())
        return next(iter(words.values()), "")

    # ---- who ----

    def actor(self, name: str, case: str = "nominative") -> str:
        """Name an actor: a state in the case that is asked for, where its cases are known."""
        state = self.charter.states.get(name)
        if state is not None:
            cases = state.cases.get(self.language)
            return str(getattr(cases, case)) if cases is not None else self.of(state.short)
        office = self.charter.bodies.offices.get(name)
        if office is not None:
            return self.of(office.names)
        addressee = self.charter.header.addressees.get(name)
        if addressee is not None:
            return self.of(addressee)
        return self.say("who.registrar") if name == REGISTRAR else name

    def declined(self, name: str) -> bool:
        """Tell whether a name can stand in any case: a state with cases, or a bare letter."""
        state = self.charter.states.get(name)
        if state is None:
            return name in self.charter.parties.parties
        return self.language in state.cases or self.of(state.short) == name

    def actors(self, names: Iterable[str], case: str = "nominative", joint: str = "and") -> str:
        """Name several actors."""
        return self.catalogue.listed([self.actor(name, case) for name in names], joint)

    def capacity(self, name: str) -> str:
        """Name the capacity in which somebody speaks."""
        if name.startswith("chair of "):
            return self.say("who.chair", body=self.body(name.removeprefix("chair of ")))
        found = self.charter.bodies.capacities.get(name)
        return self.of(found.names) if found else name

    # ---- what the charter names ----

    def body(self, name: str) -> str:
        """Name a body."""
        found = self.charter.bodies.bodies.get(name)
        return self.of(found.names) if found else name

    def rule(self, name: str) -> str:
        """Name a rule of decision."""
        found = self.charter.rules.rules.get(name)
        return self.of(found.names) if found else name

    def standing(self, name: str) -> str:
        """Name a standing."""
        found = self.charter.standings.standings.get(name)
        return self.of(found.names) if found else name

    def right(self, name: str) -> str:
        """Name a right."""
        found = self.charter.standings.rights.get(name)
        return self.of(found.names) if found else name

    def register(self, name: str) -> str:
        """Name a register: what one can be party to."""
        found = self.charter.header.registers.get(name)
        return self.of(found.names) if found else name

    def competence(self, name: str) -> str:
        """Name a matter that belongs to certain bodies."""
        found = self.charter.bodies.competences.get(name)
        return self.of(found.names) if found else name

    def procedure(self, name: str) -> str:
        """Name a procedure."""
        found = self.charter.all_procedures.get(name)
        return self.of(found.names) if found else name

    def step(self, procedure: str, name: str) -> str:
        """Name a step, those of tracks and those that every procedure has included."""
        found = self.charter.all_procedures.get(procedure)
        step = steps_of(found).get(name) if found else None
        if step is not None:
            return self.of(step.names)
        return self.catalogue.either(_UNIVERSAL, name)

    def stage(self, procedure: str, name: str) -> str:
        """Name a stage."""
        found = self.charter.all_procedures.get(procedure)
        if found is not None and name in found.stages:
            return self.of(found.stages[name])
        return self.catalogue.either("stage", name.replace(" ", "-"))

    def term(self, procedure: str, name: str) -> str:
        """Name a term, by what its lapse is called."""
        found = self.charter.all_procedures.get(procedure)
        lapse = found.when_lapsed.get(name) if found else None
        return self.of(lapse.names) if lapse else name.replace("-", " ")

    def document(self, procedure: str, name: str) -> str:
        """Name a document of a procedure."""
        found = self.charter.all_procedures.get(procedure)
        document = found.documents.get(name) if found else None
        return self.of(document.names) if document else name.replace("-", " ")

    def duty(self, procedure: str, what: str) -> str:
        """Say what is owed."""
        found = self.charter.all_procedures.get(procedure)
        duty = duty_named(found, what) if found else None
        return self.of(duty.names) if duty else what.replace("-", " ")

    def position(self, name: str) -> str:
        """Name a position on a question."""
        return self.catalogue.either("position", name)

    def doubt(self, name: str) -> str:
        """Put an open point as its question."""
        found = self.charter.doubts.doubts.get(name)
        return self.of(found.question) if found else name

    def reading(self, doubt: str, name: str) -> str:
        """Put a reading in its own words."""
        found = self.charter.doubts.doubts.get(doubt)
        reading = found.readings.get(name) if found else None
        return self.of(reading.summary) if reading else name

    # ---- where it stands ----

    def place(self, place: str) -> str:
        """Name a place by its instrument and article: ``Treaty, article 4(2)``."""
        charter = self.charter
        head, _, rest = place.partition(":")
        if rest:
            if head not in charter.uses:
                return place
            return Wording(charter.uses[head], self.language).place(rest)
        name, _, where = place.partition("/")
        found = charter.house if name == HOUSE else charter.instruments.get(name)
        return self._inside(found, where) if found else place

    def _inside(self, instrument: Instrument, where: str) -> str:
        name = self.of(instrument.names)
        provision = instrument.provisions.get(where)
        title = self.of(provision.title) if provision and provision.title else ""
        number = _NUMBERED.match(where)
        if number is None:
            shown = self.catalogue.quoted(title) if title else where
            return self.say("citation.titled", instrument=name, place=shown)
        kind = "article" if instrument.kind in _ARTICLES else "point"
        shown = self.say(f"citation.{kind}", instrument=name, place=number[0])
        if number[0] == where or not title:
            return shown
        return self.say("citation.quoted", head=shown, title=self.catalogue.quoted(title))

    def citation(self, cited: Citation) -> str:
        """Cite a governing layer: its place, and from when it reads so."""
        place = self.place(cited.place)
        if cited.place.startswith(f"{HOUSE}/"):
            return place
        if cited.layer == "never":
            return self.say("citation.never", place=place)
        return self.say("citation.layer", place=place, date=date(self.catalogue, cited.layer))

    def mark(self, basis: str | None, evidence: str | None) -> str:
        """Say what a line rests on, and how that was seen."""
        told = [self.say(f"mark.{word}") for word in (basis, evidence) if word]
        if basis == "inference" and evidence == "inferred":
            return told[0]
        if basis and evidence:
            return self.say("mark.both", basis=told[0], evidence=told[1])
        return told[0] if told else self.say("mark.none")

    def sentence(self, text: str) -> str:
        """Begin with a capital letter."""
        return sentence(text)


def steps_of(procedure: Procedure) -> dict[str, Step]:
    """Give every step of a procedure by name, those of its tracks included."""
    found = dict(procedure.steps)
    for track in procedure.tracks.values():
        found.update(track.steps)
    return found


def duty_named(procedure: Procedure, what: str) -> Duty | None:
    """Find a duty's terms in a procedure by what is owed."""
    steps = list(steps_of(procedure).values())
    effects: list[Effects] = [*steps, *procedure.when_lapsed.values()]
    effects += [result for step in steps for result in step.when.values()]
    for each in effects:
        for duty in each.duties:
            if duty.what == what:
                return duty
    return None
