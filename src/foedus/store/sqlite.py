"""The store in a folder, with SQLite: write-ahead log, and a sync to the disk at every commit."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from foedus.store import schema
from foedus.store.lock import Lock
from foedus.store.memory import in_order
from foedus.store.port import (
    NO_HOUR,
    BusyError,
    DamagedError,
    ForeignError,
    FullError,
    Kept,
    NewerError,
    OrderError,
    ReadOnlyError,
    Row,
    StoreError,
    Tile,
)

FILE = "record.sqlite"
"""The database in the folder of a record."""
_AT_ONCE = 2_000
"""So many rows are fetched together."""
_BUSY_SECONDS = 10
_PRAGMAS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA cache_size = -16000",
)
_WRITING = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA wal_autocheckpoint = 4000",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA foreign_keys = ON",
)
_ROWS = "SELECT number, hour, leaf, act FROM entries WHERE number BETWEEN ? AND ? ORDER BY number"


def _said(problem: sqlite3.Error, folder: Path) -> StoreError:
    """Say what SQLite found, as an error of ours."""
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
    match code:
        case sqlite3.SQLITE_FULL:
            return FullError(f"{folder}: there is no room on the disk; make room")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return ReadOnlyError(f"{folder} may only be read from here; check its permissions")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return BusyError(f"{folder} is being written by another program; try again")
        case sqlite3.SQLITE_NOTADB:
            return ForeignError(f"{folder / FILE} is no record of this program")
        case sqlite3.SQLITE_CORRUPT:
            return DamagedError(
                f"{folder / FILE} is damaged ({problem}); restore it from a mirror, a bundle or a"
                " backup, and verify that"
            )
        case sqlite3.SQLITE_CANTOPEN:
            return ReadOnlyError(f"{folder / FILE} cannot be opened ({problem}); check permissions")
        case _:
            return StoreError(f"{folder / FILE}: {problem}; check the disk, then try again")


class SqliteStore:
    """A record in a folder (``store.port.Store``).

    ``open_to_read`` and ``open_to_write`` give one; the writer holds the folder's lock.
    """

    def __init__(self, folder: Path, uri: str, lock: Lock | None = None) -> None:
        self.folder = folder
        self._uri, self._lock = uri, lock
        self._local = threading.local()
        self._writing = threading.Lock()
        self._writer = self._connect() if lock else None
        if self._writer is not None:
            for pragma in _WRITING:
                self._writer.execute(pragma)
            self._size, self._hour = self._head(self._writer)

    # ---- opening ----

    @classmethod
    def create(cls, folder: Path, files: Mapping[str, bytes]) -> None:
        """Make an empty store in a folder that is there, under the files of a charter.

        Whoever calls sees to it that a folder half made is never found under its name.
        """
        path = folder / FILE
        try:
            with closing(sqlite3.connect(path, isolation_level=None)) as made:
                made.execute("PRAGMA page_size = 4096")
                for pragma in _WRITING:
                    made.execute(pragma)
                made.execute("BEGIN IMMEDIATE")
                for statement in schema.statements():
                    made.execute(statement)
                made.executemany("INSERT INTO files VALUES (?, ?)", sorted(files.items()))
                made.execute("COMMIT")
        except sqlite3.Error as problem:
            raise _said(problem, folder) from None
        sync_folder(folder)

    @classmethod
    def open_to_write(cls, folder: Path) -> SqliteStore:
        """Open a store as its one writer."""
        _look(folder)
        lock = Lock(folder)
        try:
            return cls(folder, _uri(folder, "rw"), lock)._checked()
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open_to_read(cls, folder: Path) -> SqliteStore:
        """Open a store to read it, also while its clerk writes, also where nothing may be written."""
        _look(folder)
        log = folder / f"{FILE}-wal"
        alone = not log.exists() or not log.stat().st_size
        frozen = alone and not os.access(folder, os.W_OK)
        return cls(folder, _uri(folder, "ro" + ("&immutable=1" if frozen else "")))._checked()

    def _checked(self) -> SqliteStore:
        """Look whether this is a record that is understood here."""
        application = self._one("PRAGMA application_id")
        version = self._one("PRAGMA user_version")
        if application != (schema.APPLICATION,):
            raise ForeignError(f"{self.folder / FILE} is a database, but no record of this program")
        if version != (schema.VERSION,):
            raise NewerError(
                f"{self.folder / FILE} has format {version[0] if version else 0}; this program reads {schema.VERSION}:"
                " use a later one"
            )
        return self

    def _connect(self) -> sqlite3.Connection:
        try:
            made = sqlite3.connect(
                self._uri, uri=True, isolation_level=None, timeout=_BUSY_SECONDS,
                check_same_thread=False,
            )  # fmt: skip
            for pragma in _PRAGMAS:
                made.execute(pragma)
        except sqlite3.Error as problem:
            raise _said(problem, self.folder) from None
        return made

    def _reader(self) -> sqlite3.Connection:
        """Give this thread's own connection."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._local.connection = self._connect()
        return found

    @contextmanager
    def _asking(self) -> Iterator[sqlite3.Connection]:
        """Give this thread's connection, and our errors for SQLite's."""
        try:
            yield self._reader()
        except sqlite3.Error as problem:
            raise _said(problem, self.folder) from None

    def _one(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        with self._asking() as reader:
            found: tuple[Any, ...] | None = reader.execute(statement, values).fetchone()
            return found

    # ---- reading ----

    @property
    def size(self) -> int:
        """How many entries there are."""
        if self._writer is not None:
            return self._size
        found = self._one("SELECT coalesce(max(number), 0) FROM entries")
        return int(found[0]) if found else 0

    @property
    def hour(self) -> int:
        """The hour of the last entry."""
        if self._writer is not None:
            return self._hour
        found = self._one("SELECT hour FROM entries ORDER BY number DESC LIMIT 1")
        return int(found[0]) if found else NO_HOUR

    def row(self, number: int) -> Row:
        """Give one entry."""
        found = self._one("SELECT number, hour, leaf, act FROM entries WHERE number = ?", number)
        if found is None:
            raise OrderError(f"there is no entry {number}; the record has {self.size}")
        return Row(*found)

    def rows(self, first: int, last: int) -> Iterator[Row]:
        """Give entries in order, as they stood when the first was fetched."""
        with closing(self._connect()) as reader:
            try:
                cursor = reader.execute(_ROWS, (first, last))
                while some := cursor.fetchmany(_AT_ONCE):
                    yield from map(Row._make, some)
            except sqlite3.Error as problem:
                raise _said(problem, self.folder) from None

    def files(self) -> Mapping[str, bytes]:
        """Give the files of the charter."""
        with self._asking() as reader:
            return dict(reader.execute("SELECT path, data FROM files ORDER BY path"))

    def contents(self) -> Iterator[Kept]:
        """Give all contents in the order of their digests."""
        with closing(self._connect()) as reader:
            try:
                yield from reader.execute("SELECT digest, salt, data FROM contents ORDER BY digest")
            except sqlite3.Error as problem:
                raise _said(problem, self.folder) from None

    def content(self, digest: str) -> Kept | None:
        """Give contents by their digest."""
        found = self._one("SELECT digest, salt, data FROM contents WHERE digest = ?", digest)
        return None if found is None else (found[0], found[1], found[2])

    def tile(self, level: int, index: int) -> bytes | None:
        """Give a full tile."""
        found = self._one("SELECT data FROM tiles WHERE level = ? AND place = ?", level, index)
        return bytes(found[0]) if found else None

    def checkpoint(self, size: int) -> bytes | None:
        """Give the checkpoint for so many entries."""
        found = self._one("SELECT note FROM checkpoints WHERE size = ?", size)
        return bytes(found[0]) if found else None

    def last_checkpoint(self) -> tuple[int, bytes] | None:
        """Give the checkpoint for the most entries."""
        found = self._one("SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1")
        return (int(found[0]), bytes(found[1])) if found else None

    def snapshot(self) -> tuple[int, bytes] | None:
        """Give the snapshot."""
        found = self._one("SELECT number, data FROM snapshot")
        return (int(found[0]), bytes(found[1])) if found else None

    # ---- writing ----

    def append(
        self, rows: Sequence[Row], contents: Collection[Kept] = (), tiles: Collection[Tile] = ()
    ) -> None:
        """Append entries with what belongs to them, in one transaction."""
        in_order(rows, self._size, self._hour)
        with self._transaction() as writer:
            if len(rows) == 1:
                writer.execute("INSERT INTO entries VALUES (?, ?, ?, ?)", rows[0])
            else:
                writer.executemany("INSERT INTO entries VALUES (?, ?, ?, ?)", rows)
            if contents:
                statement = "INSERT INTO contents VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
                writer.executemany(statement, contents)
            if tiles:
                writer.executemany(
                    "INSERT INTO tiles VALUES (?, ?, ?) ON CONFLICT DO NOTHING", tiles
                )
        if rows:
            self._size, self._hour = rows[-1].number, rows[-1].hour

    def keep_checkpoint(self, size: int, note: bytes) -> None:
        """Keep a checkpoint."""
        with self._transaction() as writer:
            writer.execute(
                "INSERT INTO checkpoints VALUES (?, ?) ON CONFLICT DO NOTHING", (size, note)
            )

    def keep_snapshot(self, number: int, data: bytes) -> None:
        """Keep a snapshot in place of the one before."""
        with self._transaction() as writer:
            writer.execute(
                "INSERT INTO snapshot VALUES (1, ?, ?) ON CONFLICT (one)"
                " DO UPDATE SET number = excluded.number, data = excluded.data",
                (number, data),
            )

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Commit what happens within, durably; or leave everything as it was."""
        writer = self._writer
        if writer is None:
            raise ReadOnlyError(f"{self.folder} was opened to be read")
        with self._writing:
            try:
                writer.execute("BEGIN IMMEDIATE")
                yield writer
                writer.execute("COMMIT")
            except sqlite3.Error as problem:
                self._roll_back(writer)
                raise _said(problem, self.folder) from None
            except BaseException:
                self._roll_back(writer)
                raise

    def _roll_back(self, writer: sqlite3.Connection) -> None:
        """Undo; where even that fails, begin anew from what is on the disk."""
        try:
            if writer.in_transaction:
                writer.execute("ROLLBACK")
            self._size, self._hour = self._head(writer)
        except sqlite3.Error as problem:
            raise _said(problem, self.folder) from None

    def _head(self, connection: sqlite3.Connection) -> tuple[int, int]:
        found = connection.execute("SELECT number, hour FROM entries ORDER BY number DESC LIMIT 1")
        number, hour = found.fetchone() or (0, NO_HOUR)
        return int(number), int(hour)

    def close(self) -> None:
        """Let go of the store and of its lock."""
        reader: sqlite3.Connection | None = getattr(self._local, "connection", None)
        for connection in (reader, self._writer):
            if connection is not None:
                connection.close()
        self._local = threading.local()
        self._writer = None
        if self._lock is not None:
            self._lock.release()


def _look(folder: Path) -> None:
    """Say in time what is missing, rather than let SQLite make an empty file."""
    path = folder / FILE
    if not folder.exists():
        raise ForeignError(f"there is no folder {folder}; make a record with: foedus init")
    if not folder.is_dir():
        raise ForeignError(f"{folder} is no folder of a record")
    if not path.is_file():
        raise ForeignError(f"{folder} holds no record: there is no file {FILE} in it")
    if path.stat().st_size == 0:
        raise DamagedError(f"{path} is empty; restore it from a mirror, a bundle or a backup")


def _uri(folder: Path, mode: str) -> str:
    return f"file:{quote(str((folder / FILE).absolute()))}?mode={mode}"


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
