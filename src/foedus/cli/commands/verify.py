"""Verify a record without trusting its host."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foedus.cli import options
from foedus.cli.printing import put, put_json

if TYPE_CHECKING:
    from foedus.service.report import Report

HELP = """Recompute a record: every hash, every signature, every outcome with its effects.

RECORD is a bundle (one file) or the folder of a store. Nothing is taken from the host but the
record itself; the charter is in it. What a record cannot show is that it is the whole record, or
the only one: for that compare the clerk's key with the one you were given when the record began,
and give the checkpoints and receipts you kept with --checkpoint.

Exit status: 0 where nothing differs, 1 where something does (the first difference is named), 2
where there is nothing to verify. Where acts are withheld, it is said how many outcomes could not
be recomputed; with --complete the exit status is then 1.

\b
Examples:
  foedus verify january.bundle
  foedus verify csto-record --checkpoint kept.checkpoint --checkpoint my.receipt

--json gives {"good", "complete", "origin", "world", "charter", "clerk", "entries", "first",
"last", "root", "recomputed", "withheld", "dependent", "unchecked", "shown", "absent", "signed",
"older", "difference": {"part", "what"} or null}.
"""


@click.command("verify", help=HELP, short_help="Verify a record.")
@click.argument("record", metavar="RECORD", type=click.Path())
@click.option(
    "--checkpoint", "kept", multiple=True, metavar="C", help="A checkpoint or receipt you kept."
)
@click.option("--complete", is_flag=True, help="Exit with 1 where anything is withheld.")
@options.lang
@options.as_json
def command(record: str, kept: tuple[str, ...], lang: str, *, complete: bool, as_json: bool) -> int:
    """Verify a record."""
    from foedus.cli.records import older, open_charter, reading
    from foedus.service.verifying import verify

    known = older(kept)
    with reading(Path(record)) as (parts, heads):
        report = verify(parts, open_charter, [*known, *heads])
    if as_json:
        put_json({"good": report.good, "complete": report.complete, **_data(report)})
    else:
        _tell(report, lang)
    return 0 if report.good and (report.complete or not complete) else 1


def _data(report: Report) -> dict[str, object]:
    from foedus.acts.hours import stamp

    data = asdict(report)
    for name in ("first", "last"):
        data[name] = stamp(data[name]) if report.entries else None
    difference = report.difference
    data["difference"] = difference and {"part": difference.part, "what": difference.what}
    return data


def _tell(report: Report, lang: str) -> None:
    from foedus.acts.hours import stamp
    from foedus.words.catalogue import catalogue

    texts = catalogue(lang)

    def line(key: str, **details: object) -> None:
        said = {name: str(value) for name, value in details.items()}
        put(texts.say(f"verify.{key}", **said))

    if report.origin:
        world = texts.say(f"verify.world-{report.world}")
        line("record", origin=report.origin, charter=report.charter, world=world)
    if report.entries:
        first, last = stamp(report.first), stamp(report.last)
        line("entries", entries=report.entries, first=first, last=last)
        line("recomputed", recomputed=report.recomputed)
    counts = {name: getattr(report, name) for name in ("shown", "absent")}
    if any(counts.values()):
        line("contents", **counts)
    for name in ("withheld", "dependent", "unchecked"):
        if getattr(report, name):
            line(name, number=getattr(report, name))
    if report.good and report.signed < report.entries:
        line("unsigned", number=report.entries - report.signed)
    for each in report.older:
        put(f"– {each}")
    if report.clerk:
        line("clerk", clerk=report.clerk)
    if report.difference is not None:
        put(texts.say("verify.differs", part=report.difference.part, what=report.difference.what),
            answer="refused", whole=True)  # fmt: skip
        return
    line("root", entries=report.entries, root=report.root)
    unproved = report.withheld + report.dependent
    if report.complete:
        put(texts.say("verify.good"), answer="admitted", whole=True)
    else:
        text = texts.say("verify.partly", number=str(unproved))
        put(text, answer="unsettled", whole=True)
