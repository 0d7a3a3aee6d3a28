"""From a case to a record in a file: play --record, verify, may --record, export, receipt, demo."""

import json
from pathlib import Path

import pytest
from cli.conftest import ROOT, Run, foedus

HISTORY = ROOT / "charters/csto/history/january-2022.case"


@pytest.fixture(scope="module")
def january(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("played") / "january.bundle"
    ran = foedus("play", HISTORY, "--record", out)
    assert ran.status == 0, ran.err
    assert f"Written: {out}, a record of 60 entries" in ran.out
    return out


def test_a_history_verifies_as_a_reconstruction(run: Run, january: Path) -> None:
    ran = run("verify", january)
    assert ran.status == 0, ran.out
    assert "RECONSTRUCTION from public sources; not signed by the states" in ran.out
    assert ran.out.splitlines()[-1].startswith("Verified:")
    told = run("verify", january, "--json").json()
    assert told["good"]
    assert told["complete"]
    assert told["entries"] == told["recomputed"] == told["signed"] == 60
    assert told["difference"] is None


def test_a_changed_byte_is_found_and_named(run: Run, january: Path, tmp_path: Path) -> None:
    data = bytearray(january.read_bytes())
    place = data.index(b'"procedure":"') + 14
    data[place] ^= 1
    changed = tmp_path / "changed.bundle"
    changed.write_bytes(data)
    ran = run("verify", changed)
    assert ran.status == 1
    assert "Not verified. entry " in " ".join(ran.out.split())
    told = run("verify", changed, "--json")
    assert told.status == 1
    assert told.json()["difference"]["part"].startswith("entry ")


def test_what_an_actor_may_do_is_read_from_the_record(run: Run, january: Path) -> None:
    at = ("--at", "2022-01-06T12:00+03:00")
    after = run("may", "csto", "AM", "--record", january, "--json").json()
    before = run("may", "csto", "AM", "--record", january, *at, "--json").json()
    assert before["at"] == "2022-01-06T09:00:00Z"
    assert after["at"] > before["at"]
    assert before["permissions"] != after["permissions"]
    matters = {each["matter"] for each in before["permissions"]}
    assert matters > {None} or matters > {""}


def test_may_refuses_what_it_cannot_use(run: Run, january: Path, tmp_path: Path) -> None:
    for words, said in (
        (("osce", "AM", "--record", january), "is a record of csto, not of osce"),
        (("csto", "AM", "--record", january, "--after", HISTORY), "--after or --record"),
        (("csto", "AM", "--record", january, "--at", "2000-01-01"), "nothing stands then"),
        (("csto", "AM", "--record", tmp_path / "none"), "name a bundle, or the folder of a record"),
        (("csto", "AM", "--record", HISTORY), "is no bundle"),
    ):
        ran = run("may", *words)
        assert (ran.status, ran.out) == (2, "")
        assert said in ran.err


def test_a_record_is_of_one_case(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "two.case"
    text = (ROOT / "charters/_template/cases/alarm.case").read_text(encoding="utf-8")
    file.write_text(f"{text}\n\n{text}", encoding="utf-8")
    out = tmp_path / "out.bundle"
    ran = run("play", file, "--record", out)
    assert (ran.status, out.exists()) == (2, False)
    assert "--only N" in ran.err
    assert run("play", file, "--record", out, "--only", 2).status == 0
    assert run("verify", out).status == 0
    assert run("play", file, "--only", 99).status == 2


def test_a_bundle_is_written_whole_or_not_at_all(run: Run, tmp_path: Path) -> None:
    ran = run("play", HISTORY, "--record", tmp_path / "no" / "such" / "folder")
    assert ran.status == 2
    assert "cannot be written" in ran.err
    ran = run("play", HISTORY, "--record", tmp_path)
    assert ran.status == 2
    assert "is a folder" in ran.err
    assert not list(tmp_path.iterdir())


def opened(run: Run, tmp_path: Path) -> Path:
    store = tmp_path / "record"
    assert run("init", "_template", "--store", store).status == 0
    key = tmp_path / "record.officer.key"
    public = " ".join((tmp_path / "record.officer.key.pub").read_text().split()[:2])
    (tmp_path / "letter.txt").write_text("we appoint anna")
    draft = {
        "actor": "registrar", "procedure": "credentials", "step": "appoint",
        "matter": "credentials-XA", "for": "XA", "fields": {"person": "anna", "key": public},
        "contents": {"letter": "letter.txt"},
    }  # fmt: skip
    file = tmp_path / "appoint.json"
    file.write_text(json.dumps(draft))
    ran = run("act", store, file, "--key", key)
    assert ran.status == 0, ran.out + ran.err
    return store


def test_an_export_holds_documents_or_says_what_is_withheld(run: Run, tmp_path: Path) -> None:
    store = opened(run, tmp_path)
    whole, part = tmp_path / "whole.bundle", tmp_path / "part.bundle"
    assert run("export", store, whole, "--json").json()["entries"] == 2
    told = run("verify", whole, "--json").json()
    assert (told["complete"], told["shown"], told["absent"]) == (True, 1, 0)
    assert b"we appoint anna" in whole.read_bytes()

    file = tmp_path / "again.json"
    draft = json.loads((tmp_path / "appoint.json").read_text()) | {"step": "accredit"}
    file.write_text(json.dumps(draft))
    assert run("act", store, file, "--key", tmp_path / "record.officer.key").status == 1
    assert run("export", store, part, "--withhold", 3).status == 0
    ran = run("verify", part)
    assert ran.status == 0
    assert "could not be recomputed: 1" in ran.out
    assert "Not everything could be verified" in ran.out
    assert run("verify", part, "--complete").status == 1
    assert run("export", store, part, "--withhold", 9).status == 2
    assert run("may", "_template", "XA", "--record", part).status == 2


def test_a_receipt_holds_the_record_to_what_it_was(run: Run, tmp_path: Path) -> None:
    store = opened(run, tmp_path)
    receipt, head = tmp_path / "entry.receipt", tmp_path / "head.checkpoint"
    assert run("receipt", store, 2, "--out", receipt).status == 0
    assert run("receipt", store, "--out", head).status == 0
    assert run("receipt", store, 2).out == receipt.read_text(encoding="utf-8")
    ran = run("verify", store, "--checkpoint", receipt, "--checkpoint", head)
    assert ran.status == 0, ran.out
    assert "entry 2 stands where the receipt says" in ran.out
    assert run("receipt", store, 3).status == 2

    other = tmp_path / "other"
    other.mkdir()
    foreign = opened(run, other)
    ran = run("verify", foreign, "--checkpoint", receipt)
    assert ran.status == 1
    assert "it is not of this record" in " ".join(ran.out.split())


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_demo_shows_what_verify_says_of_altered_copies(run: Run, lang: str) -> None:
    told = run("demo", "--once", "--json", "--lang", lang).json()["record"]
    assert told["good"]
    found = {each["how"]: each for each in told["tampered"]}
    assert "not the one that the entry names" in found["letter"]["what"]
    assert "its outcome is recorded as" in found["outcome"]["what"]
    assert found["cut"]["part"] == "the receipt"
    assert Path(told["file"]).stat().st_size == told["bytes"]


def test_what_says_who_signs_cannot_be_withheld(run: Run, tmp_path: Path) -> None:
    store = opened(run, tmp_path)
    out = tmp_path / "part.bundle"
    ran = run("export", store, out, "--withhold", 2)
    assert (ran.status, out.exists()) == (2, False)
    assert "entry 2 says who signs with which key" in ran.err
