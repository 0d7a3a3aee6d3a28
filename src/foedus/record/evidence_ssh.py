"""Evidence of the form ``ssh``: an Ed25519 signature, wrapped as ``ssh-keygen -Y sign`` does it.

With the hash ``sha256`` the digest within the signature is that of the act itself, so that the
signature is checked even where the act is withheld. ``ssh-keygen`` signs with ``sha512`` unless it
is told ``-O hashalg=sha256``; such a signature is as good, but needs the act.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import ClassVar

import msgspec

from foedus.record import keys, sshsig
from foedus.record.evidence_form import Check, Checked, EvidenceFault

NAMESPACE = "foedus-act"
"""The namespace of acts: a signature made for anything else is none of an act."""
_NAMES = {"form", "hash", "key", "signature"}
_PREAMBLES = {name: sshsig.preamble(NAMESPACE, name) for name in sshsig.HASHES}
_WITHHELD = Checked(
    "withheld", "signed over the hash sha512, which cannot be checked while the act is withheld"
)
_OTHER_ACT = Checked("invalid", "the act is another than the one that the digest names")


class SshEvidence(msgspec.Struct, frozen=True):
    """A signature of 64 bytes over an act: by the key of a fingerprint, through a hash."""

    FORM: ClassVar[str] = "ssh"
    ALONE: ClassVar[bool] = True

    key: str
    signature: bytes
    algorithm: str = "sha256"

    @classmethod
    def read(cls, plain: Mapping[str, str]) -> SshEvidence:
        """Read it from the values of a leaf. Raises ``EvidenceFault``."""
        if plain.keys() != _NAMES:
            raise EvidenceFault(
                f"evidence of the form ssh has {', '.join(sorted(_NAMES))}, and nothing else"
            )
        algorithm, key, written = plain["hash"], plain["key"], plain["signature"]
        if algorithm not in _PREAMBLES:
            raise EvidenceFault(f'"hash" is one of {", ".join(_PREAMBLES)}')
        if not keys.FINGERPRINT.fullmatch(key):
            raise EvidenceFault('"key" is a fingerprint, as ssh-keygen -l prints it: SHA256:...')
        try:
            signature = base64.b64decode(written, validate=True)
        except ValueError:
            signature = b""
        if (
            len(signature) != keys.SIGNATURE_BYTES
            or base64.b64encode(signature).decode() != written
        ):
            raise EvidenceFault(f'"signature" is {keys.SIGNATURE_BYTES} bytes in base64')
        return cls(key, signature, algorithm)

    def plain(self) -> dict[str, str]:
        """Write it as the values of a leaf."""
        return {
            "form": self.FORM,
            "hash": self.algorithm,
            "key": self.key,
            "signature": base64.b64encode(self.signature).decode(),
        }

    def prepare(self, digest: bytes, act: bytes | None, public: bytes) -> Check | Checked:
        """Give the key, the signature and the bytes that it is over, or say why there are none."""
        if self.algorithm == "sha256":
            return public, self.signature, _PREAMBLES["sha256"] + digest
        if act is None:
            return _WITHHELD
        if hashlib.sha256(act).digest() != digest:
            return _OTHER_ACT
        hashed = hashlib.sha512(act).digest()
        return public, self.signature, _PREAMBLES["sha512"] + hashed

    def armoured(self, public: bytes) -> str:
        """Write the ``.sig`` file with which ``ssh-keygen -Y verify`` checks it.

        Raises ``EvidenceFault`` where the key is not the one that is named here.
        """
        if keys.fingerprint(public) != self.key:
            raise EvidenceFault(f"the key is not {self.key}, which the evidence names")
        return sshsig.armour(sshsig.Signature(public, NAMESPACE, self.algorithm, self.signature))


def to_sign(digest: bytes) -> bytes:
    """Give the bytes that are signed for an act with this SHA-256 digest."""
    if len(digest) != sshsig.HASHES["sha256"]:
        raise EvidenceFault("the digest of an act is SHA-256: 32 bytes")
    return _PREAMBLES["sha256"] + digest


def of_armour(data: bytes) -> tuple[SshEvidence, bytes]:
    """Read a ``.sig`` file that was made with ``ssh-keygen -Y sign -n foedus-act``.

    Gives the evidence and the public key that stands in the file: whose key it is, the file does
    not prove. Raises ``EvidenceFault``.
    """
    try:
        signed = sshsig.of_armour(data)
    except sshsig.SshsigFault as fault:
        raise EvidenceFault(str(fault)) from None
    if signed.namespace != NAMESPACE:
        raise EvidenceFault(
            f"signed for the namespace {signed.namespace}, not for acts; sign again with"
            f" -n {NAMESPACE}"
        )
    name = keys.fingerprint(signed.key)
    return SshEvidence(name, signed.signature, signed.algorithm), signed.key
