"""From the disk to what stands: every entry read, decoded and let happen; and from a snapshot."""

from __future__ import annotations

import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from benchmarks.contest import Contest, Entry
from benchmarks.mixed import Mixed, mixed
from benchmarks.records import judged_by
from foedus.acts.act import Act
from foedus.law.dump import state_digest
from foedus.record.entry import Leaf
from foedus.service.standing import stand
from foedus.store.sqlite import SqliteStore

PEER = 20_000


def contests(*, quick: bool) -> Iterator[Contest]:
    """Read a long record."""
    record = mixed(2_000 if quick else 1_000_000)
    yield Contest(
        title=str(record),
        what="entries",
        floor="msgspec decode into structs",
        entries=[
            Entry("msgspec decode into structs", lambda _: decoded(record)),
            Entry("from disk to state", lambda _: read(record, checked=False, snapshot=False)),
            Entry("and the hashes checked", lambda _: read(record, checked=True, snapshot=False)),
            Entry("from a snapshot", lambda _: read(record, checked=False, snapshot=True)),
            Entry("eventsourcing, one aggregate", lambda _: peer(500 if quick else PEER)),
        ],
        note="goals: at most 2 x decode; with hashes at most 4 x; a snapshot at most 0.1 of the"
        f" fold; 8 times faster than eventsourcing. {memory()}",
        clock=time.perf_counter,
    )


def memory() -> str:
    """Say how much memory this process has had at most, the record's making included."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f"Peak memory so far {peak / 1024:,.0f} MB"


def decoded(record: Mixed) -> tuple[int, float]:
    """Decode the bytes of every entry, leaf and act, and do nothing with them."""
    leaf, act = msgspec.json.Decoder(Leaf).decode, msgspec.json.Decoder(Act).decode
    store = SqliteStore.open_to_read(record.folder)
    rows = [(each[2], each[3]) for each in store.rows(1, record.entries)]
    store.close()
    begun = time.perf_counter()
    for one, other in rows:
        leaf(one)
        act(other)
    return record.entries, time.perf_counter() - begun


def read(record: Mixed, *, checked: bool, snapshot: bool) -> tuple[int, float]:
    """Open the store, and give what stands in it; it must be what was judged."""
    begun = time.perf_counter()
    store = SqliteStore.open_to_read(record.folder)
    kept = store.snapshot
    if not snapshot:
        store.snapshot = lambda: None  # type: ignore[method-assign]
    law, state = stand(store, judged_by, checked=checked)
    spent = time.perf_counter() - begun
    store.snapshot = kept  # type: ignore[method-assign]
    store.close()
    assert state.entries == record.entries
    if record.entries < 100_000:
        assert state_digest(law, state) == record.digest
    return record.entries, spent


def peer(events: int) -> tuple[int, float]:
    """Replay one aggregate of the library eventsourcing."""
    from benchmarks._eventsourcing import Matter, application  # noqa: PLC0415 - slow to import

    folder = Path(tempfile.mkdtemp(prefix="foedus-bench-"))
    app = application(folder)
    matter = Matter()
    for number in range(events - 1):
        matter.say("x" * 560, f"{number:0255}")
    app.save(matter)
    begun = time.perf_counter()
    again: Matter = app.repository.get(matter.id)
    spent = time.perf_counter() - begun
    assert again.last == matter.last
    app.close()
    shutil.rmtree(folder)
    return events, spent
