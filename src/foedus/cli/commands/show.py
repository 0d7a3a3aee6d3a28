"""Show a charter as a person reads it, with citations and evidence marks."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from foedus.cli import options
from foedus.cli.printing import UnusableError, put, put_json

if TYPE_CHECKING:
    from foedus.words.aloud import Aloud, Item

HELP = """Show parts of a charter as a person reads them.

ORG is the name of a shipped charter, or the path of a folder. WHAT is one or several of:

\b
  members  parties  standings  rights       who is what, and what each standing may do
  bodies   chair    offices                 organs, their seats, who is in the chair
  procedures        procedure NAME          stages and steps, by whom, under what
  rules             rule NAME               how decisions are taken
  doubts            doubt NAME              what the law leaves open, with precedents
  provision PLACE   instruments             one article with its layers; the legal sources
  sources  gaps     evidence                addresses; what was not seen; counts by mark

\b
Examples:
  foedus show csto members --on 2012-12-19
  foedus show csto provision 'treaty/4(2)' --lang ru
  foedus show csto rule consensus doubt absence-in-csc
  foedus show csto chair --json

--json gives {"charter", "on", "language", "shown": [{"what", "name", "title", "items"}]}; an item
is {"id", "text", "under", "place", "layer", "mark", "basis", "evidence", "source", "items"}.
"""


@click.command("show", help=HELP, short_help="Show a charter.")
@click.argument("org", shell_complete=options.complete_org)
@click.argument("what", nargs=-1, required=True)
@click.option("--on", callback=options.day, help="The day, 2022-01-31 (default: today).")
@options.lang
@options.as_json
def command(
    org: str, what: tuple[str, ...], on: dt.date | None, lang: str, *, as_json: bool
) -> int:
    """Show parts of a charter."""
    from foedus.cli.charters import load
    from foedus.law import Law
    from foedus.words import Wording
    from foedus.words.aloud import NAMED, TOPICS, Aloud

    asked = list(_asked(what, list(TOPICS), list(NAMED)))
    charter = load(org)
    aloud = Aloud(Wording(charter, lang), Law(charter), on or options.today())
    shown = []
    for topic, name in asked:
        items = _items(aloud, topic, name)
        title = aloud.say(topic)
        shown.append((topic, name, title, items))
    if as_json:
        put_json(
            {
                "charter": charter.name,
                "on": aloud.on.isoformat(),
                "language": lang,
                "shown": [
                    {"what": t, "name": n, "title": title, "items": [asdict(i) for i in items]}
                    for t, n, title, items in shown
                ],
            }
        )
        return 0
    for number, (_, _, title, items) in enumerate(shown):
        if number:
            click.echo()
        name = aloud.wording.of(charter.header.names)
        put(aloud.say("on", title=title, charter=name, date=aloud.date(aloud.on)), bold=True)
        airy = any(item.items or item.mark for item in items)
        for place, item in enumerate(items):
            if airy or not place:
                click.echo()
            _print(item, 0)
        if not items:
            put(aloud.say("empty"))
    return 0


def _asked(words: tuple[str, ...], plain: list[str], named: list[str]) -> list[tuple[str, str]]:
    """Read the topics; some are followed by a name."""
    from foedus.charter.faults import did_you_mean, quoted

    found, rest = [], list(words)
    while rest:
        topic = rest.pop(0)
        if topic in named:
            if not rest:
                raise UnusableError(f'"{topic}" needs a name after it, such as: {_example(topic)}')
            found.append((topic, rest.pop(0)))
        elif topic in plain:
            found.append((topic, ""))
        else:
            cure = did_you_mean(topic, [*plain, *named])
            raise UnusableError(f"{quoted(topic)} cannot be shown; {cure or 'see --help'}")
    return found


def _example(topic: str) -> str:
    return "provision 'treaty/4(2)'" if topic == "provision" else f"{topic} NAME"


def _items(aloud: Aloud, topic: str, name: str) -> list[Item]:
    from foedus.charter.faults import did_you_mean, quoted
    from foedus.words.aloud import NAMED, TOPICS, UnnamedError

    try:
        return NAMED[topic](aloud, name) if topic in NAMED else TOPICS[topic](aloud)
    except UnnamedError as error:
        cure = did_you_mean(error.name, error.known)
        tail = f"; {cure}" if cure else ""
        raise UnusableError(
            f"{aloud.charter.name} has no {error.kind} {quoted(error.name)}{tail}"
        ) from None


def _print(item: Item, depth: int) -> None:
    indent = 2 * depth
    put(("– " if depth else "") + item.text, indent)
    marks = "; ".join(part for part in (item.under, item.mark, ", ".join(item.source)) if part)
    if marks:
        put(f"[{marks}]", indent + 4)
    for each in item.items:
        _print(each, depth + 1)
