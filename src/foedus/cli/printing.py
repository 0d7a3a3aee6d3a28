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
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def style(text: str, answer: str = "", *, bold: bool = False, dim: bool = False) -> str:
    """Colour a text by an answer where colour is used."""
    if not coloured():
        return text
    return click.style(text, fg=COLOURS.get(answer), bold=bold or None, dim=dim or None)


def put(text: str = "", indent: int = 0, head: str = "", answer: str = "") -> None:
    """Print a text wrapped to the width; what follows its first line stands under it.

    A text that begins with a dash or an arrow hangs by it. ``answer`` colours the first word.
    """
    from foedus.charter.faults import escaped

    text = escaped(text)
    hang = indent + (2 if text.startswith(("– ", "→ ", "• ")) else 0)
    first = head.ljust(indent) if head else " " * indent
    if len(first) > indent:
        click.echo(first.rstrip())
        first = " " * indent
    lines = textwrap.wrap(
        text, width(), initial_indent=first, subsequent_indent=" " * hang,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    if answer and lines and coloured():
        word, _, rest = lines[0].lstrip().partition(" ")
        start = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
        lines[0] = f"{start}{style(word, answer, bold=True)} {rest}".rstrip()
    for line in lines or [first.rstrip()]:
        click.echo(line)


def put_json(value: object) -> None:
    """Print data as JSON, letters as they are."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
