"""A folder on a disk that forgets: what a power cut may leave, by what a process was seen to do.

``Disk`` is a file layer that promises as little as POSIX does. What was written to a file since it
was last synced may be there, or not, or in part, in pieces of a sector; a name made, changed or
removed since the folder was last synced may be there, or not. Only syncs are to be relied on.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import TypeAlias

SECTOR = 512
"""So many bytes a disk writes whole; SQLite relies on as much (PSOW)."""
Write: TypeAlias = tuple[int, bytes | None]
"""Bytes and where they go; a place without bytes is the size that a file is cut or filled up to."""
Name: TypeAlias = tuple[str, "File | None"]


class File:
    """One file: its bytes as processes see them, those on the disk, and what came between."""

    def __init__(self, data: bytes = b"") -> None:
        self.seen, self.disk = bytearray(data), bytearray(data)
        self.since: list[Write] = []

    def do(self, at: int, written: bytes | None) -> None:
        do(self.seen, at, written)
        self.since.append((at, written))

    def sync(self) -> None:
        for each in self.since:
            do(self.disk, *each)
        self.since.clear()

    def fail_to_sync(self) -> None:
        """Forget what was to be synced, as Linux does: it is still seen, and no sync will help."""
        self.since.clear()

    def left(self, chance: random.Random, kept: float) -> bytearray:
        """Give the bytes that a power cut leaves, each piece kept with a probability."""
        data = bytearray(self.disk)
        for at, written in self.since:
            if written is None:
                if chance.random() < kept:
                    do(data, at, None)
                continue
            start = at
            while start < at + len(written):
                end = min((start // SECTOR + 1) * SECTOR, at + len(written))
                if chance.random() < kept:
                    do(data, start, written[start - at : end - at])
                start = end
        return data


def do(data: bytearray, at: int, written: bytes | None) -> None:
    """Write to the bytes of a file, or cut it off or fill it up."""
    size = at if written is None else max(len(data), at + len(written))
    if len(data) < size:
        data.extend(bytes(size - len(data)))
    if written is None:
        del data[at:]
    else:
        data[at : at + len(written)] = written


class Disk:
    """A folder, its files, and what was done to its names since it was synced."""

    def __init__(self) -> None:
        self.disk: dict[str, File] = {}
        self.since: list[Name] = []

    def now(self) -> dict[str, File]:
        """Give the files by their names, as a process sees them."""
        return name_all(self.disk, self.since)

    def name(self, name: str, file: File | None) -> None:
        self.since.append((name, file))

    def sync(self) -> None:
        """Sync the names."""
        self.disk, self.since = self.now(), []

    def left(self, chance: random.Random, kept: float, named: float) -> dict[str, bytearray]:
        """Give the folder that a power cut leaves.

        ``kept`` is the probability of each piece written, and ``named`` of each name changed, since
        it was last synced: 0 for both is the disk that forgets whatever it may.
        """
        names = [each for each in self.since if chance.random() < named]
        found = name_all(self.disk, names)
        return {name: file.left(chance, kept) for name, file in found.items()}

    def seen(self) -> dict[str, bytes]:
        """Give the folder that processes see."""
        return {name: bytes(file.seen) for name, file in self.now().items()}


def name_all(names: dict[str, File], changes: list[Name]) -> dict[str, File]:
    """Change names in the order in which that was done."""
    found = dict(names)
    for name, file in changes:
        found.pop(name, None)
        if file is not None:
            found[name] = file
    return found


def lay_out(folder: Path, files: dict[str, bytearray]) -> None:
    """Write files into an empty folder."""
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
