"""An organisation at work: the CSTO's charter, a decision on its whole way, thousands of matters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from msgspec.structs import replace

from foedus.acts import Act, Value
from foedus.cases import play, read_cases
from foedus.charter.charter import Charter
from foedus.charter.read import charters_root, read
from foedus.law import Effect, Law, State, admit, advance, apply

CASE = "decision-ordinary-path.case"
OPENING = 2
"""How many acts of the way a matter has behind it that only waits: opened, and a draft made."""


@cache
def charter(name: str) -> Charter:
    """Read a shipped charter; it must be sound."""
    found = read(charters_root() / name).charter
    assert found is not None, name
    return found


@dataclass(frozen=True)
class Way:
    """The admitted acts of one case, to be said again in other matters; who is cast, and when."""

    law: Law
    acts: tuple[Act, ...]
    hour: int

    def again(self, number: int, count: int | None = None) -> Iterator[Act]:
        """Say the acts again in a matter with a number of its own."""
        names = {act.id: f"{act.id}-{number}" for act in self.acts}
        for act in self.acts[:count]:
            fields = {name: _renamed(value, names) for name, value in act.fields.items()}
            matter = f"{act.matter}-{number}"
            yield replace(act, id=names[act.id], matter=matter, fields=fields)


def _renamed(value: Value, names: dict[str, str]) -> Value:
    if not isinstance(value, str):
        return value
    act, dot, rest = value.partition(".")
    return names.get(act, act) + dot + rest


@cache
def decision() -> Way:
    """Give the way of an ordinary decision: drafting, endorsement, votes, signatures, tasks."""
    return way(CASE)


@cache
def way(file: str, title: str = "") -> Way:
    """Give the way of a shipped case: the first of its file, or the one of a title."""
    text = (charters_root() / "csto" / "cases" / file).read_text(encoding="utf-8")
    case = next(each for each in read_cases(file, text) if title in each.title)
    played = play(case, charter("csto"))
    assert not played.failures, played.failures
    acts = [
        each.act for each in played.minutes if each.act and each.outcome and each.outcome.effects
    ]
    hour = max(each.hour for each in played.minutes)
    return Way(played.law, tuple(acts), hour)


def kinds(way: Way) -> int:
    """Count the kinds of act on a way."""
    return len({act.step for act in way.acts})


def at_work(way: Way, waiting: int) -> State:
    """Give a state in which so many matters wait, each with a draft."""
    state = State()
    for number in range(waiting):
        for act in way.again(number, OPENING):
            enter(way, state, act)
    assert len(state.matters) == waiting
    return state


def enter(way: Way, state: State, act: Act) -> tuple[Effect, ...]:
    """Let an act in as the clerk does: terms, judgement, effects."""
    advance(way.law, state, way.hour)
    outcome = admit(way.law, state, act, way.hour)
    assert outcome.effects, (act, outcome)
    apply(way.law, state, act, outcome.effects, way.hour)
    return outcome.effects
