"""Each import contract is broken on purpose: one that is mis-rooted would pass in silence."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytest.importorskip("importlinter", reason="the import contracts are run by ./do check")

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in CONFIGURATION["contracts"]}

# Of each contract: files that break it, and it alone, with the import that does.
PLANTS = {
    "layers": [
        {"acts/planted.py": "import foedus.charter"},
        {"charter/planted.py": "import foedus.law"},
        {"cases/planted.py": "import foedus.cli.planted", "cli/planted.py": ""},
        {"law/planted.py": "import foedus.record", "record/planted.py": ""},
        {"planted/planted.py": ""},  # a folder that no layer names
    ],
    "pure": [
        {"acts/planted.py": "import random"},
        {"law/planted.py": "import os.path"},
        {"law/planted.py": "from pydantic import BaseModel"},
        {"record/planted.py": "import time"},
        {"views/planted.py": "import pathlib"},
    ],
    "charter": [{"charter/planted.py": "import subprocess"}],
    "store": [{"store/planted.py": "import foedus.law"}],
    "analysis": [
        {"analysis/planted.py": "import foedus.store.planted", "store/planted.py": ""},
        {"analysis/planted.py": "import foedus.service.planted", "service/planted.py": ""},
    ],
    "steps": [
        {"law/steps/planted.py": "import foedus.law.steps.other", "law/steps/other.py": ""},
    ],
    "pages": [
        {"web/pages/planted.py": "import foedus.web.pages.other", "web/pages/other.py": ""},
    ],
    "standards": [
        {"standards/planted.py": "import foedus.standards.other", "standards/other.py": ""},
    ],
}
BREACHES = [
    pytest.param(contract, files, id=f"{contract}-{'-'.join(files.values()).replace(' ', '-')}")
    for contract, breaches in PLANTS.items()
    for files in breaches
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the package and its contracts to where they may be broken."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src" / "foedus", tmp_path / "src" / "foedus", ignore=ignored)
    return tmp_path


def lint(copy: Path) -> tuple[int, str]:
    """Run the contracts over the copy, and over nothing that is installed."""
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout + run.stderr


def test_kept_as_the_package_stands(copy: Path) -> None:
    status, output = lint(copy)
    assert status == 0, output
    assert f"{len(CONTRACTS)} kept, 0 broken" in output


@pytest.mark.parametrize(("contract", "files"), BREACHES)
def test_broken_on_purpose(copy: Path, contract: str, files: dict[str, str]) -> None:
    for path, text in files.items():
        plant(copy / "src" / "foedus" / path, text)

    status, output = lint(copy)

    assert status == 1, output
    broken = [key for key, it in CONTRACTS.items() if f"{it['name']} BROKEN" in output]
    assert broken == [contract], output


def plant(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    (file.parent / "__init__.py").touch()
    (file.parent.parent / "__init__.py").touch()
    file.write_text(text)


def test_every_contract_is_broken_on_purpose_above() -> None:
    assert PLANTS.keys() == CONTRACTS.keys(), "add to PLANTS an import that breaks the contract"


def test_a_folder_that_is_there_is_named_without_stars() -> None:
    """A wildcard leaves out the package itself: it may only stand for a folder not there yet."""
    starred = {
        name
        for contract in CONTRACTS.values()
        for key in ("source_modules", "forbidden_modules")
        for name in contract.get(key, [])
        if name.endswith(".**")
        and (ROOT / "src" / Path(*name.split(".")[:-1]) / "__init__.py").exists()
    }
    assert not starred, f"in [tool.importlinter], write these without '.**': {sorted(starred)}"
