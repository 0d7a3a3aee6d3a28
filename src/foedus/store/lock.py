"""The lock of the one clerk: held as long as its process lives, whatever ends it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from foedus.store.port import BusyError, ReadOnlyError

LOCK = "lock"
"""The file that is locked; what it holds is only for people."""


class Lock:
    """The lock on a record's folder. The kernel lets go of it when the process ends."""

    def __init__(self, folder: Path) -> None:
        """Take the lock. Raises ``BusyError`` where another has it, or ``ReadOnlyError``."""
        path = folder / LOCK
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as problem:
            raise ReadOnlyError(
                f"{folder} cannot be written: {problem.strerror}; a clerk needs to write there"
            ) from None
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(self._descriptor, 20).decode("ascii", "replace").strip()
            os.close(self._descriptor)
            raise BusyError(
                f"{folder} is kept by another clerk (process {holder or 'unknown'});"
                " submit to it, or stop it first"
            ) from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let go of the lock."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
