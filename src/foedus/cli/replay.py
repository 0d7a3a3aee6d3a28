"""Replay a case file: each case passes, or fails at the first line that differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from foedus.cases import Case, CaseFault, Play
from foedus.cases.cast import cast
from foedus.cases.play import steps
from foedus.charter.faults import escaped
from foedus.cli.case_files import cases_of, charter_of, column_of, shown
from foedus.cli.charters import faults_of_loaded, sound
from foedus.cli.printing import UnusableError
from foedus.law import Law, State


@dataclass(frozen=True, slots=True)
class Failed:
    """Where a case went wrong; ``faulty`` means that it was the charter."""

    file: str
    line: int
    column: int
    expected: str
    got: str
    message: str
    faulty: bool = False

    def __str__(self) -> str:
        """Write it for a person, on one line."""
        return escaped(f"{self.file}:{self.line}:{self.column}: {self.message}")


@dataclass(frozen=True, slots=True)
class Result:
    """One case as it came out."""

    file: str
    line: int
    title: str
    charter: str
    failure: Failed | None


def run_file(file: Path) -> list[Result]:
    """Replay every case of a file; each charter is read once."""
    return list(_run(file))


def _run(file: Path) -> Iterator[Result]:
    try:
        cases = cases_of(file)
    except CaseFault as fault:
        yield Result(shown(file), fault.line, "", "", _unreadable(fault))
        return
    for case in cases:
        yield Result(case.file, case.line, case.title, case.charter, _failure(file, case))


def _unreadable(fault: CaseFault) -> Failed:
    what = f"{fault.what}; {fault.cure}" if fault.cure else fault.what
    return Failed(fault.file, fault.line, fault.column, "", "", what)


def _failure(file: Path, case: Case) -> Failed | None:
    played = None
    try:
        charter = sound(charter_of(file, case))
        played = Play(case, Law(cast(case, charter)), State())
        for minute in steps(played):
            played.minutes.append(minute)
            if minute.failure is not None:
                bad = minute.failure
                column = column_of(file, bad.line)
                message = f"expected {bad.expected}; got {bad.got}"
                return Failed(bad.file, bad.line, column, bad.expected, bad.got, message)
    except CaseFault as fault:
        return _unreadable(fault)
    except UnusableError as error:
        line = case.headers["charter"][0][0]
        what = "; ".join((error.message, *error.lines[:1]))
        return Failed(case.file, line, 1, "", "", what, faulty=True)
    except Exception as error:  # noqa: BLE001 - one line that breaks us must not hide the others
        done = len(played.minutes) if played else 0
        line = case.lines[done].number if done < len(case.lines) else case.line
        faults = faults_of_loaded()
        if faults:
            return Failed(
                case.file, line, 1, "", "", f"the charter is faulty: {faults[0]}", faulty=True
            )
        what = f"this line could not be judged ({type(error).__name__}: {error}); please report it"
        return Failed(case.file, line, 1, "", "", what)
    return None
