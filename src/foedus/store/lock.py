"""The lock of the one clerk: held as long as its process lives, whatever ends it.

The file also says whether the clerk had the record open: then the log of SQLite must be there when
the next one comes, or entries were lost that had been answered.
"""

from __future__ import annotations

import fcntl
import os
import weakref
from pathlib import Path

from foedus.store.faults import of_system
from foedus.store.port import BusyError

LOCK = "lock"
"""The file that is locked: the process that has it, and a word while the record is open."""
_OPEN = b"open\n"
_CURE = "a clerk needs to write there, on a disk of its own machine"
_BYTES = 64


class Lock:
    """The lock on a record's folder. The kernel lets go of it when the process ends."""

    def __init__(self, folder: Path) -> None:
        """Take the lock.

        Raises ``BusyError`` where another has it, ``ReadOnlyError`` or ``DiskError`` where it
        cannot be taken.
        """
        self._folder, self._path = folder, folder / LOCK
        try:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as problem:
            raise of_system(problem, self._path, _CURE) from None
        try:
            self._take()
        except BaseException:
            self.release()
            raise
        _held.add(self)

    def _take(self) -> None:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            said = os.pread(self._descriptor, _BYTES, 0)
            self._write(_OPEN if _OPEN in said else b"")
        except BlockingIOError:
            holder = os.pread(self._descriptor, _BYTES, 0).partition(b"\n")[0]
            raise BusyError(
                f"{self._folder} is kept by another clerk, process"
                f" {holder.decode('ascii', 'replace') or 'unknown'}: submit to it, or stop it first"
            ) from None
        except OSError as problem:
            raise of_system(problem, self._path, _CURE) from None

    def opened(self) -> None:
        """Note, on the disk, that the record is open and its log is there."""
        try:
            sync_folder(self._folder)  # first: no power cut takes the log and leaves the note
            self._write(_OPEN)
            os.fsync(self._descriptor)
        except OSError as problem:
            raise of_system(problem, self._path, _CURE) from None

    def closed(self) -> None:
        """Note, on the disk, that nothing stands in the log any more."""
        try:
            os.ftruncate(self._descriptor, 0)
            os.fsync(self._descriptor)
        except OSError as problem:
            raise of_system(problem, self._path, _CURE) from None

    def _write(self, word: bytes) -> None:
        said = b"%d\n%s" % (os.getpid(), word)
        os.pwrite(self._descriptor, said, 0)
        os.ftruncate(self._descriptor, len(said))

    def release(self) -> None:
        """Let go of the lock."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


_held: weakref.WeakSet[Lock] = weakref.WeakSet()


def _not_inherited() -> None:
    """Let go in a child of what its parent holds: else the child would hold it for longer."""
    for each in _held:
        each.release()


os.register_at_fork(after_in_child=_not_inherited)


def was_left(folder: Path) -> bool:
    """Whether a clerk has the record open, or ended without closing it."""
    try:
        return _OPEN in (folder / LOCK).read_bytes()[:_BYTES]
    except OSError:  # no lock, or not for us to read: then nobody can know
        return False


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
