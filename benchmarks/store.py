"""Entries kept durably and read again, beside the same bytes through sqlite3 alone."""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from benchmarks.contest import Contest, Entry
from foedus.store.port import Row
from foedus.store.sqlite import FILE, SqliteStore

LEAF, ACT = 560, 480
"""The usual bytes of a leaf and of an act."""
BATCH = 64
TABLE = (
    "CREATE TABLE entries (number INTEGER PRIMARY KEY, hour INTEGER NOT NULL, leaf BLOB NOT NULL,"
    " act BLOB NOT NULL) STRICT"
)


def contests(*, quick: bool) -> Iterator[Contest]:
    """Append one row at a time and many, and read them all."""
    commits, rows = (100, 2_000) if quick else (2_000, 1_000_000)
    yield Contest(
        title=f"entries of {LEAF} and {ACT} bytes appended, a sync at each commit",
        what="entries",
        floor="sqlite3, one row a commit",
        entries=[
            Entry("sqlite3, one row a commit", lambda _: raw(commits, 1)),
            Entry("the store, one row a commit", lambda _: ours(commits, 1)),
            Entry(f"sqlite3, {BATCH} rows a commit", lambda _: raw(commits // 8, BATCH)),
            Entry(f"the store, {BATCH} rows a commit", lambda _: ours(commits // 8, BATCH)),
        ],
        clock=time.perf_counter,
    )
    yield Contest(
        title=f"{rows:,} entries read in order",
        what="entries",
        floor="sqlite3, plain tuples",
        entries=[
            Entry("sqlite3, plain tuples", raw_read, lambda: filled(rows)),
            Entry("the store", read, lambda: filled(rows)),
        ],
        note="the store looks at kinds, leaves no gap, and holds nothing up between 256 rows",
    )


def row(number: int) -> Row:
    """Give an entry."""
    return Row(number, number, b"l" * LEAF, b"a" * ACT)


def batches(count: int, size: int) -> list[list[Row]]:
    """Give so many batches, one after the other."""
    return [
        [row(number) for number in range(first, first + size)]
        for first in range(1, count * size, size)
    ]


def raw(count: int, size: int) -> tuple[int, float]:
    """Commit rows and do nothing else."""
    folder = Path(tempfile.mkdtemp(prefix="foedus-bench-"))
    file = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
    file.execute("PRAGMA journal_mode = WAL")
    file.execute("PRAGMA synchronous = FULL")
    file.execute(TABLE)
    ready = batches(count, size)
    begun = time.perf_counter()
    for batch in ready:
        file.execute("BEGIN IMMEDIATE")
        file.executemany("INSERT INTO entries VALUES (?, ?, ?, ?)", batch)
        file.execute("COMMIT")
    spent = time.perf_counter() - begun
    file.close()
    shutil.rmtree(folder)
    return count * size, spent


def ours(count: int, size: int) -> tuple[int, float]:
    """Append rows to a store."""
    folder = Path(tempfile.mkdtemp(prefix="foedus-bench-"))
    SqliteStore.create(folder, {})
    store = SqliteStore.open_to_write(folder)
    ready = batches(count, size)
    begun = time.perf_counter()
    for batch in ready:
        store.append(batch)
    spent = time.perf_counter() - begun
    store.close()
    shutil.rmtree(folder)
    return count * size, spent


@cache
def filled(count: int) -> Path:
    """Make a store with so many entries, to be removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="foedus-bench-"))
    atexit.register(shutil.rmtree, folder)
    SqliteStore.create(folder, {})
    store = SqliteStore.open_to_write(folder)
    for first in range(1, count + 1, 1_000):
        store.append([row(number) for number in range(first, min(first + 1_000, count + 1))])
    store.close()
    return folder


def raw_read(folder: Path) -> int:
    """Read rows through one cursor."""
    file = sqlite3.connect(folder / FILE)
    found = file.execute("SELECT number, hour, leaf, act FROM entries ORDER BY number")
    ((last, *_),) = deque(found, maxlen=1)
    file.close()
    return int(last)


def read(folder: Path) -> int:
    """Read rows from a store."""
    store = SqliteStore.open_to_read(folder)
    ((last, *_),) = deque(store.rows(1, store.size), maxlen=1)
    store.close()
    return int(last)
