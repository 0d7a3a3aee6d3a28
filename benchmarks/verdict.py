"""To judge a vote, beside a function written by hand for that one rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from msgspec import structs

from benchmarks.contest import Contest, Entry
from benchmarks.organisation import charter
from foedus.acts import Act, instant
from foedus.charter.model import Parties, Rules
from foedus.law import Law, State
from foedus.law.rules.verdict import explain, judge, seat, tally_of
from foedus.law.state import Question
from foedus.law.view import View

HOUR = instant(2020, 6, 1, 12)
VETO = ("yes",) * 10 + ("abstain",) * 4 + ("no",)
P5 = {0, 1, 2, 3, 14}


def contests(*, quick: bool) -> Iterator[Contest]:
    """Judge three votes by the charter's rules and by hand."""
    times = 20 if quick else 2000
    yield vote("consensus of 6", seated("csto", 6, "consensus"), "csc",
               ("yes",) * 5 + ("abstain",), consensus, times)  # fmt: skip
    yield vote("Security Council of 15, a veto", seated("un_sc", 15, "article-27-3"), "council",
               VETO, council, times)  # fmt: skip
    yield vote("two thirds of 193", seated("csto", 193, "two-thirds"), "",
               ("yes",) * 128 + ("no",) * 50 + ("abstain",) * 15, two_thirds, times)  # fmt: skip


def consensus(by: dict[str, set[int]]) -> bool:
    """Adopt unless somebody objects."""
    return not by["no"]


def council(by: dict[str, set[int]]) -> bool:
    """Adopt by nine votes and no veto."""
    return len(by["yes"]) >= 9 and not by["no"] & P5


def two_thirds(by: dict[str, set[int]]) -> bool:
    """Adopt by two thirds of those who vote yes or no, if a majority is present."""
    yes, no = len(by["yes"]), len(by["no"])
    return 2 * sum(map(len, by.values())) > 193 and 3 * yes >= 2 * (yes + no)


def vote(title: str, made: tuple[View, str],
    body: str,
    said: tuple[str, ...], by_hand: Callable[..., bool],
         times: int) -> Contest:  # fmt: skip
    """Judge one vote many times, and explain it."""
    view, name = made
    rule = view.now.rule(name)
    assert rule is not None, name
    law, part = view.law, rule.parts[0]
    question = Question("Q", "Q", "", name, view.law.day_of(HOUR), body, 0, 0, 0, 0, "", {})
    base, voters, out = seat(view, part, question)
    names = law.actors(base)
    by = {
        word: law.mask([n for n, w in zip(names, said, strict=True) if w == word])
        for word in part.positions
    }
    question = structs.replace(question, electorate=base, voters=voters, excluded=out, by=by)
    plain = {
        word: {n for n, w in enumerate(said) if w == word} for word in ("yes", "no", "abstain")
    }
    assert (judge(view, part, tally_of(question))[0] == "adopted") == by_hand(plain)

    def judged(_: object) -> int:
        for _turn in range(times):
            judge(view, part, tally_of(question))
        return times

    def explained(_: object) -> int:
        for _turn in range(max(1, times // 20)):
            explain(view, rule, question)
        return max(1, times // 20)

    def counted(_: object) -> int:
        for _turn in range(times):
            by_hand(plain)
        return times

    return Contest(title, "verdicts", "by hand",
                   [Entry("by hand", counted), Entry("judge", judged), Entry("explain", explained)])  # fmt: skip


def seated(name: str, size: int, rule: str) -> tuple[View, str]:
    """Cast as many members as the vote has in a shipped charter."""
    whole = charter(name)
    marks = {"under": next(whole.places()), "basis": "text", "evidence": "seen"}
    spell = {"register": whole.header.main, "standing": "member", "from": "2000-01-01", **marks}
    parties = {f"P{number}": [spell] for number in range(size)}
    extra = Rules.model_validate({"rules": {"two-thirds": two_thirds_rule(marks)}})
    permanent = {
        key: each.model_copy(update={"is_": [f"P{number}" for number in sorted(P5)]})
        for key, each in whole.rules.sets.items()
        if key == "permanent"
    }
    rules = whole.rules.model_copy(
        update={
            "rules": {**whole.rules.rules, **extra.rules},
            "sets": {**whole.rules.sets, **permanent},
        }
    )
    whole = replace(
        whole, parties=Parties.model_validate({"parties": parties}), rules=rules, days=()
    )
    law = Law(whole)
    view = View(law, State(), law.current(HOUR), HOUR, Act("?", "P0", "?", "?", "?"), "")
    doubts = whole.doubts.doubts
    view.readings = {each: next(iter(doubt.readings)) for each, doubt in doubts.items()}
    return view, rule


def two_thirds_rule(marks: dict[str, str]) -> dict[str, object]:
    """Write the rule of an important question in an assembly."""
    names = {"en": "two thirds", "ru": "две трети"}
    voting = {"those-who": ["yes", "no"]}
    layer = {
        "from": "2000-01-01", **marks, "electorate": "members", "positions": ["yes", "no", "abstain"],
        "abstention": "neutral", "absence": "neutral",
        "quorum": {"count": "present", "more-than": "1/2"},
        "adopted-if": {"count": "yes", "at-least": "2/3", "of": voting},
    }  # fmt: skip
    return {"names": names, "layers": [layer]}
