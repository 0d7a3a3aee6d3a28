"""One clerk at a time; full disks, signals and clocks: whatever happens, nothing is half there."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest
from cli.conftest import foedus
from process.enterer import planned, submit
from process.running import (
    ENV,
    PATIENCE,
    Process,
    begun,
    command,
    ended,
    kept,
    look,
    until,
    verified,
)

from foedus.service.clerk import NotEnteredError
from foedus.service.clock import STEP_BACK_MAX, ClockError, PlayedClock
from foedus.service.folder import open_clerk
from foedus.store.port import BusyError
from foedus.store.sqlite import SqliteStore

THREADS = 8


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return begun(tmp_path / "record")


# ---- two clerks ----


def test_a_second_clerk_is_told_who_keeps_the_record(record: Path) -> None:
    with Process(record, "--acts", "10", "--hold") as clerk:
        clerk.wait_for("ack", 10)
        with pytest.raises(BusyError, match=rf"process {clerk.popen.pid}\b"):
            open_clerk(record)
        said = foedus("receipt", record)
        assert said.status == 2
        assert f"process {clerk.popen.pid}" in said.err
        assert "stop it first" in said.err
        ran = foedus("verify", record, "--json")  # nobody need wait for that
        assert (ran.status, ran.json()["entries"]) == (0, 11)
        clerk.kill()
    clerk, store = open_clerk(record)
    assert not submit(clerk, planned(7, 0, 0)).again
    clerk.close()
    store.close()


# ---- a full disk ----


def test_a_full_disk_loses_nothing_and_the_same_acts_are_entered_after_it(record: Path) -> None:
    with Process(record, "--threads", str(THREADS), "--acts", "60", "--room", "900000") as clerk:
        assert clerk.popen.wait(PATIENCE * 2) == 0, clerk.err.read_text()
    told = {line[1]: " ".join(line[2:]) for line in clerk.said("not")}
    assert len(told) == THREADS, "every thread meets the end of the disk"
    assert all("end the act again" in each for each in told.values())
    assert all(str(record / "record.sqlite") in each for each in told.values())
    first = [ack for ack in clerk.acks() if ack.word == "first"]
    assert len({ack.id for ack in first}) == len(first) == THREADS * 60
    assert told.keys() <= {ack.id for ack in first}, "what was sent again was entered once"
    again = [ack for ack in clerk.acks() if ack.word == "again"]
    assert again, "what had been entered before gets its answer"
    answers = {ack.id: ack[:3] for ack in first}
    assert all(answers[ack.id] == ack[:3] for ack in again)
    assert clerk.said("closed")
    assert clerk.err.read_text() == ""
    store = SqliteStore.open_to_read(record)
    verified(store)
    assert store.size == 1 + THREADS * 60
    store.close()


@pytest.fixture
def small_disk(tmp_path: Path):
    """Give a disk of a few megabytes, where the machine lets us make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder]
    if subprocess.run(made, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a disk in memory")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    record = begun(small_disk / "record")
    clerk, store = open_clerk(record)
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    entered = number = 0
    with suppress(NotEnteredError):
        for number in range(2_000):
            submit(clerk, planned(0, 0, number))
            entered += 1
    with pytest.raises(NotEnteredError, match="there is no room on the disk; make room"):
        submit(clerk, planned(0, 0, number))
    assert store.size == 1 + entered
    filler.unlink()
    answer = submit(clerk, planned(0, 0, number))
    assert (answer.number, answer.again) == (2 + entered, False)
    verified(store)
    clerk.close()
    store.close()


# ---- signals ----


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("main", [(), ("--main",)], ids=["main waits", "main enters"])
def test_a_signal_ends_a_clerk_without_a_word(
    record: Path, number: signal.Signals, main: tuple[str, ...]
) -> None:
    chance = random.Random(f"{number}{main}")
    for seed in range(2):
        options = ("--seed", str(seed), "--threads", str(THREADS), *main)
        with Process(record, *options, group=True) as clerk:
            clerk.wait_for("ack", THREADS)
            time.sleep(chance.uniform(0, 0.1))
            children = clerk.checkers()
            status = clerk.end(number, group=True)  # as a terminal does with Ctrl-C
        assert status == (0 if number == signal.SIGINT else -number)
        assert clerk.err.read_text() == ""
        for child in children:
            until(lambda child=child: ended(child), "the end of the process that checks signatures")
        if number != signal.SIGINT:
            look(record, clerk.acks(), seed, THREADS)
        else:
            assert clerk.said("closed")
            store = SqliteStore.open_to_read(record)
            assert verified(store).complete or main, "the head is signed at the end"
            there = kept(store)
            assert all(there[ack.id][:3] == ack[:3] for ack in clerk.acks())
            store.close()


def test_the_process_that_checks_may_be_killed_and_nobody_notices(record: Path) -> None:
    with Process(record, "--threads", "16", "--acts", "200") as clerk:
        killed = 0
        while clerk.popen.poll() is None and killed < 2:
            for child in clerk.checkers():
                try:
                    subprocess.run(["kill", "-9", str(child)], check=False, capture_output=True)
                    killed += 1
                except OSError:
                    pass
            time.sleep(0.05)
        assert clerk.popen.wait(PATIENCE * 2) == 0, clerk.err.read_text()
    if not killed:
        pytest.skip("with one processor signatures are checked by the clerk itself")
    assert len(clerk.acks()) == 16 * 200
    assert not clerk.said("not")
    store = SqliteStore.open_to_read(record)
    assert verified(store).complete
    store.close()


def test_nobody_reads_the_answers_any_more(record: Path) -> None:
    with subprocess.Popen(
        command(record, "--threads", "1"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV
    ) as clerk:
        clerk.stdout.readline()
        clerk.stdout.close()
        clerk.wait(PATIENCE)
    store = SqliteStore.open_to_read(record)
    verified(store)
    store.close()


# ---- the clock ----


def test_a_clock_that_was_set_back_over_a_restart_enters_nothing(record: Path) -> None:
    now = int(time.time() * 1000)
    clerk, store = open_clerk(record, PlayedClock(now + 3_600_000))
    ahead = submit(clerk, planned(0, 0, 0))
    clerk.close()
    store.close()
    clock = PlayedClock(now)
    clerk, store = open_clerk(record, clock)
    for _ in range(2):
        with pytest.raises(ClockError, match="nothing is entered until the clock is right"):
            submit(clerk, planned(0, 0, 1))
    assert store.size == ahead.number
    with pytest.raises(ClockError):
        submit(clerk, planned(0, 0, 0))
    clock.hour = ahead.hour - STEP_BACK_MAX  # as a time server makes it do
    assert submit(clerk, planned(0, 0, 0)).again
    stood = submit(clerk, planned(0, 0, 1))
    assert stood.hour == ahead.hour, "the hour stands until the clock has come to it"
    clock.hour = ahead.hour + 5
    assert submit(clerk, planned(0, 0, 2)).hour == ahead.hour + 5
    verified(store)
    clerk.close()
    store.close()


def test_a_clock_that_runs_back_while_the_clerk_works(record: Path) -> None:
    clock = PlayedClock(int(time.time() * 1000) + 10_000)
    clerk, store = open_clerk(record, clock)
    first = submit(clerk, planned(0, 0, 0))
    clock.hour -= STEP_BACK_MAX + 1
    with pytest.raises(ClockError):
        submit(clerk, planned(0, 0, 1))
    clock.hour += 1
    assert submit(clerk, planned(0, 0, 1)).hour == first.hour
    clerk.close()
    store.close()
