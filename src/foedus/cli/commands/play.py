"""Play a case or a history, and print its minutes."""

from __future__ import annotations

import click

from foedus.cli import options
from foedus.cli.printing import put_json

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

--json gives {"cases": [{"title", "kind", "charter", "heading", "entries", "agreed",
"differed"}]}; an entry is {"line", "at", "until", "head", "said", "lapsed", "answer", "code",
"under", "outcome", "follows", "asked", "differs"}.
"""


@click.command("play", help=HELP, short_help="Play a case.")
@click.argument("file", metavar="FILE.case", type=click.Path())
@click.option("--pace", type=click.FloatRange(0, 60), default=0, help="Seconds between entries.")
@options.lang
@options.as_json
def command(file: str, pace: float, lang: str, *, as_json: bool) -> int:
    """Play a case."""
    from foedus.cli.case_files import one
    from foedus.cli.telling import closing, entries_of, minutes_of, tell

    told, status = [], 0
    for number, minutes in enumerate(minutes_of(one(file), lang)):
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
    if as_json:
        put_json({"cases": told})
    return status
