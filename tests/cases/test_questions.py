"""Every kind of question that minutes may ask: what it answers, and that a wrong answer fails."""

from __future__ import annotations

import pytest
from walks import charter

from foedus.cases import play, read_cases
from foedus.cases.asks import _ASKS

MINUTES = """case: all questions
kind: hypothetical
charter: lab in force 2011-06-01
cast: A permanent, member; B, C, D member; E observer
chair of council: B
weights share: A 1/2, others 1/6

1 Jun 10:00  A  help call as M: threat fire
1 Jun 10:01  B  help join on M
1 Jun 10:02  C  help join on M
1 Jun 10:03  chair of council  help decide on M: with draft "text"
1 Jun 10:04  A  says yes on M
1 Jun 10:05  B  says no on M
1 Jun 10:06  C  states on M: "a statement"
1 Jun 10:07  chair of council  silence propose as S: expires 3 Jun 10:00, with draft "text"
"""

# kind: (question, the answer's lines, one line that must not pass for it)
ASKED = {
    "duties": (
        "duties of M",
        ["B owes help to A, immediately, under pact/5: unsettled", "..."],
        "B owes help to C",
    ),
    "stage": ("stage of M", ["called"], "agreed"),
    "verdict": (
        "verdict of M",
        ["if harmless, at-once: rejected because objection under pact/4", "decided", "..."],
        "adopted",
    ),
    "questions": (
        "questions of M",
        ["a4 to council by consensus: open"],
        "a4 to council by consensus: adopted",
    ),
    "bound": ("bound by M", ["none"], "A"),
    "tracks": ("track gate of M", ["none"], "B pending"),
    "terms": ("terms of S", ["hush until 2011-06-03T10:00:00Z"], "hush until 2011-06-03T10:00:01Z"),
    "notices": (
        "notices of M",
        [f"call to {name} via secretariat" for name in "ABCD"],
        "call to E",
    ),
    "numbers": ("numbers of M", ["none"], "dec 1"),
    "statements": ("statements of M", ["C a7"], "C a6"),
    "texts": ("texts of M", ["draft version 1"], "draft version 2"),
    "signers": ("signers of B", ["none"], "ivan focal point"),
    "keys": ("keys of B", ["none"], "ivan laptop since 2011-06-01T10:00:00Z"),
    "sees": ("sees B draft of S", ["yes under pact/11"], "no under pact/11"),
    "table": ("table of sets", ["..."], "no row is like this"),
    "may": (
        "may D join on M",
        ["help join on M: admitted under pact/7"],
        "help join on M: refused not-entitled",
    ),
    "layer": ("layer of pact/4 on 2009-12-31", ["2000-01-01"], "2010-01-01"),
    "standing": ("standing of A", ["member under pact/1"], "observer under pact/1"),
    "chair": ("chair of council", ["B by decision under pact/3"], "A by decision under pact/3"),
    "right": (
        "right speak of suspended",
        ["unsettled by may-the-suspended-speak under pact/2"],
        "yes under pact/2",
    ),
    "evidence": ("evidence of pact/4", ["text seen"], "practice seen"),
    "set": ("seats of board on 2011-06-01", ["A, B, C, D"], "A, B, C"),
}


def failures(minutes: str) -> list[str]:
    (case,) = read_cases("x.case", minutes)
    return [str(each) for each in play(case, charter("lab")).failures]


def test_the_minutes_are_right_without_questions():
    assert failures(MINUTES) == []


def test_every_kind_of_question_is_asked_here():
    assert set(ASKED) == {name for name, _ in _ASKS}


@pytest.mark.parametrize("kind", ASKED)
def test_a_question_is_answered_and_a_wrong_answer_fails(kind):
    question, answer, wrong = ASKED[kind]
    right = "".join(f"    {line}\n" for line in answer)
    assert failures(f"{MINUTES}{question}\n{right}") == []
    (failure,) = failures(f"{MINUTES}{question}\n    {wrong}\n")
    line = len(MINUTES.splitlines()) + 2
    assert failure.startswith(f"x.case:{line}:1: expected {wrong}; got ")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("stage of S at 3 Jun 09:59:59.999", "running"),
        ("stage of S at 3 Jun 10:00", "adopted"),
        ("bound by S at 3 Jun 10:00", "A, B, C, D"),
        ("numbers of S at 3 Jun 10:00", "dec 1"),
        ("layer of pact/4 on 2010-01-01", "2010-01-01"),
        ("layer of pact/4 on 1999-12-31", "none"),
        ("standing of E", "observer under pact/1"),
        ("standing of E in force-agreement", "none"),
        ("may E call", "help call: refused not-entitled under pact/5"),
        ("sees E draft of S", "no under pact/11"),
        ("members on 2011-06-01", "A, B, C, D"),
        ("permanent on 2011-06-01", "A"),
        ("verdict of M/a4", "if no-quorum, at-once: rejected because quorum under pact/4"),
    ],
)
def test_questions_may_ask_of_another_hour_party_or_register(question, answer):
    assert failures(f"{MINUTES}{question}\n    {answer}\n") == []


def test_a_list_is_expected_whole_unless_it_says_that_there_is_more():
    whole = [f"    call to {name} via secretariat\n" for name in "ABCD"]
    (failure,) = failures(f"{MINUTES}notices of M\n{''.join(whole[:3])}")
    assert "no more lines; got call to D via secretariat" in failure
    assert failures(f"{MINUTES}notices of M\n{whole[0]}    ...\n") == []
    (failure,) = failures(f"{MINUTES}bound by S at 3 Jun 10:00\n    A, B, C\n")
    assert "got A, B, C, D" in failure


OUTCOMES = [
    ("1 Jun 11:00  B  help call as N: threat fire", "admitted", "refused not-entitled"),
    ("1 Jun 11:00  E  help join on M", "refused not-entitled under pact/7 of 2000-01-01", "refused not-entitled under pact/8"),
    ("1 Jun 11:00  E  help join on M", "refused not-entitled under pact/7", "refused wrong-stage"),
    ("1 Jun 11:00  A  help call as N: threat fire", "noted who-alone", "noted absence"),
    ("1 Jun 11:00  A  help call as N: threat fire", "depends on duty-at-once", "depends on who-alone"),
    ("1 Jun 11:00  B  help call as N for A: threat fire", "unsettled by who-alone, duty-at-once", "unsettled by duty-at-once"),
    ("1 Jun 11:00  B  help call as N for A: threat fire", "if victim-alone: refused not-entitled", "if anyone: refused not-entitled"),
    ("1 Jun 11:00  B  help call as N for A: threat fire", "if anyone: admitted under pact/5", "if nobody: admitted"),
]  # fmt: skip


@pytest.mark.parametrize(("act", "right", "wrong"), OUTCOMES)
def test_an_act_is_compared_with_what_is_expected_of_it(act, right, wrong):
    assert failures(f"{MINUTES}{act}\n    {right}\n") == []
    assert len(failures(f"{MINUTES}{act}\n    {wrong}\n")) == 1


def test_nothing_expected_means_admitted():
    (failure,) = failures(f"{MINUTES}1 Jun 11:00  E  help join on M\n")
    assert "expected admitted; got refused not-entitled under pact/7" in failure


def test_what_is_unknown_is_told_by_its_reason():
    act = f"{MINUTES}1 Jun 11:00  A  help order on M\n1 Jun 11:01  A  says yes on M question a9\n"
    asks = "1 Jun 11:02  chair of council  closes M question a9\n"
    assert failures(f'{act}{asks}    unsettled\n    unknown "the majority was not seen"\n') == []
    assert len(failures(f'{act}{asks}    unknown "the rule"\n')) == 1


# ------------------------------------------------------------------ casts


def cast(line: str, ask: str, answer: str, more: str = "") -> list[str]:
    head = "case: x\nkind: hypothetical\ncharter: lab in force 2011-06-01\n"
    return failures(f"{head}cast: {line}\n{more}\n1 Jun 10:00  time passes\n{ask}\n    {answer}\n")


@pytest.mark.parametrize(
    ("line", "ask", "answer"),
    [
        ("A, B member; C suspended", "members on 2011-06-01", "A, B, C"),
        ("A, B member; C observer", "observers on 2011-06-01", "C"),
        ("A, B member; C outsider", "standing of C", "none"),
        ("A member; B member not in force-agreement", "seats of board on 2011-06-01", "A"),
        ("A permanent, member; B member", "permanent on 2011-06-01", "A"),
        ("A, B member", "chair of council", "nobody"),
    ],
)
def test_a_cast_stands_in_for_the_parties(line, ask, answer):
    assert cast(line, ask, answer) == []
    assert len(cast(line, ask, f"not {answer}")) == 1


def test_a_cast_may_name_the_chair():
    assert (
        cast("A, B member", "chair of board", "B by decision under pact/3", "chair of council: B\n")
        == []
    )


def test_a_documented_case_plays_the_real_parties():
    head = "case: x\nkind: documented\nsource: lab\ncharter: lab in force 2011-06-01\n"
    assert (
        failures(
            f"{head}\n1 Jun 10:00  XA  help call as M: threat fire\nchair of council\n    XB by host under pact/3\n"
        )
        == []
    )
