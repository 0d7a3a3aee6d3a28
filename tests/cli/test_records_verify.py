"""What is broken, foreign or forged is named; nothing of it ends in a traceback."""

# ruff: noqa: F401, F811 - a fixture is imported, and then named by those who use it

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from cli.office import (
    UNUSABLE,
    Office,
    alarm,
    begun,
    made_office,
    office,
    quick,
)

from foedus.record import note

SHAPE = [
    "good", "complete", "origin", "world", "charter", "clerk", "entries", "first", "last", "root",
    "recomputed", "withheld", "dependent", "unchecked", "shown", "absent", "signed", "older",
    "difference",
]  # fmt: skip
RAISE = alarm("XA", "raise", "F1", water="high")
DATABASE = "record.sqlite"


@pytest.fixture(scope="module")
def made_bundle(made_office: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("bundle")
    shutil.copytree(made_office, folder / "office")
    out = folder / "record.bundle"
    ran = quick("export", folder / "office" / "record", out, cwd=folder)
    assert ran.status == 0, ran.err
    return out.read_bytes()


@pytest.fixture
def bundle(made_bundle: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "record.bundle"
    path.write_bytes(made_bundle)
    return path


def test_json_is_as_documented(office: Office, bundle: Path) -> None:
    for record in (office.record, bundle):
        ran = quick("verify", record, "--complete", "--json", cwd=office.folder)
        told = ran.json()
        assert ran.status == 0
        assert sorted(told) == sorted(SHAPE)
        assert (told["entries"], told["signed"], told["recomputed"]) == (3, 3, 3)
        assert (told["difference"], told["older"]) == (None, [])
        assert note.read_key(told["clerk"]).name == told["origin"]
        assert told["first"] <= told["last"]


def test_json_where_something_differs(bundle: Path) -> None:
    whole = bundle.read_bytes()
    bundle.write_bytes(whole.replace(b'"step":"appoint"', b'"step":"appoinT"'))
    ran = quick("verify", bundle, "--json", cwd=bundle.parent)
    told = ran.json()
    assert ran.status == 1
    assert (told["good"], told["complete"]) == (False, False)
    assert told["difference"].keys() == {"part", "what"}
    assert told["difference"]["part"] == "entry 2"


# ---- nothing to verify ----


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("nowhere", None),
        ("record/none", None),
        ("empty", b""),
        ("text", b"hello\n"),
        ("noise", bytes(range(256)) * 100),
        ("sqlite", b"SQLite format 3\x00"),
        ("x" * 300, None),
    ],
)
def test_what_is_no_record(tmp_path: Path, name: str, data: bytes | None, lang: str) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    ran = quick("verify", name, "--lang", lang, cwd=tmp_path)
    assert ran.status == UNUSABLE, ran.out
    assert name[:100] in ran.err
    assert not ran.out
    assert ran.err.count("\n") == 1


def no_database(record: Path) -> None:
    (record / DATABASE).unlink()


def empty(record: Path) -> None:
    (record / DATABASE).write_bytes(b"")


def cut(record: Path) -> None:
    with (record / DATABASE).open("r+b") as file:
        file.truncate(20_000)


def cut_within_a_page(record: Path) -> None:
    with (record / DATABASE).open("r+b") as file:
        file.truncate(50)


def foreign(record: Path) -> None:
    (record / DATABASE).unlink()
    with closing(sqlite3.connect(record / DATABASE)) as made:
        made.execute("CREATE TABLE entries (number, hour, leaf, act)")


def text(record: Path) -> None:
    (record / DATABASE).write_text("not a database, but long enough to be looked at" * 100)


def folder(record: Path) -> None:
    (record / DATABASE).unlink()
    (record / DATABASE).mkdir()


def later(record: Path) -> None:
    with closing(sqlite3.connect(record / DATABASE)) as made:
        made.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (no_database, "holds no record: there is no file record.sqlite in it"),
        (empty, "record.sqlite is empty; restore it"),
        (cut, "restore it from a mirror, a bundle or a backup"),
        (cut_within_a_page, "restore it from a mirror, a bundle or a backup"),
        (foreign, "is a database of another program, not a record"),
        (text, "record.sqlite is no database"),
        (folder, "record.sqlite is no file"),
        (later, "record.sqlite has format 99; this program reads format"),
    ],
)
@pytest.mark.parametrize("command", ["verify", "act", "write"])
def test_a_store_that_cannot_be_opened(
    office: Office, spoil: Callable[[Path], None], said: str, command: str
) -> None:
    spoil(office.record)
    there = sorted(each.name for each in office.record.iterdir())
    words: list[object] = {
        "verify": ["verify", "record"],
        "act": ["act", "record", office.draft(RAISE), "--key", "anna.key"],
        "write": ["act", "record", office.draft(RAISE), "--signer", "anna", "--write", "x.act"],
    }[command]
    ran = quick(*words, cwd=office.folder)
    assert (ran.status, ran.out) == (UNUSABLE, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert not (office.folder / "x.act").exists()
    assert sorted(each.name for each in office.record.iterdir()) == there


# ---- what was changed ----


def test_a_flipped_byte_anywhere_in_a_bundle_is_found(bundle: Path, made_bundle: bytes) -> None:
    chance = random.Random(1)
    size = len(made_bundle)
    first = made_bundle.index(b"\nentry ")
    places = [*chance.sample(range(first), 12), *chance.sample(range(first, size), 40)]
    for place in places:
        data = bytearray(made_bundle)
        data[place] ^= 1 << chance.randrange(8)
        bundle.write_bytes(data)
        ran = quick("verify", bundle, "--json", cwd=bundle.parent)
        assert ran.status == 1 or (ran.status == UNUSABLE and ran.err), (place, ran.out)


def test_a_bundle_that_is_cut_off_anywhere_is_found(bundle: Path, made_bundle: bytes) -> None:
    chance = random.Random(2)
    for place in (*chance.sample(range(20, len(made_bundle)), 20), len(made_bundle) - 1):
        bundle.write_bytes(made_bundle[:place])
        ran = quick("verify", bundle, cwd=bundle.parent)
        assert ran.status == 1, (place, ran.out)
        assert "Not verified." in ran.out


def instead(table: str, column: str, old: str, new: str, number: int = 2) -> str:
    """Give the statement that puts one text for another in an entry."""
    put = f"CAST(replace(CAST({column} AS TEXT), '{old}', '{new}') AS BLOB)"
    return f"UPDATE {table} SET {column} = {put} WHERE number = {number}"  # noqa: S608 - a test


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entries SET act = x'00' WHERE number = 2",
        "UPDATE entries SET leaf = x'00' WHERE number = 2",
        instead("entries", "act", '"anna"', '"hans"'),
        instead("entries", "leaf", "admitted", "admitteD"),
        instead("entries", "leaf", "anna", "hans"),
        instead("entries", "leaf", '"key"', '"kez"'),
        "UPDATE entries SET act = x'7b7d', leaf = x'7b7d' WHERE number = 3",
        "UPDATE entries SET act = x'5b5d', leaf = x'5b5d' WHERE number = 1",
        "UPDATE entries SET act = x'ff', leaf = x'ff' WHERE number = 1",
        "UPDATE entries SET act = '' WHERE number = 1",
        "UPDATE entries SET hour = hour + 1 WHERE number = 3",
        "UPDATE entries SET hour = 0",
        "UPDATE entries SET number = 9 WHERE number = 3",
        "DELETE FROM entries WHERE number = 3",
        "DELETE FROM entries WHERE number = 2",
        "DELETE FROM entries",
        "DELETE FROM files WHERE path LIKE '%bodies%'",
        "DELETE FROM files",
        "UPDATE files SET data = x'00' WHERE path LIKE '%bodies%'",
        "UPDATE files SET path = '../../x' WHERE path LIKE '%bodies%'",
        "UPDATE contents SET data = x'00'",
        "UPDATE contents SET salt = x'00'",
        "UPDATE checkpoints SET note = x'00'",
        "UPDATE checkpoints SET size = 99 WHERE size = 3",
        "DELETE FROM checkpoints",
        "DELETE FROM contents",
        "INSERT INTO snapshot VALUES (1, 3, x'00')",
    ],
)
def test_a_store_that_somebody_changed(office: Office, change: str) -> None:
    """Whoever changes it puts the triggers back, so that the file looks as it should."""
    with closing(sqlite3.connect(office.record / DATABASE)) as made:
        triggers = made.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in triggers:
            made.execute(f"DROP TRIGGER {name}")
        made.execute(change.replace("''", "x''"))
        for _, sql in triggers:
            made.execute(sql)
        made.commit()
    ran = quick("verify", "record", cwd=office.folder)
    if change.startswith(("DELETE FROM checkpoints", "DELETE FROM contents", "INSERT")):
        # What is left says nothing that is false; a receipt that somebody kept shows the first.
        assert ran.status == 0
    else:
        assert ran.status in (1, UNUSABLE), ran.out
        assert "Not verified." in ran.out or ran.err
    for words in (["--key", "anna.key", "--json"], ["--signer", "anna", "--write", "x.act"]):
        ran = quick("act", "record", office.draft(RAISE), *words, cwd=office.folder)
        assert ran.status in (0, 1, UNUSABLE)
        if ran.status == UNUSABLE:
            assert "record" in ran.err
            assert ran.err.count("\n") == 1


# ---- what was kept ----


def test_a_checkpoint_shows_that_entries_were_taken_away(office: Office) -> None:
    before = office.folder / "before"
    shutil.copytree(office.record, before)
    office.entered(RAISE, "anna")
    kept = office.folder / "kept"
    assert quick("receipt", "record", "--out", kept, cwd=office.folder).status == 0
    assert quick("verify", "record", "--checkpoint", kept, cwd=office.folder).status == 0
    assert quick("verify", "before", cwd=office.folder).status == 0
    ran = quick("verify", "before", "--checkpoint", kept, cwd=office.folder)
    assert ran.status == 1
    assert "it is for 4 entries; the record ends with entry 3" in " ".join(ran.out.split())


def test_a_checkpoint_of_another_record(office: Office, tmp_path: Path) -> None:
    other = begun(tmp_path / "other") if (tmp_path / "other").mkdir() is None else office
    kept = office.folder / "kept"
    assert quick("receipt", other.record, "--out", kept, cwd=office.folder).status == 0
    ran = quick("verify", "record", "--checkpoint", kept, cwd=office.folder)
    assert ran.status == 1
    assert "it is not of this record" in " ".join(ran.out.split())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "kept cannot be read: No such file"),
        (b"", "kept is no checkpoint and no receipt"),
        (b"hello", "kept is no checkpoint and no receipt"),
        (b"\xff" * 100_000, "kept is no checkpoint and no receipt"),
        (b"c2sp.org/tlog-proof@v1\n", "kept is no checkpoint and no receipt"),
    ],
)
def test_what_is_no_checkpoint(office: Office, data: bytes | None, said: str) -> None:
    if data is not None:
        (office.folder / "kept").write_bytes(data)
    ran = quick("verify", "record", "--checkpoint", "kept", cwd=office.folder)
    assert (ran.status, ran.out) == (UNUSABLE, "")
    assert said in ran.err


# ---- what is withheld ----


def test_a_bundle_with_an_act_withheld(office: Office) -> None:
    office.entered(RAISE, "anna")
    office.entered(alarm("XA", "end", "F1"), "anna")
    out = office.folder / "w.bundle"
    words = ["export", "record", out, "--withhold", "4", "--json"]
    assert quick(*words, cwd=office.folder).status == 0
    assert b'"F1"' in out.read_bytes()
    ran = quick("verify", out, "--json", cwd=office.folder)
    told = ran.json()
    assert (ran.status, told["good"], told["complete"]) == (0, True, False)
    assert (told["withheld"], told["dependent"]) == (1, 1)
    assert quick("verify", out, "--complete", cwd=office.folder).status == 1
    assert json.loads(quick("verify", out, "--json", cwd=office.folder).out) == told
