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
from typing import IO, TypeAlias

import msgspec

from foedus.record.evidence import verify_many

log = logging.getLogger(__name__)

Check: TypeAlias = tuple[bytes, bytes, bytes]
"""A public key of 32 bytes, a signature of 64, and the bytes that were signed."""
FEW = 6
"""Up to so many checks are made here: sending them away would take longer."""
LOST_MAX = 3
"""After so many workers were lost no more are started: this machine does not let them live."""
_LENGTH = struct.Struct(">I")
_decode = msgspec.msgpack.Decoder(list[Check]).decode
_Worker: TypeAlias = subprocess.Popen[bytes]


class Checker:
    """Checks signatures in batches, in the order in which they were started."""

    def __init__(self, workers: int | None = None) -> None:
        """Use so many processes (none: all here); the default leaves one core to the caller."""
        self._most = max(0, (os.cpu_count() or 1) - 1) if workers is None else workers
        self._idle: list[_Worker] = []
        self._started: deque[tuple[Sequence[Check], _Worker | None, list[bool]]] = deque()
        self._running = self._lost = 0

    def start(self, checks: Sequence[Check]) -> None:
        """Start a batch."""
        worker = self._free() if len(checks) > FEW else None
        if worker is not None:
            try:
                _send(worker.stdin, msgspec.msgpack.encode(checks))
            except OSError as problem:
                self._lose(worker, problem)
                worker = None
        self._started.append((checks, worker, verify_many(checks) if worker is None else []))

    def finish(self) -> list[bool]:
        """Give the results of the batch that was started first, and is not finished yet."""
        checks, worker, done = self._started.popleft()
        if worker is None:
            return done
        answer = _receive(worker.stdout)
        if answer is None or len(answer) != len(checks):
            self._lose(worker, None)
            return verify_many(checks)
        self._idle.append(worker)
        return [each == 1 for each in answer]

    def close(self) -> None:
        """End the processes."""
        while self._started:
            self.finish()
        for worker in self._idle:
            worker.communicate()
        self._idle, self._running = [], 0

    def _free(self) -> _Worker | None:
        """Give a worker that has nothing to do, or none."""
        if self._idle:
            return self._idle.pop()
        if self._running >= self._most or self._lost >= LOST_MAX:
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
        self._running += 1
        return made

    def _lose(self, worker: _Worker, problem: OSError | None) -> None:
        """Let go of a process that answers no more."""
        self._running -= 1
        self._lost += 1
        worker.kill()
        with suppress(OSError):  # what was not sent yet cannot be sent any more
            worker.communicate()
        why = problem or f"it ended with {worker.returncode}"
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
