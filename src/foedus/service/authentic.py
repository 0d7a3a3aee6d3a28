"""Who said it: what becomes of an act of which that is not proved, and the clerk's own key."""

from __future__ import annotations

from foedus.acts.act import Act
from foedus.record import note


class NotAuthenticError(Exception):
    """It is not proved that the signer said this: nothing is entered."""


def clerk_key(genesis: Act) -> note.VerifierKey:
    """Give the key by which a record's checkpoints are signed, from the act that opens it.

    Raises ``NotAuthenticError`` where it names none.
    """
    try:
        return note.read_key(str(genesis.fields.get("clerk", "")))
    except note.NoteFault as fault:
        raise NotAuthenticError(f"the first entry names no key of the clerk: {fault}") from None
