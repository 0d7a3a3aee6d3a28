"""How a record begins: its charter is put into the store, and its first entry names who keeps it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from foedus.acts import keys, wire
from foedus.acts.act import Act, World
from foedus.charter.charter import RECORD, REGISTRAR
from foedus.charter.pack import pack_digest
from foedus.law import SEMANTICS
from foedus.law.signers import OPEN
from foedus.record.note import Signer as NoteSigner
from foedus.service.clerk import Clerk
from foedus.service.keyfiles import Signer
from foedus.service.submission import Answer


@dataclass(frozen=True, slots=True)
class Opening:
    """What the first entry of a record says.

    ``charter`` is the organisation's name and ``files`` its charter; ``officers`` are the persons
    who speak for the registrar, with their public keys of 32 bytes. ``id`` is of the act.
    """

    id: str
    charter: str
    files: Mapping[str, bytes]
    origin: str
    officers: dict[str, bytes]
    world: World = "live"

    def act(self, clerk: NoteSigner, signer: str) -> Act:
        """Give the act that opens the record, by one of the officers."""
        return Act(
            id=self.id,
            actor=REGISTRAR,
            procedure=RECORD,
            step=OPEN,
            matter=RECORD,
            fields={
                "charter": self.charter,
                "charter-digest": pack_digest(self.files),
                "clerk": str(clerk.verifier),
                "officers": tuple(
                    f"{name} {keys.key_text(key)}" for name, key in self.officers.items()
                ),
                "origin": self.origin,
                "semantics": SEMANTICS,
                "world": self.world,
            },
            signer=signer,
            origin=self.origin,
            world=self.world,
        )


def open_record(clerk: Clerk, opening: Opening, head: NoteSigner, name: str, key: Signer) -> Answer:
    """Enter the first entry of a record, signed by the officer of a name."""
    data = wire.to_wire(opening.act(head, name))
    return clerk.submit(data, [key.evidence(hashlib.sha256(data).digest())])
