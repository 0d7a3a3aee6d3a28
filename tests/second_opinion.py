"""A dumb second opinion on rules of decision, and the engine's own beside it.

The oracle knows no bits and no compiled tests: a room is a list of delegations, each a small
dictionary, and a rule is read from the same plain data that the charter's model is made of.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache

from msgspec import structs
from walks import charter

from foedus.acts import Act
from foedus.charter.model import Parties, Rules
from foedus.charter.model.rules import Rule
from foedus.law import Law, State
from foedus.law.rules.rules import compile_rule
from foedus.law.rules.verdict import judge, seat, tally_of
from foedus.law.state import Question
from foedus.law.view import View

NOON = 1306886400000
MASS = {"P1": Fraction(5), "P2": Fraction(3), "P3": Fraction(1, 2), "P4": Fraction(1, 3)}
POSITIONS = ["yes", "no", "abstain"]
VOTES: list[str | None] = [*POSITIONS, None]
BIG = ("P1", "P3")
FLAGGED = ("P2",)
MARKS = {"under": "pact/1", "basis": "text", "evidence": "seen"}


# ------------------------------------------------------------------ the engine


@cache
def body_of(size: int) -> View:
    """Give a look at a laboratory with so many members, and with our sets and weights."""
    lab = charter("lab")
    spell = {"register": "league", "standing": "member", "from": "2000-01-01", **MARKS}
    names = {"en": "x", "ru": "x"}
    parties = Parties.model_validate({"parties": {f"P{n + 1}": [spell] for n in range(size)}})
    extra = Rules.model_validate({
        "rules": {},
        "sets": {"big": {"names": names, "is": list(BIG), **MARKS}},
        "weights": {
            "mass": {"names": names, "of": {k: str(v) if v.denominator > 1 else int(v)
                                            for k, v in MASS.items()}, **MARKS},
            "unseen": {"names": names, "of": {"unknown": "weights not seen"}, **MARKS},
        },
    })  # fmt: skip
    rules = lab.rules.model_copy(update={"sets": extra.sets, "weights": extra.weights})
    law = Law(replace(lab, parties=parties, rules=rules, days=()))
    view = View(law, State(), law.current(NOON), NOON, Act("?", "P1", "?", "?", "?"), "")
    assert law.seating(view.state, NOON).with_standing("member").bit_count() == size
    return view


def compiled(rule: dict[str, object], size: int):
    """Make a rule of plain data in force among so many members."""
    layer = {"from": "2000-01-01", **MARKS, "electorate": "members", "positions": POSITIONS,
             "abstention": "neutral", "absence": "neutral", **rule}  # fmt: skip
    spec = Rule.model_validate({"names": {"en": "x", "ru": "x"}, "layers": [layer]})
    found = compile_rule("tried", spec, body_of(size).now)
    assert found is not None
    return found


def put(view: View, rule, votes: tuple[str | None, ...]) -> Question:
    """Put a question under a rule, and let the members vote."""
    law = view.law
    flags = {"concerned": law.mask(FLAGGED)}
    question = Question("Q", "Q", "", "tried", 0, "", 0, 0, 0, 0, "", flags)
    base, voters, out = seat(view, rule.parts[0], question)
    by: dict[str, int] = {}
    for number, vote in enumerate(votes):
        bit = 1 << number
        if vote is not None and bit & voters:
            by[vote] = by.get(vote, 0) | bit
    return structs.replace(question, electorate=base, voters=voters, excluded=out, by=by)


def engine(rule, votes: tuple[str | None, ...]) -> tuple[str, str]:
    """Ask the engine what a vote comes to."""
    view = body_of(len(votes))
    return judge(view, rule.parts[0], tally_of(put(view, rule, votes)))


# ------------------------------------------------------------------ the oracle


def room_of(votes: tuple[str | None, ...], rule: dict[str, object]) -> list[dict[str, object]]:
    """Seat the delegations; who is excluded says nothing, and may not count for the base."""
    seats: list[dict[str, object]] = []
    exclusion = rule.get("excluded", "none")
    for number, vote in enumerate(votes):
        name = f"P{number + 1}"
        one = {"name": name, "says": vote, "votes": True, "counts": True}
        if isinstance(exclusion, dict) and name in FLAGGED:
            one |= {"says": None, "votes": False, "counts": exclusion["base"] == "kept"}
        seats.append(one)
    return seats


def within(of, seats, default=None):
    """Pick the delegations that a set names."""
    if of is None:
        return default if default is not None else [each for each in seats if each["counts"]]
    if of == "electorate":
        return [each for each in seats if each["counts"]]
    if of == "members":
        return list(seats)
    if of == "present":
        return [each for each in seats if each["says"] and each["votes"]]
    if of == "big":
        return [each for each in seats if each["name"] in BIG]
    if "those-who" in of:
        wanted = of["those-who"] if isinstance(of["those-who"], list) else [of["those-who"]]
        return [each for each in seats if each["says"] in wanted]
    if "any-of" in of:
        parts = [within(part, seats) for part in of["any-of"]]
        return [each for each in seats if any(each in part for part in parts)]
    found = within(of["of"], seats)
    if "minus" in of:
        found = [each for each in found if each not in within(of["minus"], seats)]
    if "and" in of:
        found = [each for each in found if each in within(of["and"], seats)]
    return found


def took(each, position) -> bool:
    """Say whether a delegation counts for a position."""
    if not each["votes"]:
        return False
    if position == "present":
        return each["says"] is not None
    if position.startswith("not-"):
        return each["says"] != position[4:]
    return each["says"] == position


def amount(group, weight):
    """Count heads, or add up weights; weights that were not seen are no number."""
    if weight == "unseen":
        return None
    return sum((MASS.get(e["name"], Fraction(0)) if weight else Fraction(1)) for e in group) or 0


def quantity(test, seats, default):
    """Measure what was reached."""
    wanted = test.get("count") or test["of-those"]
    wanted = wanted if isinstance(wanted, list) else [wanted]
    group = within(test.get("of"), seats, default)
    return amount([e for e in group if any(took(e, p) for p in wanted)], test.get("weight"))


COMPARISONS = {
    "at-least": lambda reached, needed: reached >= needed,
    "at-most": lambda reached, needed: reached <= needed,
    "more-than": lambda reached, needed: reached > needed,
    "fewer-than": lambda reached, needed: reached < needed,
}


def opinion(test, seats) -> tuple[bool | None, str]:
    """Judge a test: yes, no, or none where it hangs on what was not seen; with the reason."""
    code = test.get("else")
    if "unknown" in test:
        return None, "unknown"
    if "all" in test:
        parts = [opinion(each, seats) for each in test["all"]]
        for truth, why in parts:
            if truth is False:
                return False, code or why
        return (None, "unknown") if any(t is None for t, _ in parts) else (True, "")
    if "any" in test:
        parts = [opinion(each, seats) for each in test["any"]]
        if any(truth for truth, _ in parts):
            return True, ""
        if any(truth is None for truth, _ in parts):
            return None, "unknown"
        return False, code or parts[0][1]
    if "not" in test:
        truth, _ = opinion(test["not"], seats)
        if truth is None:
            return None, "unknown"
        return not truth, (code or "votes") if truth else ""
    return compared(test, seats, code or "votes")


def compared(test, seats, code):
    """Judge a comparison with exact fractions."""
    (sign,) = COMPARISONS.keys() & test.keys()
    bound, set_ = test[sign], within(test.get("of"), seats)
    reached = quantity(test, seats, None)
    if isinstance(bound, dict):
        if "unknown" in bound:
            return None, "unknown"
        needed = quantity(bound, seats, set_)
    elif isinstance(bound, str):
        whole = amount(set_, test.get("weight"))
        needed = None if whole is None else Fraction(bound) * whole
    else:
        needed = bound
    if needed is None or reached is None:
        return None, "unknown"
    if isinstance(needed, Fraction):
        needed = ROUND[test.get("rounding", "exact")](needed)
    truth = COMPARISONS[sign](reached, needed)
    if isinstance(bound, str) and whole == 0 and sign in ("at-least", "more-than"):
        truth = False  # no share of nobody is ever reached
    return truth, "" if truth else code


ROUND = {
    "exact": lambda needed: needed,
    "up": lambda needed: -((-needed) // 1),
    "down": lambda needed: needed // 1,
    "nearest": lambda needed: (needed + Fraction(1, 2)) // 1,
}


def oracle(rule, votes: tuple[str | None, ...]) -> tuple[str, str]:
    """Say what a vote comes to: the quorum first, then the tests."""
    seats = room_of(votes, rule)
    quorum = rule.get("quorum", "none")
    quorate, why = (True, "") if quorum == "none" else opinion(quorum, seats)
    if quorate is False:
        return "rejected", "quorum" if why == "votes" else why
    adopted, because = opinion(rule["adopted-if"], seats)
    if adopted is False:
        return "rejected", because
    return ("adopted", "") if adopted and quorate else ("unsettled", "unknown")
