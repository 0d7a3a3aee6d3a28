"""Signature checks beside the judging: in this process for a few, in others for many.

An Ed25519 check takes longer than to judge an act. Threads would not help: each check gives the
interpreter lock away and waits to get it back. So a worker process gets whole batches over a pipe
and answers with one byte for each check, while this process judges the batch before.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from typing import IO, TypeAlias

import msgspec

from foedus.record.evidence import verify_many

Check: TypeAlias = tuple[bytes, bytes, bytes]
"""A public key of 32 bytes, a signature of 64, and the bytes that were signed."""
FEW = 6
"""Up to so many checks are made here: sending them away would take longer."""
_LENGTH = struct.Struct(">I")
_decode = msgspec.msgpack.Decoder(list[Check]).decode


class Checker:
    """Checks signatures in batches, in the order in which they were started."""

    def __init__(self, workers: int | None = None) -> None:
        """Use so many processes (none: all here); the default leaves one core to the caller."""
        self._most = max(0, (os.cpu_count() or 1) - 1) if workers is None else workers
        self._idle: list[subprocess.Popen[bytes]] = []
        self._started: deque[tuple[list[bool] | None, subprocess.Popen[bytes] | None]] = deque()
        self._running = 0

    def start(self, checks: Sequence[Check]) -> None:
        """Start a batch."""
        if len(checks) <= FEW or not (self._idle or self._running < self._most):
            self._started.append((verify_many(checks), None))
            return
        worker = self._idle.pop() if self._idle else self._worker()
        _send(worker.stdin, msgspec.msgpack.encode(checks))
        self._started.append((None, worker))

    def finish(self) -> list[bool]:
        """Give the results of the batch that was started first, and is not finished yet."""
        done, worker = self._started.popleft()
        if done is not None:
            return done
        assert worker is not None  # noqa: S101 - one of the two is there
        answer = _receive(worker.stdout)
        if answer is None:
            raise ChildProcessError("the process that checks signatures has died; start again")
        self._idle.append(worker)
        return [each == 1 for each in answer]

    def close(self) -> None:
        """End the processes."""
        while self._started:
            self.finish()
        for worker in self._idle:
            worker.communicate()
        self._idle, self._running = [], 0

    def _worker(self) -> subprocess.Popen[bytes]:
        self._running += 1
        command = [sys.executable, "-P", "-m", "foedus.service.checking"]
        return subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )


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


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
