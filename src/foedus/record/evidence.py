"""Evidence: what proves that the signer of an act said it, as it stands in the leaf of an entry.

The evidence of an act is a list. The first item is a full signature, which proves enough alone;
others may stand beside it, each of a form of its own (such as a signature that withstands quantum
computers). The forms are a closed table: what is not in it is not admitted.

A check has two parts. ``prepare`` looks up the key and gathers what was signed; what it leaves is
an Ed25519 check, a plain triple that costs little to send to another process. ``verify_many`` does
these, which take nearly all of the time. ``check`` does both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from foedus.record import keys as ed25519
from foedus.record.evidence_form import (
    FORGED,
    VALID,
    Check,
    Checked,
    Evidence,
    EvidenceFault,
)
from foedus.record.evidence_ssh import NAMESPACE, SshEvidence, of_armour, to_sign

__all__ = [
    "FORGED", "FORMS", "NAMESPACE", "VALID", "Check", "Checked", "Evidence", "EvidenceFault", "Keys",
    "SshEvidence", "armoured", "check", "check_all", "of_armour", "prepare", "read", "read_all",
    "to_sign", "verify_many", "write_all",
]  # fmt: skip

FORMS: Mapping[str, type[Evidence]] = {each.FORM: each for each in (SshEvidence,)}
"""The forms that are admitted, by their names on disk. To add one, name its class here."""

Keys: TypeAlias = Mapping[str, bytes]
"""The keys that are enrolled for a signer and in force, by fingerprint."""


def read(plain: object) -> Evidence:
    """Read one item from its plain values. Raises ``EvidenceFault``, as for an unknown form."""
    if not isinstance(plain, dict) or not all(isinstance(each, str) for each in plain.values()):
        raise EvidenceFault("an item of evidence is an object of texts")
    form = FORMS.get(plain.get("form", ""))
    if form is None:
        raise EvidenceFault(f'"form" is one of {", ".join(FORMS)}; other evidence is not taken')
    return form.read(plain)


def read_all(plain: object) -> tuple[Evidence, ...]:
    """Read the evidence of an act. Raises ``EvidenceFault`` with the place of what is wrong.

    The first item proves enough alone; all others stand beside it, and no form stands twice.
    """
    if not isinstance(plain, list | tuple) or not plain:
        raise EvidenceFault("there is no evidence: an act comes with a signature")
    if len(plain) > len(FORMS):
        raise EvidenceFault(f"at most {len(FORMS)} items of evidence, one of each form")
    found: list[Evidence] = []
    for place, each in enumerate(plain):
        try:
            item = read(each)
        except EvidenceFault as fault:
            raise EvidenceFault(f"evidence[{place}]: {fault}") from None
        if (place == 0) != item.ALONE:
            proves = "stands beside a full signature" if place == 0 else "comes first"
            raise EvidenceFault(f"evidence[{place}]: the form {item.FORM} {proves}")
        if any(item.FORM == other.FORM for other in found):
            raise EvidenceFault(f"evidence[{place}]: the form {item.FORM} stands twice")
        found.append(item)
    return tuple(found)


def write_all(items: Iterable[Evidence]) -> tuple[dict[str, str], ...]:
    """Write the evidence of an act as the plain values of a leaf."""
    return tuple(each.plain() for each in items)


def prepare(item: Evidence, digest: bytes, act: bytes | None, keys: Keys) -> Check | Checked:
    """Check all but an Ed25519 signature; see ``check`` for the arguments.

    Gives that to be checked by ``verify_many`` (what is good there is ``VALID``, the rest
    ``FORGED``), or the answer where there is nothing left to check.
    """
    public = keys.get(item.key)
    if public is None:
        return Checked("invalid", f"no key {item.key} is enrolled for the signer and in force")
    return item.prepare(digest, act, public)


def verify_many(checks: Sequence[Check]) -> list[bool]:
    """Tell of each (public key, signature, signed bytes) whether the signature is good.

    Plain values in and out, for a process that does nothing else.
    """
    verify = ed25519.verify
    return [verify(key, signature, data) for key, signature, data in checks]


def check(item: Evidence, digest: bytes, act: bytes | None, keys: Keys) -> Checked:
    """Check one item of evidence.

    ``digest`` is the SHA-256 of the act's bytes, and ``act`` these bytes, or nothing where they
    are withheld. ``keys`` are those enrolled for the signer and in force at the act's hour.
    """
    left = prepare(item, digest, act, keys)
    if isinstance(left, Checked):
        return left
    return VALID if ed25519.verify(*left) else FORGED


def check_all(items: Sequence[Evidence], digest: bytes, act: bytes | None, keys: Keys) -> Checked:
    """Check the evidence of an act: valid if each item is. One that is invalid decides."""
    withheld: Checked | None = None
    for item in items:
        found = check(item, digest, act, keys)
        if found.answer == "invalid":
            return found
        if found.answer == "withheld":
            withheld = withheld or found
    return withheld or VALID


def armoured(item: Evidence, public: bytes) -> str:
    """Write the ``.sig`` file of an item for ``ssh-keygen -Y verify -n foedus-act``.

    Raises ``EvidenceFault`` for a form that OpenSSH does not know, or another key than it names.
    """
    if not isinstance(item, SshEvidence):
        raise EvidenceFault(f"OpenSSH does not know evidence of the form {item.FORM}")
    return item.armoured(public)
