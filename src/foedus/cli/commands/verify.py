"""Verify a record without trusting its host."""

from __future__ import annotations

from collections.abc import Iterator
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
    from foedus.cases.recorded import open_charter
    from foedus.cli.records import older, reading
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
    from foedus.words.catalogue import catalogue

    texts = catalogue(lang)
    for key, details in _lines(report):
        if key == "record":
            details["world"] = texts.say(f"verify.world-{report.world}")
        put(texts.say(f"verify.{key}", **{name: str(each) for name, each in details.items()}))
    for each in report.older:
        put(f"– {each}")
    if report.difference is not None:
        part, what = report.difference
        put(texts.say("verify.differs", part=part, what=what), answer="refused", whole=True)
    elif report.complete:
        put(texts.say("verify.good"), answer="admitted", whole=True)
    else:
        number = str(report.withheld + report.dependent)
        put(texts.say("verify.partly", number=number), answer="unsettled", whole=True)


def _lines(report: Report) -> Iterator[tuple[str, dict[str, object]]]:
    """Give what there is to tell, by the keys of the catalogue."""
    from foedus.acts.hours import stamp

    if report.origin:
        yield "record", {"origin": report.origin, "charter": report.charter}
    if report.entries:
        first, last = stamp(report.first), stamp(report.last)
        yield "entries", {"entries": report.entries, "first": first, "last": last}
        yield "recomputed", {"recomputed": report.recomputed}
    if report.shown or report.absent:
        yield "contents", {"shown": report.shown, "absent": report.absent}
    for name in ("withheld", "dependent", "unchecked"):
        if getattr(report, name):
            yield name, {"number": getattr(report, name)}
    if report.clerk:
        yield "clerk", {"clerk": report.clerk}
    if report.good:
        if report.signed < report.entries:
            yield "unsigned", {"number": report.entries - report.signed}
        yield "root", {"entries": report.entries, "root": report.root}
