"""What the house tests share: the list of the project's files."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def tracked() -> list[str]:
    """List the paths of the files that git tracks or, not being ignored, would track."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode != 0:
        pytest.skip("not a git checkout: there is no list of the project's files")
    paths = set(listing.stdout.split("\0")) - {""}
    return sorted(path for path in paths if (ROOT / path).is_file())
