"""A long record of several kinds of matter, with terms and doubts, as it lies on the disk."""

from __future__ import annotations

import atexit
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

from benchmarks.organisation import way
from benchmarks.records import KEY, ORIGIN, in_record, opened
from foedus.acts import Act, wire
from foedus.law.dump import state_digest
from foedus.record.checkpoint import Checkpoint, sign_checkpoint
from foedus.record.entry import digest
from foedus.record.tree import leaf_hash
from foedus.service.edge import Edge
from foedus.service.judging import enter
from foedus.service.standing import Standing, keep
from foedus.store.port import Row

CASES = (
    ("decision-ordinary-path.case", ""),
    ("membership-exit.case", "the notice goes to the wrong addressee"),
    ("membership-frozen.case", ""),
)
"""A decision on its whole way; a notice of withdrawal under a doubt, with terms; a doubt alone."""
RARE = 10
STEP = 13 * 60_000
"""One copy of these comes so long after the other, in ms, so that terms run out on the way."""


@dataclass(frozen=True)
class Mixed:
    """What the record holds, for those who read the figures."""

    folder: Path
    entries: int
    matters: int
    kinds: int
    lapsed: int
    in_doubt: int
    digest: str

    def __str__(self) -> str:
        return (
            f"{self.entries:,} entries, {self.matters:,} matters, {self.kinds} kinds of act,"
            f" {self.lapsed:,} terms ran out, {self.in_doubt:,} matters in doubt"
        )


def copies() -> Iterator[list[Act]]:
    """Say the acts of the cases again and again, each time in matters of their own.

    Every tenth decision comes with the others, which are in doubt.
    """
    ways = [way(*case) for case in CASES]
    for number in count(0, len(ways)):
        some = ways if number % (RARE * len(ways)) == 0 else ways[:1]
        yield [
            in_record(act) for place, each in enumerate(some, number) for act in each.again(place)
        ]


@cache
def mixed(entries: int) -> Mixed:
    """Judge so many acts, and write them with their outcomes to a store on the disk.

    Nobody signs them: to read a record, signatures are not looked at.
    """
    made = opened()
    law, state = made.clerk.standing()
    store, edge = made.store, Edge.of(made.store, 1)
    proof = ({"form": "ssh", "hash": "sha256", "key": "SHA256:" + "A" * 43, "signature": "A" * 88},)
    kinds: Counter[str] = Counter()
    rows: list[Row] = []
    hour = ways_hour()
    for acts in copies():
        hour += STEP
        for act in acts:
            data = wire.to_wire(act)
            outcome, leaf = enter(law, state, act, digest(data), proof, hour)
            kinds[f"{act.procedure} {act.step}"] += bool(outcome.effects)
            rows.append(Row(state.entries, hour, leaf, data))
        if len(rows) >= 1_000 or state.entries >= entries:
            edge, full = edge.grow(leaf_hash(row.leaf) for row in rows)
            store.append(rows, (), full)
            rows = []
        if state.entries >= entries:
            break
    head = Checkpoint(ORIGIN, edge.size, edge.root())
    store.keep_checkpoint(edge.size, sign_checkpoint(head, [KEY.of_notes(ORIGIN)]))
    keep(store, Standing(law, state))
    store.close()
    made.clerk._checker.close()
    assert made.folder is not None
    atexit.register(shutil.rmtree, made.folder, ignore_errors=True)
    return Mixed(
        made.folder, state.entries, len(state.matters), sum(map(bool, kinds.values())),
        sum(len(b.lapsed) for m in state.matters.values() for b in m.branches.values()),
        sum(len(m.branches) > 1 for m in state.matters.values()), state_digest(law, state),
    )  # fmt: skip


def ways_hour() -> int:
    """Give an hour at which everything of the cases has begun."""
    return max(way(*case).hour for case in CASES)
