"""The signature format of OpenSSH (PROTOCOL.sshsig): what is signed, the blob, and its armour.

One way to write each signature: whatever differs by a byte from what ``ssh-keygen -Y sign`` writes
for the same key, namespace, hash and signature is refused. Lengths are compared with what is
there before anything is taken.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import NamedTuple

from foedus.record import keys

HASHES = {"sha256": 32, "sha512": 64}
"""The hash algorithms, with the bytes of their digests."""
NAMESPACE_MAX = 100
ARMOUR_MAX = 4096
"""The most bytes of an armoured signature."""
_MAGIC = b"SSHSIG"
_VERSION = 1
_COLUMNS = 70
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_NAMESPACE = re.compile(rf"[!-~]{{1,{NAMESPACE_MAX}}}")


class SshsigFault(ValueError):  # noqa: N818 - a fault of the bytes, shown to people
    """Bytes that are no signature of the form that is read here, and why."""


class Signature(NamedTuple):
    """A signature as it stands in a ``.sig`` file: by which key, for what, and over which hash.

    ``key`` has 32 bytes, ``signature`` 64 (Ed25519). Nothing is said about whether it is valid.
    """

    key: bytes
    namespace: str
    algorithm: str
    signature: bytes


def preamble(namespace: str, algorithm: str) -> bytes:
    """Give what stands before the digest in the bytes that are signed."""
    if not _NAMESPACE.fullmatch(namespace):
        raise SshsigFault(f"a namespace is 1 to {NAMESPACE_MAX} printable ASCII characters")
    size = HASHES.get(algorithm)
    if size is None:
        raise SshsigFault(_no_hash(algorithm))
    parts = (namespace.encode(), b"", algorithm.encode())
    return _MAGIC + b"".join(map(_string, parts)) + size.to_bytes(4)


def to_sign(digest: bytes, namespace: str, algorithm: str = "sha256") -> bytes:
    """Give the bytes to sign for a message of which only the digest is known."""
    before = preamble(namespace, algorithm)
    if len(digest) != HASHES[algorithm]:
        raise SshsigFault(f"a digest of {algorithm} has {HASHES[algorithm]} bytes")
    return before + digest


def to_sign_message(message: bytes, namespace: str, algorithm: str = "sha256") -> bytes:
    """Give the bytes to sign for a message."""
    before = preamble(namespace, algorithm)
    return before + hashlib.new(algorithm, message).digest()


def blob(signed: Signature) -> bytes:
    """Write a signature as the bytes within the armour."""
    algorithm = keys.KEY_TYPE.encode()
    parts = (
        keys.blob(signed.key),
        signed.namespace.encode(),
        b"",
        signed.algorithm.encode(),
        _string(algorithm) + _string(signed.signature),
    )
    return _MAGIC + _VERSION.to_bytes(4) + b"".join(map(_string, parts))


def of_blob(data: bytes) -> Signature:
    """Read a signature. Raises ``SshsigFault`` for bytes that ``blob`` would not give."""
    if data[: len(_MAGIC)] != _MAGIC:
        raise SshsigFault("no SSH signature: it does not begin with SSHSIG")
    at = len(_MAGIC) + 4
    version = data[len(_MAGIC) : at]
    if version != _VERSION.to_bytes(4):
        raise SshsigFault(f"an SSH signature of another version than {_VERSION}")
    key, at = _taken(data, at, "the public key")
    namespace, at = _taken(data, at, "the namespace")
    reserved, at = _taken(data, at, "the reserved field")
    algorithm, at = _taken(data, at, "the hash algorithm")
    signature, at = _taken(data, at, "the signature")
    if at != len(data):
        raise SshsigFault("something stands after the signature")
    if reserved:
        raise SshsigFault("the reserved field is not empty")
    try:
        key = keys.of_blob(key)
    except keys.KeyFault as fault:
        raise SshsigFault(f"the public key: {fault}") from None
    named = namespace.decode("latin-1")
    if not _NAMESPACE.fullmatch(named):
        raise SshsigFault(f"a namespace is 1 to {NAMESPACE_MAX} printable ASCII characters")
    hashed = algorithm.decode("latin-1")
    if hashed not in HASHES:
        raise SshsigFault(_no_hash(hashed))
    return Signature(key, named, hashed, _signature(signature))


def _signature(data: bytes) -> bytes:
    kind, at = _taken(data, 0, "the signature's type")
    raw, at = _taken(data, at, "the signature's bytes")
    if kind != keys.KEY_TYPE.encode():
        raise SshsigFault(f"the signature is not of type {keys.KEY_TYPE}")
    if len(raw) != keys.SIGNATURE_BYTES or at != len(data):
        raise SshsigFault(f"an Ed25519 signature has {keys.SIGNATURE_BYTES} bytes")
    return raw


def _no_hash(name: str) -> str:
    shown = name if _NAMESPACE.fullmatch(name) else "what is named"
    return f"{shown} is no hash algorithm here; there are {' and '.join(HASHES)}"


def _string(data: bytes) -> bytes:
    """Write bytes with their length before them (RFC 4251, section 5)."""
    return len(data).to_bytes(4) + data


def _taken(data: bytes, at: int, what: str) -> tuple[bytes, int]:
    """Take the bytes whose length stands at a place, and give the place after them."""
    begin = at + 4
    end = begin + int.from_bytes(data[at:begin])
    if begin > len(data) or end > len(data):
        raise SshsigFault(f"the bytes end within {what}")
    return data[begin:end], end


def armour(signed: Signature) -> str:
    """Write a signature as the text of a ``.sig`` file, as ``ssh-keygen -Y sign`` does."""
    text = base64.b64encode(blob(signed)).decode()
    lines = [text[at : at + _COLUMNS] for at in range(0, len(text), _COLUMNS)]
    return "\n".join([_BEGIN, *lines, _END, ""])


def of_armour(data: bytes) -> Signature:
    """Read a ``.sig`` file. Raises ``SshsigFault`` for a text that ``armour`` would not give."""
    if len(data) > ARMOUR_MAX:
        raise SshsigFault(f"a signature has at most {ARMOUR_MAX} bytes; this file is no signature")
    if not data.startswith(_BEGIN.encode()):
        raise SshsigFault(f'no SSH signature: its first line is "{_BEGIN}"')
    lines = data.decode("latin-1").split("\n")
    try:
        signed = of_blob(base64.b64decode("".join(lines[1:-2]), validate=True))
    except SshsigFault:
        raise
    except ValueError:
        raise SshsigFault("the signature is not in base64; take the file as it was made") from None
    if armour(signed).encode() != data:
        raise SshsigFault(
            f"not as ssh-keygen writes it: lines of {_COLUMNS} characters, a line feed after each"
            " and nothing beside; take the file as it was made"
        )
    return signed
