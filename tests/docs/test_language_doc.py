"""The page on the charter language has an entry for every word, and every example is read.

The tables below ``<!-- words: KIND -->`` are compared with the models: each word of the kind has a
row, the row says whether it is required, open, and what its closed values are, and its example is
a value of it. A ``yaml KIND`` block holds a whole line of that kind.
"""

from pathlib import Path

import pytest
from docs.language import CODE, KINDS, LINES, check, fences, tables, words_of, yaml

from foedus.charter.check import CHECKS

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/charter-language.md"
TEXT = PAGE.read_text(encoding="utf-8")
TABLES = tables(TEXT)
BLOCKS = [
    (page.name, *block)
    for page in (PAGE, PAGE.parents[1] / "concepts/doubts.md")
    for block in fences(page.read_text(encoding="utf-8"), "yaml")
]
WITH_WORDS = [name for name, kind in LINES.items() if not name.startswith("_") and words_of(kind)]


def test_the_page_has_a_table_for_each_kind_of_line():
    missing, foreign = set(WITH_WORDS) - set(TABLES), set(TABLES) - set(WITH_WORDS)
    assert not missing, f"{PAGE.name}: add a table <!-- words: ... --> for {sorted(missing)}"
    assert not foreign, f"{PAGE.name}: the language has no {sorted(foreign)}"


@pytest.mark.parametrize("name", WITH_WORDS)
def test_every_word_has_its_entry(name):
    kind = words_of(LINES[name])
    rows = [(word, row) for row in TABLES.get(name, []) for word in row.words]
    assert sorted(word for word, _ in rows) == sorted(kind), f"the table of {name}"
    for word, row in rows:
        at, known = f"{PAGE.name}:{row.line}: {word} of {name}", kind[word]
        assert (row.missing == "required") == known.required, f"{at}: required or not?"
        assert ("(open" in row.value) == known.is_open, f"{at}: open or not?"
        if len(row.words) == 1:
            said = {*CODE.findall(row.value), *CODE.findall(row.meaning)}
        else:
            said = set(CODE.findall(TEXT))
        assert known.literals <= said, f"{at}: say {known.literals - said}"


@pytest.mark.parametrize("name", WITH_WORDS)
def test_what_is_left_out_is_as_the_page_says(name):
    fields = {info.alias: info for info in LINES[name].model_fields.values()}
    for row in TABLES.get(name, []):
        for word in row.words if len(row.words) == 1 else ():
            default = fields[word].default
            shown = str(default).lower() if isinstance(default, bool) else default
            if isinstance(shown, str) and not fields[word].is_required():
                assert f"`{shown}`" in row.missing, f"{PAGE.name}:{row.line}: {word} is {shown}"


@pytest.mark.parametrize("name", WITH_WORDS)
def test_every_example_of_a_word_is_read(name):
    kind = words_of(LINES[name])
    for row in TABLES.get(name, []):
        value = yaml(row.example)
        assert isinstance(value, dict), f"{PAGE.name}:{row.line}: {row.example}"
        assert set(value) == set(row.words), f"{PAGE.name}:{row.line}: {row.example}"
        for word, each in value.items():
            check(kind[word].kind, each)


@pytest.mark.parametrize(("page", "line", "words", "text"), BLOCKS)
def test_every_block_is_read(page, line, words, text):
    assert len(words) == 1, f"{page}:{line}: say of what kind the block is: ```yaml KIND"
    check(KINDS[words[0]], yaml(text))


def test_every_check_is_named():
    part = TEXT.partition("## What the checker checks")[2].partition("\n## ")[0]
    named = {CODE.findall(line)[0] for line in part.splitlines() if line.startswith("| `")}
    assert named == set(CHECKS), f"{PAGE.name}: the table under “What the checker checks”"
