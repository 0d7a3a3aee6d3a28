"""Options that several commands have, and how times and languages are read."""

from __future__ import annotations

import datetime as dt
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

import click

_ZONE = re.compile(r"(Z|UTC|[+-]\d\d:?\d\d)$")
_BARE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
WORDS = Path(__file__).parent.parent / "words"


def languages() -> list[str]:
    """List the languages there are, by their files."""
    return sorted(file.stem for file in WORDS.glob("*.toml"))


def usual_language() -> str:
    """Give the language of the reader's surroundings: FOEDUS_LANG, then LANG and its like."""
    wanted = os.environ.get("FOEDUS_LANG")
    if wanted and wanted not in languages():
        known = ", ".join(languages())
        raise click.UsageError(f'FOEDUS_LANG: there is no language "{wanted}"; one of: {known}')
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if not wanted and value:
            wanted = re.split(r"[_.@]", value)[0].lower()
    return wanted if wanted in languages() else "en"


lang = click.option(
    "--lang",
    type=click.Choice(languages()),
    default=usual_language,
    help="Language of the answer (default: FOEDUS_LANG, else LANG, else en).",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Answer as data.")


def today() -> dt.date:
    """Give the day on this machine's clock, in UTC."""
    return dt.datetime.now(dt.UTC).date()


def day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> dt.date | None:
    """Read a day, written 2022-01-31."""
    if value is None:
        return None
    if not _DAY.fullmatch(value):
        raise click.BadParameter(f'"{value}" is not a day; write 2022-01-31')
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f'there is no day "{value}" in the calendar') from None


@dataclass(frozen=True, slots=True)
class Hour:
    """A time: milliseconds since 1970 in UTC, and the minutes of its zone."""

    at: int
    offset: int = 0


def hour(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Hour | None:
    """Read a time: 2022-01-31, 2022-01-31T18:00, with Z or +03:00 after it; or now."""
    if value is None:
        return None
    try:
        return an_hour(value)
    except ValueError as problem:
        raise click.BadParameter(str(problem)) from None


def an_hour(value: str) -> Hour:
    """Read a time, as ``hour`` does. Raises ``ValueError`` that says what is wrong."""
    text = value.strip()
    if text == "now":
        return now()
    bare = _ZONE.sub("", text).strip() if len(text) > len("2022-01-31") else text
    if not _BARE.fullmatch(bare):
        raise ValueError(f'"{value}" is not a time; write 2022-01-31T18:00+03:00, or now')
    zone = text[len(bare) :].strip()
    offset = "+00:00" if zone in ("", "Z", "UTC") else zone
    try:
        at = dt.datetime.fromisoformat(bare + ("" if ":" in bare else "T00:00") + offset)
    except ValueError:
        raise ValueError(f'there is no such time as "{value}"') from None
    minutes = (at.utcoffset() or dt.timedelta()) // dt.timedelta(minutes=1)
    return Hour((at - _EPOCH) // dt.timedelta(milliseconds=1), minutes)


def now() -> Hour:
    """Give the time on this machine's clock."""
    return Hour(int(time.time()) * 1000)


def complete_org(_ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """Offer the shipped charters to the shell."""
    from foedus.charter.read import names

    return [name for name in names() if name.startswith(begun)]
