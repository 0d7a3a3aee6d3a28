"""Find case files, read them whatever is in them, and find the charter that each is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from foedus.cases import Case, CaseFault, read_cases
from foedus.charter.faults import Faults, StopReadingError, cleaned, decoded, did_you_mean, quoted
from foedus.charter.read import charters_root, find, names
from foedus.cli.printing import UnusableError

BYTES_MAX = 2_000_000
LINE_MAX = 20_000
FAULTS_MAX = 20
PATTERNS = ("*/cases/**/*.case", "*/history/*.case")


def shipped() -> list[Path]:
    """List the case files that come with the shipped charters."""
    return sorted({file for pattern in PATTERNS for file in charters_root().glob(pattern)})


def found(name: str) -> list[Path]:
    """List the case files that a file, a folder or the name of a charter stands for."""
    path = Path(name)
    if not path.exists():
        folder = find(name)
        if folder is None:
            cure = did_you_mean(path.name, [*_beside(path), *names()])
            raise UnusableError(
                f"there is no file or folder {quoted(name)}" + (f"; {cure}" if cure else "")
            )
        path = folder
    if not path.is_dir():
        return [path]
    files = sorted(path.rglob("*.case"))
    if not files:
        raise UnusableError(f"there is no case file (*.case) in {quoted(name)}")
    return files


def one(name: str) -> Path:
    """Give the case file of a name, which must be one file."""
    path = Path(name)
    if path.is_dir():
        raise UnusableError(f"{quoted(name)} is a folder; name one case file in it")
    if not path.exists():
        raise UnusableError(f"there is no file {quoted(name)}; {_near(path)}".rstrip("; "))
    return path


def _beside(path: Path) -> list[str]:
    folder = path.parent
    return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []


def _near(path: Path) -> str:
    return did_you_mean(path.name, [each for each in _beside(path) if each.endswith(".case")])


def shown(file: Path) -> str:
    """Write a file's path as short as it can be opened from here."""
    path = file.resolve()
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(file)


def cases_of(file: Path) -> list[Case]:
    """Read every case of a file. Raises ``CaseFault`` where the file cannot be read."""
    name = shown(file)
    if not file.is_file():
        raise CaseFault(name, 1, "it is no regular file")
    try:
        with file.open("rb") as opened:
            data = opened.read(BYTES_MAX + 1)
    except OSError as error:
        raise CaseFault(name, 1, f"it cannot be read: {error.strerror or error}") from None
    if len(data) > BYTES_MAX:
        what = f"the file has more than {BYTES_MAX} bytes"
        raise CaseFault(name, 1, what, "divide it; one file holds the cases of one subject")
    text = _text(name, data)
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > LINE_MAX:
            raise CaseFault(
                name, number, f"the line has more than {LINE_MAX} characters", "divide it"
            )
    cases = read_cases(name, text)
    if not cases:
        raise CaseFault(name, 1, "there is no case in this file", 'write "case: TITLE" first')
    return cases


def _text(name: str, data: bytes) -> str:
    faults = Faults(name, FAULTS_MAX)
    try:
        text = cleaned(decoded(data, faults), faults)
    except StopReadingError:
        text = ""
    if faults.found:
        first = faults.found[0]
        raise CaseFault(name, first.line, first.what, first.cure, first.column)
    return text


def charter_of(file: Path, case: Case) -> Path:
    """Find the folder of the charter that a case is about: one that holds the file, else shipped."""
    for above in file.resolve().parents:
        head = above / "charter.yaml"
        if head.is_file() and case.charter in (above.name, _declared(head)):
            return above
    folder = find(case.charter) if "/" not in case.charter else None
    if folder is None or not (folder / "charter.yaml").is_file():
        number = case.headers["charter"][0][0]
        what = f"there is no charter {quoted(case.charter)}"
        raise CaseFault(case.file, number, what, did_you_mean(case.charter, names()))
    return folder


def _declared(head: Path) -> str:
    """Give what a charter calls itself, as far as that can be read at a glance."""
    try:
        with head.open(encoding="utf-8-sig") as opened:
            found = re.search(r"^charter: *([A-Za-z0-9_-]+)", opened.read(LINE_MAX), re.MULTILINE)
    except (OSError, UnicodeDecodeError):
        return ""
    return found[1] if found else ""


def column_of(file: Path, line: int) -> int:
    """Give the column at which the text of a line begins."""
    try:
        with file.open(encoding="utf-8-sig") as lines:
            for number, text in enumerate(lines, 1):
                if number == line:
                    return len(text) - len(text.lstrip()) + 1
    except (OSError, UnicodeDecodeError):
        pass
    return 1


def every(names_: tuple[str, ...]) -> Iterator[Path]:
    """Give the case files that were asked for, each once; all shipped ones where none were."""
    files = [file for name in names_ for file in found(name)] if names_ else shipped()
    yield from dict.fromkeys(files)
