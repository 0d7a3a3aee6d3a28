"""What is in a folder, looked at before SQLite opens anything: nothing is made, nothing changed."""

from __future__ import annotations

import stat
from pathlib import Path

from foedus.store import lock, schema
from foedus.store.faults import RESTORE, of_system
from foedus.store.port import DamagedError, ForeignError, NewerError

FILE = "record.sqlite"
"""The database in the folder of a record."""
LOG = FILE + "-wal"
"""What was committed last stands here, until SQLite has carried it into the database."""
INDEX = FILE + "-shm"
"""The index of the log, which those who have the record open share."""

_MAGIC = b"SQLite format 3\x00"
_BYTES = 100


def look(folder: Path) -> None:
    """Raise what fits where a folder holds no record that can be opened here.

    ``ForeignError``, ``NewerError``, ``DamagedError``, ``ReadOnlyError`` or ``DiskError``.
    """
    path = folder / FILE
    try:
        head, size = _head(folder, path)
    except OSError as problem:
        raise of_system(problem, path, "check the path and its permissions") from None
    if not size:
        raise DamagedError(f"{path} is empty; {RESTORE}")
    if head[:16] != _MAGIC[: len(head)]:
        raise ForeignError(f"{path} is no database: it begins with {head[:16]!r}")
    if len(head) < _BYTES:
        raise DamagedError(f"{path} is cut off: it has {size} bytes; {RESTORE}")
    application, version = _number(head, 68), _number(head, 60)
    if application != schema.APPLICATION:
        raise ForeignError(f"{path} is a database of another program, not a record")
    if version > schema.VERSION:
        raise NewerError(
            f"{path} has format {version}; this program reads format {schema.VERSION}: use a later"
            " one"
        )
    if version != schema.VERSION:
        raise DamagedError(f"{path} says no format that there ever was; {RESTORE}")
    logged, whole = size_of(folder / LOG), _number(head, 28) * _number(head, 16, 2)
    if size < whole and not logged:
        raise DamagedError(f"{path} is cut off: it has {size} bytes of {whole}; {RESTORE}")
    if logged is None and lock.was_left(folder) and not (folder / LOG).exists():
        raise DamagedError(
            f"the last clerk did not close {folder}, and {folder / LOG} is gone, in which the last"
            " entries may have stood: put it back. If it is lost, or if another program has opened"
            f" and closed {FILE} since: verify the record against the last receipt that anybody"
            f" has, then remove {folder / lock.LOCK}"
        )


def _head(folder: Path, path: Path) -> tuple[bytes, int]:
    """Read the first bytes of a database, and how many there are."""
    if not folder.exists():
        raise ForeignError(f"there is no folder {folder}; make a record with: foedus init")
    if not folder.is_dir():
        raise ForeignError(f"{folder} is no folder of a record")
    if not path.exists() and (folder / LOG).exists():
        raise DamagedError(f"{path} is gone, and only its log is left; {RESTORE}")
    if not path.exists():
        raise ForeignError(f"{folder} holds no record: there is no file {FILE} in it")
    if not stat.S_ISREG(path.stat().st_mode):
        raise ForeignError(f"{path} is no file")
    with path.open("rb") as file:
        return file.read(_BYTES), path.stat().st_size


def _number(head: bytes, at: int, width: int = 4) -> int:
    """Read a number in the header (SQLite, "Database File Format", section 1.3)."""
    return int.from_bytes(head[at : at + width], "big")


def size_of(path: Path) -> int | None:
    """Give how many bytes a file has; nothing where it is not there."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None
