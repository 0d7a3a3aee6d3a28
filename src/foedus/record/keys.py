"""Public keys: 32 bytes of Ed25519, as OpenSSH writes them and as fingerprints name them.

A key is refused where it is read if a signature by it would prove nothing: if it is no point of
the curve in canonical form, or no point of the large subgroup. A key of small order "signs" every
message; one with a part of small order signs so that verifiers may disagree (RFC 8032, section 8;
"Taming the many EdDSAs", 2020).
"""

from __future__ import annotations

import base64
import hashlib
import re

from nacl.bindings import crypto_core_ed25519_is_valid_point, crypto_sign_open
from nacl.exceptions import BadSignatureError

KEY_BYTES = 32
SIGNATURE_BYTES = 64
KEY_TYPE = "ssh-ed25519"
LINE_MAX = 16_384
"""The most characters of a key's line; those of other kinds are long, and are named before refused."""
FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]")
"""A fingerprint: 32 bytes in base64 without padding have 43 digits, and the last has four bits."""
_HEAD = b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"
_OTHER_TYPES = re.compile(r"(?:ssh|sk-ssh|ecdsa|sk-ecdsa|rsa|webauthn|mldsa)[a-z0-9@.-]{0,60}")
_PRINCIPAL = re.compile(r'[^\s,"\\*?!#]+')


class KeyFault(ValueError):  # noqa: N818 - a fault of the text, shown to people
    """A text or bytes that are no key which could bind its holder, and why."""


def sound(key: bytes) -> bytes:
    """Give a key back. Raises ``KeyFault`` where a signature by it would prove nothing."""
    if len(key) != KEY_BYTES:
        raise KeyFault(f"an Ed25519 key has {KEY_BYTES} bytes; these are {len(key)}")
    if not crypto_core_ed25519_is_valid_point(key):
        raise KeyFault(
            "no sound Ed25519 key: it is no point of the curve in canonical form and of full"
            " order, so that a signature by it would prove nothing. Make another: ssh-keygen -t"
            " ed25519"
        )
    return key


def verify(key: bytes, signature: bytes, data: bytes) -> bool:
    """Tell whether a signature of 64 bytes is by a key over data (RFC 8032, section 5.1.7).

    As libsodium has it: cofactorless, with S below the group order, and neither key nor R of small
    order. Any other length is simply no signature.
    """
    # libsodium is told no length of the key: what is too short would be read past its end.
    if len(key) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    try:
        crypto_sign_open(signature + data, key)
    except BadSignatureError:
        return False
    return True


def blob(key: bytes) -> bytes:
    """Write a key as SSH does: the type and the 32 bytes, each with its length (RFC 8709)."""
    return _HEAD + key


def of_blob(data: bytes) -> bytes:
    """Read a key that ``blob`` wrote. Raises ``KeyFault`` for anything else."""
    if not data.startswith(_HEAD):
        raise KeyFault(f"the key is not of type {KEY_TYPE}. Make one: ssh-keygen -t ed25519")
    return sound(data[len(_HEAD) :])


def fingerprint(key: bytes) -> str:
    """Name a key as ``ssh-keygen -l`` does: SHA-256 of its blob, in base64 without padding."""
    digest = hashlib.sha256(_HEAD + key).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def line(key: bytes, comment: str = "") -> str:
    """Write a key as a line of OpenSSH, without the line's end. The comment is free text."""
    if not comment.isprintable():
        raise KeyFault("a comment is one line without control characters")
    written = f"{KEY_TYPE} {base64.b64encode(blob(key)).decode()}"
    return f"{written} {comment}" if comment else written


def of_line(text: str) -> tuple[bytes, str]:
    """Read a key and its comment from one line of OpenSSH, such as a ``.pub`` file holds.

    Raises ``KeyFault`` for anything else, and for a key that would prove nothing. What was given
    is not repeated: it may be a secret.
    """
    if len(text) > LINE_MAX:
        raise KeyFault(f"the line of a key has at most {LINE_MAX} characters")
    if "PRIVATE KEY" in text:
        raise KeyFault("this is a private key: show it to nobody. Give the line of its .pub file")
    stripped = text.strip()
    if not stripped.isprintable():
        raise KeyFault("the line of a key is one line without control characters")
    kind, _, rest = stripped.partition(" ")
    encoded, _, comment = rest.strip().partition(" ")
    if kind != KEY_TYPE:
        raise KeyFault(_wrong_type(kind))
    try:
        data = base64.b64decode(encoded, validate=True)
    except ValueError:
        raise KeyFault("the key is not in base64; copy the whole line of the .pub file") from None
    return of_blob(data), comment.strip()


def _wrong_type(kind: str) -> str:
    if _OTHER_TYPES.fullmatch(kind):
        return f"a key of type {kind}; keys here are {KEY_TYPE}. Make one: ssh-keygen -t ed25519"
    return f'no public key; its line begins with "{KEY_TYPE}", as in the .pub file of ssh-keygen'


def allowed_signer(name: str, key: bytes, namespace: str) -> str:
    """Write the line by which ``ssh-keygen -Y verify`` knows that a key is of a person of a name.

    The line stands in a file of allowed signers (ssh-keygen(1)), without the line's end, and holds
    for one namespace. Raises ``KeyFault`` for a name that such a file reads as a pattern.
    """
    if not name.isprintable() or not _PRINCIPAL.fullmatch(name):
        raise KeyFault("a signer's name has no spaces, commas, quotes or any of * ? ! # \\")
    return f'{name} namespaces="{namespace}" {line(key)}'
