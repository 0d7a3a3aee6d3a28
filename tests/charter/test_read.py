"""Reading a folder: every file, every fault with its place, and nothing guessed."""

import shutil
from pathlib import Path

import pytest

from foedus.charter.read import HOUSE_FOLDER, STATES_FOLDER, charters_root, find, names, read

HERE = Path(__file__).resolve().parent


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Copy small charters to a root of their own."""
    for name in ("sound", "spring"):
        shutil.copytree(HERE / "check" / name, tmp_path / name)
    shutil.copytree(charters_root() / HOUSE_FOLDER, tmp_path / HOUSE_FOLDER)
    (tmp_path / STATES_FOLDER).mkdir()
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_folder_becomes_a_charter(root: Path) -> None:
    result = read(root / "sound", root)
    charter = result.charter
    assert not result.faults
    assert charter is not None
    assert charter.name == "sound"
    assert list(charter.instruments) == ["pact", "protocol"]
    assert list(charter.procedures) == ["alarm"]
    assert charter.uses["spring"].name == "spring"
    assert charter.house.instrument == "house"
    assert result.folder == root / "sound"


def test_texts_are_kept_with_their_places(root: Path) -> None:
    texts = read(root / "sound", root).texts
    assert sorted(texts)[:3] == [
        "_house/house.yaml",
        "_house/procedures/credentials.yaml",
        "_house/procedures/record.yaml",
    ]
    assert texts["charter.yaml"].file == "sound/charter.yaml"
    assert texts["charter.yaml"].where(("main",)) == (14, 7)
    assert texts["charter.yaml"].key_where(("main",)) == (14, 1)


def test_the_digest_changes_with_any_file(root: Path) -> None:
    before = read(root / "sound", root).charter
    again = read(root / "sound", root).charter
    edit(root / "sound" / "sources.yaml", "minutes", "minutes ")
    after = read(root / "sound", root).charter
    assert before is not None
    assert again is not None
    assert after is not None
    assert len(before.digest) == 64
    assert before.digest == again.digest != after.digest


def test_a_charter_may_do_without_doubts(root: Path) -> None:
    charter = read(root / "spring", root).charter
    assert charter is not None
    assert charter.doubts.doubts == {}


@pytest.mark.parametrize(
    "file",
    ["charter.yaml", "sources.yaml", "parties.yaml", "standings.yaml", "bodies.yaml", "rules.yaml"],
)
def test_a_missing_file_is_a_fault(root: Path, file: str) -> None:
    (root / "sound" / file).unlink()
    result = read(root / "sound", root)
    assert result.charter is None
    assert [(f.file, f.code) for f in result.faults] == [(f"sound/{file}", "missing-file")]


def test_faults_of_all_files_are_found_and_sorted(root: Path) -> None:
    edit(root / "sound" / "rules.yaml", "electorate: seats", "elektorate: seats")
    edit(root / "sound" / "bodies.yaml", "kind: highest", "kind: hihgest")
    edit(root / "sound" / "procedures" / "alarm.yaml", "from: start", "from: [start")
    result = read(root / "sound", root)
    assert result.charter is None
    assert [(f.file, f.line, f.code) for f in result.faults] == [
        ("sound/bodies.yaml", 5, "value-unknown"),
        ("sound/procedures/alarm.yaml", 23, "yaml-unclosed-list"),
        ("sound/rules.yaml", 11, "word-unknown"),
    ]
    assert str(result.faults[0]) == (
        'sound/bodies.yaml:5:11: "kind" cannot be "hihgest"; did you mean "highest"?'
    )


def test_a_file_is_named_after_what_it_holds(root: Path) -> None:
    edit(root / "sound" / "instruments" / "pact.yaml", "instrument: pact", "instrument: pakt")
    (fault,) = read(root / "sound", root).faults
    assert (fault.code, fault.line, fault.column) == ("file-name", 2, 13)
    assert fault.what == 'the file pact.yaml calls itself "pakt"'


def test_a_procedure_of_the_houses_name_is_a_fault(root: Path) -> None:
    folder = root / "sound" / "procedures"
    for name in ("record", "credentials"):
        text = (folder / "alarm.yaml").read_text("utf-8")
        (folder / f"{name}.yaml").write_text(
            text.replace("procedure: alarm", f"procedure: {name}"), "utf-8"
        )
    found = read(root / "sound", root).faults
    assert [(f.file, f.line, f.column, f.code) for f in found] == [
        ("sound/procedures/credentials.yaml", 2, 12, "house-procedure"),
        ("sound/procedures/record.yaml", 2, 12, "house-procedure"),
    ]
    assert found[0].what == '"credentials" is a procedure of the house, which every charter has'


def test_the_house_has_its_procedures_in_every_charter(root: Path) -> None:
    charter = read(root / "spring", root).charter
    assert charter is not None
    assert list(charter.house_procedures) == ["credentials", "record"]
    assert list(charter.all_procedures) == [*charter.procedures, "credentials", "record"]
    (root / HOUSE_FOLDER / "procedures" / "record.yaml").write_text("procedure: record\n", "utf-8")
    assert {f.file.partition("/")[2] for f in read(root / "spring", root).faults} == {
        "_house/procedures/record.yaml"
    }


def test_a_link_is_not_followed(root: Path) -> None:
    (root / "sound" / "rules.yaml").rename(root / "elsewhere.yaml")
    (root / "sound" / "rules.yaml").symlink_to(root / "elsewhere.yaml")
    assert [f.code for f in read(root / "sound", root).faults] == ["file-link"]


def test_a_used_charter_that_is_not_there(root: Path) -> None:
    edit(root / "sound" / "charter.yaml", "uses: [spring]", "uses: [sprig]")
    (fault,) = read(root / "sound", root).faults
    assert (fault.code, fault.line, fault.column) == ("uses", 10, 8)
    assert fault.what == 'there is no charter "sprig" to use'
    assert fault.cure == 'did you mean "spring"?'


def test_a_used_charter_that_is_faulty(root: Path) -> None:
    (root / "spring" / "rules.yaml").unlink()
    (fault,) = read(root / "sound", root).faults
    assert fault.what == 'the used charter "spring" is faulty itself'
    assert fault.cure == "run: foedus check spring"


def test_charters_that_use_each_other(root: Path) -> None:
    edit(root / "spring" / "charter.yaml", "registers:", "uses: [sound]\nregisters:")
    assert "circle" in read(root / "spring", root).faults[0].what or (
        read(root / "spring", root).faults[0].what == 'the used charter "sound" is faulty itself'
    )
    assert [f.code for f in read(root / "sound", root).faults] == ["uses"]


def test_states_of_every_file_are_known(root: Path) -> None:
    for name in ("one", "two"):
        text = f"states:\n  X{name[0].upper()}: {{short: {{en: {name}}}, full: {{en: {name}}}}}\n"
        (root / STATES_FOLDER / f"{name}.yaml").write_text(text, "utf-8")
    charter = read(root / "sound", root).charter
    assert charter is not None
    assert sorted(charter.states) == ["XO", "XT"]


def test_charters_are_found_by_name_and_by_path(root: Path) -> None:
    assert names(root) == ["sound", "spring"]
    assert find("sound", root) == root / "sound"
    assert find(str(root / "sound")) == root / "sound"
    assert find("nowhere", root) is None
    assert find("../sound", root) is None


def test_what_is_in_force_on_a_day(root: Path) -> None:
    charter = read(root / "sound", root).charter
    assert charter is not None
    from datetime import date  # noqa: PLC0415 - where it is used

    assert [str(layer.from_) for layer in charter.layers("pact/3")] == ["2000-06-01", "2010-06-01"]
    assert charter.layer("pact/3", date(2010, 5, 31)).from_ == date(2000, 6, 1)
    assert charter.layer("pact/3", date(2010, 6, 1)).from_ == date(2010, 6, 1)
    assert charter.layer("pact/3", date(1999, 1, 1)) is None
    assert charter.layer("pact/4", date(2008, 6, 1)) is None
    assert str(charter.cite("spring:accord/1", date(2000, 1, 1))) == "spring:accord/1 of 1990-01-01"
    assert charter.layers("nowhere:accord/1") == []
    assert "protocol/1" in charter.places()
