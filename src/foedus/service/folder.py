"""A record's folder: its store, and the key of its clerk."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from foedus.acts.wire import WireFault, from_wire
from foedus.record.note import NoteFault, VerifierKey, read_key
from foedus.record.note import Signer as NoteSigner
from foedus.service import keyfiles
from foedus.service.clerk import Clerk
from foedus.service.clock import Clock, system_clock
from foedus.service.keyfiles import KeyFileFault, Signer
from foedus.service.opening import Opening, open_record
from foedus.service.standing import OpenCharter, charter_of
from foedus.service.submission import Answer
from foedus.store.lock import sync_folder
from foedus.store.port import DamagedError, ForeignError, PresentError
from foedus.store.sqlite import SqliteStore

KEY = "clerk.key"
"""The file of the clerk's key. Whoever has it can sign for the record: back it up apart."""


class OpeningError(Exception):
    """The law does not admit what a record was to begin with; ``answer`` says why."""

    def __init__(self, answer: Answer) -> None:
        code, detail = answer.outcome.code, answer.outcome.detail
        said = ", ".join(f"{name} {value}" for name, value in detail)
        super().__init__(f"the record was not opened: {code}" + (f" ({said})" if said else ""))
        self.answer = answer


def place_for(folder: Path) -> Path:
    """Give where the folder of a new record is to be, without links.

    Raises ``PresentError`` where something is there already, or ``ForeignError`` where there can be
    no folder.
    """
    try:
        found = folder.resolve()
        if found.exists() and (not found.is_dir() or any(found.iterdir())):
            raise PresentError(f"{folder} is there already, and not empty; choose another folder")
        if not found.parent.is_dir():
            raise ForeignError(f"there is no folder {found.parent}; make it first")
        if found == Path.cwd() or found.is_mount():
            # The folder is made aside and takes this name when it is whole.
            why = "is the folder you are in, or a disk is mounted there"
            raise PresentError(f"{folder} {why}; name a new folder in it")
    except (OSError, RuntimeError) as problem:  # in a circle of links, the latter
        why = getattr(problem, "strerror", None) or str(problem)
        raise ForeignError(f"{folder}: {why}; choose another folder") from None
    return found


def begin(
    folder: Path, opening: Opening, name: str, key: Signer, clock: Clock = system_clock
) -> tuple[Answer, VerifierKey]:
    """Make the folder of a new record, with its first entry by an officer.

    Gives the answer to that entry, and the key by which the record's checkpoints are verified.
    The folder appears when everything in it is there and on the disk. Raises ``StoreError``,
    ``KeyFileFault``, ``NotEnteredError`` and ``OpeningError``, and leaves nothing behind.
    """
    folder = place_for(folder)
    made = folder.with_name(f".{folder.name[:100]}-{secrets.token_hex(4)}")
    try:
        made.mkdir()
    except OSError as problem:
        raise ForeignError(f"{folder}: {problem.strerror}; choose another folder") from None
    try:
        head = keyfiles.make(made / KEY).of_notes(opening.origin)
        SqliteStore.create(made, opening.files)
        store = SqliteStore.open_to_write(made)
        try:
            clerk = Clerk(store, head, clock)
            answer = open_record(clerk, opening, head, name, key)
            clerk.close()
        finally:
            store.close()
        if answer.outcome.answer != "admitted":
            raise OpeningError(answer)
        sync_folder(made)
        made.replace(folder)
        sync_folder(folder.parent)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return answer, head.verifier


def open_clerk(
    folder: Path, clock: Clock = system_clock, open_charter: OpenCharter = charter_of
) -> tuple[Clerk, SqliteStore]:
    """Open a record to enter acts in it. Raises ``StoreError``, ``KeyFileFault``, ``PackFault``.

    Close the clerk first, and then the store.
    """
    store = SqliteStore.open_to_write(folder)
    try:
        return Clerk(store, _head(folder, store), clock, open_charter=open_charter), store
    except BaseException:
        store.close()
        raise


def _head(folder: Path, store: SqliteStore) -> NoteSigner:
    """Read the key of the clerk; it must be the one that the record began with."""
    if not store.size:
        raise DamagedError(f"{folder} has no first entry; make a record with: foedus init")
    try:
        genesis = from_wire(store.row(1).act)
        read_key(str(genesis.fields.get("clerk")))
    except (WireFault, NoteFault) as fault:
        raise DamagedError(f"{folder}: the first entry cannot be read: {fault}") from None
    path = folder / KEY
    wanted = genesis.fields.get("clerk")
    cure = f"put the key back that the record began with, from where you keep a copy: {wanted}"
    if not os.path.lexists(path):
        raise KeyFileFault(
            path, "the key of the clerk is gone, without which nothing is signed", cure
        )
    head = keyfiles.read(path).of_notes(genesis.origin)
    if str(head.verifier) != wanted:
        raise KeyFileFault(
            path, f"is another key than that of the record's clerk: {head.verifier}", cure
        )
    return head
