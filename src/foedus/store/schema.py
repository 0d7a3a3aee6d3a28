"""The tables of the SQLite store. Whatever was appended stays: triggers refuse the rest."""

from __future__ import annotations

APPLICATION = 0x666F6564
"""The application's number in the header of the file: "foed"."""
VERSION = 1

_SNAPSHOT = "one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL, data BLOB NOT NULL"
_TABLES = {
    "entries": "number INTEGER PRIMARY KEY, hour INTEGER NOT NULL, leaf BLOB NOT NULL,"
    " act BLOB NOT NULL",
    "files": "path TEXT PRIMARY KEY, data BLOB NOT NULL",
    "contents": "digest TEXT PRIMARY KEY, salt BLOB NOT NULL, data BLOB NOT NULL",
    "tiles": "level INTEGER NOT NULL, place INTEGER NOT NULL, data BLOB NOT NULL,"
    " PRIMARY KEY (level, place)",
    "checkpoints": "size INTEGER PRIMARY KEY, note BLOB NOT NULL",
}


def statements() -> list[str]:
    """Give the statements that make an empty store."""
    made = [
        f"PRAGMA application_id = {APPLICATION}",
        f"PRAGMA user_version = {VERSION}",
        f"CREATE TABLE snapshot ({_SNAPSHOT}) STRICT",
    ]
    for table, columns in _TABLES.items():
        made.append(f"CREATE TABLE {table} ({columns}) STRICT")
        made += [
            f"CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table} BEGIN"
            f" SELECT RAISE(ABORT, 'a record only grows: no {verb} in {table}'); END"
            for verb in ("update", "delete")
        ]
    made.append(
        "CREATE TRIGGER entries_insert BEFORE INSERT ON entries"
        " WHEN NEW.number IS NOT 1 + (SELECT coalesce(max(number), 0) FROM entries)"
        " OR NEW.hour < (SELECT hour FROM entries WHERE number = NEW.number - 1)"
        " BEGIN SELECT RAISE(ABORT, 'entries follow one another'); END"
    )
    return made
