"""OpenSSH key files: make an Ed25519 key, read one, and sign with it.

No secret stands in a message, in what a ``Signer`` prints, or in a copy of one: a signer cannot
be pickled. Files are refused as ``ssh`` refuses them, above all those that others can read.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from typing import NoReturn, TypeAlias

from nacl.signing import SigningKey

from foedus.record import keys, note
from foedus.record.evidence import SshEvidence, to_sign
from foedus.service.keyheader import BEGIN, HeaderFault, read_header

Ask: TypeAlias = Callable[[str], str]
"""Asks a person for a passphrase, showing a text, and gives it."""
FILE_MAX = 65_536
"""The most bytes of a key file; one of Ed25519 has about 400."""
PASSPHRASE_MAX = 1_000
_PUBLIC = re.compile(rb"(?:ssh-|sk-ssh-|ecdsa-|sk-ecdsa-)[a-z0-9@.-]+ AAAA")
_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY)-----")
_MAKE = "make one with: ssh-keygen -t ed25519"


class KeyFileFault(ValueError):  # noqa: N818 - a fault of a file, shown to people
    """A key file that cannot be made or used: which, what is wrong, and the cure."""

    def __init__(self, path: Path, what: str, cure: str) -> None:
        super().__init__(f"{path}: {what}; {cure}")
        self.path, self.what, self.cure = path, what, cure


class WrongPassphrase(KeyFileFault):
    """The passphrase does not open the file; it may be asked for again."""


class Signer:
    """A private Ed25519 key. ``public`` has 32 bytes."""

    __slots__ = ("_key", "public")

    def __init__(self, seed: bytes) -> None:
        """Hold the key of a seed of 32 bytes. Raises ``KeyFault`` for one that would be weak."""
        self._key = SigningKey(seed)
        self.public = keys.sound(bytes(self._key.verify_key))

    def sign(self, data: bytes) -> bytes:
        """Sign bytes (RFC 8032, section 5.1.6): 64 bytes, the same each time."""
        return self._key.sign(data).signature

    def evidence(self, digest: bytes) -> SshEvidence:
        """Sign the act with this SHA-256 digest."""
        return SshEvidence(keys.fingerprint(self.public), self.sign(to_sign(digest)))

    def of_notes(self, name: str) -> note.Signer:
        """Give what signs checkpoints with this key, under a name."""
        return note.Signer(name, bytes(self._key))

    def __repr__(self) -> str:
        return f"Signer({keys.fingerprint(self.public)})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a private key does not leave the process that read it")


def make(path: Path, passphrase: str = "") -> Signer:
    """Make a new key and write it to a file that only its owner can read.

    The file is encrypted if there is a passphrase, and is on the disk when this returns. Raises
    ``KeyFileFault`` where something of that name is there already, or it cannot be written.
    """
    # Slow to import, and only those who sign need it.
    from cryptography.hazmat.primitives import serialization as form  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

    key = ed25519.Ed25519PrivateKey.generate()
    secret = _encoded(passphrase)
    if secret is None or len(secret) > PASSPHRASE_MAX:
        what = f"the passphrase is no text of at most {PASSPHRASE_MAX} bytes"
        raise KeyFileFault(path, what, "choose another passphrase")
    lock = form.BestAvailableEncryption(secret) if secret else form.NoEncryption()
    data = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.OpenSSH, lock)
    _write_new(path, data)
    return Signer(key.private_bytes_raw())


def _write_new(path: Path, data: bytes) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        what = "something of this name is there already, and a key is never overwritten"
        raise KeyFileFault(path, what, "choose another name") from None
    except (OSError, ValueError) as error:
        raise KeyFileFault(path, f"cannot be made: {_why(error)}", "choose another place") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), 0o600)  # whatever the umask says
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(path.absolute().parent)
    except OSError as error:
        path.unlink(missing_ok=True)
        what = f"cannot be written: {_why(error)}"
        raise KeyFileFault(path, what, "make room, or choose another place") from None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(path: Path, ask: Ask | None = None) -> Signer:
    """Read a private key. ``ask`` is called once where the file is encrypted.

    Raises ``KeyFileFault``, and ``WrongPassphrase`` where what was answered does not open it.
    """
    data, look = _contents(path)
    if not data.startswith(BEGIN):
        raise _no_private_key(path, data)
    if look.st_uid == os.getuid() and look.st_mode & 0o077:
        what = f"others can read this private key (mode {stat.S_IMODE(look.st_mode):04o})"
        raise KeyFileFault(path, what, f"close it with: chmod 600 {quote(str(path))}")
    try:
        header = read_header(data)
    except HeaderFault as fault:
        raise _damaged(path, str(fault)) from None
    if header.kind != keys.KEY_TYPE:
        what = f"holds a key of type {header.kind}, and Ed25519 is wanted"
        raise KeyFileFault(path, what, _MAKE)
    if not header.known:
        what = f"is encrypted with {header.cipher}, which cannot be read here"
        raise KeyFileFault(
            path, what, f"change it with: ssh-keygen -p -Z aes256-ctr -f {quote(str(path))}"
        )
    passphrase = _asked(path, ask) if header.encrypted else None
    signer = _opened(path, data, passphrase)
    # Nobody else compares: one flipped bit would sign as somebody unknown.
    if keys.blob(signer.public) != header.public:
        raise _damaged(path, "its private key is not that of its public key")
    return signer


def _asked(path: Path, ask: Ask | None) -> bytes:
    if ask is None:
        cure = "sign where somebody can be asked, or use another key"
        raise KeyFileFault(path, "is encrypted, and nobody can be asked for the passphrase", cure)
    passphrase = _encoded(ask(f"Passphrase for {path}: "))
    if not passphrase:
        raise _wrong(path)
    return passphrase


def _encoded(passphrase: str) -> bytes | None:
    """Give a passphrase as bytes; nothing for one that has none: an error would hold the text."""
    try:
        return passphrase.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return None


def _opened(path: Path, data: bytes, passphrase: bytes | None) -> Signer:
    # Slow to import, and only those who sign need it.
    from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key  # noqa: PLC0415

    try:
        key = load_ssh_private_key(data, passphrase)
    except UnsupportedAlgorithm:
        raise _damaged(path, "its encryption is not known") from None
    except (InvalidTag, TypeError, ValueError):
        if passphrase is not None:
            raise _wrong(path) from None
        raise _damaged(path, "its parts do not fit together") from None
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise _damaged(path, "its key is not of the type that its header names")
    return Signer(key.private_bytes_raw())


def read_public(path: Path) -> tuple[bytes, str]:
    """Read a public key, 32 bytes, and its comment from a ``.pub`` file. Raises ``KeyFileFault``."""
    data, _ = _contents(path)
    if _PEM.search(data):
        what = "is a private key: show it to nobody"
        raise KeyFileFault(path, what, f"the public key is in {path}.pub")
    try:
        return keys.of_line(data.decode())
    except UnicodeDecodeError:
        raise KeyFileFault(path, "is no public key", _MAKE) from None
    except keys.KeyFault as fault:
        cure = "give the .pub file that ssh-keygen made"
        raise KeyFileFault(path, str(fault), cure) from None


def _contents(path: Path) -> tuple[bytes, os.stat_result]:
    """Give the bytes of a regular file, and how it looked while it was open."""
    try:
        with open(path, "rb", opener=_descriptor) as file:
            look = os.fstat(file.fileno())
            data = file.read(FILE_MAX + 1) if stat.S_ISREG(look.st_mode) else None
    except FileNotFoundError:
        raise KeyFileFault(path, "there is no such file", f"check its name, or {_MAKE}") from None
    except IsADirectoryError:
        raise KeyFileFault(path, "is a folder", "name the key file in it") from None
    except PermissionError:
        cure = "check its owner and permissions, and those of its folder"
        raise KeyFileFault(path, "may not be read by you", cure) from None
    except (OSError, ValueError) as error:
        raise KeyFileFault(path, f"cannot be read: {_why(error)}", "check its name") from None
    if data is None:
        raise KeyFileFault(path, "is no regular file", "name a key file")
    if len(data) > FILE_MAX:
        raise KeyFileFault(path, f"has more than {FILE_MAX} bytes and is no key file", _MAKE)
    return data, look


def _descriptor(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY)  # a pipe may have no writer


def _why(error: OSError | ValueError) -> str:
    return str(getattr(error, "strerror", None) or error)


def _no_private_key(path: Path, data: bytes) -> KeyFileFault:
    if _PUBLIC.match(data):
        what = "is a public key, and to sign takes the private one"
        return KeyFileFault(path, what, "name the file beside it, without .pub")
    if found := _PEM.match(data):
        what = f'is a private key in another form ("{found[1].decode()}")'
        return KeyFileFault(path, f"{what}; an Ed25519 key of OpenSSH is wanted", _MAKE)
    if data.startswith(b"PuTTY-User-Key-File-"):
        what = "is a private key of PuTTY"
        return KeyFileFault(path, what, "export it as an OpenSSH key, in PuTTYgen's menu")
    return KeyFileFault(path, "is no private key of OpenSSH", _MAKE)


def _damaged(path: Path, what: str) -> KeyFileFault:
    return KeyFileFault(path, f"is damaged: {what}", "take it from where you keep a copy")


def _wrong(path: Path) -> WrongPassphrase:
    return WrongPassphrase(path, "the passphrase does not open it", "try again")
