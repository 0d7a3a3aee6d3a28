"""A process that writes the planned record, and says what it was answered, so that it can be ended.

``python -m store.writer FOLDER`` says, each at once and with one write: ``made``, ``open SIZE``,
``ack SIZE`` after an append returned, ``head SIZE`` after a checkpoint was kept, ``backed`` after a
backup, ``closed``, or ``failed CLASS: MESSAGE``.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from store import plan

from foedus.store.port import StoreError
from foedus.store.sqlite import SqliteStore

OPEN: list[SqliteStore] = []
"""Keeps the store from being let go of: it would close itself."""


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--make", action="store_true", help="make the store first")
    parser.add_argument("--until", type=int, default=10**9, help="write so many entries")
    parser.add_argument("--look", action="store_true", help="only open it, to read")
    parser.add_argument("--backup", type=Path, help="only open it, to copy it to a folder")
    parser.add_argument("--close", action="store_true", help="close it at the end")
    parser.add_argument("--fold", type=int, help="carry the log over after so many pages")
    parser.add_argument("--careless", action="store_true", help="do not sync: to be caught")
    told = parser.parse_args()
    try:
        if told.make:
            SqliteStore.create(told.folder, plan.FILES)
            say("made")
        if told.backup:
            SqliteStore.open_to_read(told.folder).backup(told.backup)
            say("backed")
        elif told.look:
            say(f"open {SqliteStore.open_to_read(told.folder).size}")
        else:
            run(told)
    except StoreError as problem:
        say(f"failed {type(problem).__name__}: {problem}")
    os._exit(0)  # as if killed: nothing is closed that was not closed before


def run(told: argparse.Namespace) -> None:
    store = SqliteStore.open_to_write(told.folder)
    OPEN.append(store)
    if told.fold:
        store._writer.execute(f"PRAGMA wal_autocheckpoint = {told.fold}")
    if told.careless:
        store._writer.execute("PRAGMA synchronous = OFF")
    say(f"open {store.size}")
    try:
        keep_on(store, told.until)
    finally:
        if told.close:
            store.close()
            say("closed")


def keep_on(store: SqliteStore, until: int) -> None:
    while store.size < until:
        made = plan.batch(store.size)
        store.append(made.rows, made.contents, made.tiles)
        say(f"ack {made.last}")
        if made.note is not None:
            store.keep_checkpoint(made.last, made.note)
            say(f"head {made.last}")
        if made.snapshot is not None:
            store.keep_snapshot(made.last, made.snapshot)


if __name__ == "__main__":
    main()
