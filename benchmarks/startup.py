"""What a command costs before it does anything: the processor time of a child process."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.contest import Contest, Entry

COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import pydantic": [sys.executable, "-c", "import pydantic"],
    "import click": [sys.executable, "-c", "import click"],
    "import foedus.law": [sys.executable, "-c", "import foedus.law"],
    "foedus --help": [sys.executable, "-m", "foedus.cli.main", "--help"],
}


def contests(*, quick: bool) -> Iterator[Contest]:
    """Start each program a few times, user and system time together."""
    times = 1 if quick else 5
    yield Contest(
        title="processor time to start",
        what="starts",
        floor="python -c pass",
        entries=[
            Entry(name, lambda _, command=command: started(command, times))
            for name, command in COMMANDS.items()
        ],
    )


def started(command: list[str], times: int) -> tuple[int, float]:
    """Start a program so many times; give how often, and the time that the children took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(times):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own list
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return times, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
