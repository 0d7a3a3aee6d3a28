"""Read case files: headers, happenings, questions, and what is expected of each.

The grammar is documented in ``docs/reference/cases.md``. A line that stands at the margin happens
or asks; indented lines below it say what is expected.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from foedus.acts.hours import Instant, instant
from foedus.charter.faults import did_you_mean

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
KINDS = ("hypothetical", "documented", "reconstruction")
_CLOCK = r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{3}))?)?"
_WHEN = re.compile(
    rf"(?:(\d{{4}})-(\d\d)-(\d\d)|(\d{{1,2}}) ([A-Za-z]{{3}})(?: (\d{{4}}))?) {_CLOCK}"
)
_UNTIL = re.compile(
    rf"\.\.(?:(?:(\d{{4}})-(\d\d)-(\d\d)|(\d{{1,2}}) ([A-Za-z]{{3}})(?: (\d{{4}}))?) )?{_CLOCK}"
)
_HEADER = re.compile(r"(chair of [a-z0-9-]+|weights [a-z0-9-]+|[a-z]+): ?(.*)$")
HEADERS = ("case", "kind", "charter", "cast", "record", "about", "source", "expert", "zone", "law")


class CaseFault(Exception):  # noqa: N818 - a fault of the file, shown to people
    """A case file that cannot be read: where, what, and the cure."""

    def __init__(self, file: str, line: int, what: str, cure: str = "", column: int = 1) -> None:
        super().__init__(what)
        self.file, self.line, self.column, self.what, self.cure = file, line, column, what, cure

    def __str__(self) -> str:
        """Write ``file:line:column: what; cure``."""
        tail = f"; {self.cure}" if self.cure else ""
        return f"{self.file}:{self.line}:{self.column}: {self.what}{tail}"


@dataclass(slots=True)
class Line:
    """One line at the margin with the indented lines under it, as (line number, text)."""

    number: int
    text: str
    at: Instant | None = None
    until: Instant | None = None
    expected: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class Case:
    """One case: its headers and its lines, still as text."""

    file: str
    line: int
    title: str
    headers: dict[str, list[tuple[int, str]]]
    lines: list[Line]

    def header(self, name: str, default: str = "") -> str:
        """Give the first value of a header."""
        values = self.headers.get(name)
        return values[0][1] if values else default

    @property
    def kind(self) -> str:
        """Give whether the case is hypothetical, documented or a reconstruction."""
        return self.header("kind")

    @property
    def charter(self) -> str:
        """Give the name of the charter that the case is about."""
        return self.header("charter").partition(" in force ")[0].strip()

    @property
    def in_force(self) -> dt.date | None:
        """Give the day whose law the case starts from, if it says so."""
        day = self.header("charter").partition(" in force ")[2].strip()
        return dt.date.fromisoformat(day) if day else None


def read_cases(file: str, text: str) -> list[Case]:
    """Read every case of a file. Raises ``CaseFault`` at the first line that cannot be read."""
    cases: list[Case] = []
    clock = _Calendar()
    heading = False
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.rstrip()
        if not line.strip() or line.lstrip().startswith("#"):
            heading = heading and bool(line.strip())
            continue
        if "\t" in line[: len(line) - len(line.lstrip())]:
            raise CaseFault(file, number, "a tab indents this line", "indent with four spaces")
        if line.startswith("case:"):
            heading, clock = True, _Calendar()
            cases.append(Case(file, number, line[5:].strip(), {}, []))
        elif not cases:
            raise CaseFault(
                file, number, "a case begins with its title", 'write "case: TITLE" first'
            )
        elif heading and not line.startswith(" "):
            _header(cases[-1], number, line, clock)
        elif line.startswith(" "):
            if not cases[-1].lines:
                raise CaseFault(file, number, "this expects something of no line", "move it left")
            cases[-1].lines[-1].expected.append((number, line.strip()))
        else:
            cases[-1].lines.append(_line(file, number, line, clock))
    for case in cases:
        _complete(case)
    return cases


def _header(case: Case, number: int, line: str, clock: _Calendar) -> None:
    found = _HEADER.match(line)
    if found is None or (found[1].split()[0] not in (*HEADERS, "chair", "weights")):
        raise CaseFault(
            case.file, number, f'"{line.split(":", maxsplit=1)[0]}" is not a header of a case',
            "headers are: " + ", ".join(HEADERS) + ", chair of BODY, weights NAME" + "; leave an empty line before the minutes",
        )  # fmt: skip
    case.headers.setdefault(found[1], []).append((number, found[2].strip()))
    if found[1] == "charter":
        try:
            day = case.in_force
        except ValueError:
            raise CaseFault(
                case.file, number, "the day after “in force” is no date", "write 2020-01-31"
            ) from None
        if day is not None:
            clock.year, clock.last = day.year, day
    if found[1] == "zone":
        clock.offset = _offset(case.file, number, found[2])


def _offset(file: str, number: int, text: str) -> int:
    found = re.match(r"([+-])(\d\d):(\d\d)\b", text)
    if found is None:
        raise CaseFault(file, number, "a zone is an offset and a city", 'write "+03:00 Moscow"')
    minutes = int(found[2]) * 60 + int(found[3])
    return -minutes if found[1] == "-" else minutes


def _complete(case: Case) -> None:
    if case.kind and case.kind not in KINDS:
        raise CaseFault(
            case.file, case.headers["kind"][0][0], f'"{case.kind}" is no kind of case',
            did_you_mean(case.kind, KINDS),
        )  # fmt: skip
    if not case.kind:
        raise CaseFault(
            case.file, case.line, "the case does not say of what kind it is",
            'write "kind: hypothetical", "kind: documented" or "kind: reconstruction"',
        )  # fmt: skip
    if not case.charter:
        raise CaseFault(
            case.file, case.line, "the case names no charter", 'write "charter: csto in force DATE"'
        )
    if case.kind != "hypothetical" and "source" not in case.headers:
        raise CaseFault(
            case.file, case.line, f"a {case.kind} case names its source", 'write "source: ..."'
        )


@dataclass(slots=True)
class _Calendar:
    """Where the minutes are: a day without a year is in the year of the line before it."""

    year: int = 2000
    offset: int = 0
    last: dt.date | None = None


def _line(file: str, number: int, text: str, clock: _Calendar) -> Line:
    found = _WHEN.match(text)
    if found is None:
        return Line(number, text.strip())
    at = when(file, number, found, clock)
    rest = text[found.end() :]
    until = None
    more = _UNTIL.match(rest)
    if more is not None:
        until = when(file, number, more, clock)
        rest = rest[more.end() :]
        if until < at:
            raise CaseFault(file, number, "the range of hours runs backwards", "earlier..later")
    return Line(number, rest.strip(), at, until)


def when(file: str, number: int, found: re.Match[str], clock: _Calendar) -> Instant:
    """Give the instant that a matched time names, in the case's zone."""
    year, month, day, day2, name, year2, hour, minute, second, milli = found.groups()
    if name is not None and name.lower() not in MONTHS:
        raise CaseFault(
            file, number, f'"{name}" is not a month', "Jan, Feb, Mar, Apr, May, Jun, ..."
        )
    try:
        if year is not None:
            date = dt.date(int(year), int(month), int(day))
        elif name is not None:
            date = dt.date(int(year2 or clock.year), MONTHS.index(name.lower()) + 1, int(day2))
        else:
            date = clock.last or dt.date(clock.year, 1, 1)
        clock_time = dt.time(int(hour), int(minute))
        at = instant(
            date.year, date.month, date.day, clock_time.hour, clock_time.minute, clock.offset
        )
    except ValueError:
        raise CaseFault(file, number, "there is no such day or hour", "10 Jan 2020 18:00") from None
    clock.year, clock.last = date.year, date
    return at + int(second or 0) * 1000 + int(milli or 0)


def moment(case: Case, number: int, text: str, near: Instant | None) -> Instant:
    """Read a time inside a line; without a year it is in the year of the line before."""
    clock = _Calendar(year=(case.in_force or dt.date(2000, 1, 1)).year)
    if near is not None:
        clock.year = dt.date.fromordinal(near // 86_400_000 + 719_163).year
    if "zone" in case.headers:
        clock.offset = _offset(case.file, *case.headers["zone"][0])
    found = _WHEN.fullmatch(text.strip())
    if found is None:
        raise CaseFault(case.file, number, f'"{text}" is not a time', "write 10 Jan 2020 18:00")
    return when(case.file, number, found, clock)
