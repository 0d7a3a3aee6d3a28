"""The program starts fast: help and version load nothing that they do not need."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

FOEDUS = Path(sys.executable).with_name("foedus")
HEAVY = ("pydantic", "yaml", "foedus.law", "foedus.words", "tomllib", "asyncio")
CPU_SECONDS_MAX = 0.25
LOADED = """
import sys
from foedus.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print("\\n".join(sys.modules), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "words",
    [["--help"], ["--version"], ["show", "--help"], ["may", "--help"], ["cases", "--help"]],
    ids=" ".join,
)
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words], capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.split("\n"))
    assert "click" in loaded
    assert not loaded & set(HEAVY)


def test_help_takes_little_time() -> None:
    def once() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([FOEDUS, "--help"], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    assert min(once() for _ in range(5)) < CPU_SECONDS_MAX
