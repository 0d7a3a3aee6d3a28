"""Nobody is answered before his entry is on the disk: seen by the calls of the system, in order."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from process.running import ENV, PATIENCE, begun, command
from store.tracing import SYNCS, Call, calls, why_not

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "traced")
CALLS = "write,pwrite64,fsync,fdatasync,close,openat,dup,dup2,dup3"
TEXT_MAX = 20_000


def trace(record: Path, log: Path, *options: str) -> list[Call]:
    subprocess.run(
        ["strace", "-f", "-y", "-xx", "-s", str(TEXT_MAX), "-e", f"trace={CALLS}", "-o", log,
         *command(record, *options)],
        env=ENV, stdout=subprocess.DEVNULL, check=True, timeout=PATIENCE * 10,
    )  # fmt: skip
    return list(calls(log))


def file_of(call: Call) -> str:
    """Give the file that a call is about, as strace found it."""
    name = call.arguments.partition("<")[2].partition(">")[0]
    return bytes.fromhex(name.replace("\\x", "")).decode()


def unsynced(made: list[Call], record: Path) -> tuple[list[str], int]:
    """Give the acts that were answered before their bytes were synced, and how many were answered.

    An act's bytes count as written with the last call that wrote its name to a file of the record,
    and as synced with the next sync of that file.
    """
    open_writes: dict[str, set[bytes]] = {}
    durable: set[bytes] = set()
    early, answered = [], 0
    for call in made:
        text = call.texts[-1] if call.texts else b""
        if call.name == "write" and call.descriptor == 1 and text.startswith(b"ack "):
            answered += 1
            id_ = text.split(b" ")[2]
            if id_ not in durable:
                early.append(id_.decode())
        elif call.name in ("write", "pwrite64") and (name := file_of(call)).startswith(
            f"{record}/"
        ):
            open_writes.setdefault(name, set()).update(_ids(text))
        elif call.name in SYNCS:
            durable |= open_writes.pop(file_of(call), set())
    return early, answered


def _ids(text: bytes) -> set[bytes]:
    """Find the names of acts in what is written to the log: rows are short, and never cut."""
    return set(re.findall(rb'"id":"([0-9-]+)"', text))


@pytest.mark.parametrize("threads", [1, 8])
def test_an_answer_comes_after_the_sync_of_its_entry(tmp_path: Path, threads: int) -> None:
    record = begun(tmp_path / "record")
    options = ("--threads", str(threads), "--acts", str(60 // threads))
    early, answered = unsynced(trace(record, tmp_path / "log", *options), record)
    assert answered == 60 // threads * threads
    assert early == []


def test_a_trace_without_syncs_would_be_found_out(tmp_path: Path) -> None:
    record = begun(tmp_path / "record")
    made = trace(record, tmp_path / "log", "--acts", "5")
    early, answered = unsynced([each for each in made if each.name not in SYNCS], record)
    assert len(early) == answered == 5
