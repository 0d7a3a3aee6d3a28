"""Print minutes in the terminal, at the reader's pace."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from foedus.cases import Case, CaseFault
from foedus.charter.charter import Charter
from foedus.cli.case_files import cases_of, charter_of
from foedus.cli.charters import sound
from foedus.cli.minutes import Entry, Minutes
from foedus.cli.printing import UnusableError, put

HOUR_COLUMN = 4


def minutes_of(file: Path, language: str) -> list[Minutes]:
    """Read a case file and make each of its cases ready to be played."""
    try:
        return [Minutes(case, _charter(file, case), language) for case in cases_of(file)]
    except CaseFault as fault:
        raise UnusableError("the case file cannot be read", [fault]) from None


def _charter(file: Path, case: Case) -> Charter:
    return sound(charter_of(file, case))


def entries_of(minutes: Minutes) -> Iterator[Entry]:
    """Play a case; a line that cannot be read ends the command."""
    try:
        yield from minutes.entries()
    except CaseFault as fault:
        raise UnusableError("the case cannot be played further", [fault]) from None


def tell(
    minutes: Minutes, pace: float = 0, pause: Callable[[], bool] | None = None
) -> tuple[int, int]:
    """Print a case; give how many lines agreed with the file, and how many did not.

    ``pause`` is asked at the end of each day whether to go on.
    """
    put(minutes.wording.sentence(minutes.case.title), bold=True)
    for line in minutes.heading():
        put(line)
    today = ""
    agreed = differed = 0
    for entry in entries_of(minutes):
        if entry.told and not entry.differs:
            agreed += 1
            continue
        day = minutes.day(entry.at)
        if day != today and not entry.asked:
            if today and pause is not None and not pause():
                break
            today = day
            click.echo()
            put(day, bold=True)
        elif pace:
            time.sleep(pace)
        print_entry(minutes, entry)
        agreed, differed = agreed + (not entry.differs), differed + bool(entry.differs)
    click.echo()
    return agreed, differed


def print_entry(minutes: Minutes, entry: Entry) -> None:
    """Print one entry: the hour and what was said, then the answer and what followed under it."""
    click.echo()
    for line in entry.lapsed:
        put(line)
    if entry.asked:
        put(f"{entry.head}:", HOUR_COLUMN)
        for line in entry.asked:
            put(line, HOUR_COLUMN + 4)
    else:
        put(f"{minutes.hour(entry)}  {entry.head}")
    for line in entry.said:
        put(line, HOUR_COLUMN + 4)
    for number, line in enumerate(entry.lines):
        inner = len(line) - len(line.lstrip())
        put(line.lstrip(), HOUR_COLUMN + inner, answer="" if number else entry.answer)
    for change in entry.follows:
        text = change.text
        if change.readings:
            text = text[:1].lower() + text[1:]
            text = minutes.wording.say("follows.if", readings=change.readings, text=text)
        put(f"• {text}", HOUR_COLUMN)
        for line in change.lines:
            put(line, HOUR_COLUMN + 4)
    if entry.differs:
        put(entry.differs, HOUR_COLUMN, answer="refused", whole=True)


def closing(minutes: Minutes, agreed: int, differed: int) -> None:
    """Say how many lines agreed with what the file expects, and what it was made from."""
    say, count = minutes.wording.say, minutes.wording.catalogue.counted
    put(say("minutes.agreed", count=count("minutes.lines", agreed)))
    if differed:
        put(say("minutes.disagreed", count=count("minutes.lines", differed)))
    sources = [text for _, text in minutes.case.headers.get("source", [])]
    if sources:
        click.echo()
        put(f"{say('minutes.sources')}:")
    for source in sources:
        put(source, HOUR_COLUMN)
