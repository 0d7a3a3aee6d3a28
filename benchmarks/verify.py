"""Full verification: hashes, signatures and outcomes of a record, on one core and on two."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache

from benchmarks.clerk import every, verified
from benchmarks.contest import Contest, Entry
from benchmarks.records import judged_by, opened, signed
from foedus.record.bundle import Part
from foedus.service.checking import Checker
from foedus.service.parts import parts_of
from foedus.service.verifying import verify


def contests(*, quick: bool) -> Iterator[Contest]:
    """Verify a record of many decisions."""
    copies = 4 if quick else 400
    yield Contest(
        title=f"{len(every(signed(copies))) + 1:,} entries",
        what="entries",
        floor="signatures only, one thread",
        entries=[
            Entry("signatures only, one thread", lambda _: verified(signed(copies))),
            Entry("verify, one core", lambda _: whole(recorded(copies), 0)),
            Entry("verify, two cores", lambda _: whole(recorded(copies), 1)),
        ],
        note="everything is recomputed: hashes, signatures, outcomes, effects",
        clock=time.perf_counter,
    )


@cache
def recorded(copies: int) -> tuple[Part, ...]:
    """Enter the acts of many decisions, and give the record part by part."""
    made = opened()
    for data, proof in every(signed(copies)):
        made.clerk.submit(data, proof)
    made.clerk.checkpoint()
    parts = tuple(parts_of(made.store))
    made.close()
    return parts


def whole(parts: tuple[Part, ...], workers: int) -> int:
    """Verify a record with so many processes beside this one."""
    report = verify(parts, judged_by, checker=Checker(workers=workers))
    assert report.complete, report
    return report.entries
