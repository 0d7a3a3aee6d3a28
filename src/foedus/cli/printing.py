"""What every command shares in printing: lines that fit, colour on a terminal, data, and refusals."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterable

import click

COLOURS = {
    "admitted": "green", "refused": "red", "unsettled": "yellow",
    "adopted": "green", "rejected": "red",
}  # fmt: skip
WIDTH_MAX = 96
WIDTH_MIN = 40
INDENT_MAX = 24


class UnusableError(click.ClickException):
    """Input that cannot be used: shown as it is, exit status 2."""

    exit_code = 2

    def __init__(self, message: str, lines: Iterable[object] = ()) -> None:
        super().__init__(message)
        self.lines = tuple(str(line) for line in lines)

    def show(self, file: object = None) -> None:
        """Write the faults, then the message, to standard error."""
        del file
        from foedus.charter.faults import escaped

        for line in self.lines:
            click.echo(line, err=True)
        click.echo(f"foedus: {escaped(self.message)}", err=True)


def width() -> int:
    """Give how many columns to fill: the terminal's, within what the eye can follow."""
    return max(WIDTH_MIN, min(WIDTH_MAX, shutil.get_terminal_size((WIDTH_MAX, 24)).columns))


def coloured() -> bool:
    """Tell whether to use colour: on a terminal, unless NO_COLOR says otherwise."""
    return bool(sys.stdout) and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def put(
    text: str = "", indent: int = 0, *, answer: str = "", bold: bool = False, whole: bool = False
) -> None:
    """Print a text wrapped to the width; what begins with a dash or a dot hangs by it.

    ``answer`` colours the first word by what it answers, or the whole text.
    """
    from foedus.charter.faults import escaped

    hang = indent + (2 if text.startswith(("– ", "• ")) else 0)
    lines = textwrap.wrap(
        escaped(text), width(), initial_indent=" " * indent, subsequent_indent=" " * hang,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    if answer and lines and not whole:
        word, _, rest = lines[0].lstrip().partition(" ")
        lines[0] = f"{' ' * indent}{_styled(word, answer, bold=True)} {rest}".rstrip()
        answer = ""
    for line in lines or [""]:
        click.echo(_styled(line, answer, bold=bold) if answer or bold else line)


def _styled(text: str, answer: str, *, bold: bool) -> str:
    if not coloured():
        return text
    return click.style(text, fg=COLOURS.get(answer), bold=bold or None)


def put_json(value: object) -> None:
    """Print data as JSON, letters as they are."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
