"""Every reason for a refusal, provoked alone with its citation; and of two, the first wins.

One step of a made-up procedure is faultless; each fault below spoils the step, the act or the hour
in one way. A fault alone must give its own code and cite its own place; two faults together must
give whichever code stands first in the closed list.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refused_signers import SIGNING
from scene import DAY, NOON, Scene, amended, scene
from walks import charter

from foedus.acts import Act
from foedus.charter.charter import Charter
from foedus.charter.model import Procedure, Standings
from foedus.law import Law, admit
from foedus.law.codes import CODES, HOUSE_PLACES, PRECEDENCE

NAMES = {"en": "x", "ru": "x"}
OWN, STEP, GUARD, NEVER = "pact/12", "pact/7", "pact/9", "pact/2"


@dataclass(frozen=True)
class Fault:
    """One way to spoil a step or its act; ``cites`` is the place that a refusal must name."""

    code: str
    cites: str
    step: dict[str, object] = field(default_factory=dict)
    guard: dict[str, object] = field(default_factory=dict)
    says: dict[str, object] = field(default_factory=dict)
    act: dict[str, object] = field(default_factory=dict)
    fields: dict[str, object] = field(default_factory=dict)
    ended: bool = False
    too_soon: int = 0


def guarding(code: str, **guard: object) -> Fault:
    spec = {key.replace("_", "-").rstrip("-"): value for key, value in guard.items()}
    return Fault(code, GUARD, guard={**spec, "under": GUARD})


def house(code: str, **spoilt: object) -> Fault:
    return Fault(code, HOUSE_PLACES[code], **spoilt)  # type: ignore[arg-type]


PARTY, HEAVY = {"is": "party"}, {"to": ["council", "board"], "which": "chosen", "rule": "heavy"}
FAULTS = [
    house("malformed", act={"occurred": (2, 1)}),
    house("hour-goes-back", too_soon=DAY),
    house("already-entered", act={"id": "a1"}),
    house("unknown-procedure", act={"procedure": "none"}),
    house("unknown-step", act={"step": "none"}),
    house("unknown-actor", act={"actor": "nobody"}),
    house("unknown-matter", act={"matter": "none"}),
    house("matter-exists", step={"from": "start"}),
    Fault("not-in-force", STEP, step={"until": "2001-01-01"}),
    Fault("matter-ended", OWN, ended=True),
    Fault("no-competence", "pact/6", step={"competence": "force"}, act={"capacity": "chair of board"}),
    Fault("not-entitled", STEP, step={"by": "observers"}),
    Fault("no-right", GUARD, guard={"right": "never", "under": GUARD}),
    guarding("not-a-party", party_to="force-agreement"),
    Fault("wrong-stage", STEP, step={"from": "second"}),
    guarding("not-yet", done="finish"),
    guarding("not-yet", since_step="finish", at_least="P1D"),
    guarding("already-done", not_done="begin"),
    guarding("too-few", count_of="begin", at_least="1/2", of="members"),
    guarding("no-such-verdict", verdict="adopted"),
    guarding("term-not-running", term="calm", is_="running"),
    guarding("term-running", term="quiet", is_="over"),
    guarding("duty-open", met="tidy"),
    guarding("too-early", since_step="begin", at_least="P1Y"),
    guarding("barred", permitted="no"),
    house("field-missing", says={"a": {"is": "text"}}),
    house("field-unknown", fields={"z": "words"}),
    house("field-kind", says={"b": {"is": "number"}}, fields={"b": "many"}),
    Fault("not-allowed", STEP, says={"c": {"is": "word", "one-of": ["x"]}}, fields={"c": "y"}),
    Fault("outside-set", STEP, says={"d": {**PARTY, "in": "observers"}}, fields={"d": "XA"}),
    Fault("outside-set", GUARD, says={"g": PARTY}, fields={"g": "XA"},
          guard={"field": "g", "in": "observers", "under": GUARD}),
    Fault("forbidden", GUARD, says={"e": PARTY}, fields={"e": "XA"},
          guard={"field": "e", "not-in": "members", "under": GUARD}),
    Fault("notice-too-short", GUARD, says={"f": {"is": "date"}}, fields={"f": "2011-06-30"},
          guard={"date-in": "f", "at-least": "P1M", "under": GUARD}),
    Fault("notice-too-short", STEP, says={"h": {"is": "instant"}}, fields={"h": NOON},
          step={"term": {"name": "calm", "ends": "says.h"}}),
    Fault("outside-meeting", STEP, step={"in": "meeting of council"}),
    house("document-missing", step={"gives": "paper"}),
    Fault("document-missing", STEP, step={"form": "written"}),
    house("no-such-body", step={"puts": HEAVY}, fields={"bodies": "none"}),
]  # fmt: skip
BY_NAME = {f"{fault.code}-{number}": fault for number, fault in enumerate(FAULTS)}
HOME = charter("lab")


def never() -> Standings:
    """Add a right that no standing has."""
    row = {
        "names": NAMES,
        "under": NEVER,
        "basis": "text",
        "evidence": "seen",
        "cells": {"member": "no"},
    }
    more = Standings.model_validate({"standings": {}, "rights": {"never": row}})
    rights = {**HOME.standings.rights, **more.rights}
    return HOME.standings.model_copy(update={"rights": rights})


def step(by: str, stage: object, to: str = "same", **more: object) -> dict[str, object]:
    return {"names": NAMES, "by": by, "from": stage, "to": to, "under": STEP,
            "basis": "text", "evidence": "seen", **more}  # fmt: skip


def judged(*faults: Fault):
    """Judge the act of the spoilt step, on what stands after the matter was opened."""
    spoilt: dict[str, object] = {}
    fields: dict[str, object] = {}
    envelope: dict[str, object] = {}
    says: dict[str, object] = {}
    guards = []
    for each in faults:
        spoilt |= each.step
        fields |= each.fields
        envelope |= each.act
        says |= each.says
        guards += [each.guard] if each.guard else []
    duty = {"owes": "secretariat", "to": "actor", "what": "tidy", "names": NAMES,
            "due": "immediately", "discharged-by": ["finish"]}  # fmt: skip
    steps = {
        "begin": step("members", "start", "first", term={"name": "quiet", "after": "P1Y"}, duties=[duty]),
        "finish": step("members", "any", "last"),
        "act": step("members", "first") | {"says": says, "guards": guards} | spoilt,
    }  # fmt: skip
    head = {"procedure": "toy", "names": NAMES, "about": NAMES, "from": "2000-01-01", "under": OWN,
            "basis": "text", "evidence": "seen",
            "stages": {"first": NAMES, "second": NAMES, "last": NAMES}, "ends": ["last"]}  # fmt: skip
    spec = Procedure.model_validate({**head, "steps": steps})
    whole: Charter = replace(HOME, procedures={"toy": spec}, standings=never(), days=())
    going = Scene(Law(whole))
    going.must("XC", "toy begin")
    if any(each.ended for each in faults):
        going.must("XC", "finish")
    act = Act(**{"id": "new", "actor": "XC", "procedure": "toy", "step": "act", "matter": "M",
                 "fields": fields} | envelope)  # fmt: skip
    hour = going.hour - sum(each.too_soon for each in faults)
    return admit(going.law, going.state, act, hour)


def test_without_a_fault_the_act_is_admitted():
    assert judged().answer == "admitted"


@pytest.mark.parametrize("name", BY_NAME)
def test_a_fault_alone_is_refused_by_its_code_under_its_place(name):
    fault = BY_NAME[name]
    outcome = judged(fault)
    assert (outcome.answer, outcome.code, outcome.under.place) == (
        "refused",
        fault.code,
        fault.cites,
    )
    assert outcome.effects == ()


def together(one: Fault, other: Fault) -> bool:
    """Say whether both faults can be present at once: none may take the other's place."""
    alone = {"unknown-matter", "matter-exists"}  # there is a matter, or there is none
    shared = (one.step.keys() & other.step.keys()) | (one.act.keys() & other.act.keys())
    return not shared and not {one.code, other.code} <= alone


PAIRS = [pair for pair in combinations(BY_NAME, 2) if together(*(BY_NAME[name] for name in pair))]


def test_of_two_faults_the_first_in_the_list_wins():
    assert len(PAIRS) > 500
    for names in PAIRS:
        pair = [BY_NAME[name] for name in names]
        first = min(pair, key=lambda fault: PRECEDENCE[fault.code])
        assert judged(*pair).code == first.code, names
        assert judged(*reversed(pair)).code == first.code, names


@settings(max_examples=100)
@given(st.lists(st.sampled_from(list(BY_NAME)), min_size=3, max_size=6, unique=True))
def test_of_many_faults_the_first_in_the_list_wins(names):
    kept: list[Fault] = []
    for name in names:
        if all(together(each, BY_NAME[name]) for each in kept):
            kept.append(BY_NAME[name])
    assert judged(*kept).code == min((each.code for each in kept), key=PRECEDENCE.__getitem__)


# ------------------------------------------------------------------ positions

ASKING = """
steps:
  begin:
    {names: {en: x, ru: x}, by: chair of council, from: start, to: first, under: pact/7, gives: draft,
     says: {concerned: {is: party, many: true}}, flags: none}
""".replace(
    ", flags: none",
    """,
     puts: {to: council, rule: guarded, text: draft, flags: {concerned: concerned}}""",
)
GUARDED = """
rules:
  guarded:
    names: {en: x, ru: x}
    layers:
      - {from: 2000-01-01, under: pact/4, basis: text, evidence: seen, electorate: seats,
         positions: [yes, no], abstention: not-offered, absence: neutral,
         excluded: {who: flagged concerned, base: kept, under: pact/8}, adopted-if: {count: yes, at-least: 1}}
"""
WHO = {
    "XA": {},
    "XO": {"not-an-elector": "pact/4"},
    "XB": {"excluded": "pact/8"},
    "XC": {"no-right": "pact/2"},
    "XD": {"excluded": "pact/8", "no-right": "pact/2"},
}


@pytest.fixture(scope="module")
def asked() -> Scene:
    """Put a question whose electors include two who are excluded and two who lose their vote."""
    going = scene(ASKING, rules=GUARDED)
    going.must("XB", "toy begin", concerned=("XB", "XD"), contents={"draft": "d1"})
    for number, party in enumerate(("XC", "XD")):
        matter = f"help{number}"
        going.must(party, "help call", of=matter, threat="fire")
        going.must("XB", "punish", of=matter, whom=party)
    return going


CAPACITIES = {None: {}, "head": {}, "minister": {"wrong-capacity": "pact/1"}}
TEXTS = {"d1": {}, "d2": {"wrong-text": "pact/4"}, None: {"document-missing": "house/fields"}}
WORDS = {"yes": {}, "maybe": {"unknown-position": "pact/4"}}


def test_every_mix_of_faults_in_a_position_gives_the_first(asked):
    met = set()
    for who, by_letter, capacity, word, text in product(
        WHO, (False, True), CAPACITIES, WORDS, TEXTS
    ):
        present = {**WHO[who], **CAPACITIES[capacity], **WORDS[word], **TEXTS[text]}
        if by_letter:
            present["not-recordable"] = "house/recorded"
        outcome = asked.judge(
            "secretariat" if by_letter else who, "position", position=word, capacity=capacity,
            on_behalf=who if by_letter else None, contents={"draft": text} if text else {},
        )  # fmt: skip
        code = min(present, key=PRECEDENCE.__getitem__, default=None)
        assert outcome.code == code, (who, by_letter, capacity, word, text)
        assert outcome.under.place == present.get(code, "pact/4")
        met.add(code)
    assert {
        "not-recordable",
        *(c for w in (WHO, CAPACITIES, WORDS, TEXTS) for v in w.values() for c in v),
    } <= met


# ------------------------------------------------------------------ the rest, one by one


def doubtful(number: int, name: str) -> str:
    """Write a duty that arises under the first reading of a doubt only."""
    readings = list(HOME.doubts.doubts[name].readings)
    values = ", ".join(f"{each}: {'yes' if each == readings[0] else 'no'}" for each in readings)
    return (
        f"      - {{owes: secretariat, to: subject, what: w{number}, names: {{en: x, ru: x}},"
        f" due: immediately, discharged-by: [begin],"
        f" exists: {{unsettled: {name}, values: {{{values}}}}}}}\n"
    )


DUTIES = "".join(doubtful(number, name) for number, name in enumerate(HOME.doubts.doubts))
MANY = f"""
steps:
  begin:
    names: {{en: x, ru: x}}
    by: members
    from: start
    to: first
    under: pact/7
    duties:
{DUTIES}"""


def helped(*said, **fields):
    """Judge an act in a matter of help that XA opened and on which XB spoke."""
    going = scene()
    going.must("XA", "help call", threat="fire", when="2030-01-01")
    going.must("XB", "speak", words="words", id="spoken")
    return going.judge(*said, **fields)


def in_toy(text: str, *said, **fields):
    return scene(text).judge(*said, **fields)


def not_valid():
    """A ruling that stands under one reading and falls under another: it is no ruling."""
    going = scene()
    going.must("XA", "help call", threat="fire")
    going.must("XB", "rule", doubt="absence", reading="harmless")
    going.must("XA", "position", position="yes")
    return going.judge("XB", "close")


OTHERS = SIGNING | {
    "too-many-readings": ("house/limits", lambda: in_toy(MANY, "XA", "toy begin")),
    "no-question": ("pact/5", lambda: helped("XA", "position", position="yes")),
    "not-yours": ("house/own-acts", lambda: helped("XA", "withdraw", act="spoken")),
    "not-withdrawable": ("house/withdrawal", lambda: helped("XB", "withdraw", act="spoken")),
    "not-correctable": ("house/corrigendum", lambda: helped("XA", "correct", act="a1", threat="flood")),
    "no-such-doubt": ("house/rulings", lambda: helped("XB", "rule", doubt="none", reading="x")),
    "no-such-reading": ("house/rulings", lambda: helped("XB", "rule", doubt="absence", reading="x")),
    "ruling-not-valid": ("house/rulings", not_valid),
}  # fmt: skip


@pytest.mark.parametrize("code", [code for code in OTHERS if code in CODES])
def test_other_codes_are_provoked_one_by_one(code):
    place, provoke = OTHERS[code]
    outcome = provoke()
    assert (outcome.code, outcome.under.place) == (code, place)


def test_all_codes_of_the_list_are_provoked_here():
    positions = {code for each in WHO.values() for code in each} | {"not-recordable"}
    positions |= {c for each in (CAPACITIES, TEXTS, WORDS) for v in each.values() for c in v}
    assert positions | {fault.code for fault in FAULTS} | set(OTHERS) >= set(CODES)
    assert set(HOUSE_PLACES) <= set(CODES)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("not-entitled", lambda: helped("XO", "rule", doubt="absence", reading="x")),
        ("not-yours", lambda: helped("XA", "correct", act="spoken", whom="x")),
        ("no-such-doubt", lambda: helped("XO", "rule", doubt="none", reading="x")),
        ("field-missing", lambda: helped("XO", "state")),
        ("not-yours", lambda: helped("XA", "contest", act="spoken")),
    ],
)
def test_the_first_reason_wins_in_the_steps_of_every_matter(code, said):
    assert said().code == code


def test_a_rule_or_body_that_is_no_more_refuses_before_anyone_is_asked():
    late = amended(HOME, ASKING, rules=GUARDED.replace("2000-01-01", "2020-01-01"))
    going = Scene(Law(late))
    outcome = going.judge("XO", "toy begin", concerned=("XB",))
    assert (outcome.code, outcome.under.place) == ("not-in-force", "pact/7")
    old = HOME.bodies.bodies["council"].model_copy(update={"until": dt.date(2010, 1, 1)})
    bodies = HOME.bodies.model_copy(update={"bodies": {**HOME.bodies.bodies, "council": old}})
    going = Scene(Law(amended(HOME, ASKING, rules=GUARDED, bodies=bodies)))
    outcome = going.judge("XO", "toy begin", concerned=("XB",))
    assert (outcome.code, outcome.detail) == ("not-in-force", (("body", "council"),))


def test_what_is_unknown_matters_only_where_nothing_refuses():
    text = """
steps:
  begin: {names: {en: x, ru: x}, by: members, from: start, to: first, under: pact/7,
          guards: [{permitted: {unknown: not seen}}, {party-to: force-agreement}]}
"""
    assert in_toy(text, "XC", "toy begin").code == "not-a-party"
    outcome = in_toy(text, "XA", "toy begin")
    assert (outcome.answer, outcome.unknown, outcome.effects) == ("unsettled", ("not seen",), ())
