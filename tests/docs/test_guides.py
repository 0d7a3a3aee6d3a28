"""Every guide is followed: its ``sh`` blocks are run, one after the other, with the real programs.

A ``text`` block right after one is what it must print; ``...`` stands for anything, as in a
``console`` block. The one change: a new key gets no passphrase, for nobody is there to type it.
"""

import itertools
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from docs.language import fences
from house.test_docs_commands import first_difference

ROOT = Path(__file__).resolve().parents[2]
GUIDES = sorted((ROOT / "docs/guides").glob("*.md"))
NEW_KEY, NO_PASSPHRASE = "ssh-keygen -t", "ssh-keygen -q -N '' -t"


def blocks(page: str) -> list[tuple[int, str, str | None]]:
    """Give each block to run, with the text that follows it on the page, if any."""
    found = sorted(
        [(line, "sh", text) for line, _, text in fences(page, "sh")]
        + [(line, "text", text) for line, _, text in fences(page, "text")]
    )
    after = dict(itertools.pairwise(found))
    return [
        (each[0], each[2], after[each][2] if each in after and after[each][1] == "text" else None)
        for each in found
        if each[1] == "sh"
    ]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_a_guide_can_be_followed(guide, tmp_path):
    if shutil.which("ssh-keygen") is None:
        pytest.skip("needs ssh-keygen (Debian: apt install openssh-client)")
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    plain = {"COLUMNS": "100", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "TZ": "UTC", "PATH": programs}
    for line, commands, expected in blocks(guide.read_text(encoding="utf-8")):
        run = subprocess.run(
            ["bash", "-euc", commands.replace(NEW_KEY, NO_PASSPHRASE)],
            cwd=tmp_path,
            env=os.environ | plain,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        at = f"{guide.relative_to(ROOT)}:{line}"
        assert run.returncode == 0, f"{at}: exit status {run.returncode}\n{run.stdout}"
        if expected is not None:
            printed = [each.rstrip() for each in run.stdout.splitlines()]
            wrong = first_difference(expected.splitlines(), printed)
            assert wrong is None, f"{at}: {wrong}\nall that it printed:\n{run.stdout}"


def test_only_what_is_run_follows_what_is_printed():
    for guide in GUIDES:
        page = guide.read_text(encoding="utf-8")
        assert not re.search(r"^```console", page, re.MULTILINE), "use sh and text blocks"
        runs = [each for each in blocks(page) if each[2] is not None]
        assert len(fences(page, "text")) == len(runs), f"{guide.name}: a text block of nothing"
