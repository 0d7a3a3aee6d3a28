"""A record's folder: its store, and the key of its clerk."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from foedus.acts.wire import recall
from foedus.record.note import VerifierKey
from foedus.service import keyfiles
from foedus.service.clerk import Clerk
from foedus.service.clock import Clock, system_clock
from foedus.service.keyfiles import Signer
from foedus.service.opening import Opening, open_record
from foedus.service.submission import Answer
from foedus.store.lock import sync_folder
from foedus.store.port import ForeignError
from foedus.store.sqlite import SqliteStore

KEY = "clerk.key"
"""The file of the clerk's key. Whoever has it can sign for the record: back it up apart."""


class OpeningError(Exception):
    """The law does not admit what a record was to begin with; ``answer`` says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"the record was not opened: {answer.outcome.code}")
        self.answer = answer


def begin(
    folder: Path, opening: Opening, name: str, key: Signer, clock: Clock = system_clock
) -> tuple[Answer, VerifierKey]:
    """Make the folder of a new record, with its first entry by an officer.

    Gives the answer to that entry, and the key by which the record's checkpoints are verified.
    The folder appears when everything in it is there and on the disk. Raises ``ForeignError``
    where something is there already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ForeignError(f"{folder} is there already, and not empty; choose another folder")
    parent = folder.absolute().parent
    try:
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=parent))
    except OSError as problem:
        raise ForeignError(f"{parent}: {problem.strerror}; choose another folder") from None
    try:
        head = keyfiles.make(made / KEY).of_notes(opening.origin)
        SqliteStore.create(made, opening.files)
        store = SqliteStore.open_to_write(made)
        clerk = Clerk(store, head, clock)
        answer = open_record(clerk, opening, head, name, key)
        clerk.close()
        store.close()
        if answer.outcome.answer != "admitted":
            raise OpeningError(answer)
        made.chmod(0o755)
        sync_folder(made)
        made.replace(folder)
        sync_folder(parent)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return answer, head.verifier


def open_clerk(folder: Path, clock: Clock = system_clock) -> tuple[Clerk, SqliteStore]:
    """Open a record to enter acts in it. Raises ``StoreError`` and ``KeyFileFault``.

    Close the clerk first, and then the store.
    """
    store = SqliteStore.open_to_write(folder)
    try:
        origin = recall(store.row(1).act).origin
        return Clerk(store, keyfiles.read(folder / KEY).of_notes(origin), clock), store
    except BaseException:
        store.close()
        raise
