"""What the tests of the checks share: copies of the sound charter that can be broken."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from foedus.charter.check import check
from foedus.charter.faults import Fault
from foedus.charter.read import HOUSE_FOLDER, STATES_FOLDER, charters_root, read

HERE = Path(__file__).resolve().parent


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """Copy the sound charter, and the one that it uses, to where they may be broken."""
    for name in ("sound", "spring"):
        shutil.copytree(HERE / name, tmp_path / name)
    shutil.copytree(charters_root() / HOUSE_FOLDER, tmp_path / HOUSE_FOLDER)
    (tmp_path / STATES_FOLDER).mkdir()
    return tmp_path / "sound"


@pytest.fixture
def faults() -> Callable[[Path], list[Fault]]:
    """Give the way to check a copied charter: beside its own house and states."""

    def run(folder: Path) -> list[Fault]:
        return check(read(folder, folder.parent))

    return run
