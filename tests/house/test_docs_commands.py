"""Every command that the pages show in a ``console`` block runs and answers what the page says.

A line ``$ foedus ...`` is run in a copy of the repository; the lines under it, up to the next
``$``, are what it must print (nothing there: anything). ``...`` on a line of its own stands for
any lines, within a line for any text. ``# exit 1`` after the command is the status it must end
with, 0 if nothing is said. A line that ends in a backslash goes on in the next. A line
``$ ./do ...`` is not run: only its command must exist. Other programs belong in an ``sh`` block.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS_MAX = 120
PAGES = [
    page
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md"))]
    if page.exists()
]


@dataclass(frozen=True)
class Command:
    """One command of a page, with what the page says of it."""

    line: int
    words: list[str]
    status: int
    expected: list[str]


def commands(text: str) -> list[Command]:
    """Read the commands of a page's console blocks, in order."""
    return [command for start, block in blocks(text) for command in of_block(start, block)]


def blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of each console block, with the number of the first."""
    fence, console, start, inside = "", False, 0, []
    for number, line in enumerate(text.splitlines(), 1):
        mark = re.match(r"\s*(`{3,}|~{3,})\s*([\w-]*)", line)
        if not fence and mark:
            fence, console, start, inside = mark[1], mark[2] == "console", number + 1, []
        elif fence and mark and mark[1].startswith(fence) and not mark[2]:
            if console:
                yield start, inside
            fence = ""
        else:
            inside.append(line)
    assert not (fence and console), f"line {start}: the console block is not closed"


def of_block(start: int, lines: list[str]) -> Iterator[Command]:
    """Yield the commands of one block."""
    rest = list(enumerate(lines, start))
    while rest:
        number, line = rest.pop(0)
        if not line.strip():
            continue
        assert line.lstrip().startswith("$ "), f"line {number}: output without a command: {line}"
        shown = line.lstrip()[2:]
        while shown.endswith("\\") and rest:
            shown = shown[:-1] + rest.pop(0)[1].strip()
        expected = []
        while rest and not rest[0][1].lstrip().startswith("$ "):
            expected.append(rest.pop(0)[1].rstrip())
        ending = re.search(r"\s+# exit (\d+)\s*$", shown)
        yield Command(
            line=number,
            words=shlex.split(shown[: ending.start()] if ending else shown),
            status=int(ending[1]) if ending else 0,
            expected=without_blank_end(expected),
        )


def without_blank_end(lines: list[str]) -> list[str]:
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


def first_difference(expected: list[str], printed: list[str]) -> str | None:
    """Compare what was printed with what the page says; say where they part, or None."""
    reached = {0}  # how many printed lines may have been accounted for so far
    for line in expected:
        if line.strip() == "...":
            reached = set(range(min(reached), len(printed) + 1))
            continue
        pattern = ".*".join(re.escape(part) for part in line.split("..."))
        after = {
            at + 1 for at in reached if at < len(printed) and re.fullmatch(pattern, printed[at])
        }
        if not after:
            at = min(reached)
            seen = printed[at] if at < len(printed) else "(nothing more)"
            return f"the page says   {line}\nit printed      {seen}"
        reached = after
    if len(printed) in reached:
        return None
    return f"the page says   (nothing more)\nit printed      {printed[max(reached)]}"


# ------------------------------------------------------------------ the pages


@pytest.fixture
def copy(tmp_path: Path, tracked: list[str]) -> Path:
    """Copy the project's files, so that a command may write where it stands."""
    for path in tracked:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_page_says_what_happens(page: Path, copy: Path) -> None:
    for command in commands(page.read_text(encoding="utf-8")):
        fault = wrong_with(command, copy)
        place = f"{page.relative_to(ROOT)}:{command.line}"
        assert fault is None, f"\n{place}: $ {shlex.join(command.words)}\n{fault}"


def wrong_with(command: Command, copy: Path) -> str | None:
    """Say what the page has wrong about a command, or None."""
    match command.words:
        case ["./do", *words]:
            known = re.findall(r"^\./do (\w+)", (ROOT / "do").read_text(), re.MULTILINE)
            return None if words[:1] and words[0] in known else f"./do knows only {known}"
        case ["foedus", *_]:
            return wrong_with_run(command, copy, Path(sys.executable).with_name("foedus"))
    return "a console block runs only foedus and ./do; put other programs in an sh block"


def wrong_with_run(command: Command, copy: Path, program: Path) -> str | None:
    """Run the program and say what the page has wrong about it, or None."""
    try:
        run = subprocess.run(
            [program, *command.words[1:]],
            cwd=copy,
            env=os.environ | {"COLUMNS": "100", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS_MAX,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"it had not ended after {SECONDS_MAX} seconds"
    output = run.stdout.decode("utf-8", errors="replace")
    if run.returncode != command.status:
        return f"exit status {run.returncode}, not {command.status}; it printed\n{output}"
    printed = without_blank_end([line.rstrip() for line in output.splitlines()])
    difference = first_difference(command.expected, printed) if command.expected else None
    return difference and f"{difference}\nall that it printed:\n{output}"


# ------------------------------------------------------------------ the reading itself


PAGE = """
Text with `$ foedus no`.

```sh
$ git clone somewhere
```

```console
$ foedus check csto
1 charters, 0 faults

$ foedus check "a b" \\
      --json   # exit 1
$ ./do test
```
"""


def test_commands_are_read_from_console_blocks_only() -> None:
    assert commands(PAGE) == [
        Command(9, ["foedus", "check", "csto"], 0, ["1 charters, 0 faults"]),
        Command(12, ["foedus", "check", "a b", "--json"], 1, []),
        Command(14, ["./do", "test"], 0, []),
    ]


@pytest.mark.parametrize(
    ("expected", "printed"),
    [
        ("a\nb", "a\nb"),
        ("...", ""),
        ("...\nz", "a\nb\nz"),
        ("a\n...", "a\nb\nc"),
        ("a\n...\nb\n...\nc", "a\nb\nx\nb\nc"),
        ("it took ... s (...)", "it took 1.2 s (fast)"),
        ("a.c", "a.c"),
    ],
)
def test_output_agrees(expected: str, printed: str) -> None:
    assert first_difference(expected.splitlines(), printed.splitlines()) is None


@pytest.mark.parametrize(
    ("expected", "printed", "said", "seen"),
    [
        ("a\nb", "a\nc", "b", "c"),
        ("a\nb", "a", "b", "(nothing more)"),
        ("a", "a\nb", "(nothing more)", "b"),
        ("...\nz", "a\nz\nb", "(nothing more)", "b"),
        ("a.c", "abc", "a.c", "abc"),
        ("took ... s", "took long", "took ... s", "took long"),
    ],
)
def test_output_differs(expected: str, printed: str, said: str, seen: str) -> None:
    difference = first_difference(expected.splitlines(), printed.splitlines())
    assert difference == f"the page says   {said}\nit printed      {seen}"


@pytest.mark.parametrize("words", [["./do", "everything"], ["./do"], ["git", "status"]])
def test_what_a_console_block_may_not_hold(words: list[str]) -> None:
    assert wrong_with(Command(1, words, 0, []), ROOT) is not None


def test_a_command_is_run_and_its_answer_compared(tmp_path: Path) -> None:
    script = "open('here', 'w'); print('made by me'); raise SystemExit(1)"

    def fault(status: int, *expected: str) -> str | None:
        command = Command(1, ["python", "-c", script], status, list(expected))
        return wrong_with_run(command, tmp_path, Path(sys.executable))

    assert fault(1) is None
    assert fault(1, "made by ...") is None
    assert "exit status 1, not 0" in str(fault(0))
    assert "the page says   made by you" in str(fault(1, "made by you"))
    assert (tmp_path / "here").exists()
