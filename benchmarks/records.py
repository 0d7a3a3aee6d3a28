"""Acts of an organisation at work, signed and ready to be entered in a record on the disk."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from benchmarks.organisation import decision
from foedus.acts import Act, wire
from foedus.charter.charter import Charter
from foedus.charter.pack import pack, pack_digest
from foedus.charter.read import charters_root, read
from foedus.record.evidence import SshEvidence
from foedus.service.checking import Checker
from foedus.service.clerk import Clerk
from foedus.service.keyfiles import Signer
from foedus.service.opening import Opening, open_record
from foedus.store.port import Store
from foedus.store.sqlite import SqliteStore

ORIGIN = "benchmark/csto"
OFFICER = "olga"
KEY = Signer(hashlib.sha256(b"benchmark").digest())
EVIDENCE = "sha256:" + "0" * 64
"""The digest of a letter, where the recording office enters what another said."""

Signed = tuple[bytes, list[SshEvidence]]


@cache
def files() -> dict[str, bytes]:
    """Give the files of the charter."""
    return pack(read(charters_root() / "csto"))


def in_record(act: Act) -> Act:
    """Give an act as it is said in the record of these benchmarks."""
    contents = dict(act.contents)
    if act.on_behalf and act.actor == decision().law.charter.header.recorder:
        contents["evidence"] = EVIDENCE
    return replace(act, origin=ORIGIN, world="exercise", signer=OFFICER, contents=contents)


@cache
def signed(copies: int) -> tuple[tuple[Signed, ...], ...]:
    """Give the acts of so many decisions on their whole way, in order, each with its signature."""
    return tuple(
        tuple(_signed(act) for act in decision().again(number)) for number in range(copies)
    )


def _signed(act: Act) -> Signed:
    data = wire.to_wire(in_record(act))
    return data, [KEY.evidence(hashlib.sha256(data).digest())]


@dataclass
class Opened:
    """A record that has been opened, in a store, with its clerk."""

    store: Store
    clerk: Clerk
    folder: Path | None = None

    def close(self) -> None:
        """End the clerk and take the store away."""
        self.clerk.close()
        self.store.close()
        if self.folder is not None:
            shutil.rmtree(self.folder)


def opened(checker: Checker | None = None) -> Opened:
    """Open a record on the disk, under the charter of the decision, at its hour."""
    way = decision()
    folder = Path(tempfile.mkdtemp(prefix="foedus-bench-"))
    SqliteStore.create(folder, files())
    store = SqliteStore.open_to_write(folder)
    head = KEY.of_notes(ORIGIN)
    checker = checker or Checker()
    checker.ready()
    clerk = Clerk(store, head, lambda: way.hour, checker, judged_by)
    officers = {OFFICER: KEY.public}
    opening = Opening("genesis", "csto", files(), ORIGIN, officers, "exercise")
    answer = open_record(clerk, opening, head, OFFICER, KEY)
    assert answer.outcome.answer == "admitted", answer
    return Opened(store, clerk, folder)


def judged_by(kept: Mapping[str, bytes]) -> Charter:
    """Give the charter of the decision for the files of a record."""
    return replace_fields(decision().law.charter, digest=pack_digest(kept))
