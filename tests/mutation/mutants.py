"""Change each normative value of a charter in turn, and see whether anything notices.

Run as a program for the whole, ``python tests/mutation/mutants.py csto``: it prints the share that
was noticed and writes the survivors that have no reason yet. The test takes a sample.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from foedus.cases import CaseFault, play, read_cases
from foedus.charter import model
from foedus.charter.check import check
from foedus.charter.read import Read, charters_root, read

HERE = Path(__file__).parent
SURVIVORS = HERE / "survivors.txt"
NOT_NORMATIVE = frozenset(
    [
        "names",
        "summary",
        "about",
        "note",
        "source",
        "sources",
        "title",
        "evidence",
        "basis",
        "question",
        "readings",
        "precedents",
        "address",
        "person",
        "condition",
        "content",
        "authentic",
        "signed",
        "place",
        "short",
        "kind",
        "gaps",
        "version",
        "stages",
        "unknown",
        "languages",
        "instrument",
        "procedure",
        "charter",
        "registers",
        "addressees",
        "capacities",
        "amends",
    ]
)
"""Words that tell, explain or name, but decide nothing; stages are judged where steps use them."""
PARTS = {
    "charter": (model.Header, "header"),
    "parties": (model.Parties, "parties"),
    "standings": (model.Standings, "standings"),
    "bodies": (model.Bodies, "bodies"),
    "doubts": (model.Doubts, "doubts"),
    "rules": (model.Rules, "rules"),
}


@dataclass(frozen=True)
class Mutant:
    """One value changed: in which file, where, from what to what."""

    file: str
    path: tuple[str | int, ...]
    was: str
    becomes: object

    def __str__(self) -> str:
        """Name the mutant by file and path; the list of survivors uses it."""
        return f"{self.file} {'.'.join(map(str, self.path))}: {self.was} -> {self.becomes}"


@cache
def original(name: str) -> Read:
    """Read the charter that is to be mutated; it must be sound."""
    found = read(charters_root() / name)
    assert found.charter is not None, found.faults
    return found


@cache
def cases_of(name: str) -> tuple:
    """Read every case and history of a charter."""
    folder = charters_root() / name
    found = []
    for path in sorted([*folder.glob("cases/**/*.case"), *folder.glob("history/*.case")]):
        found += read_cases(str(path.relative_to(folder)), path.read_text(encoding="utf-8"))
    return tuple(found)


def mutants(name: str) -> Iterator[Mutant]:
    """Give one mutant for each normative value, in the order of files and places."""
    texts = original(name).texts
    pools: dict[str, list[object]] = defaultdict(list)
    own: dict[tuple[str, str], list[object]] = defaultdict(list)
    leaves = []
    for file, text in sorted(texts.items()):
        if file.startswith(("_", "house", "states", "eu.", "un.", "sources")):
            continue
        for path, value in _leaves(text.value, ()):
            key = _key(path)
            leaves.append((file, path, key, value))
            for pool in (pools[key], own[file, key]):
                if value not in pool:
                    pool.append(value)
    for file, path, key, value in leaves:
        becomes = _other(value, own[file, key], pools[key])
        if becomes is not None:
            yield Mutant(file, path, str(value), becomes)


def _leaves(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple, object]]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key not in NOT_NORMATIVE or path[-1:] in (("steps",), ("stages",)):
                yield from _leaves(each, (*path, key))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _leaves(each, (*path, number))
    elif value is not None:
        yield path, value


def _key(path: tuple[str | int, ...]) -> str:
    words = [str(part) for part in path if isinstance(part, str)]
    return words[-1] if words else ""


def _other(value: object, own: list[object], pool: list[object]) -> object:
    """Give another value of the same kind: another date, number, share, or word used alike."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    text = str(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        date = dt.date.fromisoformat(text)
        return date.replace(year=date.year + 1, day=min(date.day, 28)).isoformat()
    if re.fullmatch(r"\d+/\d+", text):
        return "1/2" if text != "1/2" else "2/3"
    if text in ("yes", "no"):
        return "no" if text == "yes" else "yes"
    for words in (own, pool):
        others = [each for each in words if each != value and isinstance(each, str)]
        if others:
            return others[(words.index(value) if value in words else 0) % len(others)]
    return f"{text}-changed"


def noticed(name: str, mutant: Mutant, registers: str = "first") -> str:
    """Tell what noticed a mutant: the reader, the checker or a case; nothing if it survived."""
    before = original(name)
    data = copy.deepcopy(before.texts[mutant.file].value)
    at = data
    for part in mutant.path[:-1]:
        at = at[part]
    at[mutant.path[-1]] = mutant.becomes
    folder, _, stem = mutant.file.rpartition("/")
    stem = stem.removesuffix(".yaml")
    try:
        if folder:
            kind = model.Instrument if folder == "instruments" else model.Procedure
            parts = {**getattr(before.charter, folder), stem: kind.model_validate(data)}
            charter = replace(before.charter, **{folder: parts})
        else:
            kind, field = PARTS[stem]
            charter = replace(before.charter, **{field: kind.model_validate(data)})
    except ValidationError:
        return "reader"
    charter = replace(charter, days=())
    for case in in_order(name, stem, registers):
        try:
            if play(case, charter, keep_going=False).failures:
                return f"case {case.file}"
        except (CaseFault, ValueError, KeyError) as problem:
            return f"case {case.file} ({type(problem).__name__})"
    faults = set(check(Read(charter=charter, texts=before.texts))) - sound(name)
    return f"check {min(faults).code}" if faults else ""


@cache
def in_order(name: str, stem: str, registers: str) -> tuple:
    """Give the cases: the registers first or not at all, then those that name the changed file."""
    found = [case for case in cases_of(name) if registers == "first" or not _register(case)]
    return tuple(sorted(found, key=lambda case: (not _register(case), not _names(case, stem))))


def _register(case: object) -> bool:
    return "register-" in case.file


def _names(case: object, stem: str) -> bool:
    return any(f" {stem} " in f" {line.text} " for line in case.lines)


@cache
def sound(name: str) -> frozenset:
    """Give the faults that the checker finds in the charter as it is: none, one hopes."""
    return frozenset(check(original(name)))


def _judge(job: tuple[str, Mutant, str]) -> tuple[Mutant, str]:
    return job[1], noticed(*job)


def survivors_listed() -> dict[str, str]:
    """Read the committed list: each survivor with its reason."""
    found: dict[str, str] = {}
    if SURVIVORS.exists():
        for line in SURVIVORS.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                mutant, _, reason = line.partition(" | ")
                found[mutant] = reason
    return found


def main(name: str, every: int = 1, registers: str = "first") -> None:
    """Judge every mutant (or each so many-th) with all cores; print share and survivors.

    With ``without`` for ``registers`` only behaviour counts: what happens in cases, and the checks.
    """
    all_ = list(mutants(name))[::every]
    alive, by = [], defaultdict(int)
    with ProcessPoolExecutor() as pool:
        jobs = ((name, mutant, registers) for mutant in all_)
        for mutant, what in pool.map(_judge, jobs, chunksize=10):
            word = "register" if "register-" in what else what.split(" ")[0]
            by[word or "nothing"] += 1
            if not what:
                alive.append(mutant)
    listed = survivors_listed()
    for mutant in alive:
        print(f"{mutant} | {listed.get(str(mutant), '')}")
    share = 100 * (len(all_) - len(alive)) / len(all_)
    print(f"# {len(all_)} mutants, {len(alive)} survived, {share:.1f} % noticed: {dict(by)}")


if __name__ == "__main__":
    main(
        sys.argv[1] if len(sys.argv) > 1 else "csto",
        int(sys.argv[2]) if len(sys.argv) > 2 else 1,
        sys.argv[3] if len(sys.argv) > 3 else "first",
    )
