"""Signature checks beside the judging: in this process for a few, in others for many.

An Ed25519 check takes longer than to judge an act. Threads would not help: each check gives the
interpreter lock away and waits to get it back. So a worker process gets whole batches over a pipe
and answers with one byte for each check, while this process judges the batch before.

No answer depends on a worker: what one leaves undone when it ends, whatever ends it, is done here.
"""

from __future__ import annotations

import logging
import os
import signal
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TypeAlias

import msgspec

from foedus.record.evidence import verify_many

log = logging.getLogger(__name__)

Check: TypeAlias = tuple[bytes, bytes, bytes]
"""A public key of 32 bytes, a signature of 64, and the bytes that were signed."""
FEW = 6
"""Up to so many checks are made here: sending them away would take longer."""
DEPTH = 3
"""So many batches a process may have before it: it never waits for the next, nor its pipe fills."""
LOST_MAX = 3
"""After so many workers were lost no more are started: this machine does not let them live."""
_LENGTH = struct.Struct(">I")
_decode = msgspec.msgpack.Decoder(list[Check]).decode


@dataclass(eq=False)
class _Worker:
    """A process that checks, and how many batches it has been sent and not answered."""

    process: subprocess.Popen[bytes]
    under_way: int = 0
    lost: bool = False


class Checker:
    """Checks signatures in batches, in the order in which they were started."""

    def __init__(self, workers: int | None = None) -> None:
        """Use so many processes (none: all here); the default leaves one core to the caller."""
        self._most = max(0, (os.cpu_count() or 1) - 1) if workers is None else workers
        self._workers: list[_Worker] = []
        self._started: deque[tuple[Sequence[Check], _Worker | None, list[bool]]] = deque()
        self._lost = 0

    def ready(self) -> None:
        """Start a process now, rather than with the first large batch."""
        if not self._workers:
            self._new()

    def start(self, checks: Sequence[Check]) -> None:
        """Start a batch."""
        worker = self._chosen() if len(checks) > FEW else None
        if worker is not None:
            try:
                _send(worker.process.stdin, msgspec.msgpack.encode(checks))
                worker.under_way += 1
            except OSError as problem:
                self._lose(worker, problem)
                worker = None
        self._started.append((checks, worker, verify_many(checks) if worker is None else []))

    def finish(self) -> list[bool]:
        """Give the results of the batch that was started first, and is not finished yet."""
        checks, worker, done = self._started.popleft()
        if worker is None:
            return done
        answer = None if worker.lost else _receive(worker.process.stdout)
        if answer is None or len(answer) != len(checks):
            self._lose(worker, None)
            return verify_many(checks)
        worker.under_way -= 1
        return [each == 1 for each in answer]

    def close(self) -> None:
        """End the processes."""
        while self._started:
            self.finish()
        for worker in self._workers:
            worker.process.communicate()
        self._workers = []

    def _chosen(self) -> _Worker | None:
        """Give the worker with the least before it, a new one where all are busy, or none."""
        best = min(self._workers, key=lambda each: each.under_way, default=None)
        if best is not None and not best.under_way:
            return best
        made = self._new() if len(self._workers) < self._most else None
        if made is None and best is not None and best.under_way < DEPTH:
            return best
        return made

    def _new(self) -> _Worker | None:
        """Start a process, where there may be one."""
        if self._lost >= LOST_MAX or len(self._workers) >= self._most:
            return None
        command = [sys.executable, "-P", "-m", "foedus.service.checking"]
        try:
            # In a session of its own: Ctrl-C is for whoever is to say what becomes of the acts.
            made = subprocess.Popen(  # noqa: S603 - our own program
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
            )
        except OSError as problem:
            self._lost += 1
            log.warning("no process to check signatures, they are checked here: %s", problem)
            return None
        self._workers.append(_Worker(made))
        return self._workers[-1]

    def _lose(self, worker: _Worker, problem: OSError | None) -> None:
        """Let go of a process that answers no more, with all that it was sent."""
        if worker.lost:
            return
        worker.lost = True
        self._workers.remove(worker)
        self._lost += 1
        worker.process.kill()
        with suppress(OSError):  # what was not sent yet cannot be sent any more
            worker.process.communicate()
        why = problem or f"it ended with {worker.process.returncode}"
        log.warning("a process that checks signatures is lost, they are checked here: %s", why)


def _send(pipe: IO[bytes] | None, data: bytes) -> None:
    assert pipe is not None  # noqa: S101 - opened as a pipe
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _receive(pipe: IO[bytes] | None) -> bytes | None:
    """Give the next message; nothing where the other side has ended."""
    assert pipe is not None  # noqa: S101 - opened as a pipe
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    return data if len(data) == length else None


def serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """Answer batch after batch until the other side ends."""
    while (message := _receive(source)) is not None:
        _send(sink, bytes(verify_many(_decode(message))))


def main() -> None:
    """Serve whoever started this process, and end with it: nobody is left to tell anything."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except BrokenPipeError:
        os._exit(0)  # at once: what waits to be written would be tried again


if __name__ == "__main__":
    main()
