"""Signed notes: a text, and under it the signatures of named keys (C2SP signed-note).

A note is the text, which ends in a line feed, an empty line, and a line for each signature: an em
dash, the name of the key, and base64 of the key's id and the signature over the text. Notes are
read strictly: there is one way to write a note, so that reading and writing gives the same bytes.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair
from nacl.exceptions import BadSignatureError

NOTE_MAX = 131_072
"""The most bytes of a note: room for 16 signatures of 5 kB, as signed-note asks."""
SIGNATURES_MAX = 100
KEY_BYTES = 32
SEED_BYTES = 32
SIGNATURE_BYTES = 64
ID_BYTES = 4

_ED25519 = b"\x01"
_DASH = "\N{EM DASH} "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_LINE = re.compile(_DASH + r"([^ ]+) ([^ ]+)")
_VKEY = re.compile(r"([^+]+)\+([0-9a-f]{8})\+(.+)")


class NoteFault(ValueError):  # noqa: N818 - a fault of the bytes, shown to people
    """A note or a key that cannot be read, or a signature that does not hold: what is wrong."""


class Signature(NamedTuple):
    """A signature line: the key's name, its id (4 bytes), and the signature as it stands."""

    name: str
    key_id: bytes
    data: bytes

    @property
    def key(self) -> str:
        """Name the key as people see it: ``name+id``."""
        return f"{self.name}+{self.key_id.hex()}"


class Note(NamedTuple):
    """A note as it was read: nothing is verified yet."""

    text: str
    signatures: tuple[Signature, ...]


class Opened(NamedTuple):
    """A note that holds: at least one signature is by a known key, and every such one verifies.

    Nothing is known of the lines in ``unknown``.
    """

    text: str
    verified: tuple[Signature, ...]
    unknown: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name under which it signs: 32 bytes of Ed25519 (RFC 8032).

    As text it is a "vkey", ``name+id+base64``: what a verifier is given to trust.
    """

    name: str
    public: bytes

    def __post_init__(self) -> None:
        """Refuse a name that a signature line could not hold, and a key of another length."""
        _check_name(self.name)
        if len(self.public) != KEY_BYTES:
            raise NoteFault(f"an Ed25519 key has {KEY_BYTES} bytes, not {len(self.public)}")

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256 over name, line feed, type and key."""
        return sha256(f"{self.name}\n".encode() + _ED25519 + self.public).digest()[:ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encode64(_ED25519 + self.public)}"


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with the name under which it signs; ``seed`` are its 32 bytes (RFC 8032)."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a name that a signature line could not hold, and a seed of another length."""
        _check_name(self.name)
        if len(self.seed) != SEED_BYTES:
            raise NoteFault(f"the seed of a key has {SEED_BYTES} bytes, not {len(self.seed)}")

    @property
    def verifier(self) -> VerifierKey:
        """The public key that goes with this one."""
        public, _ = crypto_sign_seed_keypair(self.seed)
        return VerifierKey(self.name, public)

    def sign(self, text: str) -> Signature:
        """Sign a note's text (Ed25519, RFC 8032: the same text has the same signature)."""
        public, secret = crypto_sign_seed_keypair(self.seed)
        data = crypto_sign(text.encode(), secret)[:SIGNATURE_BYTES]
        return Signature(self.name, VerifierKey(self.name, public).key_id, data)


def read_key(vkey: str) -> VerifierKey:
    """Read a vkey. Raises ``NoteFault`` for one that ``str`` of a key would not give."""
    found = _VKEY.fullmatch(vkey)
    if not found:
        raise NoteFault(f"{vkey[:200]!r} is no verifier key; one looks like name+0123abcd+base64")
    data = decode64(found[3], "the verifier key")
    if data[:1] != _ED25519:
        raise NoteFault(f"the key {found[1]!r} is not of type 1 (Ed25519), the only one known")
    key = VerifierKey(found[1], data[1:])
    if key.key_id.hex() != found[2]:
        raise NoteFault(f"the key {found[1]!r} has the id {key.key_id.hex()}, not {found[2]}")
    return key


def sign_note(text: str, signers: Iterable[Signer]) -> bytes:
    """Give the note with the text signed by each signer. Raises ``NoteFault`` as ``write_note``."""
    return write_note(text, (signer.sign(text) for signer in signers))


def write_note(text: str, signatures: Iterable[Signature]) -> bytes:
    """Give the bytes of a note. Raises ``NoteFault`` for one that could not be read back."""
    if not text.endswith("\n"):
        raise NoteFault("the text of a note ends in a line feed; this one does not")
    lines = [f"{_DASH}{each.name} {encode64(each.key_id + each.data)}\n" for each in signatures]
    data = f"{text}\n{''.join(lines)}".encode()
    read_note(data)
    return data


def read_note(data: bytes) -> Note:
    """Read a note without verifying it. Raises ``NoteFault``: see ``open_note`` for trust."""
    if len(data) > NOTE_MAX:
        raise NoteFault(f"a note has at most {NOTE_MAX} bytes; this one has {len(data)}")
    try:
        whole = data.decode()
    except UnicodeDecodeError as problem:
        raise NoteFault(f"not a note: byte {problem.start} is not UTF-8") from None
    if found := _CONTROL.search(whole):
        raise NoteFault(f"not a note: a control character (code {ord(found[0])}) stands in it")
    text, empty_line, block = whole.rpartition("\n\n")
    if not empty_line:
        raise NoteFault("not a note: no empty line parts text and signatures")
    if not block.endswith("\n"):
        raise NoteFault("not a note: it does not end in a signature line with its line feed")
    lines = block[:-1].split("\n")
    if len(lines) > SIGNATURES_MAX:
        raise NoteFault(f"a note has at most {SIGNATURES_MAX} signatures; here are {len(lines)}")
    return Note(f"{text}\n", tuple(_signature(*each) for each in enumerate(lines, 1)))


def open_note(data: bytes, keys: Iterable[VerifierKey], *, strict: bool = False) -> Opened:
    """Read a note and verify every signature that is by one of these keys.

    Signatures by other keys are kept apart. With ``strict`` they are refused, and so is a second
    line by one key: then no byte of the note is there that a known key did not vouch for. Raises
    ``NoteFault`` where the note cannot be read, where a signature by a known key does not hold,
    and where none is by a known key.
    """
    note = read_note(data)
    known = {(key.name, key.key_id): key for key in keys}
    verified: list[Signature] = []
    unknown: list[Signature] = []
    for signature in note.signatures:
        key = known.get(signature[:2])
        if key is None:
            unknown.append(signature)
        elif not _holds(key, note.text, signature.data):
            raise NoteFault(f"the signature of {signature.key!r} does not hold for this text")
        else:
            verified.append(signature)
    if not verified:
        raise NoteFault(f"no signature is by a known key; signed by {_names(note.signatures)}")
    if strict and unknown:
        raise NoteFault(f"signed by keys that are not known: {_names(unknown)}")
    if strict and len({each[:2] for each in verified}) < len(verified):
        raise NoteFault("a key signed twice")
    return Opened(note.text, tuple(verified), tuple(unknown))


def _holds(key: VerifierKey, text: str, data: bytes) -> bool:
    if len(data) != SIGNATURE_BYTES:
        return False
    try:
        crypto_sign_open(data + text.encode(), key.public)
    except BadSignatureError:
        return False
    return True


def _signature(number: int, line: str) -> Signature:
    found = _LINE.fullmatch(line)
    if not found:
        raise NoteFault(f"not a note: signature line {number} is not of the form — NAME BASE64")
    _check_name(found[1])
    data = decode64(found[2], f"signature line {number}")
    if len(data) <= ID_BYTES:
        raise NoteFault(f"not a note: signature line {number} holds no signature")
    return Signature(found[1], data[:ID_BYTES], data[ID_BYTES:])


def _names(signatures: Iterable[Signature]) -> str:
    return ", ".join(repr(each.key) for each in signatures)


def _check_name(name: str) -> None:
    if not name or "+" in name or any(each.isspace() for each in name) or _CONTROL.search(name):
        raise NoteFault(f"{name!r} cannot name a key: no spaces, no plus, not empty")


def encode64(data: bytes) -> str:
    """Write bytes as base64 (RFC 4648 section 4)."""
    return b64encode(data).decode()


def decode64(text: str, what: str) -> bytes:
    """Read base64 as ``encode64`` writes it, and no other way. Raises ``NoteFault``."""
    try:
        data = b64decode(text, validate=True)
    except ValueError:  # also where a character is not ASCII
        data = b""
    if not data or encode64(data) != text:
        raise NoteFault(f"{what}: not base64 as RFC 4648 section 4 writes it")
    return data
