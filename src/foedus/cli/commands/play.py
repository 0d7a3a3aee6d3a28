"""Play a case or a history, and print its minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from foedus.cli import options
from foedus.cli.printing import UnusableError, put, put_json

if TYPE_CHECKING:
    from pathlib import Path

    from foedus.cli.minutes import Minutes

HELP = """Play a case or a history through the engine, and print readable minutes.

Each entry gives the hour with its zone, who said what, the answer with its article, the
duties that arose or were met with the time they took, terms that ran out, and for each open
point its readings. Exit status: 0 where every answer is what the file expects, 1 where one
is not, 2 where the file or its charter cannot be read.

\b
Examples:
  foedus play charters/_template/cases/alarm.case
  foedus play charters/csto/history/january-2022.case --lang ru
  foedus play my.case --pace 1.5
  foedus play charters/csto/history/january-2022.case --record january-2022.bundle

With --record what was played becomes a record, in one file that "foedus verify" recomputes: an
exercise, or a reconstruction from public sources that nobody but the player has signed.

--json gives {"cases": [{"title", "kind", "charter", "heading", "entries", "agreed",
"differed"}]}; an entry is {"line", "at", "until", "head", "said", "lapsed", "answer", "code",
"under", "outcome", "follows", "asked", "differs"}.
"""


@click.command("play", help=HELP, short_help="Play a case.")
@click.argument("file", metavar="FILE.case", type=click.Path())
@click.option("--pace", type=click.FloatRange(0, 60), default=0, help="Seconds between entries.")
@click.option("--only", type=click.IntRange(1), metavar="N", help="Play only the Nth case.")
@click.option("--record", metavar="OUT", type=click.Path(), help="Write a bundle of what was said.")
@options.lang
@options.as_json
def command(
    *, file: str, pace: float, only: int | None, record: str | None, lang: str, as_json: bool
) -> int:
    """Play a case."""
    from foedus.cli.case_files import one
    from foedus.cli.telling import closing, entries_of, minutes_of, tell

    told, status = [], 0
    path = one(file)
    cases = minutes_of(path, lang)
    if only is not None and only > len(cases):
        raise UnusableError(f"{file} has {len(cases)} cases; there is no case {only}")
    cases = cases if only is None else [cases[only - 1]]
    if record and len(cases) > 1:
        raise UnusableError(
            f"{file} has {len(cases)} cases, and a record is of one: choose it with --only N"
        )
    for number, minutes in enumerate(cases):
        if as_json:
            entries = list(entries_of(minutes))
            differed = sum(1 for entry in entries if entry.differs)
            told.append(
                {
                    "title": minutes.case.title,
                    "kind": minutes.case.kind,
                    "charter": minutes.case.charter,
                    "heading": minutes.heading(),
                    "entries": [entry.data() for entry in entries],
                    "agreed": len(entries) - differed,
                    "differed": differed,
                }
            )
        else:
            if number:
                click.echo("\n")
            agreed, differed = tell(minutes, pace)
            closing(minutes, agreed, differed)
        status = 1 if differed else status
        if record:
            _record(path, minutes, record, quiet=as_json)
    if as_json:
        put_json({"cases": told})
    return status


def _record(path: Path, minutes: Minutes, out: str, *, quiet: bool) -> None:
    """Write what was played as a bundle, and say so."""
    from foedus.cli.case_files import charter_of
    from foedus.cli.charters import reading
    from foedus.cli.recording import recorded
    from foedus.cli.records import save

    made = recorded(minutes, reading(charter_of(path, minutes.case)))
    size = save(made.store, out)
    if quiet:
        return
    say = minutes.wording.say
    click.echo()
    put(say("record.made", file=out, entries=str(made.store.size), size=f"{size:,}"))
    for line, why in made.left_out:
        put(say("record.left-out", line=str(line), why=why), 2)
    put(say("record.verify", file=out))
