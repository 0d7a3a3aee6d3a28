"""Runs a program under strace, and reads what it did to the files of one folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from store.powercut import Disk, File

CALLS = (
    "openat,creat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,fsync,"
    "fdatasync,sync_file_range,sync,syncfs,msync,rename,renameat,renameat2,unlink,unlinkat,link,"
    "linkat,symlink,symlinkat,copy_file_range,sendfile,dup,dup2,dup3,close,lseek"
)
"""Every call by which bytes or names come to a disk, and those that say which file is meant."""
WRITES = {"write", "pwrite64"}
SYNCS = {"fsync", "fdatasync"}
_BYTES_MAX = 1_000_000
_LINE = re.compile(r"(?:\[pid +)?(\d+)?\]? *(\w+)\((.*)\) += +(-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_DESCRIPTOR = re.compile(r"(AT_FDCWD|\d+)<((?:\\x[0-9a-f]{2})*)>")


class Call(NamedTuple):
    """One call of the system: its name, the texts and the numbers given, and the answer."""

    name: str
    descriptor: int
    texts: list[bytes]
    arguments: str
    answer: int


def why_not() -> str:
    """Say why nothing can be traced here; nothing where it can."""
    if shutil.which("strace") is None:
        return "there is no strace on this machine"
    tried = subprocess.run(["strace", "-f", "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        last = tried.stderr.strip().splitlines() or ["no word"]
        return f"strace may not trace here: {last[-1]}"
    return ""


def traced(command: Sequence[str], log: Path, *more: str) -> str:
    """Run a program and write its calls to ``log``; give what it said."""
    run = subprocess.run(
        ["strace", "-f", "-y", "-xx", "-s", str(_BYTES_MAX), "-e", f"trace={CALLS}",
         "-o", str(log), *more, *command],
        stdout=subprocess.PIPE, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    return run.stdout


def calls(log: Path) -> Iterator[Call]:
    """Read the calls that did something, and the syncs that failed, one after another."""
    begun: dict[str, str] = {}
    with log.open() as lines:
        for line in lines:
            text = line.rstrip("\n")
            process = text.split(" ", 1)[0]
            if text.endswith(" <unfinished ...>"):
                begun[process] = text.removesuffix(" <unfinished ...>")
                continue
            if " resumed>" in text:
                text = begun.pop(process) + text.partition(" resumed>")[2]
            found = _LINE.match(text)
            if found is None:
                assert "+++" in text or "---" in text or " = ?" in text, (
                    f"not understood: {text[:200]}"
                )
                continue
            name, arguments, answer = found[2], found[3], int(found[4])
            if answer < 0 and name not in SYNCS:
                continue
            texts = []
            for data, cut in _TEXT.findall(arguments):
                assert not cut, f"a text of more than {_BYTES_MAX} bytes was cut off"
                texts.append(bytes.fromhex(data.replace("\\x", "")))
            first = re.match(r"\d+", arguments)
            yield Call(name, int(first[0]) if first else -1, texts, arguments, answer)


class Deed(NamedTuple):
    """What was done: ``write``, ``sync``, ``said`` or ``other``; to which file; the bytes.

    ``before`` stands before each sync, and for one that fails: nothing is on the disk by that.
    """

    kind: str
    name: str = ""
    data: bytes = b""


class Replay:
    """Does again to a ``Disk`` what a process did to its folder, step by step.

    The process must be alone and begin with the folder as the disk has it.
    """

    def __init__(self, folder: Path, disk: Disk) -> None:
        self.disk = disk
        self._prefix = f"{folder}/"
        self._folder = str(folder)
        self._open: dict[int, File] = {}
        self._names: dict[int, str] = {}
        self._folders: set[int] = set()
        self._place: dict[int, int] = {}
        self._failing: File | None = None

    def run(self, log: Path) -> Iterator[Deed]:
        """Give each deed when it has been done."""
        for call in calls(log):
            if call.name in SYNCS and call.descriptor in self._open.keys() | self._folders:
                yield Deed("before", self._names.get(call.descriptor, ""))
            if self._failing is not None:  # the process lived on to be told
                self._failing.fail_to_sync()
                self._failing = None
            if call.name in SYNCS and call.answer < 0:
                self._failing = self._open.get(call.descriptor)
                continue
            deed = self._do(call)
            if deed is not None:
                yield deed

    def _name(self, path: bytes) -> str | None:
        """Give the name of a path in the folder."""
        text = os.fsdecode(path)
        if not text.startswith(self._prefix):
            return None
        name = text[len(self._prefix) :]
        assert "/" not in name, f"a folder in the folder: {name}"
        return name

    def _do(self, call: Call) -> Deed | None:
        match call.name:
            case "openat" | "creat":
                return self._opened(call)
            case "close" | "dup2" | "dup3":
                assert call.name == "close" or call.descriptor not in self._open
                self._open.pop(call.descriptor, None)
                self._folders.discard(call.descriptor)
            case "lseek":
                self._place[call.descriptor] = call.answer
            case "write" if call.descriptor == 1:
                return Deed("said", data=call.texts[0][: call.answer])
            case "write" | "pwrite64" | "ftruncate" | "fsync" | "fdatasync":
                return self._to_file(call)
            case "unlink" | "unlinkat" | "rename" | "renameat" | "renameat2":
                return self._to_names(call)
            case _:
                ours = call.descriptor in self._open or self._folder.encode() in b" ".join(
                    call.texts
                )
                assert not ours, f"the model does not know {call.name}"
        return None

    def _opened(self, call: Call) -> Deed | None:
        if call.texts[0] == os.fsencode(self._folder):
            self._folders.add(call.answer)
            return None
        name = self._name(call.texts[0])
        if name is None or name.endswith("-shm"):  # the index of a log is made anew
            return None
        made = name not in self.disk.now()
        if made:
            assert "O_CREAT" in call.arguments or call.name == "creat"
            self.disk.name(name, File())
        file = self.disk.now()[name]
        self._open[call.answer], self._names[call.answer] = file, name
        self._place[call.answer] = 0
        assert "O_APPEND" not in call.arguments
        if "O_TRUNC" in call.arguments and file.seen:
            file.do(0, None)
        return Deed("other", name) if made else None

    def _to_file(self, call: Call) -> Deed | None:
        if call.name in SYNCS and call.descriptor in self._folders:
            self.disk.sync()
            return Deed("sync")
        file = self._open.get(call.descriptor)
        if file is None:
            return None
        name = self._names[call.descriptor]
        if call.name in SYNCS:
            file.sync()
            return Deed("sync", name)
        number = int(call.arguments.rpartition(", ")[2]) if call.name != "write" else 0
        if call.name == "ftruncate":
            file.do(number, None)
            return Deed("other", name)
        data = call.texts[0][: call.answer]
        if call.name == "write":
            number = self._place[call.descriptor]
            self._place[call.descriptor] += len(data)
        file.do(number, data)
        return Deed("write", name, data)

    def _to_names(self, call: Call) -> Deed | None:
        names = [self._name(each) for each in call.texts]
        if names == [None] * len(names):
            return None
        assert None not in names, "a file came or went from elsewhere"
        old = str(names[0])
        if old.endswith("-shm"):
            return None
        file = self.disk.now()[old]
        # That a file has a new name and that the old one is gone is done at once or not at all:
        # two changes of names here would be less than rename promises, so the new one comes first.
        if len(names) == 2:
            self.disk.name(str(names[1]), file)
        self.disk.name(old, None)
        return Deed("other", old)
