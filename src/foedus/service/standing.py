"""What stands: the state of a record, read from its store by letting its effects happen again."""

from __future__ import annotations

import gc
import logging
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from foedus.acts.hours import Instant
from foedus.acts.wire import recall
from foedus.charter.charter import Charter
from foedus.charter.pack import PackFault, unpack
from foedus.law import Law, State, advance, apply
from foedus.law.snapshot import SnapshotFault, freeze, thaw
from foedus.record.entry import happened
from foedus.store.port import DamagedError, Store

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
    store: Store, open_charter: OpenCharter = charter_of, until: Instant | None = None
) -> Standing:
    """Give what stands in a store; ``until`` leaves out the entries after an instant.

    A snapshot of a state is used where there is one and it fits; else every entry is read. Hashes
    are not looked at here: ``verify`` does that.
    """
    law = Law(open_charter(store.files()))
    state = State() if until is not None else _thawed(store, law)
    paused = gc.isenabled()
    gc.disable()  # a fold makes millions of objects that all stay: there is nothing to collect
    try:
        replay(store, law, state, until)
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
