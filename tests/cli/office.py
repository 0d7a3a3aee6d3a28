"""A record on the command line, and the people with their keys who use it."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest
from cli.conftest import Ran, foedus

from foedus.cli.keys import new_key
from foedus.cli.main import main

CHARTER = "_template"
UNUSABLE = 2


def quick(*words: object, cwd: Path) -> Ran:
    """Run the program within this process: for tables of many inputs it need not start anew."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    with (
        chdir(cwd),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.MonkeyPatch.context() as patch,
    ):
        for name in ("FOEDUS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
            patch.delenv(name, raising=False)
        patch.setenv("COLUMNS", "96")
        with pytest.raises(SystemExit) as ended:
            main([*map(str, words)])
    for stream in (out, err):
        stream.seek(0)
    ran = Ran(int(ended.value.code or 0), out.read(), err.read())
    assert "mistake of ours" not in ran.err
    return ran


@dataclass
class Office:
    """A folder with a record in it, ``record``, and key files beside it, by their owners."""

    folder: Path

    @property
    def record(self) -> Path:
        return self.folder / "record"

    def key(self, name: str) -> Path:
        """Give the key file of a person; it is made if it is not there."""
        path = self.folder / f"{name}.key"
        if not path.exists():
            new_key(path)
        return path

    def public(self, name: str) -> str:
        """Give the public key of a person, as acts name it."""
        line = self.key(name).with_name(f"{name}.key.pub").read_text()
        return " ".join(line.split()[:2])

    def draft(self, said: dict[str, object] | str, name: str = "draft.yaml") -> Path:
        """Write a draft; what is JSON is YAML too."""
        path = self.folder / name
        path.write_text(said if isinstance(said, str) else json.dumps(said))
        return path

    def act(self, said: dict[str, object] | str, key: str, *words: object) -> Ran:
        """Enter the act of a draft, signed with the key of a person."""
        file = self.draft(said)
        return quick("act", self.record, file, "--key", self.key(key), *words, cwd=self.folder)

    def verified(self, *words: object) -> dict[str, object]:
        """Verify the record, which must be as it should, and give what was found."""
        ran = quick("verify", self.record, "--json", *words, cwd=self.folder)
        assert ran.status == 0, ran.out + ran.err
        return ran.json()

    def entered(self, said: dict[str, object] | str, key: str) -> dict[str, object]:
        """Enter an act, which must get an answer, and give that."""
        ran = self.act(said, key, "--json")
        assert ran.status in (0, 1), ran.err
        told = ran.json()
        assert ran.status == (told["answer"] == "refused")
        return told

    def refusal(self, said: dict[str, object] | str, key: str = "officer") -> str:
        """Give why an act was not entered."""
        size = self.size()
        ran = self.act(said, key)
        assert ran.status == UNUSABLE, ran.out
        assert not ran.out
        assert self.size() == size
        return ran.err

    def size(self) -> int:
        return int(self.verified()["entries"])


def appoint(of: str, person: str, key: str, **more: object) -> dict[str, object]:
    """Make the draft with which the registrar appoints a focal point."""
    return {
        "actor": "registrar",
        "for": of,
        "procedure": "credentials",
        "step": "appoint",
        "matter": f"credentials-{of}",
        "fields": {"person": person, "key": key, **more},
        "contents": {"letter": "letter.txt"},
    }


def credentials(of: str, step: str, **fields: object) -> dict[str, object]:
    """Make the draft of an act of a focal point."""
    said = {name.replace("_", "-"): value for name, value in fields.items()}
    return {
        "actor": of,
        "procedure": "credentials",
        "step": step,
        "matter": f"credentials-{of}",
        "fields": said,
    }


def alarm(of: str, step: str, matter: str, **fields: object) -> dict[str, object]:
    """Make the draft of an act in the procedure of the template."""
    return {
        "actor": of, "procedure": "alarm", "step": step, "matter": matter, "fields": fields,
    }  # fmt: skip


def begun(folder: Path, *words: str) -> Office:
    """Begin a record, by the officer "officer", with a letter and a key beside it."""
    office = Office(folder)
    key = office.key("officer")
    ran = foedus("init", CHARTER, "--store", office.record, "--key", key, *words)
    assert ran.status == 0, ran.err
    (folder / "letter.txt").write_text("We accredit.\n")
    return office


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a record once: XA has a focal point, anna, who also speaks for it."""
    office = begun(tmp_path_factory.mktemp("office"))
    office.entered(appoint("XA", "anna", office.public("anna")), "officer")
    office.entered(credentials("XA", "accredit", person="anna"), "anna")
    return office.folder


@pytest.fixture
def office(made_office: Path, tmp_path: Path) -> Office:
    """Give a copy that may be spoilt."""
    shutil.copytree(made_office, tmp_path / "office")
    return Office(tmp_path / "office")


# ---- what may only be read ----


@pytest.fixture
def only_to_read(office: Office) -> Iterator[Office]:
    """Give an office in which nothing may be written, not even by the superuser."""
    if os.geteuid() != 0:
        folders = [office.folder, office.record]
        for folder in folders:
            folder.chmod(0o555)
        yield office
        for folder in folders:
            folder.chmod(0o755)
        return
    mounted = ["mount", "--bind", office.folder, office.folder]
    if subprocess.run(mounted, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount, or not to be the superuser")
    subprocess.run(["mount", "-o", "remount,ro,bind", office.folder], check=True)
    yield office
    subprocess.run(["umount", "-l", office.folder], check=True)
