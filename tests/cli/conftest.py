"""Real processes of the real program, and organisations to try it on."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOEDUS = Path(sys.executable).with_name("foedus")
SECONDS_MAX = 60


@dataclass
class Ran:
    """What a run of the program came to."""

    status: int
    out: str
    err: str

    def json(self) -> object:
        return json.loads(self.out)


Run = Callable[..., Ran]


def foedus(*words: object, cwd: Path = ROOT, env: dict[str, str] | None = None) -> Ran:
    """Run the program as a reader would, without a terminal."""
    usual = {k: v for k, v in os.environ.items() if not k.startswith(("FOEDUS", "LC_", "LANG"))}
    done = subprocess.run(
        [FOEDUS, *map(str, words)],
        cwd=cwd,
        env=usual | {"LC_ALL": "C.UTF-8", "COLUMNS": "96"} | (env or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    assert "Traceback" not in out + err
    return Ran(done.returncode, out, err)


@pytest.fixture
def run() -> Run:
    return foedus


@pytest.fixture
def pact(tmp_path: Path) -> Path:
    """Make a small organisation that may be spoilt."""
    assert foedus("new", "pact", cwd=tmp_path).status == 0
    return tmp_path / "pact"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Copy a case that may be spoilt."""
    file = tmp_path / "my.case"
    shutil.copy(ROOT / "charters" / "_template" / "cases" / "alarm.case", file)
    return file
