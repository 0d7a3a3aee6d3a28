"""Random but repeatable walks through a charter: acts drawn by seed, plausible and not."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from foedus.acts import Act
from foedus.acts.act import RULING, UNIVERSAL
from foedus.charter.charter import Charter, at
from foedus.charter.model.procedures import Speech, Step
from foedus.charter.model.values import Unsettled
from foedus.charter.read import charters_root, read
from foedus.law import Law, Outcome, State, admit, advance, apply, may

HERE = Path(__file__).parent
MINUTE = 60_000


@cache
def charter(name: str) -> Charter:
    """Read a charter of the tests (``lab``) or a shipped one; it must be sound."""
    folder = HERE / "law" / "lab" if name == "lab" else charters_root() / name
    found = read(folder)
    assert found.charter is not None, "\n".join(map(str, found.faults))
    return found.charter


def steps_of(charter: Charter, procedure: str) -> dict[str, Step]:
    """Give every step of a procedure, those of its tracks included."""
    spec = charter.all_procedures[procedure]
    found = dict(spec.steps)
    for track in spec.tracks.values():
        found.update(track.steps)
    return found


@dataclass
class Walk:
    """A walk: the law, what stands, and every act so far with its outcome."""

    law: Law
    rng: random.Random
    hour: int
    state: State = field(default_factory=State)
    done: list[tuple[Act, int, Outcome]] = field(default_factory=list)
    made: int = 0

    def go(self, turns: int) -> Iterator[tuple[Act, int, Outcome]]:
        """Take so many turns, each an act at a later hour."""
        for _ in range(turns):
            self.hour += self.rng.choice((0, 1, MINUTE, 60 * MINUTE, 1440 * MINUTE))
            act = self.draw()
            advance(self.law, self.state, self.hour)
            outcome = admit(self.law, self.state, act, self.hour)
            yield act, self.hour, outcome
            apply(self.law, self.state, act, outcome.effects, self.hour)
            self.done.append((act, self.hour, outcome))

    def draw(self) -> Act:
        """Draw an act that is well-formed, and more often than not plausible."""
        rng, law = self.rng, self.law
        matters = list(self.state.matters.values())[-6:]
        if rng.random() < 0.6:
            return self.likely()
        if matters and rng.random() < 0.85:
            matter = rng.choice(matters)
            procedure, name = matter.procedure, matter.id
        else:
            procedure, name = rng.choice(list(law.charter.procedures)), f"M{self.made}"
        steps = steps_of(law.charter, procedure)
        step = rng.choice([*steps, *UNIVERSAL, *UNIVERSAL, "no-such-step"])
        return self.make(procedure, step, name, rng.choice(law.names))

    def likely(self) -> Act:
        """Draw an act that the actor may perform, in an old matter rather than a new one."""
        rng = self.rng
        actor = rng.choice(self.law.names[:6] + ("secretariat",) * 3)
        able = [
            each for each in may(self.law, self.state, actor, self.hour) if each.answer != "refused"
        ]
        old = [each for each in able if each.matter]
        if not able:
            return self.make(next(iter(self.law.charter.procedures)), "state", "M0", actor)
        found = rng.choice(old if old and rng.random() < 0.9 else able)
        made = self.make(found.procedure, found.step, found.matter or f"M{self.made}", actor)
        fields = dict(made.fields)
        if found.step == RULING:
            readings = self.law.charter.doubts.doubts[found.question].readings
            fields = {"doubt": found.question, "reading": rng.choice(list(readings))}
        elif found.question:
            fields["question"] = found.question
        return replace(made, fields=fields, on_behalf=None, capacity=None)

    def make(self, procedure: str, step: str, matter: str, actor: str) -> Act:
        """Make an act of a step with content of the right kinds, drawn at random."""
        rng, law = self.rng, self.law
        self.made += 1
        spec = steps_of(law.charter, procedure).get(step)
        fields = self.fields(spec) if spec else self.universal(step, matter)
        contents: dict[str, str] = {}
        if spec and (spec.gives or spec.form == "written" or (spec.puts and spec.puts.text)):
            contents[spec.gives or (spec.puts.text if spec.puts else None) or "letter"] = (
                f"digest-{rng.randrange(3)}"
            )
        found = self.state.matters.get(matter)
        if step == "position" and found:
            for branch in found.branches.values():
                for question in branch.questions.values():
                    contents["draft"] = question.text
        return Act(
            id=f"a{self.made}",
            actor=actor,
            procedure=procedure,
            step=step,
            matter=matter,
            fields=fields,
            contents=contents,
            on_behalf=rng.choice((None, None, None, *law.charter.parties.parties)),
            capacity=rng.choice((None,) * 6 + ("chair of council", "head", "minister")),
        )

    def fields(self, spec: Step) -> dict[str, object]:
        """Fill the fields that a step asks for."""
        found: dict[str, object] = {}
        for name, speech in spec.says.items():
            if speech.optional and self.rng.random() < 0.5:
                continue
            value = self.value(speech)
            found[name] = (value,) if speech.many else value
        if spec.in_ and self.rng.random() < 0.8:
            found["meeting"] = "12th meeting"
        if spec.puts and spec.puts.which == "chosen":
            to = spec.puts.to if isinstance(spec.puts.to, list) else [str(spec.puts.to)]
            found["bodies"] = tuple(self.rng.sample(to, self.rng.randint(1, len(to))))
        return found

    def value(self, speech: Speech) -> object:
        """Draw a value of a field's kind."""
        rng = self.rng
        words = at(speech.one_of, self.law.current(self.hour).day) if speech.one_of else None
        if isinstance(words, Unsettled):
            words = next(iter(words.values.values()))
        if isinstance(words, list):
            return rng.choice(words)
        if speech.is_ == "party":
            return rng.choice(list(self.law.charter.parties.parties))
        if speech.is_ == "actor":
            return rng.choice(self.law.names)
        if speech.is_ == "instant":
            return self.hour + rng.choice((1, MINUTE, 1440 * MINUTE))
        if speech.is_ == "number":
            return rng.randrange(100)
        if speech.is_ == "date":
            return f"20{rng.randrange(10, 40)}-{rng.randrange(1, 13):02d}-01"
        if speech.is_ == "act":
            return f"a{rng.randrange(1, self.made + 1)}"
        return rng.choice(("yes", "words"))

    def universal(self, step: str, matter: str) -> dict[str, object]:
        """Fill the fields of a step that every matter has."""
        rng = self.rng
        doubt = rng.choice(list(self.law.charter.doubts.doubts) or ["none"])
        readings = (
            list(self.law.charter.doubts.doubts[doubt].readings) if doubt != "none" else ["x"]
        )
        found = self.state.matters.get(matter)
        said = list(found.said) if found else []
        drawn: dict[str, dict[str, object]] = {
            "position": {"position": rng.choice(("yes", "yes", "no", "abstain", "stays-out"))},
            "close": {},
            "state": {"text": "words"},
            "rule": {"doubt": doubt, "reading": rng.choice(readings)},
            "withdraw": {"act": rng.choice(said or ["a1"])},
            "correct": {"act": rng.choice(said or ["a1"]), "words": "better words"},
            "contest": {"act": rng.choice(said or ["a1"])},
        }
        return drawn.get(step, {"anything": "x"})


def walk(name: str, seed: int, hour: int) -> Walk:
    """Begin a walk through a charter."""
    return Walk(Law(charter(name)), random.Random(seed), hour)
