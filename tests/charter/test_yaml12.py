"""The reader of YAML 1.2: places, every fault, and files that mean harm."""

import functools
import hashlib
import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from foedus.charter import yaml12
from foedus.charter.faults import UNSAFE
from foedus.charter.yaml12 import Limits, Source, read_file, read_text

LIMITS = Limits()
PARSERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if yaml.__with_libyaml__ else [])]


@pytest.fixture(params=PARSERS, ids=lambda parser: parser.__name__, autouse=True)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test with the parser in C and with the one in Python."""
    monkeypatch.setattr(yaml12, "_LOADER", request.param)


def sound(text: str | bytes) -> Source:
    source, faults = read_text("t.yaml", text)
    assert not faults, [str(fault) for fault in faults]
    assert source is not None
    return source


def found(text: str | bytes, limits: Limits = LIMITS) -> list[str]:
    """List the faults as line:column code."""
    return [f"{f.line}:{f.column} {f.code}" for f in read_text("t.yaml", text, limits)[1]]


# ------------------------------------------------------------------ values


@pytest.mark.parametrize("text", ["NO", "no", "yes", "on", "Off", "y", "N", "1:30", "2012-12-19"])
def test_only_the_core_schema_gives_anything_but_text(text: str) -> None:
    assert sound(f"a: {text}\n{text}: b\n").value == {"a": text, text: "b"}


@pytest.mark.parametrize(
    "text", ["4(2)", "-x", "1_000", "0b1", "1,5", "3/2", "+-1", "v1.5", "=", "<<"]
)
def test_what_is_not_quite_a_number_is_text(text: str) -> None:
    assert sound(f"a: {text}").value == {"a": text}


def test_words_and_whole_numbers() -> None:
    text = "[null, ~, '', true, false, 0, -7, +7, 10, 010]"
    assert sound(text).value == [None, None, "", True, False, 0, -7, 7, 10, 10]
    assert sound("a:\nb: \n").value == {"a": None, "b": None}


@pytest.mark.parametrize("text", ["'1.5'", '"1.5"', "|-\n  1.5", ">-\n  1.5"])
def test_quoted_and_block_scalars_are_text(text: str) -> None:
    assert sound(f"a: {text}").value == {"a": "1.5"}


def test_a_number_as_key_is_its_digits() -> None:
    assert sound("7: a\n'8': b\n007: c\n4(2): d").value == {
        "7": "a",
        "8": "b",
        "007": "c",
        "4(2)": "d",
    }


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("1.5", "such as 3/2"),
        ("-.25", "such as -1/4"),
        ("2.", "such as 2,"),
        ("1e3", "such as 3/2"),
        ("1e999999999", "such as 3/2"),
        ("0x1F", "write 31"),
        ("0o17", "write 15"),
        (".inf", "quote the text"),
        ("-.INF", "quote the text"),
        (".NaN", "quote the text"),
        ("9" * 101, "quote the text"),
    ],
)
def test_inexact_numbers_are_faults_with_an_exact_cure(text: str, cure: str) -> None:
    source, faults = read_text("t.yaml", f"a:\n - {text}")
    assert [(f.line, f.column, f.code) for f in faults] == [(2, 4, "yaml-number")]
    assert cure in faults[0].cure
    assert source is not None
    assert source.value == {"a": [text]}


def test_capital_words_are_doubtful() -> None:
    assert found("a: True\nb: NULL\nc: 'True'") == ["1:4 yaml-capitals", "2:4 yaml-capitals"]


# ------------------------------------------------------------------ places


def test_places_of_values_and_keys() -> None:
    source = sound("a:\n  - x\n  - ключ: ценность, и другая\n    b: {c: 1}\n")
    assert source.where(("a",)) == (2, 3)
    assert source.where(("a", 0)) == (2, 5)
    assert source.where(("a", 1, "ключ")) == (3, 11)  # columns are characters, not bytes
    assert source.key_where(("a", 1, "ключ")) == (3, 5)
    assert source.where(("a", 1, "b", "c")) == (4, 12)
    assert source.key_where(("a", 1, "b", "c")) == (4, 9)
    assert source.key_where(("a", 0)) == (2, 5)


def test_the_place_of_what_is_missing_is_that_of_what_should_hold_it() -> None:
    source = sound("\na: {b: [1]}")
    assert source.where(("a", "x", 3)) == source.where(("a",)) == (2, 4)
    assert source.key_where(("a", "x", 3)) == (2, 1)
    assert source.where(("x",)) == (2, 1)


def test_columns_after_russian_text_and_characters_beyond_the_first_plane() -> None:
    assert found('{"Совет 👍": 1, б: 1.5}') == ["1:19 yaml-number"]


def test_a_byte_order_mark_and_line_ends_change_nothing() -> None:
    plain = sound("a: 1\nb: |\n  x\n")
    for text in ("\ufeffa: 1\nb: |\n  x\n", "a: 1\r\nb: |\r\n  x\r\n", "a: 1\nb: |\n  x"):
        for source in (sound(text), sound(text.encode())):
            assert (source.value, source.marks) == (plain.value, plain.marks)
            assert source.digest == hashlib.sha256(text.encode()).hexdigest()


# ------------------------------------------------------------------ several faults, and the value


def test_every_fault_is_reported_in_order_and_the_value_is_still_given() -> None:
    text = "a: 1\nb: 1.5\na: 2\nc:\n  - &x {d: 1, d: 2e1}\n  - *x\n  - !!str 5\n<<: {e: 1, e: 2}\n"
    source, faults = read_text("t.yaml", text)
    assert [(f.line, f.column, f.code) for f in faults] == [
        (2, 4, "yaml-number"),
        (3, 1, "yaml-duplicate"),
        (5, 5, "yaml-anchor"),
        (5, 15, "yaml-duplicate"),
        (5, 18, "yaml-number"),
        (6, 5, "yaml-alias"),
        (7, 5, "yaml-tag"),
        (8, 1, "yaml-merge"),
        (8, 12, "yaml-duplicate"),
    ]
    assert faults[1].what == '"a" stands here a second time, first in line 1'
    assert all(fault.cure for fault in faults)
    assert source is not None
    assert source.value == {"a": 1, "b": "1.5", "c": [{"d": 1}, None, 5]}
    assert sorted(map(repr, source.marks)) == sorted(map(repr, paths(source.value)))


@pytest.mark.parametrize(
    ("text", "expected", "value"),
    [
        ("1: a\n'1': b", ["2:1 yaml-duplicate"], {"1": "a"}),
        ("7.10: a", ["1:1 yaml-key"], {"7.10": "a"}),
        ("true: a\n~: b", ["1:1 yaml-key", "2:1 yaml-key"], {"true": "a", "~": "b"}),
        (
            "? [1.5]\n: [1.5]\nc: 1",
            ["1:3 yaml-key", "1:4 yaml-number", "2:4 yaml-number"],
            {"c": 1},
        ),
        ("*x : a\nb: 1", ["1:1 yaml-alias"], {"b": 1}),
        ("a: !!python/object:os.system [x]", ["1:4 yaml-tag"], {"a": ["x"]}),
        ("--- !!python/object/apply:os.system\n- x", ["1:5 yaml-tag"], ["x"]),
        ("a: 1\n---\nb: 2\n", ["2:1 yaml-documents"], {"a": 1}),
        ("", ["1:1 yaml-empty"], None),
        ("# only\n\n", ["1:1 yaml-empty"], None),
    ],
)
def test_faults_after_which_the_reading_goes_on(
    text: str, expected: list[str], value: object
) -> None:
    source, _ = read_text("t.yaml", text)
    assert found(text) == expected
    assert source is not None
    assert source.value == value


# ------------------------------------------------------------------ harm


def test_a_billion_laughs_are_not_laughed() -> None:
    text = "a0: &a0 [lol]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
    )
    source, faults = read_text("t.yaml", text)
    assert source is not None
    assert len(source.marks) == 1 + 10 + 1 + 9 * 9
    assert [str(f)[:35] for f in faults[:3]] == [
        't.yaml:1:5: the anchor "&a0" is not',
        't.yaml:2:5: the anchor "&a1" is not',
        't.yaml:2:10: the alias "*a0" is not',
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: " + "x" * 10_000_000, "1:1 yaml-size"),
        ("a: 1\nb: " + "x" * 65_537, "2:4 yaml-length"),
        ("[" * 100_000, "1:41 yaml-depth"),
        ("- " * 100_000, "1:81 yaml-depth"),
        ("a:\n" + "".join(f"{' ' * n}a:\n" for n in range(1, 100)), "41:41 yaml-depth"),
    ],
)
def test_beyond_the_limits_there_is_one_fault_and_no_value(text: str, expected: str) -> None:
    assert found(text) == [expected]
    assert read_text("t.yaml", text)[0] is None


def test_just_within_the_limits_all_is_well() -> None:
    assert sound("[" * 40 + "]" * 40)
    assert sound("a: " + "x" * 65_536)
    limits = Limits(size=6, nodes=3)
    assert read_text("t.yaml", "[a, b]", limits)[1] == ()
    assert found("[a, b ]", limits) == ["1:1 yaml-size"]
    assert found("- a\n- b\n- c\n- d\n", Limits(nodes=4)) == ["4:3 yaml-nodes"]


# ------------------------------------------------------------------ files


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.yaml").write_text("a: 1\n")
    source, faults = read_file(tmp_path / "sub" / "a.yaml", "tst/sub/a.yaml", tmp_path)
    assert faults == ()
    assert source is not None
    assert (source.file, source.value) == ("tst/sub/a.yaml", {"a": 1})


def refused(path: Path, root: Path) -> str:
    source, faults = read_file(path, "x.yaml", root)
    assert source is None
    assert [(f.file, f.line, f.column) for f in faults] == [("x.yaml", 1, 1)]
    return faults[0].code


def test_files_that_are_not_plain_files_inside_the_folder_are_refused(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "real").mkdir(parents=True)
    (tmp_path / "out.yaml").write_text("a: 1")
    (root / "real" / "a.yaml").write_text("a: 1")
    (root / "link.yaml").symlink_to("real/a.yaml")
    (root / "out.yaml").symlink_to(tmp_path / "out.yaml")
    (root / "broken.yaml").symlink_to("nowhere")
    (root / "folder").symlink_to("real")
    os.mkfifo(root / "pipe.yaml")
    assert refused(root / "link.yaml", root) == "file-link"
    assert refused(root / "out.yaml", root) == "file-link"
    assert refused(root / "broken.yaml", root) == "file-link"
    assert refused(root / "folder" / "a.yaml", root) == "file-link"
    assert refused(root / "pipe.yaml", root) == "file-kind"
    assert refused(root / "real", root) == "file-kind"
    assert refused(root, root) == "file-kind"
    assert refused(Path("/dev/zero"), Path("/dev")) == "file-kind"
    assert refused(tmp_path / "out.yaml", root) == "file-outside"
    assert refused(root / ".." / "out.yaml", root) == "file-outside"
    assert refused(tmp_path / "root2" / "a.yaml", root) == "file-outside"
    assert refused(root / "none.yaml", root) == "file-missing"
    assert refused(root / "n\0ne.yaml", root) == "file-missing"


def test_a_root_that_is_itself_a_link_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.yaml").write_text("a: 1")
    (tmp_path / "root").symlink_to("real")
    assert read_file(tmp_path / "root" / "a.yaml", "a", tmp_path / "root")[1] == ()


def test_a_file_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / "a.yaml").open("wb") as file:
        file.truncate(1 << 40)  # sparse
    assert refused(tmp_path / "a.yaml", tmp_path) == "yaml-size"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").touch(mode=0)
    assert refused(tmp_path / "a.yaml", tmp_path) == "file-unreadable"


def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.yaml").write_text("a: 1")
    opened = Path.open

    def swapping(self: Path, mode: str) -> object:
        file = opened(self, mode)
        self.unlink()
        opened(self, "w").close()
        return file

    monkeypatch.setattr(Path, "open", swapping)
    assert refused(tmp_path / "a.yaml", tmp_path) == "file-changed"


def test_a_failure_of_the_disk_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_self: Path, _mode: str) -> object:
        raise OSError(5, "Input/output error")

    (tmp_path / "a.yaml").write_text("a: 1")
    monkeypatch.setattr(Path, "open", failing)
    assert refused(tmp_path / "a.yaml", tmp_path) == "file-unreadable"


# ------------------------------------------------------------------ any value, any bytes

TEXTS = st.text(st.characters(codec="utf-8").filter(lambda c: not UNSAFE.match(c)))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**90), 10**90) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=30,
)


class Emitter(yaml.SafeDumper):
    """Writes each text in quotes, and never an alias."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


Emitter.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


def paths(value: object, path: yaml12.Path = ()) -> list[yaml12.Path]:
    inner = value.items() if isinstance(value, dict) else ()
    inner = enumerate(value) if isinstance(value, list) else inner
    return [path, *(p for name, each in inner for p in paths(each, (*path, name)))]


@given(VALUES, st.booleans(), st.integers(20, 200))
def test_what_an_emitter_writes_is_read_back_with_its_places(
    value: object, flow: bool, width: int
) -> None:
    style = {"default_flow_style": flow, "width": width, "allow_unicode": True}
    text = yaml.dump(value, Dumper=Emitter, sort_keys=False, **style)
    source = sound(text)
    assert source.value == value
    assert repr(source.value) == repr(value)  # True is not 1
    assert sorted(map(repr, source.marks)) == sorted(map(repr, paths(value)))
    lines = text.split("\n")
    for path in paths(value)[1:]:
        line, column = source.where(path)
        inner = functools.reduce(lambda outer, name: outer[name], path, value)
        if isinstance(inner, str):
            assert lines[line - 1][column - 1] == '"'
        if isinstance(path[-1], str):
            line, column = source.key_where(path)
            assert lines[line - 1][column - 1] == '"'


MARKS = "[]{},\"'|>#&*!?%~\\\t\0\r\n\u202e\ufeff\ud800Я "
PIECES = st.sampled_from([*MARKS, "a", "b: ", "- ", "\n  ", "---\n", "...\n", "<<: ", "1.5", " #"])


@given(st.binary() | st.lists(PIECES, max_size=30).map("".join))
def test_nothing_whatever_makes_the_reader_fail(text: str | bytes) -> None:
    source, faults = read_text("t.yaml", text)
    assert source is not None or faults
    assert list(faults) == sorted(faults)
    for fault in faults:
        assert fault.line >= 1
        assert fault.column >= 1
        assert "\n" not in str(fault)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_what_both_parsers_take_they_read_alike(text: str) -> None:
    values = []
    for parser in PARSERS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml12, "_LOADER", parser)
            source, faults = read_text("t.yaml", text)
            if source and not faults:
                values.append(repr(source.value))
    assert len(set(values)) <= 1
