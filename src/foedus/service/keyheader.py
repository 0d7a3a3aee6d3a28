"""What stands in the open in an OpenSSH private key file (PROTOCOL.key): no secret is needed for it.

So a key of the wrong type is refused before anybody is asked for a passphrase, and a file that
would keep the machine busy for hours is refused before it does.
"""

from __future__ import annotations

import base64
from typing import NamedTuple

BEGIN = b"-----BEGIN OPENSSH PRIVATE KEY-----"
_END = b"-----END OPENSSH PRIVATE KEY-----"
_MAGIC = b"openssh-key-v1\x00"
CIPHERS = ("aes256-ctr", "aes256-cbc", "aes256-gcm@openssh.com")
"""The ciphers that the cryptography package opens."""
ROUNDS_MAX = 5_000
"""The most rounds of bcrypt; a round takes milliseconds, and ssh-keygen uses 16 or 24."""


class HeaderFault(ValueError):  # noqa: N818 - a fault of the bytes, shown to people
    """Bytes that are no OpenSSH private key, and why."""


class Header(NamedTuple):
    """What a key file says in the open.

    ``public`` is the public key as SSH writes it, ``kind`` its type (``ssh-ed25519``), and
    ``cipher`` what the private part is encrypted with, or ``none``.
    """

    public: bytes
    kind: str
    cipher: str

    @property
    def encrypted(self) -> bool:
        """Whether a passphrase opens it."""
        return self.cipher != "none"

    @property
    def known(self) -> bool:
        """Whether the cipher can be opened here."""
        return not self.encrypted or self.cipher in CIPHERS


def read_header(data: bytes) -> Header:
    """Read the header of a file that begins with ``BEGIN``. Raises ``HeaderFault``."""
    inside, end, _ = data.removeprefix(BEGIN).partition(_END)
    if not end:
        raise HeaderFault("its last line is missing")
    try:
        body = base64.b64decode(b"".join(inside.split()), validate=True)
    except ValueError:
        raise HeaderFault("it is not in base64") from None
    if not body.startswith(_MAGIC):
        raise HeaderFault("it is of another version than openssh-key-v1")
    cipher, at = _taken(body, len(_MAGIC))
    derivation, at = _taken(body, at)
    options, at = _taken(body, at)
    if body[at : at + 4] != b"\x00\x00\x00\x01":
        raise HeaderFault("it does not hold one key")
    public, at = _taken(body, at + 4)
    kind, _ = _taken(public, 0)
    header = Header(public, _name(kind), _name(cipher))
    if (derivation, header.encrypted) not in ((b"none", False), (b"bcrypt", True)):
        raise HeaderFault("its way from passphrase to key is not bcrypt")
    if header.encrypted:
        _, at = _taken(options, 0)
        if not 0 < int.from_bytes(options[at:]) <= ROUNDS_MAX or len(options) != at + 4:
            raise HeaderFault(f"it asks for more than {ROUNDS_MAX} rounds of bcrypt, or for none")
    return header


def _taken(data: bytes, at: int) -> tuple[bytes, int]:
    """Take the bytes whose length stands at a place, and give the place after them."""
    begin = at + 4
    end = begin + int.from_bytes(data[at:begin])
    if begin > len(data) or end > len(data):
        raise HeaderFault("it ends too soon")
    return data[begin:end], end


def _name(data: bytes) -> str:
    text = data.decode("latin-1")
    if not 0 < len(text) <= 100 or not text.isascii() or not text.isprintable():  # noqa: PLR2004
        raise HeaderFault("a name in it is no text")
    return text
