"""A clerk may be killed at any moment: what was answered stays, and nothing is there by half."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from store import plan

from foedus.store.sqlite import SqliteStore

ROUNDS = 500 if "FOEDUS_NIGHTLY" in os.environ else 20
RECORD_ROUNDS = 25
"""After so many rounds a new record is begun: a long one takes long to look at."""
SECONDS_MAX = 0.25


def started(folder: Path, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "store.writer", str(folder), *options],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )


def killed(folder: Path, chance: random.Random) -> list[str]:
    """Start a writer and kill it at a random moment; give what it said."""
    options = ("--fold", "30") if chance.random() < 0.5 else ()
    with started(folder, *options) as process:
        assert process.stdout is not None
        # Most of its life is Python's start: from its first word on, or not even so long.
        first = process.stdout.readline() if chance.random() < 0.8 else b""
        time.sleep(chance.random() * SECONDS_MAX)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
    assert process.returncode == -signal.SIGKILL, "it ended by itself"
    return (first + rest).decode().splitlines()


def answers(lines: list[str]) -> Iterator[tuple[str, int]]:
    for line in lines:
        word, _, number = line.partition(" ")
        assert word in {"open", "ack", "head"}, line
        yield word, int(number)


def test_a_killed_clerk_loses_nothing_and_the_next_goes_on(tmp_path: Path) -> None:
    chance = random.Random(os.environ.get("FOEDUS_NIGHTLY", "kill"))
    rounds = 0
    for record in range(-(-ROUNDS // RECORD_ROUNDS)):
        folder = tmp_path / str(record)
        folder.mkdir()
        SqliteStore.create(folder, plan.FILES)
        told = looked = 0
        noted: set[int] = set()
        for _ in range(min(RECORD_ROUNDS, ROUNDS - rounds)):
            rounds += 1
            for word, number in answers(killed(folder, chance)):
                assert number >= told, "it began before what was answered"
                told = number
                noted |= {number} if word == "head" else set()
            with closing(SqliteStore.open_to_read(folder)) as store:
                size = plan.sound(store, told, noted, looked)
            if chance.random() < 0.5:  # the lock is free; else the next clerk finds what was left
                with closing(SqliteStore.open_to_write(folder)) as store:
                    assert plan.sound(store, size, noted, looked) == size
                    plan.write(store, plan.batch(size))
                    size = store.size
            told = looked = size
        with closing(SqliteStore.open_to_read(folder)) as store:
            plan.sound(store, told, noted)
    assert rounds == ROUNDS


def test_readers_see_a_sound_record_while_clerks_are_killed(tmp_path: Path) -> None:
    """One reader stays open throughout; others come and go."""
    SqliteStore.create(tmp_path, plan.FILES)
    chance = random.Random(1)
    with closing(SqliteStore.open_to_read(tmp_path)) as stays:
        size = 0
        for _ in range(5):
            with started(tmp_path, "--fold", "30") as process:
                assert process.stdout is not None
                process.stdout.readline()
                until = time.monotonic() + chance.random() * SECONDS_MAX
                while time.monotonic() < until:
                    with closing(SqliteStore.open_to_read(tmp_path)) as comes:
                        size = seen(stays, seen(comes, size))
                process.kill()
            size = seen(stays, size)
    with closing(SqliteStore.open_to_write(tmp_path)) as store:
        plan.sound(store, size)


def seen(store: SqliteStore, since: int) -> int:
    """Assert that whatever is seen of a growing record is whole and in order; give its size."""
    size = store.size
    assert size >= since, "it was longer before"
    rows = list(store.rows(since + 1, size))
    assert rows == [plan.row(each) for each in range(since + 1, size + 1)]
    assert list(plan.batches(size))[-1:] == [] or list(plan.batches(size))[-1].last == size
    for row in rows:
        for kept in plan.contents(row.number):
            assert store.content(kept[0]) == kept
    return size


def test_a_backup_of_a_record_that_grows_is_a_record_that_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    folder.mkdir()
    SqliteStore.create(folder, plan.FILES)
    size = 0
    with started(folder, "--fold", "30") as process:
        assert process.stdout is not None
        process.stdout.readline()
        for number in range(5):
            copy = tmp_path / str(number)
            copy.mkdir()
            with closing(SqliteStore.open_to_read(folder)) as store:
                least = store.size
                store.backup(copy)
            with closing(SqliteStore.open_to_write(copy)) as store:
                size = plan.sound(store, max(least, size))
                plan.write(store, plan.batch(size))
        process.kill()
    with closing(SqliteStore.open_to_read(folder)) as store:
        plan.sound(store, size)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_clerk_that_is_told_to_end_leaves_a_record_that_goes_on(
    tmp_path: Path, number: signal.Signals
) -> None:
    SqliteStore.create(tmp_path, plan.FILES)
    with started(tmp_path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.05)
        process.send_signal(number)
        lines = process.stdout.read().decode().splitlines()
    told = max((size for _, size in answers(lines)), default=0)
    with closing(SqliteStore.open_to_write(tmp_path)) as store:
        size = plan.sound(store, told)
        plan.write(store, plan.batch(size))
