"""A host may write anything where an act is withheld: the answer is a report, whatever stands there."""

from __future__ import annotations

import json
import re
import tracemalloc
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from service.altering import ASK, CLERK, END, OBJECT, RULE, Copy, by, found, good
from service.recording import Book, files, opened, verified

from foedus.acts import wire
from foedus.charter.pack import pack_digest
from foedus.law.fold import CHANGES
from foedus.record import entry
from foedus.record.bundle import File, Head
from foedus.service.checking import Checker
from foedus.service.report import Report
from foedus.service.verifying import verify

WORDS = "* M N XA XB call ask end olga ivan hush who all a5 tiny pact/1 2000-01-01 asked granted"
PLAIN = st.recursive(
    st.sampled_from(["", *WORDS.split()])
    | st.sampled_from([0, 1, -1, 2**53])
    | st.sampled_from([None, True, 1.5]),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=6,
)
ROWS = st.tuples(
    st.sampled_from(sorted(CHANGES)) | PLAIN, st.sampled_from(["", "*", "who=one", "?"]) | PLAIN
).flatmap(lambda head: st.lists(PLAIN, max_size=8).map(lambda rest: (*head, *rest)))
ACT = ("act", "*", "new", "state", "XA", "")


def entered(number: int, *effects: object, shown: bool = False) -> bytes:
    """Give the little record with other effects of an act that is withheld, signed by the clerk."""
    copy = Copy(good())
    if not shown:
        copy.withhold(number)
        if number == ASK:
            copy.documents = []
    outcome = Copy(good()).leaf(RULE).outcome
    return copy.put(number, effects=effects, outcome=outcome).sign(CLERK).data


@settings(max_examples=400)
@given(st.lists(ROWS, max_size=4), st.booleans(), st.sampled_from([ASK, OBJECT, RULE]))
def test_any_effects_of_a_withheld_act_are_reported_on(rows, named, number):
    rows = [ACT, *rows] if named else rows
    report = verified(entered(number, *rows))
    assert not report.complete
    if report.difference is not None:
        assert report.difference.part.startswith("entry ")
    assert verified(good()).complete, "what one record says is left behind for the next"


@settings(max_examples=200)
@given(st.lists(ROWS, max_size=4), st.sampled_from([OBJECT, END, RULE]))
def test_any_effects_of_an_act_after_a_withheld_one_are_reported_on(rows, number):
    copy = Copy(good()).withhold(ASK)
    copy.documents = []
    effects = [each for each in copy.leaf(number).effects if each[0] == "act"]
    report = verified(copy.put(number, effects=(*effects, *rows)).sign(CLERK).data)
    assert not report.complete
    if report.difference is not None:
        assert report.difference.part.startswith("entry ")


@settings(max_examples=300)
@given(
    st.dictionaries(
        st.sampled_from(["act", "effects", "evidence", "hour", "matter", "outcome", "number", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3)
            | st.dictionaries(st.text(max_size=4), inner, max_size=3),
            max_leaves=8,
        ),
        min_size=1, max_size=3,
    ),
    st.booleans(),
)  # fmt: skip
def test_any_leaf_is_reported_on(values, shown):
    copy = Copy(good())
    if not shown:
        copy.withhold(RULE)
    plain = json.loads(copy.entries[RULE - 1].leaf) | values
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    report = verified(copy.write(RULE, text.encode("utf-8", "surrogatepass")).sign(CLERK).data)
    assert report.difference is None or report.difference.part == "entry 9"
    assert not report.complete or values == {}


@pytest.mark.parametrize(
    ("effects", "what"),
    [
        ([("stage", "", "over")], "its effects do not name the act that they are of"),
        ([ACT, ACT], "its effects do not name the act that they are of"),
        ([("act", "*", "new", "state", "XA", 7)], "its effects do not name the act"),
        ([("act", "*", "a1", "state", "XA", "")], "the act a1 was entered before, as entry 2"),
        ([("act", "*", "genesis", "state", "XA", "")], "entered before, as entry 1"),
        ([("open", "*", "call", 1, "XA", "XA"), ACT], "the matter M was open before"),
        ([ACT, ("stage",)], "effect 2 names no change and no branch"),
        ([ACT, ()], "effect 2 names no change and no branch"),
        ([ACT, ("genesis", "*")], "effect 2 opens the record a second time"),
        ([ACT, ("fly", "*")], r"has no answer to it, but fails: KeyError\('fly'\)"),
        ([ACT, ("stage", "nowhere", "over")], "has effects on no branch"),
        ([ACT, ("term", "", "hush")], "has no answer to it, but fails"),
        ([], "it is admitted and has no effects"),
    ],
)
def test_effects_that_cannot_be_are_named(effects, what):
    found(entered(RULE, *effects), part="entry 9", what=what)


def test_a_matter_that_was_never_opened():
    copy = Copy(good()).withhold(ASK)
    copy.documents = []
    effects = tuple(each for each in copy.leaf(ASK).effects if each[0] != "open")
    found(
        copy.put(ASK, effects=effects).sign(CLERK).data, part="entry 6",
        what="the matter M was never opened",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "code", "what"),
    [
        ("granted", None, "no outcome is granted"),
        ("refused", None, "no outcome is refused without a code"),
        ("admitted", "not-entitled", "no outcome is admitted not-entitled"),
        ("refused", "not-entitled", "it is refused and has effects all the same"),
    ],
)
def test_outcomes_that_cannot_be_are_named(answer, code, what):
    copy = Copy(good()).withhold(RULE)
    outcome = entry.Finding(answer, ("tiny", "pact/1", "2000-01-01"), code)
    found(copy.put(RULE, outcome=outcome).sign(CLERK).data, part="entry 9", what=what)


def test_a_difference_is_told_in_a_few_words_however_long_it_is():
    copy = Copy(good())
    outcome = entry.Finding("admitted", ("tiny", "p" * 50_000, "2000-01-01"))
    report = verified(copy.put(RULE, outcome=outcome).sign(CLERK).data)
    assert report.difference.part == "entry 9"
    assert report.difference.what.startswith("its outcome is recorded as admitted under tiny/ppp")
    assert len(report.difference.what) < 3_000


def test_a_matter_parted_again_and_again_takes_no_memory():
    """Each entry parts every branch that there is into as many as a leaf can name."""
    book = Book("tiny", "exercise")
    book.say("XA", "call ask", of="M", expires=book.clock.hour + 10**9, papers={"draft": "x"})
    for _ in range(6):
        book.say("XA", "call state", of="M", text="x")
    copy = Copy(book.bundle()).withhold(*range(3, 9))
    readings = [[["d", str(number)]] for number in range(2_000)]
    for number in range(3, 9):
        split = ("split", "" if number == 3 else f"d={number}", readings)
        copy.put(number, effects=(("act", "*", f"n{number}", "state", "XA", ""), split))
    tracemalloc.start()
    report = verified(copy.sign(book.head).data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.difference.part == "entry 3"
    assert "into more than 256 branches" in report.difference.what
    assert peak < 16 * 1_048_576


def test_branches_that_are_made_a_few_at_a_time_are_counted():
    book = Book("tiny", "exercise")
    book.say("XA", "call ask", of="M", expires=book.clock.hour + 10**9, papers={"draft": "x"})
    for _ in range(3):
        book.say("XA", "call state", of="M", text="x")
    copy = Copy(book.bundle()).withhold(3, 4, 5)
    key = ""
    for number in range(3, 6):
        readings = [[["d", f"{number}-{each}"]] for each in range(200)]
        act = ("act", "*", f"n{number}", "state", "XA", "")
        copy.put(number, effects=(act, ("split", key, readings)))
        key = f"d={number}-0"
    report = verified(copy.sign(book.head).data)
    assert report.difference.part == "entry 4"
    assert "into more than 256 branches" in report.difference.what


# ---- charters ----


def opened_under(made: Mapping[str, bytes]) -> Report:
    """Verify the little record under other files, for which the officer has signed."""
    copy = Copy(good())
    act = copy.act(1)
    act = replace(act, fields={**act.fields, "charter-digest": pack_digest(made)})
    before = str(copy.act(1).fields["charter-digest"])
    copy.say(1, act).put(1, evidence=by("olga", wire.to_wire(act)))
    leaf = copy.entries[0].leaf.replace(before.encode(), pack_digest(made).encode())
    copy.write(1, leaf).sign(CLERK)
    head = [File(name, made[name]) for name in sorted(made)]
    parts = [*head, *copy.entries, *copy.documents, Head(copy.note)]
    return verify(parts, opened, checker=Checker(workers=0))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("tiny/charter.yaml", b"[" * 100_000),
        ("tiny/charter.yaml", b"{a: " * 50_000),
        ("tiny/charter.yaml", b"\xff\xfe"),
        ("tiny/charter.yaml", b""),
        ("tiny/charter.yaml", b"&a [*a, *a]"),
        ("tiny/charter.yaml", b"charter: " + b"x" * 100_000),
        ("tiny/parties.yaml", b"parties: 7"),
        ("tiny/procedures/call.yaml", b"procedure: call"),
        ("tiny/../../etc/passwd.yaml", b""),
        ("tiny/zebra.yaml", b"x: y"),
        ("other/charter.yaml", b"charter: other"),
        ("cast.case", b"cast: what"),
        ("cast.case", b"\xff"),
    ],
)
def test_a_charter_that_is_none_is_reported(path, text):
    report = opened_under({**files("tiny"), path: text})
    assert report.difference.part == "the charter"
    assert report.difference.what


@pytest.mark.parametrize(
    ("old", "new", "part", "what"),
    [
        (
            b"by: other members",
            b"by: other strangers",
            "entry 6",
            'actor is called "other strangers"',
        ),
        (b"name: hush", b"name: hurry", "entry 6", r"effect 5 \(term\) says 'hush'; recomputed it"),
        (
            b"under: pact/1",
            b"under: pact/9",
            "entry 6",
            "recomputed it is admitted under tiny/pact/9",
        ),
        (b"unsettled: who", b"unsettled: whoever", "entry 8", "its doubts differ"),
        (b"to: asked", b"to: nowhere", "entry 6", "says 'asked'; recomputed it says 'nowhere'"),
    ],
)
def test_a_charter_that_is_read_and_does_not_hold_together_is_reported(old, new, part, what):
    """Such a charter is never put into a record by ``foedus init``, but by a host who wills it."""
    path = "tiny/procedures/call.yaml"
    text = files("tiny")[path]
    assert old in text
    report = opened_under({**files("tiny"), path: text.replace(old, new)})
    assert report.difference.part == part
    assert re.search(what, report.difference.what)
