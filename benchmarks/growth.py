"""What one more act of a matter costs, when it has had ten acts, and when it has had a thousand."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from benchmarks.contest import Contest, Entry
from benchmarks.organisation import at_work, decision
from foedus.acts import Act
from foedus.law import State, admit, advance, apply

FEW, MANY, AT_ONCE = 10, 1_000, 100


def contests(*, quick: bool) -> Iterator[Contest]:
    """Attach statement after statement to one matter, and change one position again and again."""
    many = 50 if quick else MANY
    for kind in ("statements", "positions"):
        yield Contest(
            title=f"{kind} in one matter",
            what="acts",
            floor=f"from the {FEW}th on",
            entries=[
                Entry(f"from the {FEW}th on", run, lambda kind=kind: prepared(kind, FEW)),
                Entry(f"from the {many:,}th on", run, lambda kind=kind: prepared(kind, many)),
            ],
            note="goal: the 1,000th act of a matter costs at most 1.1 times the 10th",
        )


def said(kind: str, number: int) -> Act:
    """Say something in the first matter of the organisation at work."""
    if kind == "statements":
        fields = {"text": f"statement {number}"}
        return Act(f"s{number}", "A", PROCEDURE, "state", MATTER, fields)
    changed = POSITION.fields | {"position": ("yes", "no")[number % 2]}
    return replace(POSITION, id=f"p{number}", fields=changed)


def prepared(kind: str, before: int) -> tuple[State, list[Act]]:
    """Bring a matter to so many acts; give what stands, and the acts that are to come."""
    state = at_work(decision(), 0)
    for act in _ACTS:
        if act is POSITION or (kind == "statements" and MATTER in state.matters):
            break
        enter(state, act)
    for number in range(before):
        enter(state, said(kind, number))
    return state, [said(kind, number) for number in range(before, before + AT_ONCE)]


def enter(state: State, act: Act) -> None:
    """Let an act in."""
    way = decision()
    advance(way.law, state, way.hour)
    outcome = admit(way.law, state, act, way.hour)
    assert outcome.effects, (act, outcome)
    apply(way.law, state, act, outcome.effects, way.hour)


def run(made: tuple[State, list[Act]]) -> int:
    """Judge and enter the acts that are to come."""
    state, acts = made
    for act in acts:
        enter(state, act)
    return len(acts)


_ACTS = tuple(decision().again(0))
PROCEDURE, MATTER = _ACTS[0].procedure, _ACTS[0].matter
POSITION = next(act for act in _ACTS if act.step == "position")
"""The first position that is taken on the way: its question waits until everybody has one."""
