"""Both languages say the same things, leave nothing to be filled in, and count as they should."""

import re
import tomllib
from pathlib import Path

import pytest

import foedus
from foedus.law.codes import CODES
from foedus.words import languages
from foedus.words.catalogue import catalogue, placeholders

FOLDER = Path(foedus.__file__).parent
LANGUAGES = languages()
USED = re.compile(r"""(?:say|counted|forms)\(\s*f?["']([a-z][a-z0-9_.-]*)["']""")
VARIANTS = "refusal."


def test_there_are_two_languages() -> None:
    assert LANGUAGES == ("en", "ru")


def test_every_text_is_there_in_every_language() -> None:
    english = catalogue("en").texts
    for language in LANGUAGES[1:]:
        texts = catalogue(language).texts
        missing = english.keys() - texts.keys()
        extra = {key for key in texts.keys() - english.keys() if not key.startswith("span.")}
        assert not missing, f"{language} lacks {sorted(missing)}"
        assert not extra, f"en lacks {sorted(extra)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_the_same_blanks_as_in_english(language: str) -> None:
    for key, text in catalogue("en").texts.items():
        other = catalogue(language).texts[key]
        if key.startswith(VARIANTS):
            assert [placeholders(each) for each in text] == [placeholders(each) for each in other]
        elif isinstance(text, str):
            assert placeholders(text) == placeholders(str(other)), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_text_that_needs_no_detail(language: str, code: str) -> None:
    texts = catalogue(language)
    plain = texts.first(f"refusal.{code}", {})
    assert plain.endswith(".")
    assert not placeholders(plain)


def test_no_code_is_told_that_does_not_exist() -> None:
    told = {key.removeprefix(VARIANTS) for key in catalogue("en").texts if key.startswith(VARIANTS)}
    assert told == set(CODES)


def test_every_key_that_the_program_names_is_there() -> None:
    sources = [*FOLDER.glob("words/**/*.py"), *FOLDER.glob("cli/**/*.py")]
    texts = catalogue("en").texts
    missing = {
        key
        for source in sources
        for key in USED.findall(source.read_text(encoding="utf-8"))
        if "." in key and not key.endswith(".") and key not in texts
    }
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_plain_toml(language: str) -> None:
    text = (FOLDER / "words" / f"{language}.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)
    assert not re.search(r"\{[^a-z]", text), "a blank is a name in braces"


def test_a_detail_is_never_read_as_a_blank() -> None:
    said = catalogue("en").say("minutes.said", field="{who}", value="{field}")
    assert said == "{who}: {field}"


def test_an_abbreviation_ends_the_sentence() -> None:
    said = catalogue("ru").say("citation.under", place="Устав, в редакции с 1 июня 2000 г.")
    assert said.endswith("2000 г.")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1 час"),
        (2, "2 часа"),
        (4, "4 часа"),
        (5, "5 часов"),
        (11, "11 часов"),
        (12, "12 часов"),
        (14, "14 часов"),
        (21, "21 час"),
        (22, "22 часа"),
        (100, "100 часов"),
        (101, "101 час"),
        (111, "111 часов"),
    ],
)
def test_russian_counts(number: int, said: str) -> None:
    assert catalogue("ru").counted("span.hour", number) == said


@pytest.mark.parametrize(
    ("language", "items", "said"),
    [
        ("en", [], ""),
        ("en", ["A"], "A"),
        ("en", ["A", "B"], "A and B"),
        ("ru", ["A", "B", "C"], "A, B и C"),
    ],
)
def test_lists(language: str, items: list[str], said: str) -> None:
    assert catalogue(language).listed(items) == said
