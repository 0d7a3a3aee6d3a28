"""A clerk in a process of its own, which is to be ended in every way: it enters acts, and says so.

``python -m process.enterer FOLDER`` opens a record and lets several threads enter the acts of a
plan. It says, each at once and with one write: ``open SIZE``; ``ack NUMBER ID ANSWER WORD`` after
an answer, where WORD is ``first`` or ``again``; ``not ID WHY`` where an act was not entered; and
``closed``. The plan is the same for all who make it: who was killed can be sent again.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import signal
import threading
from pathlib import Path
from typing import NamedTuple

from foedus.acts import wire
from foedus.acts.act import Act
from foedus.record.bundle import Document
from foedus.record.evidence import SshEvidence
from foedus.service.clerk import Clerk, NotEnteredError
from foedus.service.folder import open_clerk
from foedus.service.keyfiles import Signer
from foedus.service.submission import DIGEST, Answer, contents_digest

OFFICER = "olga"
KEY = Signer(hashlib.sha256(OFFICER.encode()).digest())
"""The officer speaks for everybody, since the record is one of an exercise."""
ORIGIN = "exercise.test/process"


class Sent(NamedTuple):
    """An act of the plan, with everything that goes with it."""

    id: str
    data: bytes
    proof: SshEvidence
    documents: tuple[Document, ...]


def planned(seed: int, thread: int, number: int) -> Sent:
    """Make the act that a thread enters as its so-manieth; one in three is refused."""
    id_ = f"{seed:08d}-{thread:04d}-{number:08d}"
    letter = f"letter {id_} ".encode() * 40
    salt = hashlib.sha256(letter).digest()[:16]
    digest = contents_digest(salt, letter)
    act = Act(
        id=id_,
        actor="XA",
        procedure="alarm",
        step="raise",
        matter=f"F-{id_}",
        fields={"water": "low" if number % 3 == 2 else "high"},
        contents={"letter": digest},
        signer=OFFICER,
        seen=1,
        origin=ORIGIN,
        world="exercise",
    )
    data = wire.to_wire(act)
    document = Document(digest.removeprefix(DIGEST), salt, letter)
    return Sent(id_, data, KEY.evidence(hashlib.sha256(data).digest()), (document,))


def submit(clerk: Clerk, sent: Sent) -> Answer:
    """Enter an act of the plan."""
    return clerk.submit(sent.data, [sent.proof], sent.documents)


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


class Enterer:
    """Lets threads enter acts until it is stopped."""

    def __init__(self, clerk: Clerk, told: argparse.Namespace) -> None:
        self.clerk, self.told = clerk, told
        self.stopped = threading.Event()

    def enter(self, thread: int) -> None:
        for number in range(self.told.acts):
            if self.stopped.is_set():
                return
            sent = planned(self.told.seed, thread, number)
            try:
                answer = submit(self.clerk, sent)
            except NotEnteredError as problem:
                say(f"not {sent.id} {problem}")
                return
            word = "again" if answer.again else "first"
            say(f"ack {answer.number} {sent.id} {answer.outcome.answer} {word}")

    def run(self) -> None:
        others = range(1 if self.told.main else 0, self.told.threads)
        threads = [threading.Thread(target=self.enter, args=(each,)) for each in others]
        for each in threads:
            each.start()
        try:
            if self.told.main:
                self.enter(0)
            for each in threads:
                each.join()
        finally:  # also where Ctrl-C ends the waiting
            self.stopped.set()
            for each in threads:
                each.join()


def narrow(room: int, folder: Path) -> None:
    """Let the log of the store grow by so many bytes and no further, as a full disk does."""
    size = (folder / "record.sqlite-wal").stat().st_size
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, hard))


def widen() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--acts", type=int, default=1_000_000, help="so many for each thread")
    parser.add_argument("--main", action="store_true", help="the main thread enters acts too")
    parser.add_argument("--hold", action="store_true", help="keep the record open at the end")
    parser.add_argument("--room", type=int, help="for a while there is room for so many bytes")
    told = parser.parse_args()
    clerk, store = open_clerk(told.folder)
    say(f"open {store.size}")
    try:
        if told.room is not None:
            narrow(told.room, told.folder)
            Enterer(clerk, told).run()
            say(f"full {store.size}")
            widen()
        Enterer(clerk, told).run()
        while told.hold:
            signal.pause()
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # once is enough
        say("interrupted")
    finally:
        clerk.close()
        store.close()
    say("closed")


if __name__ == "__main__":
    main()
