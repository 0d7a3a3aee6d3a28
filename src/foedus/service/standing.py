"""What stands: the state of a record, read from its store by letting its effects happen again."""

from __future__ import annotations

import gc
import logging
import tempfile
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from foedus.acts.hours import Instant
from foedus.acts.wire import recall
from foedus.charter.charter import Charter
from foedus.charter.pack import PackFault, unpack
from foedus.law import Law, State, advance, apply
from foedus.law.snapshot import SnapshotFault, freeze, thaw
from foedus.record.checkpoint import read_text
from foedus.record.entry import digest, happened, named
from foedus.record.note import NoteFault, read_note
from foedus.record.tree import Frontier, leaf_hash
from foedus.store.port import DamagedError, Store

_AT_ONCE = 1_000
log = logging.getLogger(__name__)

OpenCharter = Callable[[Mapping[str, bytes]], Charter]
"""Makes a charter of the files that a record keeps. Raises ``PackFault``."""


class Standing(NamedTuple):
    """The law of a record, and what stands after its last entry."""

    law: Law
    state: State


def charter_of(files: Mapping[str, bytes]) -> Charter:
    """Read a charter from its files. Raises ``PackFault`` where they are not sound."""
    with tempfile.TemporaryDirectory(prefix="foedus-") as folder:
        found = unpack(files, Path(folder))
        if found.charter is None:
            faults = "; ".join(map(str, found.faults[:3]))
            raise PackFault(f"the charter has {len(found.faults)} faults: {faults}")
        return found.charter


def stand(
    store: Store,
    open_charter: OpenCharter = charter_of,
    until: Instant | None = None,
    *,
    checked: bool = False,
) -> Standing:
    """Give what stands in a store; ``until`` leaves out the entries after an instant.

    A snapshot of a state is used where there is one and it fits; else every entry is read. With
    ``checked`` every entry is read, and its hashes are compared with the last checkpoint: raises
    ``DamagedError`` where they differ. Signatures and outcomes are for ``verify``.
    """
    law = Law(open_charter(store.files()))
    state = State() if until is not None or checked else _thawed(store, law)
    paused = gc.isenabled()
    gc.disable()  # a fold makes millions of objects that all stay: there is nothing to collect
    try:
        replay(store, law, state, until)
        if checked:
            check_hashes(store)
    finally:
        if paused:
            gc.enable()
    return Standing(law, state)


def replay(store: Store, law: Law, state: State, until: Instant | None = None) -> None:
    """Let the effects of all entries happen that the state has not seen."""
    for number, hour, leaf, act in store.rows(state.entries + 1, store.size):
        if until is not None and hour > until:
            break
        try:
            due = state.next_term()
            if due is not None and due <= hour:
                advance(law, state, hour)
            apply(law, state, recall(act), happened(leaf).effects, hour)
        except Exception as problem:
            # Bytes that were changed may bring about anything; nothing can be built on them.
            raise DamagedError(
                f"what entry {number} says cannot happen again ({problem!r:.200}); foedus verify"
                " tells whether the record was changed"
            ) from problem


def check_hashes(store: Store) -> None:
    """Compare every act with its leaf, and all leaves with the last checkpoint.

    Raises ``DamagedError`` where something in the store was changed since it was signed for.
    """
    last = store.last_checkpoint()
    size, note = last or (0, b"")
    frontier = Frontier()
    rows = store.rows(1, store.size)
    while some := list(islice(rows, _AT_ONCE)):
        hashes = [leaf_hash(leaf) for _, _, leaf, _ in some]
        for number, _, leaf, act in some:
            if digest(act) != named(leaf):
                raise DamagedError(
                    f"the record is damaged: entry {number}: the act is not the one that its leaf names;"
                    " run: foedus verify"
                )
        signed = size - frontier.size
        if 0 < signed <= len(hashes):
            frontier.extend(hashes[:signed])
            _compare(frontier, note)
            hashes = hashes[signed:]
        frontier.extend(hashes)


def _compare(frontier: Frontier, note: bytes) -> None:
    try:
        root = read_text(read_note(note).text).root
    except NoteFault as fault:
        raise DamagedError(f"the last checkpoint cannot be read: {fault}") from None
    if root != frontier.root():
        raise DamagedError(
            f"the record is damaged: its first {frontier.size} entries are not those that the clerk"
            " signed for; run: foedus verify"
        )


def keep(store: Store, standing: Standing) -> None:
    """Keep a snapshot, from which the next start goes on."""
    store.keep_snapshot(standing.state.entries, freeze(standing.law, standing.state))


def _thawed(store: Store, law: Law) -> State:
    kept = store.snapshot()
    if kept is None:
        return State()
    try:
        return thaw(law, kept[1])
    except SnapshotFault as fault:
        log.warning("the snapshot is not used, every entry is read: %s", fault)
        return State()
