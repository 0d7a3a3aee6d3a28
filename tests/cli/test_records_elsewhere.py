"""An act that is written here, signed elsewhere by ssh-keygen, and entered with the signature."""

# ruff: noqa: F811 - a fixture is imported, and then named by those who use it

import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest
from cli.conftest import Run
from cli.office import UNUSABLE, Office, alarm, made_office, office, quick  # noqa: F401

RAISE = alarm("XA", "raise", "F1", water="high")


def written(office: Office, said: dict[str, object], *words: str) -> Path:
    """Write the act of a draft for anna to sign."""
    path = office.folder / "request.act"
    ran = quick(
        "act", office.record, office.draft(said), "--signer", "anna", "--write", path, *words,
        cwd=office.folder,
    )  # fmt: skip
    assert (ran.status, ran.err) == (0, "")
    return path


def signed(office: Office, file: Path, key: str = "anna", *words: str, name: str = "") -> Path:
    """Sign a file with ssh-keygen."""
    options = words or ("-O", "hashalg=sha256")
    command = ["ssh-keygen", "-Y", "sign", "-q", "-n", name or "foedus-act", *options]
    sig = file.with_name(f"{file.name}.sig")
    sig.unlink(missing_ok=True)
    try:
        subprocess.run([*command, "-f", office.key(key), file], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("needs ssh-keygen (Debian: apt install openssh-client)")
    return sig


LETTER = RAISE | {"contents": {"letter": "letter.txt"}}


@pytest.mark.parametrize(
    "words", [("-O", "hashalg=sha256"), ("-O", "hashalg=sha512"), ("-q",)],
    ids=["sha256", "sha512", "the usual one"],
)  # fmt: skip
def test_an_act_that_ssh_keygen_signs(office: Office, run: Run, words: tuple[str, ...]) -> None:
    file = written(office, LETTER)
    sig = signed(office, file, "anna", *words)
    kept = office.folder / "kept.receipt"
    ran = run("act", office.record, file, "--signature", sig, "--receipt", kept, "--json")
    assert ran.status == 0, ran.err
    first = ran.json()
    assert (first["number"], first["again"], first["answer"]) == (4, False, "admitted")
    again = quick("act", "record", file, "--signature", sig, "--json", cwd=office.folder)
    assert again.status == 0
    assert again.json() == first | {"again": True}
    ran = quick("act", "record", file, "--signature", sig, cwd=office.folder)
    assert "entered before, as entry 4" in ran.out
    told = office.verified("--checkpoint", kept)
    assert told["complete"]
    assert (told["entries"], told["shown"], told["absent"]) == (4, 2, 0)
    assert told["older"] == ["entry 4 stands where the receipt says"]


def test_what_is_said_when_an_act_is_written(office: Office) -> None:
    file = office.folder / "request.act"
    words = ["act", "record", office.draft(LETTER), "--signer", "anna", "--write"]
    ran = quick(*words, "request.act", cwd=office.folder)
    assert ran.status == 0
    assert "ssh-keygen -Y sign -n foedus-act -O hashalg=sha256 -f KEY request.act" in ran.out
    assert "foedus act record request.act --signature request.act.sig" in ran.out
    assert "to be signed by anna" in ran.out
    assert office.size() == 3
    told = quick(*words, "two words.act", "--json", cwd=office.folder).json()
    assert told.keys() == {"id", "file", "documents"}
    assert (told["file"], told["documents"]) == ("two words.act", "two words.act.documents")
    act = json.loads(file.read_bytes())
    assert (act["signer"], act["seen"], act["world"]) == ("anna", 3, "live")
    ran = quick(*words, "more words.act", cwd=office.folder)
    assert "foedus act record 'more words.act' --signature 'more words.act.sig'" in ran.out
    bare = quick("act", "record", office.draft(RAISE), "--key", "anna.key", "--write", "b.act",
                 "--json", cwd=office.folder).json()  # fmt: skip
    assert bare["documents"] is None
    assert not (office.folder / "b.act.documents").exists()


def test_the_documents_of_an_act_are_kept_beside_it(office: Office) -> None:
    file = written(office, LETTER)
    sig = signed(office, file)
    beside = file.with_name("request.act.documents")
    (office.folder / "letter.txt").write_text("another letter")  # too late: the act names the first
    words = ["act", "record", "request.act", "--signature", sig]
    held = beside.read_bytes()
    beside.unlink()
    ran = quick(*words, cwd=office.folder)
    assert ran.status == UNUSABLE
    assert 'the act names a document, "letter", and request.act.documents' in ran.err
    assert "put it beside the act" in ran.err
    for wrong, said in (
        (held[:-10], "no documents of an act"),
        (b"", "no documents of an act"),
        (b"{}", "no documents of an act"),
        (held.replace(b'"data":"', b'"data":"AAAA'), "not what their digest"),
        (re.sub(rb'"salt":"..', b'"salt":"AA', held), "not what their digest"),
        (re.sub(rb'"digest":"..', b'"digest":"zz', held), "names no contents"),
    ):
        beside.write_bytes(wrong)
        ran = quick(*words, cwd=office.folder)
        assert (ran.status, ran.out) == (UNUSABLE, "")
        assert said in ran.err, wrong
    beside.write_bytes(held)
    assert quick(*words, cwd=office.folder).status == 0
    beside.unlink()  # the record has them now
    assert "entered before" in quick(*words, cwd=office.folder).out
    told = office.verified()
    assert (told["shown"], told["absent"]) == (2, 0)


def test_a_digest_that_is_known_needs_no_document(office: Office) -> None:
    digest = f"sha256:{hashlib.sha256(b'secret').hexdigest()}"
    file = written(office, RAISE | {"contents": {"letter": digest}})
    sig = signed(office, file)
    ran = quick("act", "record", file, "--signature", sig, cwd=office.folder)
    assert ran.status == 0, ran.err
    told = office.verified()
    assert (told["complete"], told["absent"]) == (True, 1)


def test_signatures_that_do_not_hold(office: Office) -> None:
    file = written(office, RAISE)
    other = office.folder / "other.txt"
    other.write_text("other")
    cases = [
        (signed(office, file, name="file").read_bytes(), "foedus-act"),
        (signed(office, file, "stranger").read_bytes(), "no key SHA256:"),
        (signed(office, other).read_bytes(), "not entered: "),
        (signed(office, file).read_bytes()[:-40], "request.act.sig"),
        (b"", "request.act.sig: no SSH signature: its first line is"),
        (b"x" * 10_000, "request.act.sig: "),
        (file.read_bytes(), "request.act.sig: no SSH signature"),
    ]
    sig = office.folder / "request.act.sig"
    for data, said in cases:
        sig.write_bytes(data)
        ran = quick("act", "record", "request.act", "--signature", sig, cwd=office.folder)
        assert (ran.status, ran.out) == (UNUSABLE, "")
        assert said in ran.err
        assert ran.err.count("\n") == 1
    for missing, said in (("no.sig", "no.sig cannot be read: No such"), ("record", "Is a dir")):
        ran = quick("act", "record", "request.act", "--signature", missing, cwd=office.folder)
        assert (ran.status, said in ran.err) == (UNUSABLE, True)
    assert office.size() == 3


def test_an_act_that_was_changed_after_it_was_signed(office: Office) -> None:
    file = written(office, RAISE)
    sig = signed(office, file)
    whole = file.read_bytes()
    for changed, said in (
        (whole.replace(b'"high"', b'"low"'), "not entered: "),
        (whole.replace(b'"F1"', b'"F2"'), "not entered: "),
        (whole + b"\n", "canonical form"),
        (whole.replace(b",", b", "), "canonical form"),
        (whole.replace(b'"live"', b'"exercise"'), "was made for the record"),
        (re.sub(rb'"origin":"[^"]*"', b'"origin":"other"', whole), "was made for the record other"),
        (whole[:-1], "not an act"),
    ):
        assert changed != whole
        file.write_bytes(changed)
        ran = quick("act", "record", "request.act", "--signature", sig, cwd=office.folder)
        assert (ran.status, ran.out) == (UNUSABLE, "")
        assert said in ran.err
    file.write_bytes(whole)
    assert quick("act", "record", "request.act", "--signature", sig, cwd=office.folder).status == 0


def test_an_act_that_is_written_is_not_written_again(office: Office) -> None:
    file = written(office, RAISE)
    ran = quick("act", "record", file, "--signer", "anna", "--write", "b.act", cwd=office.folder)
    assert ran.status == UNUSABLE
    assert "is an act already: sign it" in ran.err
    ran = quick("act", "record", file, "--key", "anna.key", "--json", cwd=office.folder)
    assert (ran.status, ran.json()["number"]) == (0, 4)


def test_who_signs_is_said_once(office: Office) -> None:
    file = written(office, RAISE)
    words = ["act", "record", file, "--key", "anna.key", "--signer", "boris"]
    ran = quick(*words, cwd=office.folder)
    assert ran.status == UNUSABLE
    assert "says that anna signs" in ran.err
