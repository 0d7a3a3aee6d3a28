"""The page on refusals lists the codes of the engine, all of them, in their order."""

import re
from pathlib import Path

import pytest

from foedus.law.codes import CODES, HOUSE_PLACES

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/refusals.md"
TEXT = PAGE.read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([a-z-]+)` \| (.+) \| (.+) \|$", TEXT, re.MULTILINE)


def test_the_codes_stand_on_the_page_in_their_order():
    assert [code for code, _, _ in ROWS] == list(CODES)


@pytest.mark.parametrize(("code", "meaning", "cites"), ROWS)
def test_what_a_code_cites(code, meaning, cites):
    assert meaning.endswith(".")
    place = HOUSE_PLACES.get(code)
    assert re.findall(r"`(house/[a-z-]+)`", cites) == ([place] if place else [])
