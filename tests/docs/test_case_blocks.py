"""Every ``case`` block on a page is a whole case, played through the engine against a shipped charter.

A block marked ``case fails`` shows a failure, and the text block after it says how it is reported.
"""

from functools import cache
from pathlib import Path

import pytest
from docs.language import fences

from foedus.cases import play, read_cases
from foedus.charter.charter import Charter
from foedus.charter.read import find, read

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/reference/*.md")), *sorted(ROOT.glob("docs/concepts/*.md"))]  # fmt: skip
BLOCKS = [
    pytest.param(page, line, words, text, id=f"{page.name}:{line}")
    for page in PAGES
    if page.exists()
    for line, words, text in fences(page.read_text(encoding="utf-8"), "case")
]


@cache
def charter(name: str) -> Charter:
    folder = find(name)
    assert folder is not None, f"there is no charter {name}"
    found = read(folder)
    assert found.charter is not None, "; ".join(map(str, found.faults))
    return found.charter


@pytest.mark.parametrize(("page", "line", "words", "text"), BLOCKS)
def test_every_case_comes_out_as_the_page_says(page, line, words, text):
    for case in read_cases("FILE", text):
        failures = [str(each) for each in play(case, charter(case.charter)).failures]
        at = f"{page.relative_to(ROOT)}:{line}: {case.title}"
        if not words:
            assert not failures, f"{at}: {failures[0]}"
            continue
        assert words == ["fails"], at
        assert failures, f"{at}: it does not fail"
        assert f"```text\n{failures[0]}\n```" in page.read_text(encoding="utf-8"), failures[0]
