"""Persons and keys as acts name them: a name of a person, a key as OpenSSH writes it, or both.

A key is the first two words of a ``.pub`` file, of type ``ssh-ed25519`` (RFC 8709). A person with a
key is a line of a file of allowed signers (ssh-keygen(1)). Each is written in one way only. Whether
a key is sound, and a signature good, is looked at where signatures are checked.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache

PERSON_MAX = 64
PERSON = re.compile(r"(?=.{1,64}\Z)[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*")
"""A person's name: small Latin letters, digits, single dots and hyphens. No two look alike."""
KEY = re.compile(r"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-P][A-Za-z0-9+/]{42}")
"""A key: the type, and 51 bytes in base64, the first 19 of which are the same for every key."""
_HEAD = b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"


def is_person(text: str) -> bool:
    """Tell whether a text is a person's name.

    >>> is_person("olga.petrova"), is_person("Olga"), is_person("olga petrova")
    (True, False, False)
    """
    return PERSON.fullmatch(text) is not None


def is_key(text: str) -> bool:
    """Tell whether a text is a key in the one form there is."""
    return KEY.fullmatch(text) is not None


def is_signer(text: str) -> bool:
    """Tell whether a text is a person's name and a key."""
    person, _, key = text.partition(" ")
    return is_person(person) and is_key(key)


def key_text(public: bytes) -> str:
    """Write a key of 32 bytes.

    >>> is_key(key_text(bytes(32)))
    True
    """
    return f"ssh-ed25519 {base64.b64encode(_HEAD + public).decode()}"


@lru_cache(maxsize=4096)
def public_key(text: str) -> bytes:
    """Give the 32 bytes of a key. Raises ``ValueError`` where the text is no key."""
    if not is_key(text):
        raise ValueError("no key of the form: ssh-ed25519 AAAA...")
    return base64.b64decode(text.partition(" ")[2])[len(_HEAD) :]


@lru_cache(maxsize=4096)
def fingerprint(text: str) -> str:
    """Name a key as ``ssh-keygen -l`` does: SHA-256 of its blob, in base64 without padding.

    Raises ``ValueError`` where the text is no key.
    """
    digest = hashlib.sha256(_HEAD + public_key(text)).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")
