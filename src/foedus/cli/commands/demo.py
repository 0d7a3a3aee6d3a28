"""Replay a real history through the charter of its organisation; say what to try next."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING

import click

from foedus.cli import options
from foedus.cli.printing import UnusableError, put, put_json

if TYPE_CHECKING:
    from pathlib import Path

    from foedus.cli.minutes import Minutes

HELP = """Replay a real history, from public sources, through the charter of its organisation.

On a terminal the minutes stop after each day until Enter is pressed; with --once they run
through and end with exit status 0. What was said is then written as a record, which is verified,
and so are copies of it in which something was changed.

\b
Examples:
  foedus demo
  foedus demo --once --lang ru

--json gives {"entries": as "foedus play --json" gives them, "record": {"file", "entries",
"bytes", "good", "tampered": [{"how", "part", "what"}]}}.
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
            entries = [entry.data() for entry in entries_of(minutes)]
            put_json({"entries": entries, "record": asdict(_recorded(file, minutes))})
            continue
        put(say("demo.begin"))
        click.echo()

        agreed, differed = tell(minutes, pause=partial(_wait, say("demo.wait")) if waits else None)
        closing(minutes, agreed, differed)
        record = _recorded(file, minutes)
        _tell_record(record, minutes)
        click.echo()
        put(say("demo.next"), bold=True)
        for line, what in _next(file, lang):
            put(f"  {line}")
            put(say(f"demo.{what}"), 6)
    return 0


@dataclass(frozen=True)
class Demonstrated:
    """The record that was made, whether it verifies, and what verify says of altered copies."""

    file: str
    entries: int
    bytes: int
    good: bool
    tampered: list[dict[str, str]]


def _recorded(file: Path, minutes: Minutes) -> Demonstrated:
    """Write the history as a record into a folder of its own, and verify it and copies of it."""
    import tempfile
    from pathlib import Path

    from foedus.cli.case_files import charter_of
    from foedus.cli.charters import reading
    from foedus.cli.recording import recorded
    from foedus.cli.records import save
    from foedus.cli.tampering import attempts, verified
    from foedus.service.parts import receipt_of

    made = recorded(minutes, reading(charter_of(file, minutes.case)))
    out = Path(tempfile.mkdtemp(prefix="foedus-demo-")) / f"{file.stem}.bundle"
    size = save(made.store, str(out))
    tampered = []
    for how, report in attempts(made, receipt_of(made.store, made.store.size)):
        part, what = report.difference or ("", "")
        tampered.append({"how": how, "part": part, "what": what})
    good = verified(out.read_bytes()).complete
    return Demonstrated(str(out), made.store.size, size, good, tampered)


def _tell_record(record: Demonstrated, minutes: Minutes) -> None:
    say = minutes.wording.say
    click.echo()
    put(say("demo.record"), bold=True)
    entries, size = str(record.entries), f"{record.bytes:,}"
    put(say("record.made", file=record.file, entries=entries, size=size))
    put(say("record.verify", file=record.file))
    if record.good:
        put(say("verify.good"), answer="admitted", whole=True)
    for each in record.tampered:
        put(say(f"demo.tamper-{each['how']}"))
        text = say("verify.differs", part=each["part"], what=each["what"])
        put(text, 2, answer="refused", whole=True)


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
