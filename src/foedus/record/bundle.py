"""The bundle: a whole record in one file that anybody can verify without us, and without a net.

A bundle is a sequence of sections. A section is one line of words and sizes, ended by a line
feed, and then each of its payloads, ended by a line feed::

    foedus bundle 1
    file SIZE PATH                    a file of the charter, in order of paths
    entry LEAFHASH SIZE SIZE          a leaf, and the act that it names
    entry LEAFHASH SIZE withheld      a leaf whose act is not shown to this reader
    contents DIGEST SALT SIZE         a document that an act names
    checkpoint SIZE                   the signed head (C2SP tlog-checkpoint); the last section

Every byte counts: there is one way to write a record, and the reader refuses any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol, TypeAlias

from foedus.record.note import NOTE_MAX

HEADER = b"foedus bundle 1\n"
LINE_MAX = 300
FILE_MAX = 16_777_216
"""The most bytes of one file of a charter."""
CONTENTS_MAX = 1_073_741_824
"""The most bytes of one document."""
SALT_BYTES = 16
_ENTRY_MAX = 65_535
_STEP = 1_048_576


class BundleFault(ValueError):  # noqa: N818 - a fault of the bytes, shown to people
    """A bundle that cannot be read: ``part`` names where, ``what`` says what is wrong."""

    def __init__(self, part: str, what: str) -> None:
        super().__init__(f"{part}: {what}")
        self.part, self.what = part, what


class File(NamedTuple):
    """A file of the charter by which the record was judged."""

    path: str
    data: bytes


class Sealed(NamedTuple):
    """An entry as it stands in a bundle; ``act`` is absent where it is withheld."""

    number: int
    leaf_hash: bytes
    leaf: bytes
    act: bytes | None


class Document(NamedTuple):
    """Contents that an act names by ``digest``: SHA-256 of ``salt`` and then ``data``."""

    digest: str
    salt: bytes
    data: bytes


class Head(NamedTuple):
    """The signed checkpoint, as a note."""

    note: bytes


Part: TypeAlias = File | Sealed | Document | Head


class Readable(Protocol):
    """What a bundle is read from: a binary file, or anything that reads like one."""

    def readline(self, limit: int, /) -> bytes:
        """Give the next line, at most so many bytes."""
        ...

    def read(self, size: int, /) -> bytes:
        """Give the next bytes, fewer only at the end."""
        ...


def write(parts: Iterable[Part]) -> Iterator[bytes]:
    """Give the bytes of a bundle, a section at a time. The parts come in the order of a bundle."""
    yield HEADER
    for part in parts:
        match part:
            case File(path, data):
                yield b"file %d %s\n%s\n" % (len(data), path.encode(), data)
            case Sealed(_, leaf_hash, leaf, act):
                name = leaf_hash.hex().encode()
                if act is None:
                    yield b"entry %s %d withheld\n%s\n" % (name, len(leaf), leaf)
                else:
                    yield b"entry %s %d %d\n%s\n%s\n" % (name, len(leaf), len(act), leaf, act)
            case Document(digest, salt, data):
                line = f"contents {digest} {salt.hex()} {len(data)}\n".encode()
                yield b"%s%s\n" % (line, data)
            case Head(note):
                yield b"checkpoint %d\n%s\n" % (len(note), note)


_SIZE = "(0|[1-9][0-9]{0,9})"
_HASH = "([0-9a-f]{64})"
PATH = re.compile(r"[a-z0-9_][a-z0-9_-]*(?:[./][a-z0-9_][a-z0-9_-]*)*")
"""How the path of a file may look: small letters, no way upwards."""
_FILE = re.compile(rf"file {_SIZE} ({PATH.pattern})\n".encode())
_ENTRY = re.compile(rf"entry {_HASH} {_SIZE} (?:{_SIZE}|withheld)\n".encode())
_CONTENTS = re.compile(rf"contents {_HASH} ([0-9a-f]{{32}}) {_SIZE}\n".encode())
_CHECKPOINT = re.compile(rf"checkpoint {_SIZE}\n".encode())


def read(source: Readable) -> Iterator[Part]:
    """Read a bundle part by part. Raises ``BundleFault`` at the first byte that cannot be.

    What the parts say is not looked at here: hashes, signatures and outcomes are verified by
    whoever asks for the parts.
    """
    if source.readline(LINE_MAX) != HEADER:
        raise BundleFault("first line", 'a bundle begins with "foedus bundle 1"')
    order, last, number = 0, "", 0
    while True:
        line = source.readline(LINE_MAX)
        part: Part
        if found := _ENTRY.fullmatch(line):
            number, rank, key = number + 1, 2, ""
            part = _entry(source, number, found)
        elif found := _FILE.fullmatch(line):
            rank, key = 1, found[2].decode()
            part = File(key, _payload(source, f"file {key}", found[1], FILE_MAX))
        elif found := _CONTENTS.fullmatch(line):
            rank, key = 3, found[1].decode()
            data = _payload(source, f"contents {key}", found[3], CONTENTS_MAX)
            part = Document(key, bytes.fromhex(found[2].decode()), data)
        elif found := _CHECKPOINT.fullmatch(line):
            rank, key = 4, ""
            part = Head(_payload(source, "checkpoint", found[1], NOTE_MAX))
        else:
            raise BundleFault(_after(order, last, number), _unknown(line))
        if rank < order or (rank == order and key <= last and rank != 2):  # noqa: PLR2004
            raise BundleFault(_after(order, last, number), "the sections are out of order")
        order, last = rank, key
        yield part
        if isinstance(part, Head):
            break
    if source.read(1):
        raise BundleFault("after the checkpoint", "nothing follows the checkpoint")


def _entry(source: Readable, number: int, found: re.Match[bytes]) -> Sealed:
    part = f"entry {number}"
    leaf = _payload(source, part, found[2], _ENTRY_MAX)
    act = None if found[3] is None else _payload(source, part, found[3], _ENTRY_MAX)
    return Sealed(number, bytes.fromhex(found[1].decode()), leaf, act)


def _payload(source: Readable, part: str, written: bytes, most: int) -> bytes:
    size = int(written)
    if size > most:
        raise BundleFault(part, f"its size is given as {size} bytes; at most {most} are allowed")
    data = _read(source, size + 1)
    if len(data) <= size:
        raise BundleFault(part, "the file ends in the middle of it")
    if data[-1:] != b"\n":
        raise BundleFault(part, "it does not end where its size says")
    return data[:-1]


def _read(source: Readable, size: int) -> bytes:
    """Read so many bytes, and take no more memory than there are: whoever wrote the size may lie."""
    if size <= _STEP:
        return source.read(size)
    found: list[bytes] = []
    while size and (some := source.read(min(size, _STEP))):
        found.append(some)
        size -= len(some)
    return b"".join(found)


def _unknown(line: bytes) -> str:
    if not line:
        return "the file ends here, without a checkpoint"
    shown = line[:40].decode("ascii", "backslashreplace").rstrip("\n")
    return f'no section begins with "{shown}"'


def _after(order: int, last: str, number: int) -> str:
    """Name the place after the last section that was read."""
    match order:
        case 0:
            return "after the first line"
        case 1:
            return f"after file {last}"
        case 2:
            return f"after entry {number}"
        case _:
            return f"after contents {last}" if last else "after the checkpoint"
