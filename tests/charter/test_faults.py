"""Faults: how they are shown, the nearest known word, and syntax errors in plain words."""

import pytest
import yaml

from foedus.charter import yaml12
from foedus.charter.faults import (
    Fault,
    Faults,
    did_you_mean,
    escaped,
    place_of,
    plain_syntax,
    quoted,
)
from foedus.charter.yaml12 import read_text


def test_a_fault_is_shown_with_place_and_cure() -> None:
    fault = Fault("tst/rules.yaml", 3, 14, "yaml-number", "1.5 is not exact", "write 3/2")
    assert str(fault) == "tst/rules.yaml:3:14: 1.5 is not exact; write 3/2"


def test_a_fault_without_a_cure_ends_with_what_it_is() -> None:
    assert str(Fault("a.yaml", 1, 1, "yaml-empty", "the file is empty")) == (
        "a.yaml:1:1: the file is empty"
    )


def test_a_fault_is_one_line_that_no_terminal_obeys() -> None:
    shown = str(Fault("a\n.yaml", 1, 1, "x", "the key \x1b[2J\u202e\r\t", "drop it"))
    assert shown == "a\\n.yaml:1:1: the key \\u001b[2J\\u202e\\r\\t; drop it"


def test_faults_sort_by_file_then_place_as_numbers() -> None:
    faults = [Fault("b", 1, 1, "x", ""), Fault("a", 10, 1, "x", ""), Fault("a", 9, 12, "x", "")]
    assert [(f.file, f.line) for f in sorted(faults)] == [("a", 9), ("a", 10), ("b", 1)]


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("sene", ["seen", "given", "none"], 'did you mean "seen"?'),
        ("SEEN", ["seen", "given"], 'did you mean "seen"?'),
        ("Решение", ["решение", "заявление"], 'did you mean "решение"?'),
        ("зaявление", ["решение", "заявление"], 'did you mean "заявление"?'),  # a Latin letter
        ("quorum", {"b", "c", "a"}, "one of: a, b, c"),
        ("quorum", ["a", "a"], "one of: a"),
        ("quorum", list("lkjihgfedcba"), "one of: a, b, c, d, e, f, g, h, i, j, k, l"),
        ("quorum", list("mlkjihgfedcba"), ""),
        ("quorum", [], ""),
        ("", ["a"], "one of: a"),
        ("seen" * 1_000, ["seen" * 999], "one of: " + "seen" * 999),
    ],
)
def test_the_nearest_word_or_the_few_there_are(word: str, known: list[str], said: str) -> None:
    assert did_you_mean(word, known) == said


def test_the_order_of_the_known_words_does_not_matter() -> None:
    assert did_you_mean("vote", ["vote-b", "vote-a"]) == did_you_mean("vote", ["vote-a", "vote-b"])


def test_a_quotation_is_short_and_safe() -> None:
    assert quoted("a\u2066b") == '"a\\u2066b"'
    assert quoted("x" * 61) == '"' + "x" * 57 + '..."'
    assert quoted("x" * 60) == '"' + "x" * 60 + '"'


def test_ordinary_text_of_any_script_is_not_escaped() -> None:
    text = "Совет\u00a0ОДКБ — «решение» № 1; שלום\u200f؛ 条約 👍"
    assert escaped(text) == text


def test_faults_beyond_the_limit_are_replaced_by_one_that_says_so() -> None:
    faults = Faults("a", limit=2)
    for line in range(1, 6):
        faults.add((line, 1), "x", "wrong")
    assert [(f.line, f.code) for f in faults.found] == [(1, "x"), (2, "x"), (3, "too-many")]
    faults.stop((9, 1), "yaml-depth", "too deep", "flatten it")
    assert faults.found[-1].code == "yaml-depth"


@pytest.mark.parametrize(
    ("index", "place"), [(0, (1, 1)), (2, (1, 3)), (3, (2, 1)), (5, (3, 1)), (6, (3, 2))]
)
def test_places_count_characters_from_one(index: int, place: tuple[int, int]) -> None:
    assert place_of("ая\nя\nяя", index) == place


def test_an_unknown_message_of_the_parser_is_passed_on() -> None:
    assert plain_syntax("odd", "x").what == "this is not YAML: odd"


# ------------------------------------------------------------------ characters and syntax

PARSERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if yaml.__with_libyaml__ else [])]


@pytest.fixture(params=PARSERS, ids=lambda parser: parser.__name__)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml12, "_LOADER", request.param)


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 'x\nc: 2\n\n", "2:4 yaml-unclosed-quote"),
        ('b: "x\n---\n', "1:4 yaml-unclosed-quote"),
        ("a: [1, 2\nb: 3", "1:4 yaml-unclosed-list"),
        ("a: {x: [1, 2}", "1:8 yaml-unclosed-list"),
        ("a: {b: c", "1:4 yaml-unclosed-mapping"),
        ("x: 1\na: [\n", "2:4 yaml-unclosed"),
        ("a: The Council decides: yes", "1:23 yaml-colon"),
        ("a: 1\n  b: 2", "2:4 yaml-colon"),
        ("a:\n\tb: 1", "2:1 yaml-tab"),
        ("a:\n  b: 1\n\tc: 2", "3:1 yaml-tab"),
        ("a: @x", "1:4 yaml-start"),
        ("a: % of votes", "1:4 yaml-start"),
        ("a: 'it's'", "1:8 yaml-indentation"),
        ("a:\n  b: 1\n c: 2", "3:2 yaml-indentation"),
        ("- a\nb: 1", "2:1 yaml-indentation"),
        ("a: 'b' &c d", "1:8 yaml-indentation"),
        ("[?a: 1, %", "1:9 yaml-start"),
        ("a: - b", "1:4 yaml-dash"),
        ("a: 1\nb\n", "2:1 yaml-no-colon"),
        ('a: "x \\q"', "1:7 yaml-escape"),
        ("a: ]", "1:4 yaml-value"),
        ("a: !e!x y", "1:4 yaml-tag"),
        ("a: 'b'\n...\nc", "3:1 yaml-after-end"),
        ("a: |x\n b", "1:5 yaml-block"),
        ("%YAML 1.2\na: 1", "2:1 yaml-after-end"),
        (b"a: 1\nb: \xe9t\xe9", "2:4 yaml-encoding"),  # Latin-1
        ("a: да".encode("cp1251"), "1:4 yaml-encoding"),
        (b"\xef\xbb\xbfa: \xc3", "1:4 yaml-encoding"),
        ("a: 1".encode("utf-16"), "1:1 yaml-encoding"),
        ("a: 1".encode("utf-16-le"), "1:1 yaml-encoding"),
        ("a: 1".encode("utf-16-be"), "1:1 yaml-encoding"),
        ("a: 1".encode("utf-32"), "1:1 yaml-encoding"),
        (b"a: 1\nb: x\0y", "2:5 yaml-encoding"),
    ],
)
def test_one_fault_in_plain_words_and_no_value(text: str | bytes, expected: str) -> None:
    source, faults = read_text("t.yaml", text)
    assert source is None
    assert [f"{f.line}:{f.column} {f.code}" for f in faults] == [expected]
    assert "while" not in faults[0].what
    assert faults[0].cure


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(
    ("text", "expected", "value"),
    [
        ("%YAML 1.1\n%TAG ! !x\n---\n1", ["1:1 yaml-directive", "2:1 yaml-directive"], 1),
        ("# c\r\n\r\n%FOO x\r\n---\na", ["3:1 yaml-directive"], "a"),
        ("%YAML 1.2\r\n---\na", [], "a"),
        ("\u202eevil\u2066", ["1:1 yaml-character", "1:6 yaml-character"], "\ufffdevil\ufffd"),
        ("я\n\nb\x07", ["3:2 yaml-character"], "я\nb\ufffd"),
        ("a\x85", ["1:2 yaml-character"], "a\ufffd"),
        ("d: e\rf", ["1:5 yaml-character"], {"d": "e\ufffdf"}),
        (r'a: "\e[2J"', ["1:4 yaml-character"], {"a": "\x1b[2J"}),
        (r'"\u202E": 1', ["1:1 yaml-character"], {"\u202e": 1}),
    ],
)
def test_misleading_characters_and_directives_do_not_stop_the_reading(
    text: str, expected: list[str], value: object
) -> None:
    source, faults = read_text("t.yaml", text)
    assert [f"{f.line}:{f.column} {f.code}" for f in faults] == expected
    assert source is not None
    assert source.value == value


def test_bytes_that_are_not_utf8_are_named_with_their_offset() -> None:
    assert "byte 8 of the file (0xe9)" in read_text("t.yaml", b"a: 1\nb: \xe9")[1][0].what
    assert "byte 6 of the file (0xff)" in read_text("t.yaml", b"\xef\xbb\xbfa: \xff")[1][0].what


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize("text", [r'a: "\ud800"', r'a: "\U00110000"', r'a: "\UFFFFFFFF"'])
def test_escapes_of_no_character_are_a_fault(text: str) -> None:
    assert len(read_text("t.yaml", text)[1]) == 1


def test_a_thousand_faults_are_enough() -> None:
    faults = read_text("t.yaml", "a: 1\n" * 5_000)[1]
    assert len(faults) == 1_001
    assert (faults[-1].line, faults[-1].code) == (1_002, "too-many")
    assert len(read_text("t.yaml", "%\n" * 5_000)[1]) == 1_001
    assert len(read_text("t.yaml", "\x07" * 5_000)[1]) == 1_001


def test_a_name_of_great_length_does_not_swell_the_message() -> None:
    for text in ("a: &" + "x" * 60_000, "a: *" + "x" * 60_000, "a: !" + "x" * 60_000):
        assert len(str(read_text("t.yaml", text)[1][0])) < 200
