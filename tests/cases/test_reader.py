"""The reader of case files: what it understands, and each fault with its place and cure."""

from __future__ import annotations

import re

import pytest
from walks import charter

from foedus.acts import instant, keys, stamp
from foedus.cases import CaseFault, play, read_cases

HEAD = (
    "case: tried\nkind: hypothetical\ncharter: lab in force 2011-06-01\ncast: A, B, C, D member\n"
)
CALL = "1 Jun 10:00  A  help call as M: threat fire\n"


def read(text: str):
    (case,) = read_cases("x.case", text)
    return case


def played(minutes: str, head: str = HEAD):
    return play(read(f"{head}\n{minutes}"), charter("lab"))


@pytest.mark.parametrize(
    ("text", "place", "what", "cure"),
    [
        ("10 Jan 10:00  A  help call as M\n", 1, "a case begins with its title", 'write "case: TITLE" first'),
        ("case: x\n\tkind: hypothetical\n", 2, "a tab indents this line", "indent with four spaces"),
        ("case: x\nkind hypothetical\n", 2, '"kind hypothetical" is not a header', "leave an empty line"),
        ("case: x\nsort: y\n", 2, '"sort" is not a header of a case', "headers are: case, kind"),
        ("case: x\ncharter: lab\n", 1, "does not say of what kind it is", "kind: hypothetical"),
        ("case: x\nkind: made-up\ncharter: lab\n", 2, "is no kind of case", "documented"),
        ("case: x\ncharter: lab\n", 1, "does not say of what kind it is", "kind: documented"),
        ("case: x\nkind: hypothetical\n", 1, "the case names no charter", "charter: csto in force DATE"),
        ("case: x\nkind: documented\ncharter: lab\n", 1, "a documented case names its source", "source: ..."),
        ("case: x\nkind: hypothetical\ncharter: lab in force 2011-02-30\n", 3, "is no date", "2020-01-31"),
        ("case: x\nzone: Moscow\n", 2, "a zone is an offset and a city", "+03:00 Moscow"),
        (HEAD + "\n    admitted\n", 6, "this expects something of no line", "move it left"),
        (HEAD + "\n10 Mai 10:00  A  help call as M\n", 6, '"Mai" is not a month', "Jan, Feb"),
        (HEAD + "\n30 Feb 10:00  A  help call as M\n", 6, "there is no such day or hour", "10 Jan 2020"),
        (HEAD + "\n1 Jun 25:00  A  help call as M\n", 6, "there is no such day or hour", "10 Jan 2020"),
        (HEAD + "\n2011-13-01 10:00  A  help call as M\n", 6, "there is no such day or hour", ""),
        (HEAD + "\n1 Jun 10:00..09:00  A  help call as M\n", 6, "runs backwards", "earlier..later"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_where_why_and_what_to_do(text, place, what, cure):
    with pytest.raises(CaseFault) as caught:
        read_cases("x.case", text)
    shown = str(caught.value)
    assert re.match(rf"x\.case:{place}:1: ", shown), shown
    assert what in shown
    assert cure in shown


@pytest.mark.parametrize(
    ("minutes", "what", "cure"),
    [
        ("1 Jun 10:00  A  help cal as M\n", '"cal" is not a step of help', 'did you mean "call"?'),
        ("1 Jun 10:00  A  hepl call as M\n", "nothing known happens", 'did you mean "help"?'),
        ("1 Jun 10:00  A  help call over M\n", '"over M" names no matter', "as D1"),
        ("1 Jun 10:00  A  help call as M: threat\n", '"threat" says nothing', "field value"),
        (CALL + "1 Jun 11:00  A  says yes M\n", '"says yes M" cannot be read', "A says yes on D1"),
        (CALL + "1 Jun 11:00  A  silence propose as N: expires soon\n", '"soon" is not a time', "10 Jan"),
        (CALL + "    agreed\n", '"agreed" is nothing that an act can come to', "refused CODE"),
        (CALL + "who owes what\n", "neither happens nor asks anything", "duties, stage"),
        (CALL + "stage of N\n", 'there is no matter "N"', ""),
        (CALL + "standing of A on 2011-06-31\n", '"2011-06-31" is not a day', "2020-01-31"),
        (CALL + "chair of counsel\n", 'there is no body "counsel"', 'did you mean "council"?'),
        (CALL + "right to-vote of member\n", 'there is no right "to-vote"', ""),
        (CALL + "1 Jun 09:00..09:30  A  help speak on M: words x\n", "ends before the line above", ""),
    ],
)  # fmt: skip
def test_minutes_that_cannot_be_read_name_the_line(minutes, what, cure):
    line = 5 + len(minutes.strip("\n").split("\n"))
    with pytest.raises(CaseFault) as caught:
        played(minutes)
    shown = str(caught.value)
    assert shown.startswith(f"x.case:{line}:1: "), shown
    assert what in shown
    assert cure in shown


@pytest.mark.parametrize(
    ("cast", "what"),
    [
        ("A, B membre", '"membre" is neither a standing nor a set'),
        ("A, b member", '"A, b member" casts nobody'),
        ("A, B", '"A, B" casts nobody'),
        ("A permanent", "A is given no standing"),
    ],
)
def test_a_cast_that_cannot_be_read_says_so(cast, what):
    head = HEAD.replace("A, B, C, D member", cast)
    with pytest.raises(CaseFault, match=re.escape(what)):
        played(CALL, head)


def test_a_hypothetical_case_casts_letters():
    with pytest.raises(CaseFault, match="casts letters, never real states"):
        played(CALL, HEAD.replace("cast: A, B, C, D member\n", ""))


# ------------------------------------------------------------------ hours


def hours(minutes: str, head: str = HEAD) -> list[str]:
    return [stamp(line.at) for line in read(f"{head}\n{minutes}").lines if line.at is not None]


def test_a_day_without_a_year_is_in_the_year_before_it():
    minutes = "10 Jan 10:00  A\n31 Dec 2012 10:00  A\n1 Jan 10:00  A\n2014-02-03 04:05  A\n6 Jun 07:08  A\n"
    assert [hour[:16] for hour in hours(minutes)] == [
        "2011-01-10T10:00", "2012-12-31T10:00", "2012-01-01T10:00", "2014-02-03T04:05", "2014-06-06T07:08",
    ]  # fmt: skip


def test_seconds_and_thousandths_may_be_given():
    assert hours("1 Jun 10:00:01  A\n1 Jun 10:00:01.002  A\n") == [
        "2011-06-01T10:00:01Z",
        "2011-06-01T10:00:01.002Z",
    ]


@pytest.mark.parametrize(("zone", "hour"), [("+03:00 Moscow", "07:00"), ("-05:30 X", "15:30")])
def test_hours_are_in_the_zone_of_the_case(zone, hour):
    assert hours("1 Jun 10:00  A\n", f"{HEAD}zone: {zone}\n")[0][11:16] == hour


def test_a_range_of_hours_is_what_is_known_of_when_it_happened():
    made = played("1 Jun 10:00..12:30  A  help call as M: threat fire\n"
                  "1 Jun 11:00..2 Jun 09:00  B  help speak on M: words x\n")  # fmt: skip
    first, second = (minute.act for minute in made.minutes)
    assert first.occurred == (instant(2011, 6, 1, 10), instant(2011, 6, 1, 12, 30))
    assert second.occurred == (instant(2011, 6, 1, 11), instant(2011, 6, 2, 9))
    assert [minute.hour for minute in made.minutes] == [first.occurred[0], second.occurred[0]]


def test_a_range_that_began_before_the_line_above_is_entered_after_it():
    made = played("1 Jun 10:00  A  help call as M: threat fire\n"
                  "1 Jun 09:00..11:00  B  help speak on M: words x\n")  # fmt: skip
    assert made.minutes[1].hour == instant(2011, 6, 1, 10)
    assert made.failures == []


def test_an_hour_that_goes_back_is_refused_by_the_engine_and_not_by_the_reader():
    made = played(
        CALL
        + "1 Jun 09:00  B  help speak on M: words x\n    refused hour-goes-back under house/clock\n"
    )
    assert made.failures == []


# ------------------------------------------------------------------ what acts say


def act_of(minutes: str):
    return played(minutes).minutes[-1].act


def test_acts_are_numbered_or_labelled():
    made = played(
        CALL
        + "1 Jun 11:00  B  help speak on M [spoken]: words x\n1 Jun 12:00  B  withdraws spoken on M\n"
    )
    assert [minute.act.id for minute in made.minutes] == ["a1", "spoken", "a3"]
    assert made.minutes[2].outcome.code == "not-withdrawable"


def test_fields_are_texts_lists_hours_and_documents():
    act = act_of(
        '1 Jun 10:00  chair of council  silence propose as S: expires 3 Jun 10:00, with draft "a, b"\n'
    )
    assert act.fields == {"expires": instant(2011, 6, 3, 10)}
    assert act.contents["draft"].startswith("sha256:")
    act = act_of(
        CALL
        + "1 Jun 11:00  secretariat  help ask-boards on M: concerned A + B, bodies (council + board)\n"
    )
    assert act.fields == {"concerned": ("A", "B"), "bodies": ("council", "board")}


def test_an_act_may_be_for_another_and_in_a_function():
    act = act_of("1 Jun 10:00  B (head)  help call as M for A: threat fire\n")
    assert (act.actor, act.capacity, act.on_behalf) == ("B", "head", "A")


def test_a_case_is_its_own_world():
    act = act_of(CALL)
    assert (act.world, act.origin) == ("exercise", "case:tried")


def test_several_cases_stand_in_one_file_and_comments_are_passed_over():
    found = read_cases(
        "x.case", f"# first\n{HEAD}# inside\n\n{CALL}\n\n{HEAD.replace('tried', 'again')}\n{CALL}"
    )
    assert [(case.title, case.line, len(case.lines)) for case in found] == [
        ("tried", 2, 1),
        ("again", 11, 1),
    ]


# ------------------------------------------------------------------ who signs

OPENED = f"{HEAD}record: opened by olga, pavel\n"


@pytest.mark.parametrize(
    ("header", "what", "cure"),
    [
        ("record: opened", '"opened" opens no record', "record: opened by olga"),
        ("record: by olga", '"by olga" opens no record', "record: opened by olga"),
        ("record: opened by Olga", '"Olga" is no name of a person', "small Latin letters"),
        ("record: opened by olga\nrecord: opened by pavel", "opens no record", "after commas"),
        ("record: opened by olga, olga", "cannot be opened: key-in-use", "name each officer once"),
    ],
)
def test_a_record_that_cannot_be_opened_says_so(header, what, cure):
    with pytest.raises(CaseFault) as caught:
        played(CALL, f"{HEAD}{header}\n")
    assert what in str(caught.value)
    assert cure in str(caught.value)


@pytest.mark.parametrize(
    ("speaker", "actor", "capacity", "signer"),
    [
        ("A", "A", None, "olga"),
        ("A by ivan", "A", None, "ivan"),
        ("A (head) by ivan", "A", "head", "ivan"),
        ("A by nobody", "A", None, None),
        ("A by pavel", "A", None, "pavel"),
    ],
)
def test_a_line_is_signed_by_whom_it_names_or_by_the_officer(speaker, actor, capacity, signer):
    made = played(f"1 Jun 10:00  {speaker}  help call as M: threat fire\n", OPENED)
    act = made.minutes[0].act
    assert (act.actor, act.capacity, act.signer) == (actor, capacity, signer)
    assert made.minutes[0].actor == speaker.partition(" by ")[0]


def test_who_signs_is_found_before_any_verb_and_nowhere_else():
    made = played(CALL + "1 Jun 11:00  B by pavel  help speak on M: words x\n"
                  '1 Jun 12:00  chair of council by olga  states on M: "stand by me"\n', OPENED)  # fmt: skip
    assert [minute.act.signer for minute in made.minutes] == ["olga", "pavel", "olga"]
    assert made.minutes[2].act.fields == {"text": "stand by me"}


def test_without_the_header_nobody_signs():
    assert played(CALL).minutes[0].act.signer is None
    made = played(CALL.replace("A  help", "A by ivan  help"))
    assert made.minutes[0].outcome.code == "record-not-open"


def test_a_record_without_a_day_of_law_opens_at_the_first_line():
    head = OPENED.replace(" in force 2011-06-01", "")
    made = played("1 Jun 2011 10:00  A  help call as M: threat fire\n", head)
    assert made.failures == []
    assert made.state.people.opened == instant(2011, 6, 1, 10)


def test_a_key_is_made_from_a_word_or_written_out():
    written = keys.key_text(bytes(32))
    made = played(
        "1 Jun 10:00  registrar  credentials appoint as K for A: person ivan, key desk, with letter \"l\"\n"
        f'1 Jun 10:01  A by ivan  credentials enrol on K: person ivan, key "{written}"\n'
        "keys of A\n    ivan desk since 2011-06-01T10:00:00Z\n"
        f"    ivan {keys.fingerprint(written)} since 2011-06-01T10:01:00Z\n", OPENED,
    )  # fmt: skip
    assert made.failures == []
