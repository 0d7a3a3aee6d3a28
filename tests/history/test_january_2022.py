"""January 2022: every line of the reconstruction carries weight."""

import re
from dataclasses import replace

import pytest

from foedus.cases import CaseFault, play, read_cases
from foedus.charter.read import charters_root, read
from foedus.law.dump import state_digest

FILE = charters_root() / "csto" / "history" / "january-2022.case"
TEXT = FILE.read_text(encoding="utf-8")
CHARTER = read(charters_root() / "csto").charter
(CASE,) = read_cases("january-2022.case", TEXT)
ACTS = [number for number, line in enumerate(CASE.lines) if line.at is not None]


def run(case):
    """Play the case; give all that was said and answered, and what stands at the end."""
    played = play(case, CHARTER)
    said = [(m.hour, m.act, m.outcome, m.answer) for m in played.minutes]
    return said, state_digest(played.law, played.state), played.failures


WHOLE = run(CASE)


def without(number):
    """Give the case without one of its lines."""
    lines = [line for at, line in enumerate(CASE.lines) if at != number]
    return replace(CASE, lines=lines)


def test_it_agrees_with_what_is_expected_and_says_what_it_is():
    assert WHOLE[2] == []
    assert CASE.kind == "reconstruction"
    assert "not signed by the states" in CASE.header("about").lower() or "not signed" in TEXT


@pytest.mark.parametrize("number", ACTS)
def test_removing_a_line_changes_the_run_and_is_noticed(number):
    try:
        came = run(without(number))
    except CaseFault:
        return  # a later line names what this one opened
    assert came[1] != WHOLE[1]
    assert came[2], "nothing expected by the file depends on this line"


@pytest.mark.parametrize("number", ACTS)
def test_altering_a_line_changes_the_run(number):
    rows = TEXT.splitlines()
    row = CASE.lines[number].number - 1
    for pattern, other in (
        (r":(\d)(\d)(?=\.\.|  )", r":\g<2>\g<1>"),
        (r"\bRU\b", "KG"),
        (r"\bKZ\b", "AM"),
    ):
        changed = re.sub(pattern, other, rows[row], count=1)
        if changed == rows[row]:
            continue
        try:
            (case,) = read_cases("altered", "\n".join([*rows[:row], changed, *rows[row + 1 :]]))
            assert run(case)[:2] != WHOLE[:2]
        except CaseFault:
            continue


def test_every_line_is_attributed():
    """Above every act stands a comment that names a source, or the file says it is inferred."""
    rows = TEXT.splitlines()
    for number in ACTS:
        row = CASE.lines[number].number - 2
        while row >= 0 and not rows[row].startswith("#"):
            row -= 1
        block = []
        while row >= 0 and rows[row].startswith("#"):
            block.append(rows[row])
            row -= 1
        told = " ".join(block)
        assert re.search(r"\bS\d+|http|inferred|as above|-2022\b", told), rows[
            CASE.lines[number].number - 1
        ]
