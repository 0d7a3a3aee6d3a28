"""A power cut takes nothing that was answered: seen by what the store asks of the disk."""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from store import plan
from store.powercut import Disk, lay_out
from store.tracing import Deed, Replay, traced, why_not

from foedus.store.port import StoreError
from foedus.store.sqlite import SqliteStore

NIGHTLY = "FOEDUS_NIGHTLY" in os.environ
CUTS = 4_000 if NIGHTLY else 160
"""So many power cuts are tried in each run, besides those that remember nothing at all."""
UNTIL = 300
KEPT = ((0, 0), (0, 1), (0.5, 0.5), (0.9, 0.9), (0.1, 1), (1, 0), (1, 1))
"""How much that was not synced a power cut leaves: of the bytes, and of the names."""
FILES = {"record.sqlite", "record.sqlite-wal"}

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "traced")


@pytest.fixture
def root() -> Iterator[Path]:
    """Give a folder in memory, if there is one: what is laid out there is not to be synced."""
    shared = Path("/dev/shm")  # noqa: S108 - only for speed
    base = shared if os.access(shared, os.W_OK) else None
    import tempfile

    with tempfile.TemporaryDirectory(dir=base) as made:
        yield Path(made)


class Told:
    """What the writer had been answered by a moment."""

    def __init__(self) -> None:
        self.made, self.size, self.noted = False, 0, 0

    def hear(self, data: bytes) -> None:
        word, _, number = data.decode().strip().partition(" ")
        self.made = True
        match word:
            case "open" | "ack":
                self.size = int(number)
            case "head":
                self.noted = int(number)
            case "made" | "closed":
                pass
            case _:
                raise AssertionError(data)


def writes(folder: Path, log: Path, *options: str, more: tuple[str, ...] = ()) -> None:
    command = [sys.executable, "-m", "store.writer", str(folder), *options]
    traced(command, log, *more)


def holds(folder: Path, told: Told) -> None:
    """Assert that a folder after a power cut is as it must be, and that the store works on."""
    with closing(SqliteStore.open_to_write(folder)) as store:
        plan.sound(store, told.size, told.noted)
        plan.write(store, plan.batch(store.size))
        size = store.size
    with closing(SqliteStore.open_to_read(folder)) as store:
        assert plan.sound(store, size) == size


def cut(
    root: Path, disk: Disk, told: Told, chance: random.Random, kept: tuple[float, float]
) -> None:
    """Cut the power and look."""
    folder = root / "after"
    lay_out(folder, disk.left(chance, *kept))
    if chance.random() < 0.2:  # an index that is left from before the cut helps and hurts nobody
        (folder / "record.sqlite-shm").write_bytes(chance.randbytes(32_768))
    try:
        if told.made:
            holds(folder, told)
    finally:
        shutil.rmtree(folder)


def cuts(
    root: Path, replay: Replay, log: Path, told: Told, chance: random.Random, every: int
) -> Iterator[str]:
    """Cut the power at every sync and answer, and at some other moments; give what was lost."""
    for deed in replay.run(log):
        if deed.kind == "said":
            told.hear(deed.data)
        tries = [(0.0, 0.0)] if deed.kind == "said" else []
        if chance.randrange(every) == 0:
            tries += chance.sample(KEPT, 2)
        for kept in tries:
            try:
                cut(root, replay.disk, told, chance, kept)
            except (AssertionError, StoreError) as problem:
                yield f"after {deed.kind} {deed.name}, {told.size} answered: {problem!r}"
