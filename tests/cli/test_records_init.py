"""A record is begun whole or not at all, and nobody's files are touched."""

import re
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import FOEDUS, Run
from cli.office import CHARTER, UNUSABLE, quick
from openssh import new_key as ssh_key

from foedus.cli.keys import new_key
from foedus.record import note
from foedus.service import keyfiles

WORDS = "a few words"
SHAPE = ["store", "origin", "world", "clerk", "officers", "key", "number", "hour"]


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Give everything that is in a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_record_begins_with_a_key_for_its_officer(run: Run, tmp_path: Path, lang: str) -> None:
    ran = run("init", CHARTER, "--store", "rec", "--lang", lang, cwd=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    assert "rec.officer.key" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 96
    assert names(tmp_path) == ["rec", "rec.officer.key", "rec.officer.key.pub"]
    assert names(tmp_path / "rec") == ["clerk.key", "lock", "record.sqlite"]
    for secret in (tmp_path / "rec.officer.key", tmp_path / "rec" / "clerk.key"):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    public, _ = keyfiles.read_public(tmp_path / "rec.officer.key.pub")
    assert keyfiles.read(tmp_path / "rec.officer.key").public == public
    assert run("verify", tmp_path / "rec", "--complete").status == 0


def test_json_says_all_that_was_made(run: Run, tmp_path: Path) -> None:
    told = run("init", CHARTER, "--store", "rec", "--json", cwd=tmp_path).json()
    assert list(told) == SHAPE
    assert (told["store"], told["world"], told["number"]) == ("rec", "live", 1)
    assert told["officers"] == ["officer"]
    assert told["key"] == "rec.officer.key"
    assert re.fullmatch(r"foedus/_template/[0-9a-f]{8}", told["origin"])
    assert note.read_key(told["clerk"]).name == told["origin"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", told["hour"])
    verified = run("verify", "rec", "--json", cwd=tmp_path).json()
    assert {name: verified[name] for name in ("origin", "world", "clerk")} == {
        name: told[name] for name in ("origin", "world", "clerk")
    }


def test_several_officers_with_keys_of_their_own(run: Run, tmp_path: Path) -> None:
    for name in ("olga", "ivan"):
        new_key(tmp_path / name)
    words = ("--officer", "olga.petrova", "--key", "olga", "--also", "ivan=ivan.pub")
    told = run(
        "init", CHARTER, "--store", "rec", *words, "--origin", "csto.int/drill-3",
        "--world", "exercise", "--json", cwd=tmp_path,
    ).json()  # fmt: skip
    assert told["officers"] == ["olga.petrova", "ivan"]
    assert (told["key"], told["origin"], told["world"]) == (None, "csto.int/drill-3", "exercise")
    assert "rec.officer.key" not in names(tmp_path)
    assert "EXERCISE" in run("verify", "rec", cwd=tmp_path).out


def test_a_folder_that_is_there_and_empty_is_taken(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rec").mkdir()
    (tmp_path / "link").symlink_to("rec")
    assert run("init", CHARTER, "--store", "link", cwd=tmp_path).status == 0
    assert (tmp_path / "link").is_symlink()
    assert run("verify", "rec", cwd=tmp_path).status == 0


def test_the_folder_obeys_the_umask(tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", f"umask 077; {FOEDUS} init {CHARTER} --store rec"], cwd=tmp_path, check=True,
        capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0
    assert stat.S_IMODE((tmp_path / "rec").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "rec" / "record.sqlite").stat().st_mode) & 0o077 == 0


def nothing(_folder: Path) -> None:
    """Nothing is there before."""


def a_record(folder: Path) -> None:
    (folder / "rec").mkdir()
    (folder / "rec" / "record.sqlite").write_bytes(b"somebody's")


def a_file(folder: Path) -> None:
    (folder / "rec").write_text("mine")


def a_key(folder: Path) -> None:
    (folder / "rec.officer.key").write_text("mine")


def a_public_key(folder: Path) -> None:
    (folder / "rec.officer.key.pub").write_text("mine")


def keys(folder: Path) -> None:
    for name in ("olga", "ivan"):
        new_key(folder / name)


def an_open_key(folder: Path) -> None:
    new_key(folder / "olga")
    (folder / "olga").chmod(0o644)


def a_loop(folder: Path) -> None:
    (folder / "rec").symlink_to("rec")


@pytest.mark.parametrize(
    ("before", "words", "said"),
    [
        (a_record, ["--store", "rec"], "rec is there already, and not empty; choose another"),
        (a_file, ["--store", "rec"], "rec is there already, and not empty; choose another"),
        (a_file, ["--store", "rec/in"], "there is no folder"),
        (a_loop, ["--store", "rec"], "choose another folder"),
        (nothing, ["--store", "."], "is the folder you are in"),
        (nothing, ["--store", "no/where"], "make it first"),
        (nothing, ["--store", ""], "is the folder you are in"),
        (nothing, ["--store", "/proc"], "not empty"),
        (nothing, ["--store", "/proc/rec"], "/proc/rec.officer.key: cannot be made"),
        (nothing, ["--store", "x" * 300], "File name too long; choose another folder"),
        (nothing, ["--store", "x" * 250], "File name too long; choose another place"),
        (a_key, ["--store", "rec"], "rec.officer.key: something of this name is there already"),
        (a_public_key, ["--store", "rec"], "rec.officer.key.pub cannot be made: File exists"),
        (nothing, [], "Missing option '--store'"),
        (nothing, ["--store", "rec", "--world", "real"], "'real' is not one of"),
        (nothing, ["--store", "rec", "--officer", "Olga"], '"Olga" is no name of a person; write'),
        (nothing, ["--store", "rec", "--officer", ""], '"" is no name of a person'),
        (nothing, ["--store", "rec", "--key", "olga"], "olga: there is no such file; check"),
        (nothing, ["--store", "rec", "--key", "."], ".: is a folder; name the key file in it"),
        (a_file, ["--store", "r", "--key", "rec"], "rec: is no private key of OpenSSH; make one"),
        (keys, ["--store", "rec", "--key", "olga.pub"], "is a public key, and to sign takes"),
        (an_open_key, ["--store", "rec", "--key", "olga"], "close it with: chmod 600 olga"),
        (keys, ["--store", "rec", "--also", "ivan"], "--also ivan: write the officer's name and"),
        (keys, ["--store", "rec", "--also", "ivan="], "--also ivan: write the officer's name and"),
        (keys, ["--store", "rec", "--also", "ivan=ivan"], "is a private key: show it to nobody"),
        (keys, ["--store", "rec", "--also", "ivan=no.pub"], "no.pub: there is no such file"),
        (keys, ["--store", "rec", "--also", "I=ivan.pub"], '"I" is no name of a person'),
        (keys, ["--store", "rec", "--also", "officer=ivan.pub"], "two officers are called officer"),
        (
            keys,
            ["--store", "rec", "--key", "ivan", "--also", "ivan=ivan.pub"],
            "two officers have the same key",
        ),
        (nothing, ["--store", "rec", "--origin", "two words"], "two words"),
        (nothing, ["--store", "rec", "--origin", "a+b"], "a+b"),
        (nothing, ["--store", "rec", "--origin", "x" * 5000], '"origin" is a text of 1 to 200'),
    ],
    ids=lambda value: " ".join(value)[:50] if isinstance(value, list) else "",
)  # fmt: skip
def test_what_cannot_begin_leaves_nothing_behind(
    tmp_path: Path, before: Callable[[Path], None], words: list[str], said: str
) -> None:
    before(tmp_path)
    there = snapshot(tmp_path)
    ran = quick("init", CHARTER, *words, cwd=tmp_path)
    assert ran.status == UNUSABLE, ran.out + ran.err
    assert said in ran.err
    assert ran.err.startswith("foedus: ")
    assert ran.err.count("\n") == 1
    assert not ran.out
    assert snapshot(tmp_path) == there


def test_no_record_of_a_charter_that_is_not_there_or_faulty(run: Run, pact: Path) -> None:
    here = pact.parent
    ran = run("init", "pcat", "--store", "rec", cwd=here)
    assert (ran.status, "pcat" in ran.err) == (UNUSABLE, True)
    (pact / "bodies.yaml").unlink()
    ran = run("init", "./pact", "--store", "rec", cwd=here)
    assert ran.status == UNUSABLE
    *faults, last = ran.err.splitlines()
    assert last == "foedus: the charter pact is faulty"
    assert "bodies.yaml" in faults[0]
    assert names(here) == ["pact"]


def test_a_record_of_an_organisation_of_ones_own(run: Run, pact: Path) -> None:
    here = pact.parent
    assert run("init", "./pact", "--store", "rec", cwd=here).status == 0
    for file in pact.rglob("*.yaml"):
        file.unlink()  # the record has its own copy
    told = run("verify", "rec", "--json", cwd=here).json()
    assert (told["good"], told["charter"]) == (True, "pact")


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_keys_of_other_kinds_are_told_what_is_wanted(run: Run, tmp_path: Path, kind: str) -> None:
    ssh_key(tmp_path / "olga", kind=kind)
    for words in (("--key", "olga"), ("--also", "olga=olga.pub")):
        ran = run("init", CHARTER, "--store", "rec", *words, cwd=tmp_path)
        assert ran.status == UNUSABLE
        assert "olga" in ran.err
        assert "ed25519" in ran.err.lower()
        assert names(tmp_path) == ["olga", "olga.pub"]


def test_an_encrypted_key_needs_somebody_who_can_be_asked(run: Run, tmp_path: Path) -> None:
    ssh_key(tmp_path / "olga", passphrase=WORDS)
    ran = run("init", CHARTER, "--store", "rec", "--key", "olga", cwd=tmp_path)
    assert ran.status == UNUSABLE
    assert "is encrypted, and nobody can be asked for the passphrase; sign where" in ran.err
    assert names(tmp_path) == ["olga", "olga.pub"]


def test_a_key_made_by_openssh_opens_a_record(run: Run, tmp_path: Path) -> None:
    ssh_key(tmp_path / "olga")
    assert run("init", CHARTER, "--store", "rec", "--key", "olga", cwd=tmp_path).status == 0
    assert run("verify", "rec", "--complete", cwd=tmp_path).status == 0


@pytest.mark.parametrize("room", [0, 20_000, 100_000])
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, room: int) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    script = (
        "import resource, sys; from foedus.cli.main import main\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))\n"
        f"main(['init', '{CHARTER}', '--store', 'rec'])"
    )
    done = subprocess.run(
        [FOEDUS.with_name("python"), "-c", script], cwd=folder, capture_output=True, check=False
    )
    err = done.stderr.decode()
    assert done.returncode == UNUSABLE, err
    assert "Traceback" not in err
    assert "mistake of ours" not in err
    assert err.count("\n") == 1
    assert names(folder) == []
