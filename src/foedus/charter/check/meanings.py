"""What a rule says of abstention and absence is true: it is tried on small electorates.

``as-yes``: to abstain (or stay away) instead of a yes never turns adoption into rejection;
``as-no``: instead of a no it never turns rejection into adoption; ``neutral``: it can do both;
``not-offered``: there is no such position. Where a rule reads what a trial does not know, its
words are accepted. The abstention meant is the position ``abstain``, else the first whose name
begins so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from foedus.charter.charter import Charter
from foedus.charter.check.spots import Finding, Spot, Texts, below, lines, raw
from foedus.charter.check.trial import Ballots, Question, Untried, World, adopted, splits, swapped
from foedus.charter.check.worlds import SIZE_MAX, Choice, choices, chosen, numbers, settled, worlds
from foedus.charter.model.rules import Rule, RuleLayer

NAME = "meanings"
_STATED = ("positions", "abstention", "absence", "adopted-if")


def check(charter: Charter, texts: Texts) -> Iterator[Finding]:
    """Find meanings that a counterexample refutes, and rules by which nothing is ever adopted."""
    for spot, rule in lines(charter, Rule):
        name = str(spot.path[-1])
        for number, layer in enumerate(rule.layers):
            at = below(spot, "layers", number)
            for ask in [below(at, "asks", n) for n in range(len(layer.asks))] or [at]:
                yield from _ask(charter, texts, name, layer, ask)


def _ask(
    charter: Charter, texts: Texts, rule: str, layer: RuleLayer, spot: Spot
) -> Iterator[Finding]:
    written = raw(texts, spot)
    if not isinstance(written, dict) or not written.keys() >= {*_STATED}:
        return
    told: set[object] = set()
    electorate = written.get("electorate", layer.electorate)
    for choice in choices(written, layer.from_):
        plain = settled(written, choice)
        if not isinstance(plain, dict) or not isinstance(plain["positions"], list):
            return
        question = Question(
            electorate,
            tuple(map(str, plain["positions"])),
            plain.get("excluded", "none"),
            plain.get("quorum", "none"),
            plain["adopted-if"],
        )
        try:
            trial = _Trial(question, worlds(charter, texts, rule, layer, question, choice))
        except Untried:
            continue
        for finding in _tried(trial, spot, plain, choice):
            if finding.spot.path not in told:
                told.add(finding.spot.path)
                yield finding


def _tried(
    trial: _Trial, spot: Spot, plain: dict[str, object], choice: Choice
) -> Iterator[Finding]:
    for word in ("abstention", "absence"):
        claim = plain[word]
        if isinstance(claim, str):
            yield from _meaning(trial, chosen(below(spot, word), choice), word, claim)
    if trial.never():
        what = "nothing can ever be adopted by this rule: no vote that was tried passes"
        at = chosen(below(spot, "adopted-if"), choice)
        yield Finding(at, "rule-never-adopts", what, "correct the tests", key=True)


def _meaning(trial: _Trial, spot: Spot, word: str, claim: str) -> Iterator[Finding]:
    """Find that a stated meaning is refuted, or speaks of what there is not."""
    offered = [name for name in trial.question.positions if name.startswith("abstain")]
    if word == "absence" and claim == "not-offered":
        what, cure = "nobody can be kept from staying away", "write as-yes, as-no or neutral"
        yield Finding(spot, "meaning-offered", what, cure)
    elif word == "abstention" and claim == "not-offered" and offered:
        what = f'abstention is said to be not-offered, but there is a position "{offered[0]}"'
        yield Finding(spot, "meaning-offered", what, "write as-yes, as-no or neutral")
    elif word == "abstention" and claim != "not-offered" and not offered:
        what = f"abstention is said to be {claim}, but there is no such position"
        yield Finding(spot, "meaning-offered", what, "write not-offered, or add it to positions")
    elif claim != "not-offered":
        new = "" if word == "absence" else "abstain" if "abstain" in offered else offered[0]
        yield from _refuted(trial, spot, word, (claim, new))


def _refuted(trial: _Trial, spot: Spot, word: str, said: tuple[str, str]) -> Iterator[Finding]:
    claim, new = said
    try:
        hurts = trial.turned("yes", new, before=True)
        helps = trial.turned("no", new, before=False)
    except Untried:
        return
    true = {(True, True): "neutral", (True, False): "as-no", (False, True): "as-yes"}.get(
        (bool(hurts), bool(helps)), "what it comes to"
    )
    if (claim == "as-yes" and hurts) or (claim == "as-no" and helps):
        shown = hurts if claim == "as-yes" else helps
        yield Finding(spot, "meaning-false", f"{word} is not {claim}: {shown}", f"write {true}")
    elif claim == "neutral" and true in ("as-yes", "as-no") and None not in (hurts, helps):
        what = f"{word} is not neutral: in every vote that was tried it came to {true}"
        yield Finding(spot, "meaning-false", what, f"write {true}")


@dataclass(slots=True)
class _Trial:
    """One question under one choice of readings, with what was found out about it."""

    question: Question
    worlds: list[World]
    known: dict[tuple[int, Ballots], bool | None] = field(default_factory=dict)

    def adopts(self, number: int, ballots: Ballots) -> bool | None:
        """Tell whether a vote adopts the question in an electorate."""
        if (number, ballots) not in self.known:
            self.known[number, ballots] = adopted(self.question, self.worlds[number], ballots)
        return self.known[number, ballots]

    def turned(self, old: str, new: str, *, before: bool) -> str | None:
        """Describe a vote that one swap turns round; empty if there is none, none if untried."""
        positions = self.question.positions
        if old not in positions:
            return None
        words = dict.fromkeys(word for word in ("yes", "no", new) if word in positions or not word)
        for number, world in enumerate(self.worlds):
            for spare in self._spares(tuple(words), world.size):
                for ballots in splits(world.size, tuple(words), spare):
                    if self.adopts(number, ballots) is before:
                        for other in swapped(ballots, old, new):
                            if self.adopts(number, other) is (not before):
                                return _told(ballots, old, new, before=before)
        return ""

    def _spares(self, words: tuple[str, ...], size: int) -> Iterator[tuple[str, ...]]:
        """Give the words that one elector holds throughout: none, or one of the others."""
        yield ()
        if len(words) < size:
            yield from ((word,) for word in (*self.question.positions, "") if word not in words)

    def never(self) -> bool:
        """Tell whether no vote at all passes; false where that cannot be told."""
        if any(result is not False for result in self.known.values()):
            return False
        if max(numbers(self.question), default=0) > SIZE_MAX:
            return False
        try:
            return not any(
                self.adopts(number, ballots) is not False
                for number, world in enumerate(self.worlds)
                for one in self.question.positions
                for ballots in splits(world.size, (one, "no" if one != "no" else "", ""), ())
            )
        except Untried:
            return False


def _told(ballots: Ballots, old: str, new: str, *, before: bool) -> str:
    """Put a counterexample into words."""
    counts = {word: ballots.count(word) for word in dict.fromkeys(ballots)}
    shown = ", ".join(
        f"{many} {word or 'absent'}" for word, many in sorted(counts.items(), reverse=True)
    )
    was, then = ("adopted", "rejected") if before else ("rejected", "adopted")
    return f"{shown} is {was}; with one {old} turned into {new or 'absent'} it is {then}"
