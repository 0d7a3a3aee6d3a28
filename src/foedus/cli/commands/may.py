"""Say what an actor may do now, what not, and why, with articles."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from foedus.cli import options
from foedus.cli.printing import UnusableError, put, put_json

if TYPE_CHECKING:
    from foedus.law import Law, State
    from foedus.words import Wording, Zone
    from foedus.words.permissions import PermissionText

HELP = """Say what an actor may do at a time, what not, and why, with the article for each.

ACTOR is a party (AM), an office (secretary-general) or the chair of a body ("chair of csc").
Nothing has happened yet, unless --after names a case or a history to be played first, or --record
names a record, a bundle or the folder of a store. Then the time is that of the last line or entry,
unless --at says another: later, or in a record any time. In a live record it is now.

\b
Examples:
  foedus may csto AM
  foedus may csto "chair of csc" --at 2022-01-06T12:00+03:00
  foedus may _template A --after charters/_template/cases/alarm.case --lang ru
  foedus may csto AM --record january-2022.bundle --at 2022-01-06T12:00+03:00
  foedus may csto AM --record csto-record --signer anna

--json gives {"charter", "actor", "at", "language", "permissions": [{"procedure", "step",
"matter", "question", "answer", "code", "under", "doubts", "unknown", "text": {"what", "why",
"under"}}]}.
"""


@click.command("may", help=HELP, short_help="What an actor may do.")
@click.argument("org", shell_complete=options.complete_org)
@click.argument("actor")
@click.option("--after", "--case", "after", metavar="FILE.case", help="Play this first.")
@click.option("--record", metavar="R", type=click.Path(), help="What stands in this record.")
@click.option("--signer", metavar="NAME", help="What this person may sign for the actor.")
@click.option("--at", callback=options.hour, metavar="TIME", help="When (default: now).")
@options.lang
@options.as_json
def command(
    *,
    org: str,
    actor: str,
    after: str | None,
    record: str | None,
    signer: str | None,
    at: options.Hour | None,
    lang: str,
    as_json: bool,
) -> int:
    """Say what an actor may do."""
    from foedus.acts.hours import stamp
    from foedus.cli.charters import load
    from foedus.law import Law, State, advance, may
    from foedus.words import Wording, Zone
    from foedus.words.dates import moment
    from foedus.words.permissions import permission_text

    if after and record:
        raise UnusableError("give --after or --record, not both")
    charter = load(org)
    law, state, zone = Law(charter), State(), Zone((at or options.now()).offset)
    hour = (at or options.now()).at
    if after is not None:
        law, state, zone = _played(after, charter.name)
        if at is not None and at.at < state.hour:
            raise UnusableError(f"--at is before the last line of {after}, at {stamp(state.hour)}")
        hour = at.at if at is not None else state.hour
    elif record is not None:
        law, state, hour = _recorded(record, charter.name, at)
        advance(law, state, hour)
    wording = Wording(law.charter, lang)
    who = _actor(law, state, hour, actor)
    found = list(may(law, state, who, hour, signer=signer))
    texts = [permission_text(wording, each, zone) for each in found]
    if as_json:
        told = []
        for each, text in zip(found, texts, strict=True):
            data = asdict(each)
            data["under"] = each.under._asdict()
            data["detail"] = dict(each.detail)
            data["text"] = {"what": text.what, "why": text.why, "under": text.under}
            told.append(data)
        put_json(
            {
                "charter": charter.name,
                "actor": who,
                "at": stamp(hour),
                "language": lang,
                "permissions": told,
            }
        )
        return 0
    name = wording.sentence(wording.actor(who))
    when = moment(wording.catalogue, hour, zone)
    put(wording.say("may.head", actor=name, moment=when), bold=True)
    _print(wording, texts)
    return 0


def _played(after: str, org: str) -> tuple[Law, State, Zone]:
    """Play a case to its end; it must be about the same charter, and have only one case."""
    from foedus.cli.case_files import one
    from foedus.cli.telling import entries_of, minutes_of

    minutes = minutes_of(one(after), "en")[-1]
    if minutes.case.charter != org:
        raise UnusableError(f"{after} is about {minutes.case.charter}, not about {org}")
    for _ in entries_of(minutes):
        pass
    return minutes.play.law, minutes.play.state, minutes.zone


def _recorded(record: str, org: str, at: options.Hour | None) -> tuple[Law, State, int]:
    """Give what stands in a record at a time, by the charter that is kept in it."""
    from pathlib import Path

    from foedus.cli.records import standing

    law, state = standing(Path(record), None if at is None else at.at)
    if law.charter.name != org:
        raise UnusableError(f"{record} is a record of {law.charter.name}, not of {org}")
    if at is not None:
        if state.people is None:
            raise UnusableError(f"{record} begins after --at; nothing stands then")
        return law, state, at.at
    live = state.people is not None and state.people.world == "live"
    return law, state, max(state.hour, options.now().at) if live else state.hour


def _actor(law: Law, state: State, hour: int, name: str) -> str:
    from foedus.charter.faults import did_you_mean, quoted
    from foedus.law.chairs import holder

    body = name.removeprefix("chair of ")
    if name.startswith("chair of ") and body in law.charter.bodies.bodies:
        held = holder(law, state, hour, body)[0]
        if not held:
            raise UnusableError(f"nobody holds the chair of {body} at that time")
        return held
    if name not in law.bits:
        cure = did_you_mean(name, law.names)
        tail = f"; {cure}" if cure else ""
        raise UnusableError(f"{law.charter.name} knows no actor {quoted(name)}{tail}")
    return name


def _print(wording: Wording, texts: list[PermissionText]) -> None:
    groups = {"admitted": "may.now", "unsettled": "may.open", "refused": "may.not-now"}
    for answer, key in groups.items():
        some = [text for text in texts if text.answer == answer]
        if not some:
            continue
        click.echo()
        put(wording.say(key), answer=answer, whole=True)
        place = ""
        for text in some:
            here = _place(wording, text)
            if here != place:
                put(here, 2)
                place = here
            why = f" {text.why}" if text.why else ""
            put(f"– {wording.sentence(text.what)}.{why} [{text.under}]", 4)
    if not texts:
        put(wording.say("may.nothing"))


def _place(wording: Wording, text: PermissionText) -> str:
    if text.matter:
        return wording.say("may.matter", matter=text.matter, procedure=text.procedure) + ":"
    return f"{wording.say('may.new')} ({text.procedure}):"
