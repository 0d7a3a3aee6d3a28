"""A scene: acts said one after the other under a charter, and what stands after each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from walks import charter

from foedus.acts import Act, instant
from foedus.charter import yaml12
from foedus.charter.charter import Charter
from foedus.charter.model import Procedure, Rules
from foedus.law import Law, Outcome, State, admit, advance, apply
from foedus.law.state import Branch

NOON = instant(2011, 6, 1, 12, 0)
MINUTE = 60_000
DAY = 86_400_000


@dataclass
class Scene:
    """What stands, and the hour; acts have the numbers a1, a2 ... unless they are named."""

    law: Law
    hour: int = NOON
    state: State = field(default_factory=State)
    made: int = 0
    matter: str = "M"

    def act(self, actor, step, /, *, id=None, of=None, **said):  # noqa: A002 - as the act says
        """Make an act: ``help call`` opens or moves the matter; the rest are its fields."""
        self.made += 1
        procedure, _, name = step.rpartition(" ")
        matter = of or self.matter
        if not procedure:
            procedure = self.state.matters[matter].procedure
        envelope = {
            key: said.pop(key) for key in ("on_behalf", "capacity", "contents", "occurred", "signer")
            if key in said
        }  # fmt: skip
        fields = {key.replace("_", "-"): value for key, value in said.items()}
        return Act(id or f"a{self.made}", actor, procedure, name, matter, fields, **envelope)

    def judge(self, *said, **fields) -> Outcome:
        """Judge an act and change nothing."""
        return admit(self.law, self.state, self.act(*said, **fields), self.hour)

    def do(self, *said, after=MINUTE, **fields) -> Outcome:
        """Judge an act a moment later and enter it, whatever it comes to."""
        self.hour += after
        return self.enter(self.act(*said, **fields))

    def enter(self, act: Act) -> Outcome:
        """Enter an act at the hour."""
        advance(self.law, self.state, self.hour)
        outcome = admit(self.law, self.state, act, self.hour)
        apply(self.law, self.state, act, outcome.effects, self.hour)
        return outcome

    def must(self, *said, **fields) -> Outcome:
        """Do what has to be admitted for the scene to go on."""
        outcome = self.do(*said, **fields)
        assert outcome.answer == "admitted", outcome
        return outcome

    def wait(self, until: int) -> list[tuple[int, str, str]]:
        """Let time pass to an hour; give the terms that ran out."""
        self.hour = until
        return advance(self.law, self.state, until)

    def copy(self) -> Scene:
        """Give a scene that goes on apart from this one."""
        return replace(self, state=self.state.copy())

    @property
    def branches(self) -> dict[str, Branch]:
        """Give the branches of the matter."""
        return self.state.matters[self.matter].branches

    @property
    def branch(self) -> Branch:
        """Give the only branch of the matter."""
        (only,) = self.branches.values()
        return only


def scene(*texts: str, hour: int = NOON, name: str = "lab", **changes: object) -> Scene:
    """Set a scene: a charter, with the procedures written here in the charter's language."""
    return Scene(Law(amended(charter(name), *texts, **changes)), hour)


def amended(whole: Charter, *texts: str, rules: str = "", **changes: object) -> Charter:
    """Add procedures and rules, written in the charter's language, to a charter."""
    procedures = dict(whole.procedures)
    for text in texts:
        spec = Procedure.model_validate(value_of(HEAD + text))
        procedures[spec.procedure] = spec
    if rules:
        more = Rules.model_validate(value_of(rules))
        changes["rules"] = whole.rules.model_copy(
            update={"rules": {**whole.rules.rules, **more.rules}}
        )
    return replace(whole, procedures=procedures, days=(), **changes)


def value_of(text: str) -> object:
    """Read YAML as a charter is read; it must be sound."""
    source, faults = yaml12.read_text("here", text)
    assert source is not None, faults
    assert not faults, faults
    return source.value


HEAD = """
procedure: toy
names: {en: toy, ru: проба}
about: {en: A matter made for one test, ru: Дело для одной проверки}
from: 2000-01-01
under: pact/12
stages: {first: {en: first, ru: первая}, second: {en: second, ru: вторая}, last: {en: last, ru: последняя}}
ends: [last]
"""
"""The head of a procedure called ``toy``, opened by what the test writes below it."""
