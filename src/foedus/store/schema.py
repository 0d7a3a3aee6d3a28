"""The tables of the SQLite store. Whatever was kept stays: triggers refuse the rest.

The writer checks what it appends before SQLite sees it. The triggers hold against everything else
that can write the file, so that no slip of a hand undoes a record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

APPLICATION = 0x666F6564
"""The application's number in the header of the file: "foed"."""
VERSION = 1
"""The version of these tables; a released one is succeeded, never altered."""
PAGE = 8192
"""The bytes of a page: commits cost the same as with 4096, and rows are read a sixth faster."""

_TABLES = {
    # No index but the number: each page of one would be written at every commit.
    "entries": "number INTEGER PRIMARY KEY, hour INTEGER NOT NULL, leaf BLOB NOT NULL,"
    " act BLOB NOT NULL",
    "files": "path TEXT PRIMARY KEY NOT NULL, data BLOB NOT NULL",
    # `size` is the size of the record after the entries with which the contents came.
    "contents": "digest TEXT PRIMARY KEY NOT NULL, salt BLOB NOT NULL, data BLOB NOT NULL,"
    " size INTEGER NOT NULL",
    "tiles": "level INTEGER NOT NULL, place INTEGER NOT NULL,"
    " hashes BLOB NOT NULL CHECK (length(hashes) = 8192), PRIMARY KEY (level, place)",
    "checkpoints": "size INTEGER PRIMARY KEY, note BLOB NOT NULL",
}
_SNAPSHOT = (
    "CREATE TABLE snapshot (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL,"
    " data BLOB NOT NULL) STRICT"
)
# REPLACE deletes without asking the trigger for DELETE; it cannot get past a number that is there.
_FOLLOWS = (
    "CREATE TRIGGER entries_insert BEFORE INSERT ON entries WHEN NOT coalesce("
    "(SELECT NEW.number = number + 1 AND NEW.hour >= hour FROM entries"
    " ORDER BY number DESC LIMIT 1), NEW.number = 1)"
    " BEGIN SELECT RAISE(ABORT, 'entries follow one another'); END"
)


def _refusal(table: str, verb: str, where: str = "") -> str:
    return (
        f"CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table} {where}BEGIN"
        f" SELECT RAISE(ABORT, 'a record only grows: no {verb} in {table}'); END"
    )


def _replaced(table: str, *key: str) -> str:
    """Refuse an INSERT OR REPLACE of what is there."""
    same = " AND ".join(f"{each} = NEW.{each}" for each in key)
    there = f"SELECT 1 FROM {table} WHERE {same}"  # noqa: S608 - all three are words of this file
    return _refusal(table, "insert", f"WHEN EXISTS ({there}) ")


def _objects() -> Iterator[str]:
    """Give the statements that make the tables and triggers; the files come before their last."""
    yield _SNAPSHOT
    for table, columns in _TABLES.items():
        yield f"CREATE TABLE {table} ({columns}) STRICT"
        yield _refusal(table, "update")
        yield _refusal(table, "delete")
    yield _FOLLOWS
    yield _replaced("contents", "digest")
    yield _replaced("tiles", "level", "place")
    yield _replaced("checkpoints", "size")


_SEALED = _refusal("files", "insert")
OBJECTS = frozenset([*_objects(), _SEALED])
"""The tables and triggers of a store, as SQLite keeps their texts."""


def statements(files: Mapping[str, bytes]) -> Iterator[tuple[str, tuple[str | bytes, ...]]]:
    """Give the statements that make a store without entries, with their values, in order."""
    yield f"PRAGMA application_id = {APPLICATION}", ()
    yield f"PRAGMA user_version = {VERSION}", ()
    for statement in _objects():
        yield statement, ()
    for item in sorted(files.items()):
        yield "INSERT INTO files VALUES (?, ?)", item
    yield _SEALED, ()
