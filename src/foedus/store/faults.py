"""What SQLite and the system find wrong, as errors of ours that a person can act on."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from foedus.store.port import (
    BusyError,
    DamagedError,
    DiskError,
    ForeignError,
    FullError,
    OrderError,
    ReadOnlyError,
    StoreError,
)

RESTORE = "restore it from a mirror, a bundle or a backup, and verify that"
"""The cure for what is broken."""


OF_SQLITE = (sqlite3.Error, UnicodeDecodeError)
"""What calls of SQLite raise; the second where its message has bytes of a damaged file in it."""


def of_sqlite(problem: sqlite3.Error | UnicodeDecodeError, path: Path) -> StoreError:
    """Say what SQLite found in a database."""
    if isinstance(problem, UnicodeDecodeError):
        return DamagedError(f"{path} is damaged; {RESTORE}")
    if isinstance(problem, sqlite3.ProgrammingError | sqlite3.InterfaceError):
        return StoreError(f"{path}: {problem}; it was closed, or is not used as it must be")
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF  # the kind, without its detail
    match code:
        case sqlite3.SQLITE_FULL:
            return FullError(f"{path}: there is no room on the disk; make room, then try again")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return ReadOnlyError(f"{path} may only be read from here; check its permissions")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return BusyError(f"{path} is held by another program; end that, or try again")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return DamagedError(f"{path} is damaged ({problem}); {RESTORE}")
        case sqlite3.SQLITE_CONSTRAINT | sqlite3.SQLITE_TOOBIG | sqlite3.SQLITE_MISMATCH:
            return OrderError(f"{path} does not take this: {problem}")
        case sqlite3.SQLITE_CANTOPEN:
            return DiskError(
                f"{path} cannot be opened; check the permissions of the file and its folder"
            )
        case _:
            return DiskError(
                f"{path}: {problem} ({_name(problem)}); check the disk, quotas and the limit on"
                " the size of files, then open the record again"
            )


def missing(path: Path, what: str) -> DamagedError:
    """Say that something is not there which must be."""
    return DamagedError(f"{path} is damaged: {what} are missing; {RESTORE}")


def _name(problem: Exception) -> str:
    return str(getattr(problem, "sqlite_errorname", type(problem).__name__))


def of_system(problem: OSError, path: Path, cure: str) -> StoreError:
    """Say why the system refuses something."""
    said = f"{path}: {problem.strerror or problem}; {cure}"
    match problem:
        case FileNotFoundError() | NotADirectoryError() | IsADirectoryError():
            return ForeignError(said)
        case PermissionError():
            return ReadOnlyError(said)
        case _:
            return DiskError(said)


def is_of_writing(problem: Exception) -> bool:
    """Whether bytes were refused before a commit: it may be tried again.

    Where a sync fails, nobody knows what is on the disk, and a later sync will not tell.
    """
    return _name(problem) == "SQLITE_IOERR_WRITE"
