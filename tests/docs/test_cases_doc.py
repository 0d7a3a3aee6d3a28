"""The page on case files has an example of every kind of line. (They are played elsewhere.)"""

import re
from pathlib import Path

import pytest
from docs.language import fences

from foedus.cases.asks import _ASKS
from foedus.cases.read import HEADERS, KINDS
from foedus.cases.says import _VERBS

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/cases.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = fences(TEXT, "case")
PLAIN = [text for _, words, text in BLOCKS if not words]
LINES = [line for text in PLAIN for line in text.splitlines() if line and line[0] not in " #"]


def test_every_header_and_kind_is_on_the_page():
    for header in (*HEADERS, "chair of BODY", "weights NAME"):
        assert re.search(rf"^\|.*`{header}`.* \|", TEXT, re.MULTILINE), f"the header {header}"
    shown = {line.partition(":")[0].split(" ")[0] for line in LINES}
    assert set(HEADERS) - shown <= {"law"}, "a header without an example"
    assert all(f"`{kind}`" in TEXT for kind in KINDS)


@pytest.mark.parametrize("verb", [*_VERBS, "time passes"])
def test_every_kind_of_happening_has_an_example(verb):
    assert any(re.search(rf"\d\d  .*\b{verb}\b|\d\d  {verb}", line) for line in LINES)


@pytest.mark.parametrize(("name", "pattern"), _ASKS)
def test_every_kind_of_question_has_an_example(name, pattern):
    def first(line: str) -> str | None:
        asked = line.partition(" at ")[0]
        return next((name for name, each in _ASKS if re.fullmatch(each, asked)), None)

    assert name in {first(line) for line in LINES}, f"{name}: {pattern}"


@pytest.mark.parametrize(
    "expected",
    ["admitted", "refused [a-z-]+", "unsettled by ", "if .*: admitted", "if .*: refused",
     "depends on ", "noted ", 'unknown "', r".* under \S+ of \d", r"\.\.\."],
)  # fmt: skip
def test_every_kind_of_expectation_has_an_example(expected):
    assert any(re.search(rf"^    {expected}", text, re.MULTILINE) for text in PLAIN)
