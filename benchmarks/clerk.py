"""Acts entered durably: signature checked, judged, on the disk before the answer."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from benchmarks.contest import Contest, Entry
from benchmarks.records import KEY, Opened, Signed, opened, signed
from foedus.record import keys
from foedus.record.evidence import prepare

LEAF = 560
"""The usual bytes of a leaf."""
Acts = tuple[tuple[Signed, ...], ...]


def contests(*, quick: bool) -> Iterator[Contest]:
    """Enter the acts of many decisions, by one submitter and by many."""
    alone, together = (signed(2), signed(8)) if quick else (signed(40), signed(192))
    yield Contest(
        title="one entry a commit, SQLite with a sync at each (synchronous FULL)",
        what="acts",
        floor="raw one-row commits",
        entries=[
            Entry("raw one-row commits", lambda _: raw(alone)),
            Entry("the clerk, one submitter", lambda made: one(made, alone), opened),
            Entry("the clerk, 64 submitters", lambda made: many(made, together, 64), opened),
            Entry("one thread, signatures only", lambda _: verified(together)),
            Entry("eventsourcing, one event a commit", lambda _: peer(alone)),
        ],
        note="goals: one submitter at least 0.6 of raw commits; 64 at least 2.5 of them, and at"
        " least 0.8 of the signatures that one thread checks (by the fastest library);"
        " one submitter at least 1.5 of eventsourcing",
        clock=time.perf_counter,
    )


def every(acts: Acts) -> list[Signed]:
    """Give all acts in a row."""
    return list(chain.from_iterable(acts))


def raw(acts: Acts) -> tuple[int, float]:
    """Commit one row for each act, of as many bytes as an entry has, and do nothing else."""
    leaf = b"x" * LEAF
    rows = [(leaf, data) for data, _ in every(acts)]
    folder = tempfile.mkdtemp(prefix="foedus-bench-")
    file = sqlite3.connect(Path(folder) / "raw.sqlite", isolation_level=None)
    file.execute("PRAGMA journal_mode = WAL")
    file.execute("PRAGMA synchronous = FULL")
    file.execute("CREATE TABLE entries (number INTEGER PRIMARY KEY, leaf BLOB, act BLOB) STRICT")
    begun = time.perf_counter()
    for row in rows:
        file.execute("BEGIN IMMEDIATE")
        file.execute("INSERT INTO entries (leaf, act) VALUES (?, ?)", row)
        file.execute("COMMIT")
    spent = time.perf_counter() - begun
    file.close()
    shutil.rmtree(folder)
    return len(rows), spent


def one(made: Opened, acts: Acts) -> tuple[int, float]:
    """Submit one act after the other."""
    rows = every(acts)
    submit = made.clerk.submit
    begun = time.perf_counter()
    for data, proof in rows:
        answer = submit(data, proof)
        assert answer.outcome.effects, answer
    spent = time.perf_counter() - begun
    made.close()
    return len(rows), spent


def many(made: Opened, acts: Acts, submitters: int) -> tuple[int, float]:
    """Submit from so many coroutines; each decision goes its way, each act after its answer."""
    waiting = iter(acts)

    async def submitter() -> int:
        count = 0
        for way in waiting:
            for data, proof in way:
                answer = await made.clerk.submitted(data, proof)
                assert answer.outcome.effects, answer
                count += 1
        return count

    async def together() -> tuple[int, float]:
        begun = time.perf_counter()
        counts = await asyncio.gather(*(submitter() for _ in range(submitters)))
        return sum(counts), time.perf_counter() - begun

    done = asyncio.run(together())
    made.close()
    return done


def verified(acts: Acts) -> tuple[int, float]:
    """Check signatures and nothing else, with PyNaCl, in this thread."""
    checks = []
    for data, (proof,) in every(acts)[:4000]:
        digest = hashlib.sha256(data).digest()
        checks.append(prepare(proof, digest, data, {proof.key: KEY.public}))
    begun = time.perf_counter()
    assert all(keys.verify(*check) for check in checks)
    return len(checks), time.perf_counter() - begun


def peer(acts: Acts) -> tuple[int, float]:
    """Save one event a commit with the library eventsourcing, of the same size, unsigned."""
    from benchmarks._eventsourcing import Matter, application  # noqa: PLC0415 - slow to import

    folder = Path(tempfile.mkdtemp(prefix="foedus-bench-"))
    app = application(folder)
    rows = [data.decode() for data, _ in every(acts)]
    matter = Matter()
    app.save(matter)
    leaf = "x" * LEAF
    begun = time.perf_counter()
    for data in rows:
        matter.say(leaf, data)
        app.save(matter)
    spent = time.perf_counter() - begun
    app.close()
    shutil.rmtree(folder)
    return len(rows), spent
