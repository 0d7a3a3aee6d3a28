"""A power cut takes nothing that was answered: seen by what the store asks of the disk."""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from store import plan
from store.powercut import Disk, lay_out
from store.tracing import Replay, traced, why_not

from foedus.store.port import PresentError, StoreError
from foedus.store.sqlite import SqliteStore

NIGHTLY = "FOEDUS_NIGHTLY" in os.environ
MORE = 3 if NIGHTLY else 1
"""At every sync and answer so many power cuts are tried, besides the one that forgets all it may."""
EVERY = 2 if NIGHTLY else 20
"""And at one of so many other moments."""
UNTIL = 300 if NIGHTLY else 150
"""So many entries are written."""
KEPT = ((0, 0), (0, 1), (0.5, 0.5), (0.9, 0.9), (0.1, 1), (1, 0), (1, 1))
"""How much that was not synced a power cut leaves: of the bytes, and of the names."""
FILES = {"record.sqlite", "record.sqlite-wal"}

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "traced")


@pytest.fixture
def root() -> Iterator[Path]:
    """Give a folder in memory, if there is one: what is laid out there is not to be synced."""
    shared = Path("/dev/shm")  # noqa: S108 - only for speed
    base = shared if os.access(shared, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=base) as made:
        yield Path(made)


class Told:
    """What the writer had been answered by a moment."""

    def __init__(self) -> None:
        self.made, self.size = False, 0
        self.noted: set[int] = set()

    def hear(self, data: bytes) -> None:
        word, _, number = data.decode().strip().partition(" ")
        self.made = self.made or word != "failed"
        match word:
            case "open" | "ack":
                self.size = int(number)
            case "head":
                self.noted.add(int(number))
            case "made" | "backed" | "closed" | "failed":
                pass
            case _:
                raise AssertionError(data)


def write(folder: Path, log: Path, *options: str, more: tuple[str, ...] = ()) -> str:
    """Let a writer run and be watched; give what it said."""
    command = [sys.executable, "-m", "store.writer", str(folder), *options]
    return traced(command, log, *more)


def holds(folder: Path, told: Told) -> None:
    """Assert that a folder after a power cut is as it must be, and that the store works on."""
    with closing(SqliteStore.open_to_write(folder)) as store:
        plan.sound(store, told.size, told.noted)
        plan.write(store, plan.batch(store.size))
        size = store.size
    with closing(SqliteStore.open_to_read(folder)) as store:
        assert store.size == size


def cut(
    root: Path, disk: Disk, told: Told, chance: random.Random, kept: tuple[float, float]
) -> None:
    """Cut the power and look."""
    folder = root / "after"
    lay_out(folder, disk.left(chance, *kept))
    if chance.random() < 0.2:  # an index that is left from before the cut helps and hurts nobody
        (folder / "record.sqlite-shm").write_bytes(chance.randbytes(32_768))
    try:
        if not told.made:  # what is there by half keeps nobody from making it
            with suppress(PresentError):
                SqliteStore.create(folder, plan.FILES)
        holds(folder, told)
    finally:
        shutil.rmtree(folder)


def losses(
    root: Path, replay: Replay, log: Path, told: Told, chance: random.Random
) -> Iterator[str]:
    """Cut the power before and after every sync and answer, and between; give what was lost."""
    for deed in replay.run(log):
        if deed.kind == "said":
            told.hear(deed.data)
        tries = [(0.0, 0.0)] if deed.kind == "said" else []
        if deed.kind in {"said", "sync", "before"} or chance.randrange(EVERY) == 0:
            tries += chance.sample(KEPT, MORE)
        for kept in tries:
            try:
                cut(root, replay.disk, told, chance, kept)
            except (AssertionError, StoreError) as problem:
                yield f"{deed.kind} {deed.name}, {told.size} answered, {kept}: {problem!r}"


def as_it_is(folder: Path, disk: Disk) -> None:
    """Assert that the model is right: without a power cut, it has what the folder has."""
    found = {each.name: each.read_bytes() for each in folder.iterdir()}
    found.pop("record.sqlite-shm", None)
    assert disk.seen() == found


@pytest.mark.parametrize("seed", range(20 if NIGHTLY else 1))
@pytest.mark.parametrize(
    "options",
    [
        pytest.param(["--fold", "30", "--close"], id="folded often, closed"),
        pytest.param([], id="the log grows, not closed"),
    ],
)
def test_a_power_cut_takes_nothing_that_was_answered(tmp_path, root, options, seed):
    folder, log = tmp_path / "record", tmp_path / "log"
    folder.mkdir()
    write(folder, log, "--make", "--until", str(UNTIL), *options)
    replay, told = Replay(folder, Disk()), Told()
    assert not list(losses(root, replay, log, told, random.Random(seed)))
    assert told.size >= UNTIL
    as_it_is(folder, replay.disk)


@pytest.mark.parametrize("seed", range(20 if NIGHTLY else 1))
@pytest.mark.parametrize("next_one", ["--look", "--until=200"], ids=["a reader", "a clerk"])
def test_what_a_killed_clerk_left_is_safe_before_anybody_is_told(tmp_path, root, next_one, seed):
    """A commit that was written and not synced is found by whoever comes next, who answers so."""
    chance = random.Random(seed)
    folder, log = tmp_path / "record", tmp_path / "log"
    folder.mkdir()
    killed = f"inject=fdatasync:error=EIO:signal=KILL:when={chance.randint(25, 45)}"
    write(folder, log, "--make", "--fold", "30", more=("-e", killed))
    replay, told = Replay(folder, Disk()), Told()
    assert not list(losses(root, replay, log, told, chance))
    as_it_is(folder, replay.disk)
    assert any(file.since for file in replay.disk.disk.values()), "nothing was left to lose"
    before = told.size
    write(folder, log, next_one, "--fold", "30")
    assert not list(losses(root, Replay(folder, replay.disk), log, told, chance))
    assert told.size > before, "the entry that was not synced was not found"


@pytest.mark.parametrize("seed", range(40) if NIGHTLY else (16, 17))
def test_a_sync_that_fails_is_told_and_loses_nothing(tmp_path, root, seed):
    """Linux forgets what it could not sync, and shows it still: the next clerk is not misled."""
    chance = random.Random(seed)
    folder, log = tmp_path / "record", tmp_path / "log"
    folder.mkdir()
    failing = f"inject=fdatasync,fsync:error=EIO:when={chance.randint(1, 60)}"
    options = ["--make", "--fold", "30", "--until", "120", *(["--close"] if seed % 2 else [])]
    said = write(folder, log, *options, more=("-e", failing))
    assert said.splitlines()[-1].startswith(("failed DiskError: ", "ack 1", "closed"))
    replay, told = Replay(folder, Disk()), Told()
    assert not list(losses(root, replay, log, told, chance))
    as_it_is(folder, replay.disk)
    write(folder, log, "--until", "160", *([] if told.made else ["--make"]))
    assert not list(losses(root, Replay(folder, replay.disk), log, told, chance))
    assert told.size >= 160


def test_a_backup_is_on_the_disk_when_it_is_said_to_be_made(tmp_path, root):
    folder, log, copy = tmp_path / "record", tmp_path / "log", tmp_path / "copy"
    for each in (folder, copy):
        each.mkdir()
    write(folder, log, "--make", "--until", str(UNTIL))  # not closed: much stands in its log
    with closing(SqliteStore.open_to_read(folder)) as store:
        size = store.size
    assert write(folder, log, "--backup", str(copy)) == "backed\n"
    replay, chance = Replay(copy, Disk()), random.Random(0)
    for deed in replay.run(log):
        told = Told()
        if deed.kind == "said":
            told.made, told.size = True, size
        for kept in KEPT:
            cut(root, replay.disk, told, chance, kept)
    as_it_is(copy, replay.disk)


def test_every_answer_comes_after_a_sync_of_what_it_answers(tmp_path):
    folder, log = tmp_path / "record", tmp_path / "log"
    folder.mkdir()
    write(folder, log, "--make", "--until", str(UNTIL), "--fold", "30")
    assert unsynced(folder, log) == []


def unsynced(folder: Path, log: Path) -> list[int]:
    """Give the entries that were answered before their bytes, wherever written, were synced."""
    found, seen, last = [], 0, 0
    waiting: dict[str, set[int]] = {}
    for deed in Replay(folder, Disk()).run(log):
        if deed.kind == "write" and deed.name in FILES:
            numbers = range(last + 1, last + 60)
            carried = {each for each in numbers if plan.mark(each) in deed.data}
            waiting.setdefault(deed.name, set()).update(carried)
            seen += len(carried)
        elif deed.kind == "sync":
            waiting.pop(deed.name, None)
        elif deed.kind == "said" and deed.data.startswith(b"ack "):
            size = int(deed.data[4:])
            found += sorted(each for held in waiting.values() for each in held if each <= size)
            last = size
    assert seen >= last >= UNTIL, "entries were answered that nobody was seen to write"
    return found


def test_a_writer_that_does_not_sync_is_caught(tmp_path, root):
    """The tests above can fail."""
    folder, log = tmp_path / "record", tmp_path / "log"
    folder.mkdir()
    write(folder, log, "--make", "--until", str(UNTIL), "--fold", "30", "--careless")
    assert len(unsynced(folder, log)) > UNTIL // 2
    lost = list(losses(root, Replay(folder, Disk()), log, Told(), random.Random(0)))
    assert any("entries were answered" in each for each in lost)
