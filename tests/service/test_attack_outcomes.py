"""What a clerk might say of an act that the law does not say."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace
from service.altering import (
    ASK,
    CLERK,
    END,
    OBJECT,
    RULE,
    Copy,
    checkpoint,
    found,
    good,
    judged,
    receipt,
    said_in,
)
from service.recording import history, january, verified


def test_an_outcome_altered():
    leaf = Copy(good()).leaf(OBJECT)
    said = replace(leaf.outcome, answer="admitted", code=None, detail=())
    data = Copy(good()).put(OBJECT, outcome=said).sign(CLERK).data
    what = found(data, part="entry 7", what="its outcome is recorded as admitted under tiny/pact/1")
    assert "recomputed it is refused wrong-stage under tiny/pact/1 of 2000-01-01" in what


def test_a_part_of_an_outcome_altered():
    leaf = Copy(good()).leaf(END)
    for name, value in (
        ("doubts", ()),
        ("leaves", leaf.outcome.leaves[:1]),
        ("noted", ("who",)),
        ("unknown", ("everything",)),
    ):
        outcome = replace(leaf.outcome, **{name: value})
        data = Copy(good()).put(END, outcome=outcome).sign(CLERK).data
        found(data, part="entry 8", what=rf"and its {name} differ: .* is recorded, .* recomputed")


def test_the_provision_of_an_outcome_altered():
    leaf = Copy(good()).leaf(OBJECT)
    outcome = replace(leaf.outcome, under=("tiny", "pact/1", "1999-01-01"))
    data = Copy(good()).put(OBJECT, outcome=outcome).sign(CLERK).data
    found(data, part="entry 7", what="pact/1 of 1999-01-01; recomputed .*pact/1 of 2000-01-01")


def test_effects_dropped_added_changed_and_exchanged():
    effects = Copy(good()).leaf(ASK).effects
    assert len(effects) > 4
    for at in range(len(effects)):
        dropped = (*effects[:at], *effects[at + 1 :])
        data = Copy(good()).put(ASK, effects=dropped).sign(CLERK).data
        found(data, part="entry 6", what=rf"effect {at + 1} is recorded as|effects are recorded;")
    added = (*effects, ("stage", "", "over"))
    data = Copy(good()).put(ASK, effects=added).sign(CLERK).data
    found(
        data, part="entry 6",
        what=f"{len(added)} effects are recorded; recomputed there are {len(effects)}",
    )  # fmt: skip
    stage = next(at for at, each in enumerate(effects) if each[0] == "stage")
    put = (*effects[:stage], ("stage", "", "granted"), *effects[stage + 1 :])
    data = Copy(good()).put(ASK, effects=put).sign(CLERK).data
    found(data, part="entry 6", what=rf"effect {stage + 1} \(stage\) says 'granted'; .* 'asked'")
    data = Copy(good()).put(ASK, effects=effects[::-1]).sign(CLERK).data
    found(data, part="entry 6", what="effect 1 is recorded as")


def test_any_outcome_and_any_effect_altered_in_a_history_is_named():
    """Of every entry of January 2022 the answer is turned round, and an effect is left out."""
    data, size = history(), january().store.size
    for number in range(2, size + 1):
        copy = Copy(data)
        leaf = copy.leaf(number)
        if leaf.outcome.answer == "refused":
            outcome = replace(leaf.outcome, answer="admitted", code=None, detail=())
            copy.put(number, outcome=outcome)
        else:
            copy.put(number, effects=leaf.effects[: len(leaf.effects) // 2])
        report = verified(copy.sign(january().head).data)
        assert report.difference.part == f"entry {number}"
        assert re.match(
            r"its outcome is recorded as admitted .* recomputed it is refused|\d+ effects are recorded;"
            r" recomputed there are \d+$",
            report.difference.what,
        ), report.difference


def test_effects_of_a_refused_act():
    data = Copy(good()).put(OBJECT, effects=(("stage", "", "over"),)).sign(CLERK).data
    found(data, part="entry 7", what="1 effects are recorded; recomputed there are 0")


def test_an_hour_altered_so_that_a_term_runs_on():
    """The objection came late; the clerk says it came in time, and leaves his answer."""
    early = said_in(good())[ASK - 1].hour + 1
    data = Copy(good()).put(OBJECT, hour=early).sign(CLERK).data
    found(
        data, part="entry 7", what="is recorded as refused wrong-stage .* recomputed it is admitted"
    )


def test_hours_that_go_back():
    copy = Copy(good())
    data = copy.put(RULE, hour=copy.leaf(END).hour - 1).sign(CLERK).data
    found(data, part="entry 9", what="its hour is before that of the entry before it")


@pytest.mark.parametrize("hour", [-(2**62), 2**62, 32_503_680_000_000, 2**53])
def test_an_hour_that_is_no_hour(hour):
    data = Copy(good()).put(RULE, hour=hour).sign(CLERK).data
    found(data, part="entry 9", what="its hour is (not between the years|before that of the entry)")


def test_another_matter_than_that_of_the_act():
    data = Copy(good()).put(RULE, matter="N").sign(CLERK).data
    found(data, part="entry 9", what="it names the matter N, its act M")


def test_entries_exchanged_without_their_numbers():
    copy = Copy(good())
    copy.entries[OBJECT - 1], copy.entries[END - 1] = (
        copy.entries[END - 1],
        copy.entries[OBJECT - 1],
    )
    found(copy.sign(CLERK).data, part="entry 7", what="it says that it is entry 8")


def test_entries_exchanged_with_their_numbers():
    copy = Copy(good())
    copy.entries[OBJECT - 1], copy.entries[END - 1] = (
        copy.entries[END - 1],
        copy.entries[OBJECT - 1],
    )
    found(
        copy.renumber().sign(CLERK).data, part="entry 7",
        what="recorded as unsettled .* recomputed it is refused seen-ahead",
    )  # fmt: skip


def test_entries_judged_anew_in_another_order():
    said = said_in(good())
    hours = [each.hour for each in said]
    order = [*said[:6], said[7], said[6], said[8]]
    order = [each._replace(hour=hour) for each, hour in zip(order, hours, strict=True)]
    data = judged(good(), order, CLERK)
    for kept in (checkpoint(9), receipt(OBJECT)):
        found(data, kept, part="kept 1", what="the first 9 entries of this record do not give")


def test_an_unknown_version_of_the_engine_or_of_the_entry():
    data = Copy(good()).put(RULE, semantics=2).sign(CLERK).data
    found(data, part="entry 9", what="judged by version 2 of the engine, unknown here")
    data = Copy(good()).put(RULE, entry=2).sign(CLERK).data
    found(data, part="entry 9", what='a leaf of format 2; this program reads "entry": 1')
