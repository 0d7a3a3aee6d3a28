"""A case or a history as minutes that one reads: the hour, who said what, the answer, what followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from msgspec import to_builtins

from foedus.acts import Act, keys
from foedus.acts.act import POSITION
from foedus.acts.hours import Instant, day, stamp
from foedus.cases import Case, Minute, Play
from foedus.cases.cast import cast
from foedus.cases.opening import officers
from foedus.cases.play import steps
from foedus.charter.charter import Charter, Citation
from foedus.charter.model.procedures import Speech
from foedus.cli.asked import TOLD, asked_in_words
from foedus.law import Law, State
from foedus.words import Wording, Zone
from foedus.words.changes import Change, Watch
from foedus.words.dates import clock, date, moment
from foedus.words.outcomes import OutcomeText, outcome_lines, outcome_text
from foedus.words.wording import steps_of

_ZONE = re.compile(r"([+-])(\d\d):(\d\d)\s*(.*)")


@dataclass(slots=True)
class Entry:
    """One minute in words. ``answer`` is empty where nothing was said, but asked or awaited.

    ``told`` marks a question whose answer the minutes have given already, as it came about.
    """

    line: int
    at: Instant
    until: Instant | None
    head: str
    said: list[str] = field(default_factory=list)
    lapsed: list[str] = field(default_factory=list)
    answer: str = ""
    outcome: OutcomeText | None = None
    under: Citation | None = None
    code: str | None = None
    lines: list[str] = field(default_factory=list)
    follows: list[Change] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    told: bool = False
    differs: str = ""

    def data(self) -> dict[str, object]:
        """Give the entry as plain data."""
        return {
            "line": self.line,
            "at": stamp(self.at),
            "until": stamp(self.until) if self.until is not None else None,
            "head": self.head,
            "said": self.said,
            "lapsed": self.lapsed,
            "answer": self.answer or None,
            "code": self.code,
            "under": self.under._asdict() if self.under else None,
            "outcome": to_builtins(self.outcome) if self.outcome else None,
            "follows": [asdict(change) for change in self.follows],
            "asked": self.asked,
            "differs": self.differs or None,
        }


class Minutes:
    """A case as it is played, entry by entry."""

    def __init__(self, case: Case, charter: Charter, language: str) -> None:
        law = Law(cast(case, charter))
        self.case, self.play = case, Play(case, law, State())
        self.zone = zone_of(case)
        self.wording = Wording(law.charter, language)
        self.watch = Watch(self.wording, law, self.zone)

    def entries(self) -> Iterator[Entry]:
        """Play on, and give each line of the case as an entry."""
        for minute in steps(self.play):
            self.play.minutes.append(minute)
            yield self._entry(minute)

    def heading(self) -> list[str]:
        """Say what is played: organisation, kind, law, zone, cast."""
        case, say = self.case, self.wording.say
        lines = [self.wording.of(self.play.law.charter.header.names)]
        told = [say(f"minutes.kind-{case.kind}")]
        if case.in_force:
            told.append(say("minutes.in-force", date=date(self.wording.catalogue, case.in_force)))
        told.append(self._zone_words())
        lines.append("; ".join(told))
        for _, text in case.headers.get("about", []):
            lines.append(say("minutes.about-case", about=text))
        if persons := officers(case):
            lines.append(say("minutes.record", persons=", ".join(persons)))
        for _, text in case.headers.get("cast", []):
            lines.append(say("minutes.cast", cast=self._cast(text)))
        return lines

    def _cast(self, text: str) -> str:
        """Put the standings of a cast into the reader's language."""
        known = self.play.law.charter.standings.standings

        def word(found: re.Match[str]) -> str:
            name = found[0]
            if name == "outsider":
                return self.wording.say("minutes.outsider")
            return self.wording.standing(name) if name in known else name

        return re.sub(r"[a-z][a-z-]*", word, text)

    def _zone_words(self) -> str:
        if not self.zone.offset:
            return self.wording.say("minutes.zone-utc")
        offset = str(self.zone).removeprefix("UTC")
        if self.zone.city:
            return self.wording.say("minutes.zone", offset=offset, city=self.zone.city)
        return self.wording.say("minutes.zone-plain", offset=offset)

    def day(self, at: Instant) -> str:
        """Write the day of an instant on the minutes' clock."""
        return date(self.wording.catalogue, day(at, self.zone.offset))

    def hour(self, entry: Entry) -> str:
        """Write the hour of an entry with its zone; a range where only a range is known."""
        if entry.until is None:
            return f"{clock(entry.at, self.zone)} {self.zone}"
        until = clock(entry.until, self.zone)
        if self.day(entry.until) != self.day(entry.at):
            until = moment(self.wording.catalogue, entry.until, self.zone)
            return self.wording.say(
                "minutes.until", **{"from": clock(entry.at, self.zone), "until": until}
            )
        hours = self.wording.say(
            "minutes.until", **{"from": clock(entry.at, self.zone), "until": until}
        )
        return f"{hours} {self.zone}"

    def _entry(self, minute: Minute) -> Entry:
        line, say = minute.line, self.wording.say
        entry = Entry(line.number, line.at if line.at is not None else minute.hour, line.until, "")
        touched = dict.fromkeys(matter for _, matter, _ in minute.lapsed)
        entry.lapsed = [self._lapse(*each) for each in minute.lapsed]
        if minute.failure is not None:
            entry.differs = say("minutes.differs", expected=minute.failure.expected)
        act = minute.act
        if act is not None and minute.outcome is not None:
            touched[act.matter] = None
            self._said(entry, act, minute)
        elif line.at is None:
            question = line.text.rstrip(":")
            entry.told = question.split(" of ")[0].split(" by ")[0].split()[0] in TOLD
            asked = asked_in_words(
                self.wording, self.play.law, self.play.state, question, self.zone
            )
            entry.head, entry.asked = asked or (
                say("minutes.asked", question=question),
                minute.answer,
            )
        else:
            entry.head = say("minutes.passes")
        for name in touched:
            matter = self.play.state.matters.get(name)
            if matter is not None:
                entry.follows += self.watch.look(self.play.state, matter)
        return entry

    def _lapse(self, at: Instant, matter: str, term: str) -> str:
        procedure = self.play.state.matters[matter].procedure
        told = self.wording.say(
            "follows.lapsed", term=self.wording.term(procedure, term), matter=matter
        )
        return f"{moment(self.wording.catalogue, at, self.zone)}. {told}"

    def _said(self, entry: Entry, act: Act, minute: Minute) -> None:
        outcome = minute.outcome
        if outcome is None:
            return
        entry.head = self._head(act)
        entry.said = list(self._fields(act))
        entry.answer, entry.code, entry.under = outcome.answer, outcome.code, outcome.under
        place = (act.procedure, act.step)
        entry.outcome = outcome_text(self.wording, outcome, place, self.zone)
        entry.lines = outcome_lines(self.wording, entry.outcome)

    def _head(self, act: Act) -> str:
        wording = self.wording
        actor = wording.sentence(wording.actor(act.actor))
        if act.capacity and act.capacity.startswith("chair of "):
            body = wording.body(act.capacity.removeprefix("chair of "))
            actor = wording.say("minutes.chair", actor=actor, body=body)
        elif act.capacity:
            capacity = wording.capacity(act.capacity)
            actor = wording.say("minutes.capacity", actor=actor, capacity=capacity)
        if act.step == POSITION:
            position = wording.position(str(act.fields.get("position", "")))
            head = wording.say(
                "minutes.position", actor=actor, position=position, matter=act.matter
            )
        else:
            step = wording.step(act.procedure, act.step)
            matter = self.play.state.matters.get(act.matter)
            opened = matter is not None and len(matter.said) == 1 and act.id in matter.said
            key = "minutes.opens" if opened else "minutes.in"
            head = wording.say(key, actor=actor, step=step, matter=act.matter)
        if act.on_behalf:
            key = "behalf" if act.actor == self.play.law.charter.header.recorder else "about"
            behalf = wording.actor(act.on_behalf)
            head = wording.say(f"minutes.{key}", head=head, behalf=behalf)
        if act.signer is not None:
            head = wording.say("minutes.signed", head=head, person=act.signer)
        return head

    def _fields(self, act: Act) -> Iterator[str]:
        """Say what the act said; a position says all of it in its head."""
        procedure = self.play.law.procedures.get(act.procedure)
        step = steps_of(procedure).get(act.step) if procedure else None
        for name, value in act.fields.items():
            if act.step == POSITION and name == "position":
                continue
            speech = step.says.get(name) if step else None
            values = value if isinstance(value, tuple) else (value,)
            told = ", ".join(self._value(each, speech) for each in values)
            yield self.wording.say("minutes.said", field=name.replace("-", " "), value=told)
        for name in act.contents:
            if act.step != POSITION:
                document = self.wording.document(act.procedure, name)
                yield self.wording.say("minutes.text", document=document)

    def _value(self, value: str | int, speech: Speech | None) -> str:
        kind = speech.is_ if speech else "text"
        if kind == "instant" and isinstance(value, int):
            return moment(self.wording.catalogue, value, self.zone)
        if kind == "date" and isinstance(value, str):
            return (
                date(self.wording.catalogue, value)
                if re.fullmatch(r"\d{4}-\d\d-\d\d", value)
                else value
            )
        if kind in ("party", "actor"):
            return self.wording.actor(str(value))
        if kind == "key" and keys.is_key(str(value)):
            return keys.fingerprint(str(value))
        return str(value)


def zone_of(case: Case) -> Zone:
    """Give the clock on which a case is told: its zone, else UTC."""
    found = _ZONE.match(case.header("zone"))
    if found is None:
        return Zone()
    minutes = int(found[2]) * 60 + int(found[3])
    return Zone(-minutes if found[1] == "-" else minutes, found[4].strip())
