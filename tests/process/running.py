"""Starts a clerk's process, ends it, and looks at what it leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from process.enterer import KEY, OFFICER, ORIGIN, planned, submit

from foedus.acts.wire import recall
from foedus.charter.pack import pack
from foedus.charter.read import charters_root, read
from foedus.record.entry import read as read_leaf
from foedus.service.checking import Checker
from foedus.service.folder import begin, open_clerk
from foedus.service.heads import Older
from foedus.service.opening import Opening
from foedus.service.parts import heads_of, parts_of
from foedus.service.report import Report
from foedus.service.verifying import verify
from foedus.store.port import Store
from foedus.store.sqlite import SqliteStore

TESTS = Path(__file__).parents[1]
PATIENCE = 30.0
ENV = os.environ | {"PYTHONPATH": f"{TESTS}:{os.environ.get('PYTHONPATH', '')}"}


class Ack(NamedTuple):
    """What an enterer was answered."""

    number: int
    id: str
    answer: str
    word: str


def begun(folder: Path) -> Path:
    """Begin the record that enterers write."""
    files = pack(read(charters_root() / "_template"))
    opening = Opening("first", "_template", files, ORIGIN, {OFFICER: KEY.public}, "exercise")
    begin(folder, opening, OFFICER, KEY)
    return folder


def until(fits: Callable[[], object], what: str) -> None:
    """Wait for something."""
    end = time.monotonic() + PATIENCE
    while not fits():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.005)


def command(record: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "process.enterer", str(record), *options]


class Process:
    """An enterer that runs; what it says goes to files, which are there when it is not."""

    def __init__(self, record: Path, *options: str, group: bool = False) -> None:
        self.out, self.err = record.with_suffix(".out"), record.with_suffix(".err")
        with self.out.open("wb") as out, self.err.open("wb") as err:
            self.popen = subprocess.Popen(
                command(record, *options), stdout=out, stderr=err, env=ENV, start_new_session=group
            )

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self.popen.kill()
        self.popen.wait()

    def said(self, word: str) -> list[list[str]]:
        lines = self.out.read_text().splitlines()
        return [line.split(" ") for line in lines if line.startswith(f"{word} ") or line == word]

    def acks(self) -> list[Ack]:
        return [Ack(int(number), *rest) for _, number, *rest in self.said("ack")]

    def wait_for(self, word: str, count: int = 1) -> None:
        def there() -> bool:
            assert self.popen.poll() is None or len(self.said(word)) >= count, self.err.read_text()
            return len(self.said(word)) >= count

        until(there, f"{count} of {word}")

    def kill(self) -> None:
        self.popen.kill()
        self.popen.wait(PATIENCE)

    def end(self, number: signal.Signals, *, group: bool = False) -> int:
        """Send a signal, and give the status with which the process ends."""
        (os.killpg if group else os.kill)(self.popen.pid, number)
        return self.popen.wait(PATIENCE)

    def checkers(self) -> list[int]:
        """Give the processes that check signatures for this one."""
        found = []
        for each in Path("/proc").glob("[0-9]*"):
            stat = _stat(int(each.name))
            if len(stat) > 1 and int(stat[1]) == self.popen.pid:
                found.append(int(each.name))
        return found


def _stat(process: int) -> list[str]:
    """Give the state and the parent of a process; nothing where there is none."""
    try:
        text = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return []
    return text.rpartition(")")[2].split()[:2]


def ended(process: int) -> bool:
    """Whether a process is no more, or only its name is left until somebody asks for it."""
    return not (stat := _stat(process)) or stat[0] == "Z"


def verified(store: Store, older: tuple[Older, ...] = ()) -> Report:
    """Verify a record, which must be without a fault and with all its documents."""
    report = verify(parts_of(store), older=[*older, *heads_of(store)], checker=Checker(0))
    assert report.difference is None
    assert (report.absent, report.withheld) == (0, 0)
    assert report.recomputed == report.entries == store.size
    return report


def kept(store: Store) -> dict[str, Ack]:
    """Give what a record holds, by the names of the acts: each once."""
    rows = list(store.rows(2, store.size))
    ids = [recall(row.act).id for row in rows]
    assert [id_ for id_, count in Counter(ids).items() if count > 1] == []
    answers = [read_leaf(row.leaf).outcome.answer for row in rows]
    return {
        id_: Ack(row.number, id_, answer, "first")
        for row, id_, answer in zip(rows, ids, answers, strict=True)
    }


def look(record: Path, acks: list[Ack], seed: int, threads: int) -> None:
    """Assert that what was acknowledged is there, that nothing is half there, and send it again.

    Of each thread one act may have been under way: it is in the record or not, and gets its one
    answer when it is sent again.
    """
    with_store = SqliteStore.open_to_read(record)
    verified(with_store)
    with_store.close()
    clerk, store = open_clerk(record)
    try:
        before = kept(store)
        for ack in acks:
            assert before[ack.id][:3] == ack[:3]
        done = Counter(int(ack.id.split("-")[1]) for ack in acks)
        ours = [id_ for id_ in before if id_.startswith(f"{seed:08d}-")]
        for thread in range(threads):
            sent = planned(seed, thread, done[thread])
            answer = submit(clerk, sent)
            assert answer.again == (sent.id in before)
            again = submit(clerk, sent)
            assert again.again
            assert again[:3] == (answer.number, answer.hour, again.outcome)
            assert again.outcome.answer == answer.outcome.answer
        under_way = {planned(seed, thread, done[thread]).id for thread in range(threads)}
        assert {*ours} <= {ack.id for ack in acks} | under_way
        if acks:
            _, thread, number = map(int, acks[-1].id.split("-"))
            answer = submit(clerk, planned(seed, thread, number))
            assert (answer.number, answer.outcome.answer, answer.again) == (
                acks[-1].number, acks[-1].answer, True,
            )  # fmt: skip
        kept(store)
    finally:
        clerk.close()
        store.close()
