"""Replay a real history through the charter of its organisation; say what to try next."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from foedus.cli import options
from foedus.cli.printing import UnusableError, put, put_json

if TYPE_CHECKING:
    from pathlib import Path

HELP = """Replay a real history, from public sources, through the charter of its organisation.

On a terminal the minutes stop after each day until Enter is pressed; with --once they run
through and end with exit status 0.

\b
Examples:
  foedus demo
  foedus demo --once --lang ru

--json gives what "foedus play --json" gives for the history.
"""


@click.command("demo", help=HELP, short_help="Replay a real history.")
@click.option("--once", is_flag=True, help="Run through without waiting, and exit.")
@options.lang
@options.as_json
def command(lang: str, *, once: bool, as_json: bool) -> int:
    """Replay the first history that is shipped."""
    from foedus.charter.read import charters_root
    from foedus.cli.case_files import shown
    from foedus.cli.telling import closing, entries_of, minutes_of, tell

    file = next(iter(sorted(charters_root().glob("*/history/*.case"))), None)
    if file is None:
        raise UnusableError(
            "no history is shipped with this installation;"
            f" try: foedus play {shown(charters_root() / '_template/cases/alarm.case')}"
        )
    waits = not once and sys.stdin.isatty() and sys.stdout.isatty()
    for minutes in minutes_of(file, lang):
        say = minutes.wording.say
        if as_json:
            put_json({"entries": [entry.data() for entry in entries_of(minutes)]})
            continue
        put(say("demo.begin"))
        click.echo()

        agreed, differed = tell(minutes, pause=partial(_wait, say("demo.wait")) if waits else None)
        closing(minutes, agreed, differed)
        click.echo()
        put(say("demo.next"), bold=True)
        for line, what in _next(file, lang):
            put(f"  {line}")
            put(say(f"demo.{what}"), 6)
    return 0


def _wait(prompt: str) -> bool:
    """Wait for the reader; tell whether to go on."""
    click.echo(f"\n{prompt}", nl=False)
    sys.stdout.flush()
    answer = sys.stdin.readline()  # empty where the input has ended
    return bool(answer) and answer.strip().lower() not in ("q", "quit")


def _next(file: Path, lang: str) -> list[tuple[str, str]]:
    from foedus.charter.read import charters_root, read
    from foedus.cli.case_files import shown

    tail = " --lang ru" if lang == "ru" else ""
    folder = file.parent.parent
    name = folder.name
    charter = read(folder).charter
    actor = next(iter(charter.parties.parties)) if charter else "ACTOR"
    return [
        (f"foedus may {name} {actor} --after {shown(file)}{tail}", "may"),
        (f"foedus show {name} procedures rights{tail}", "show"),
        (f"foedus show {name} doubts{tail}", "doubts"),
        (f"foedus play {shown(charters_root() / '_template/cases/alarm.case')}{tail}", "play"),
    ]
