"""What has come about in a matter since it was last looked at: duties, questions, terms, results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import TypeAlias

from foedus.law import Law, State
from foedus.law.facts import verdicts
from foedus.law.state import Branch, Matter
from foedus.words.dates import Zone, moment
from foedus.words.duties import Owed, duty_texts, owed_of, owed_words
from foedus.words.readings import condition
from foedus.words.verdicts import verdict_head, verdict_text
from foedus.words.wording import Wording

Fact: TypeAlias = tuple[str, ...]
_JOINED = frozenset({"bound", "notice"})
"""Facts that are told in one line for several parties: the party comes last."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that came about. ``readings`` limit it; ``lines`` explain it."""

    kind: str
    text: str
    readings: str = ""
    lines: tuple[str, ...] = ()


@dataclass(slots=True)
class Watch:
    """Remembers what was told of each matter, so that only what is new is told again."""

    wording: Wording
    law: Law
    zone: Zone
    seen: dict[str, set[Fact]] = field(default_factory=dict)

    def look(self, state: State, matter: Matter) -> list[Change]:
        """Give what has come about in a matter since the last look."""
        seen = self.seen.setdefault(matter.id, set())
        now = {key: _facts(self.law, branch) for key, branch in matter.branches.items()}
        found: dict[Fact, list[str]] = {}
        for key, facts in now.items():
            for fact in facts:
                if fact not in seen:
                    found.setdefault(fact, []).append(key)
        seen.update(found)
        changes = []
        grouped: dict[tuple[str, ...], list[Fact]] = {}
        for fact, where in found.items():
            grouped.setdefault(tuple(where), []).append(fact)
        for keys in sorted(grouped, key=len, reverse=True):
            readings = condition(self.wording, matter, keys)
            changes += [
                Change(kind, text, readings, lines)
                for kind, text, lines in self._told(state, matter, keys, grouped[keys])
            ]
        return changes

    def _told(
        self, state: State, matter: Matter, keys: tuple[str, ...], facts: list[Fact]
    ) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Tell facts in their order; those alike but for the party in one line."""
        for kind in dict.fromkeys(fact[0] for fact in facts):
            same = [fact for fact in facts if fact[0] == kind]
            if kind in ("met", "ended"):
                yield from self._settled(state, matter, keys, {fact[1] for fact in same})
            elif kind == "duty":
                yield from self._arisen(matter, {fact[1] for fact in same})
            elif kind == "result":
                yield from self._results(state, matter, same)
            elif kind in _JOINED:
                groups: dict[Fact, list[str]] = {}
                for fact in same:
                    groups.setdefault(fact[:-1], []).append(fact[-1])
                for stem, names in groups.items():
                    yield kind, self._text(matter, (*stem, self.wording.actors(names))), ()
            else:
                for fact in same:
                    yield kind, self._text(matter, fact), ()

    def _text(self, matter: Matter, fact: Fact) -> str:
        return _TEXTS[fact[0]](self.wording, matter, fact[1:], self.zone)

    def _arisen(self, matter: Matter, ids: set[str]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        duties = {
            id_: duty
            for branch in matter.branches.values()
            for id_, duty in branch.duties.items()
            if id_ in ids
        }
        groups: dict[Owed, list[str]] = {}
        for duty in duties.values():
            owed = owed_of(self.wording, self.law, matter, duty, self.zone)
            groups.setdefault(owed, []).append(duty.debtor)
        for owed, debtors in groups.items():
            told = owed_words(self.wording, owed, debtors)
            line = self.wording.say("duty.line", owed=told, due=owed.due)
            under = self.wording.place(owed.under.place)
            yield "duty", self.wording.say("follows.duty", line=line, under=under), ()

    def _settled(
        self, state: State, matter: Matter, keys: tuple[str, ...], ids: set[str]
    ) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Tell of duties that were met or fell away, as these branches see them."""
        part = copy(matter)
        part.branches = {
            key: Branch(
                duties={id_: d for id_, d in matter.branches[key].duties.items() if id_ in ids}
            )
            for key in keys
        }
        for each in duty_texts(self.wording, self.law, part, state.hour, self.zone):
            under = self.wording.place(each.under.place)
            told = self.wording.say("follows.met", status=each.status, owed=each.owed, under=under)
            yield each.state, self.wording.sentence(told), ()

    def _results(
        self, state: State, matter: Matter, facts: list[Fact]
    ) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        for _, question, result, because in facts:
            head = verdict_head(self.wording, result, because)
            lines: tuple[str, ...] = ()
            for _, verdict in verdicts(self.law, state, matter, question):
                if verdict.result == result or because == "determined":
                    told = verdict_text(self.wording, verdict, closed=True)
                    lines = told.lines
                    break
            yield "result", self.wording.say("follows.verdict", verdict=head), lines


def _facts(law: Law, branch: Branch) -> list[Fact]:
    """Give what stands in a branch as plain facts, in the order in which a reader wants them."""
    facts: list[Fact] = [("stage", branch.stage)] if branch.stage else []
    for question in branch.questions.values():
        facts.append(("question", question.id, question.body, question.rule))
        if question.result:
            facts.append(("result", question.id, question.result, question.because))
    for id_, duty in branch.duties.items():
        facts += [("duty", id_), *([("met", id_)] if duty.met_by else [])]
        facts += [("ended", id_)] if duty.ended_by else []
    facts += [("term", name, str(ends)) for name, ends in branch.terms.items()]
    facts += [("number", series, str(number)) for series, number in branch.numbers.items()]
    facts += [("notice", what, via, str(at), to) for to, what, via, at in branch.notices]
    facts += [("bound", name) for name in law.actors(branch.bound)]
    facts += [
        ("track", track, party, stage)
        for track, stages in branch.tracks.items()
        for party, stage in stages.items()
    ]
    return facts


def _question(wording: Wording, _matter: Matter, fact: Fact, _zone: Zone) -> str:
    _, body, rule = fact
    if not body:
        return wording.say("follows.question-plain", rule=wording.rule(rule))
    return wording.say("follows.question", body=wording.body(body), rule=wording.rule(rule))


def _notice(wording: Wording, _matter: Matter, fact: Fact, _zone: Zone) -> str:
    what, channel, _, to = fact
    shown = what.replace("-", " ")
    if channel:
        through = wording.actor(channel)
        return wording.say("follows.notice-through", what=shown, to=to, channel=through)
    return wording.say("follows.notice", what=shown, to=to)


def _term(wording: Wording, matter: Matter, fact: Fact, zone: Zone) -> str:
    name, ends = fact
    until = moment(wording.catalogue, int(ends), zone)
    return wording.say("follows.term", term=wording.term(matter.procedure, name), moment=until)


def _track(wording: Wording, matter: Matter, fact: Fact, _zone: Zone) -> str:
    track, party, stage = fact
    spec = wording.charter.all_procedures[matter.procedure].tracks[track]
    return wording.say(
        "follows.track",
        track=wording.sentence(wording.of(spec.names)),
        party=wording.actor(party),
        stage=wording.stage(matter.procedure, stage),
    )


_TEXTS: Mapping[str, Callable[[Wording, Matter, Fact, Zone], str]] = {
    "stage": lambda w, matter, fact, _: w.say(
        "follows.stage", stage=w.stage(matter.procedure, fact[0])
    ),
    "question": _question,
    "term": _term,
    "number": lambda w, _, fact, __: w.say("follows.number", series=fact[0], number=fact[1]),
    "notice": _notice,
    "bound": lambda w, _, fact, __: w.say("follows.bound", who=fact[0]),
    "track": _track,
}
