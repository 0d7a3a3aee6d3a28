"""Acts on the command line: what is answered, which keys sign, and what a receipt is good for."""

# ruff: noqa: F401, F811 - a fixture is imported, and then named by those who use it

import json
import os
import pty
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from cli.conftest import FOEDUS, Run, foedus
from cli.office import (
    UNUSABLE,
    Office,
    alarm,
    credentials,
    made_office,
    office,
    only_to_read,
    quick,
)
from openssh import keygen
from openssh import new_key as ssh_key

from foedus.cli.keys import new_key

SHAPE = ["id", "number", "hour", "again", "answer", "code", "under", "text"]
RAISE = alarm("XA", "raise", "F1", water="high")
WORDS = "a few words"


# ---- what is answered ----


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_an_act_is_entered_and_answered_with_its_article(office: Office, lang: str) -> None:
    ran = office.act(RAISE, "anna", "--lang", lang)
    assert (ran.status, ran.err) == (0, "")
    first, second, *_ = ran.out.splitlines()
    assert re.match(r"(Entry|Запись) 4, \d{4}-\d\d-\d\dT", first)
    assert second.startswith(("Admitted under", "Принято"))
    refused = office.act(RAISE, "anna", "--lang", lang)
    assert refused.status == 1
    assert refused.out.splitlines()[1].startswith(("Refused.", "Отклонено."))


def test_json_is_as_documented(office: Office) -> None:
    told = office.entered(RAISE, "anna")
    assert list(told) == SHAPE
    assert told["under"].keys() == {"charter", "place", "layer"}
    assert (told["number"], told["again"], told["answer"], told["code"]) == (
        4, False, "admitted", None,
    )  # fmt: skip
    assert re.fullmatch("[0-9a-f]{32}", told["id"])
    told = office.entered(RAISE, "anna")
    assert (told["answer"], told["code"]) == ("refused", "matter-exists")
    for line in told["text"]:
        assert isinstance(line, str)


def test_a_draft_may_be_yaml_as_a_person_writes_it(office: Office) -> None:
    text = (
        "# raised by telephone\nactor: XA\nprocedure: alarm\nstep: raise\nmatter: F1\n"
        "fields:\n  water: very-high\ncontents: {letter: letter.txt}\n"
        "occurred: [2026-01-01T10:00+03:00, 2026-01-01T11:00+03:00]\n"
    )
    assert office.entered(text, "anna")["answer"] == "admitted"
    ran = office.verified()
    assert (ran["shown"], ran["absent"], ran["complete"]) == (2, 0, True)


def test_a_draft_from_a_pipe(office: Office) -> None:
    record, key = office.record, office.key("anna")
    done = subprocess.run(
        ["bash", "-c", 'exec foedus act "$0" <(printf %s "$2") --key "$1"', record, key,
         json.dumps(RAISE)],
        env=os.environ | {"PATH": f"{FOEDUS.parent}:{os.environ['PATH']}"},
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


# ---- options ----


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "an act comes with a signature: give --key K, or --signature SIG"),
        (["--key", "anna.key", "--signature", "x.sig"], "not both"),
        (["--write", "x.act", "--key", "anna.key", "--receipt", "r"], "--receipt is for when"),
        (["--write", "x.act", "--signature", "x.sig"], "--signature is for when"),
        (["--write", "x.act"], "say who signs, with --signer NAME, or with --key K"),
        (["--write", "letter.txt", "--signer", "anna"], "letter.txt is there already; choose"),
        (["--write", ".", "--signer", "anna"], ". cannot be written: Is a directory"),
        (["--write", "no/x.act", "--signer", "anna"], "no/x.act cannot be written: No such"),
        (["--signature", "x.sig"], "draft.yaml is no act that --write wrote, and only of such"),
        (["--key", "anna.key", "--receipt", "letter.txt"], "letter.txt is there already; choose"),
        (["--key", "anna.key", "--receipt", "record"], "record cannot be written; choose another"),
        (["--key", "anna.key", "--receipt", "no/r"], "no/r cannot be written; choose another"),
        (["--key", "nobody.key"], "nobody.key: there is no such file; check its name, or make"),
        (["--key", "record"], "record: is a folder; name the key file in it"),
        (["--key", "letter.txt"], "letter.txt: is no private key of OpenSSH; make one with"),
        (["--key", "anna.key.pub"], "is a public key, and to sign takes the private one; name the"),
        (["--key", "officer.key", "--signer", "Anna B"], "Anna B"),
    ],
    ids=lambda value: " ".join(value)[:50] if isinstance(value, list) else "",
)
def test_options_that_do_not_fit(office: Office, words: list[str], said: str) -> None:
    office.draft(RAISE)
    there = sorted(each.name for each in office.folder.iterdir())
    ran = quick("act", "record", "draft.yaml", *words, cwd=office.folder)
    assert (ran.status, ran.out) == (UNUSABLE, "")
    assert said in ran.err
    assert ran.err.startswith("foedus: ")
    assert sorted(each.name for each in office.folder.iterdir()) == there


@pytest.mark.parametrize(
    ("store", "said"),
    [
        ("nowhere", "there is no folder nowhere; make a record with: foedus init"),
        ("letter.txt", "letter.txt is no folder of a record"),
        (".", "holds no record: there is no file record.sqlite in it"),
    ],
)
def test_no_record(office: Office, store: str, said: str) -> None:
    office.draft(RAISE)
    for words in (("--key", "anna.key"), ("--signer", "anna", "--write", "x.act")):
        ran = quick("act", store, "draft.yaml", *words, cwd=office.folder)
        assert (ran.status, ran.out) == (UNUSABLE, "")
        if "--key" in words:
            assert said in ran.err
        else:
            assert store in ran.err


# ---- keys ----


def test_a_key_that_others_can_read(office: Office) -> None:
    office.key("anna").chmod(0o640)
    assert "others can read this private key (mode 0640); close it with: chmod 600" in (
        office.refusal(RAISE, "anna")
    )


def test_a_key_of_another_kind(office: Office) -> None:
    ssh_key(office.folder / "old.key", kind="rsa")
    ran = quick("act", "record", office.draft(RAISE), "--key", "old.key", cwd=office.folder)
    assert ran.status == UNUSABLE
    assert "Ed25519" in ran.err


def test_an_encrypted_key_without_a_terminal(office: Office) -> None:
    ssh_key(office.folder / "locked.key", passphrase=WORDS)
    ran = quick("act", "record", office.draft(RAISE), "--key", "locked.key", cwd=office.folder)
    assert ran.status == UNUSABLE
    assert "is encrypted, and nobody can be asked for the passphrase; sign where" in ran.err


@pytest.mark.skipif(shutil.which("setsid") is None, reason="needs setsid (util-linux)")
@pytest.mark.parametrize(
    ("typed", "status"),
    [([WORDS], 0), (["wrong", WORDS], 0), (["wrong", "", "wrong"], UNUSABLE), (["\x03"], 130)],
    ids=["right", "at the second try", "three times wrong", "Ctrl-C"],
)
def test_a_passphrase_is_asked_for_on_a_terminal(
    office: Office, typed: list[str], status: int
) -> None:
    (office.folder / "anna.key").rename(office.folder / "bare.key")
    locked = office.folder / "anna.key"
    locked.write_bytes((office.folder / "bare.key").read_bytes())
    locked.chmod(0o600)
    assert keygen("-q", "-p", "-N", WORDS, "-P", "", "-f", locked).returncode == 0
    above, below = pty.openpty()
    with subprocess.Popen(
        ["setsid", "--ctty", FOEDUS, "act", office.record, office.draft(RAISE), "--key", locked],
        stdin=below, stdout=below, stderr=below,
    ) as process:  # fmt: skip
        os.close(below)
        seen, asked = b"", 0
        while chunk := read_terminal(above):
            seen += chunk
            if seen.count(b"Passphrase for ") > asked and asked < len(typed):
                os.write(above, typed[asked].encode() + b"\n" * (typed[asked] != "\x03"))
                asked += 1
        assert process.wait(30) == status
    os.close(above)
    assert WORDS.encode() not in seen
    assert b"Traceback" not in seen
    assert asked == len(typed)
    assert seen.count(b"the passphrase does not open it") == len(typed) - (status != UNUSABLE)


def read_terminal(above: int) -> bytes:
    try:
        return os.read(above, 4096)
    except OSError:  # the program has ended
        return b""


def test_a_key_that_is_enrolled_for_nobody(office: Office) -> None:
    said = office.refusal(RAISE, "stranger")
    assert re.search(r"the key SHA256:\S{43} is enrolled for nobody in this record;", said)
    assert "a focal point of XA accredits its holder, or enrols the key" in said


def test_a_key_of_somebody_else_than_the_signer(office: Office) -> None:
    said = office.refusal(RAISE | {"signer": "anna"}, "stranger")
    assert "not entered: no key SHA256:" in said
    assert "is enrolled for the signer and in force" in said
    assert "the act says that anna signs it for XA" in said


def test_somebody_who_is_known_and_may_not_is_entered_and_refused(office: Office) -> None:
    told = office.entered(alarm("XB", "raise", "F1", water="high"), "anna")
    assert (told["answer"], told["code"]) == ("refused", "not-accredited")
    assert office.size() == 4


# ---- receipts ----


def test_a_receipt_is_verified_and_outlives_the_record_that_forgets(
    office: Office,
) -> None:
    kept = office.folder / "kept.receipt"
    assert office.act(RAISE, "anna", "--receipt", kept).status == 0
    office.entered(alarm("XA", "end", "F1"), "anna")
    told = office.verified("--checkpoint", kept)
    assert told["older"][0] == "entry 4 stands where the receipt says"
    assert told["good"]
    other = kept.with_name("other.receipt")
    other.write_bytes(kept.read_bytes().replace(b"index 3", b"index 2"))
    ran = quick("verify", "record", "--checkpoint", other, cwd=office.folder)
    assert ran.status == 1
    assert "Not verified" in ran.out


def test_a_receipt_to_a_device(office: Office) -> None:
    assert office.act(RAISE, "anna", "--receipt", "/dev/null").status == 0


# ---- a record that may only be read ----


def test_a_record_that_may_only_be_read_is_verified_and_not_written(
    only_to_read: Office, tmp_path: Path
) -> None:
    office = only_to_read
    told = foedus("verify", office.record, "--json")
    assert told.status == 0, told.err
    assert told.json()["complete"]
    draft = tmp_path / "draft.json"
    draft.write_text(json.dumps(RAISE))
    ran = foedus("act", office.record, draft, "--key", office.folder / "anna.key")
    assert (ran.status, ran.out) == (UNUSABLE, "")
    assert str(office.record) in ran.err
    assert "Read-only" in ran.err or "ermission" in ran.err
    out = tmp_path / "x.act"
    ran = foedus("act", office.record, draft, "--signer", "anna", "--write", out)
    assert (ran.status, out.exists()) == (0, True), ran.err


# ---- the clerk's key ----


def test_without_the_key_of_the_clerk_nothing_is_entered(office: Office) -> None:
    key = office.record / "clerk.key"
    held = key.read_bytes()
    key.unlink()
    said = office.refusal(RAISE, "anna")
    assert "clerk.key: the key of the clerk is gone" in said
    assert "from where you keep a copy" in said
    new_key(key)
    said = office.refusal(RAISE, "anna")
    assert "is another key than that of the record's clerk" in said
    key.write_bytes(b"nonsense")
    assert "clerk.key: is no private key of OpenSSH" in office.refusal(RAISE, "anna")
    key.write_bytes(held)
    assert office.entered(RAISE, "anna")["number"] == 4


def test_credentials_take_days_as_people_write_them(office: Office) -> None:
    said = credentials("XA", "accredit", person="boris", key=office.public("boris"),
                       may_sign="alarm/raise", until="2099-01-01")  # fmt: skip
    assert office.entered(said, "anna")["answer"] == "admitted"
    assert office.entered(RAISE, "boris")["answer"] == "admitted"
    told = office.entered(alarm("XA", "end", "F1"), "boris")
    assert (told["answer"], told["code"]) == ("refused", "beyond-powers")
