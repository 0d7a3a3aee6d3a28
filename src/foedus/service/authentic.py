"""Who said it: the keys by which the evidence of an act may hold.

The keys of persons are what the record itself says about them; the first entry is signed by the
key of the clerk, which it names.
"""

from __future__ import annotations

from collections.abc import Mapping

from foedus.acts.act import Act
from foedus.acts.hours import Instant
from foedus.law import State, keys_of
from foedus.record import keys, note

CLERK = "clerk"
"""The signer of the first entry."""


class NotAuthenticError(Exception):
    """It is not proved that the signer said this: nothing is entered."""


def keys_for(state: State, act: Act, hour: Instant) -> Mapping[str, bytes]:
    """Give the keys by which the signer of an act may sign at an hour, by their fingerprints."""
    if state.entries == 0:
        public = clerk_key(act).public
        return {keys.fingerprint(public): public}
    return keys_of(state, act.signer or "", hour)


def clerk_key(genesis: Act) -> note.VerifierKey:
    """Give the key by which a record's checkpoints are signed, from the act that opens it.

    Raises ``NotAuthenticError`` where it names none.
    """
    try:
        return note.read_key(str(genesis.fields.get("clerk", "")))
    except note.NoteFault as fault:
        raise NotAuthenticError(f"the first entry names no key of the clerk: {fault}") from None
