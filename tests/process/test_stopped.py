"""Where the work is cut short nobody waits for ever, and nothing half done is gone on with."""

from __future__ import annotations

import asyncio
import struct
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from process.enterer import KEY, ORIGIN, planned, submit
from process.running import ENV, PATIENCE, Ack, begun, look, verified

from foedus.service import keyfiles
from foedus.service.checking import FEW, LOST_MAX, Checker
from foedus.service.clerk import Clerk, NotEnteredError
from foedus.service.desk import Desk, LoopDesk, StoppedError, Waiting
from foedus.store.sqlite import SqliteStore


class Interrupted(BaseException):
    """Stands for Ctrl-C: no Exception, and raised in the middle of anything."""


# ---- the desk ----


@pytest.mark.parametrize("where", ["start", "enter"])
def test_who_waits_at_a_desk_that_stops_is_sent_away(where: str) -> None:
    many, inside = 6, threading.Event()
    queued = threading.Semaphore(0)

    def cut_short(_batch: list[Waiting]) -> None:
        inside.set()
        for _ in range(many):
            assert queued.acquire(timeout=PATIENCE)
        raise Interrupted

    def pass_on(_batch: list[Waiting]) -> None: ...

    start, enter = (cut_short, pass_on) if where == "start" else (pass_on, cut_short)
    desk: Desk[Waiting] = Desk(lambda _: queued.release(), start, enter)

    def wait() -> None:
        assert inside.wait(PATIENCE)
        desk.put(Waiting())

    with ThreadPoolExecutor(many) as pool:
        others = [pool.submit(wait) for _ in range(many - 1)]
        with pytest.raises(Interrupted):
            desk.put(Waiting())
        for each in others:
            with pytest.raises(StoppedError, match="send the act again"):
                each.result(PATIENCE)
    with pytest.raises(StoppedError, match="start the clerk anew"):
        desk.put(Waiting())


@pytest.mark.parametrize("where", ["start", "enter"])
def test_who_waits_at_a_desk_for_coroutines_is_sent_away(where: str) -> None:
    class Broken(Exception):  # noqa: N818 - what an event loop reports and goes on after
        pass

    def cut_short(_batch: list[Waiting]) -> None:
        raise Broken

    def pass_on(_batch: list[Waiting]) -> None: ...

    async def all_wait() -> list[BaseException | None]:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: seen.append(context))
        start, enter = (cut_short, pass_on) if where == "start" else (pass_on, cut_short)
        desk: LoopDesk[Waiting] = LoopDesk(lambda _: None, start, enter)
        waiting = [desk.put(Waiting()) for _ in range(3)]
        found = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), PATIENCE)
        with pytest.raises(StoppedError):
            await desk.put(Waiting())
        return found

    seen: list[object] = []
    assert [type(each) for each in asyncio.run(all_wait())] == [StoppedError] * 3
    assert len(seen) == 1, "and it is reported once"


class Cut:
    """A store whose next append is cut short, before it happens or after it."""

    def __init__(self, store: SqliteStore, when: str) -> None:
        self._store, self.when = store, when

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def append(self, *given: object) -> None:
        when, self.when = self.when, ""
        if when == "before":
            raise Interrupted
        self._store.append(*given)
        if when == "after":
            raise Interrupted


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_clerk_that_is_cut_short_signs_nothing_that_is_not_so(tmp_path: Path, when: str) -> None:
    record = begun(tmp_path / "record")
    store = SqliteStore.open_to_write(record)
    cut = Cut(store, "")
    clerk = Clerk(cut, keyfiles.read(record / "clerk.key").of_notes(ORIGIN), checker=Checker(0))
    first, sent = submit(clerk, planned(0, 0, 0)), planned(0, 0, 0)
    cut.when = when
    with pytest.raises(Interrupted):
        submit(clerk, planned(0, 0, 1))
    with pytest.raises(NotEnteredError, match="start the clerk anew"):
        submit(clerk, planned(0, 0, 2))
    clerk.close()
    assert store.size == (2 if when == "before" else 3)
    assert store.last_checkpoint()[0] == 2
    verified(store)
    store.close()
    look(record, [Ack(first.number, sent.id, first.outcome.answer, "first")], 0, 1)


# ---- the process that checks ----


def checks(good: int, bad: int = 0) -> tuple[list[tuple[bytes, bytes, bytes]], list[bool]]:
    made = [(KEY.public, KEY.sign(b"%d" % n), b"%d" % (n + (n >= good))) for n in range(good + bad)]
    return made, [True] * good + [False] * bad


def test_a_checker_answers_the_same_with_a_worker_and_without() -> None:
    for count in (0, 1, FEW, FEW + 1, 40):
        made, wanted = checks(count, count)
        for workers in (0, 1, 2):
            checker = Checker(workers)
            checker.start(made)
            checker.start(made[1:])
            assert checker.finish() == wanted
            assert checker.finish() == wanted[1:]
            checker.close()


def test_a_worker_that_is_killed_is_replaced_a_few_times(caplog: pytest.LogCaptureFixture) -> None:
    checker = Checker(1)
    made, wanted = checks(20, 5)
    for lost in range(LOST_MAX + 2):
        checker.start(made)
        _, worker, _ = checker._started[0]
        if worker is not None:
            worker.process.kill()
            worker.process.wait()
        assert (worker is None) == (lost >= LOST_MAX)
        checker.start(made)
        assert checker.finish() == checker.finish() == wanted
    assert sum("is lost" in each.message for each in caplog.records) == LOST_MAX
    checker.close()


def test_a_machine_that_lets_no_process_be_made(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    checker = Checker(1)
    made, wanted = checks(20, 5)
    for _ in range(5):
        checker.start(made)
        assert checker.finish() == wanted
    assert len(caplog.records) == LOST_MAX, "it is not tried for ever"
    checker.close()


def worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "foedus.service.checking"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV,
    )  # fmt: skip


def message(count: int) -> bytes:
    data = msgspec.msgpack.encode(checks(count)[0])
    return struct.pack(">I", len(data)) + data


@pytest.mark.parametrize("sent", [b"", b"\x00", message(3)[:7], message(3)[:-1]])
def test_a_worker_ends_quietly_where_its_parent_ends_in_mid_sentence(sent: bytes) -> None:
    with worker() as process:
        out, err = process.communicate(sent, timeout=PATIENCE)
    assert (process.returncode, out, err) == (0, b"", b"")


def test_a_worker_ends_quietly_where_nobody_reads_its_answer() -> None:
    with worker() as process:
        process.stdout.close()
        process.stdin.write(message(200))
        process.stdin.close()
        assert process.wait(PATIENCE) == 0
        assert process.stderr.read() == b""
