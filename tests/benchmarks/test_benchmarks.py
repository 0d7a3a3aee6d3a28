"""The benchmarks run; what they measure is for people to read, and no test expects a figure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(
    path.stem
    for path in (ROOT / "benchmarks").glob("*.py")
    if "def contests(" in path.read_text(encoding="utf-8")
)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_each_benchmark_runs_quickly_and_names_its_floor():
    for peer in ("SpiffWorkflow", "eventsourcing", "transitions"):
        pytest.importorskip(peer)
    came = run("--quick")
    assert came.returncode == 0, came.stderr
    head, *rest = came.stdout.splitlines()
    assert "alternating runs" in head
    shown = {line.partition(":")[0] for line in rest if "/s" in line and " x " in line}
    assert shown == set(NAMES)
    for line in rest:
        if line.rstrip().endswith("  1"):
            break
    else:
        pytest.fail("no floor is shown")


def test_a_benchmark_that_is_not_there_is_not_run():
    for peer in ("SpiffWorkflow", "eventsourcing", "transitions"):
        pytest.importorskip(peer)
    came = run("--only", "nothing")
    assert came.returncode == 2
    assert ", ".join(NAMES) in came.stderr.replace("\n", " ").replace("'", "")
