"""The clerk: the only writer of a record.

An act's hour is the receipt of its complete bytes; entries follow the hours, never earlier than
the one before. An act whose evidence does not hold is told so and is not entered; every other is
an entry with its outcome, refusals too. Nobody is answered before his entry is durable, and where
a batch cannot be written, none of it is entered.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping

from foedus.law import keys_of
from foedus.record import checkpoint, evidence, note, proofs, receipt
from foedus.record.bundle import Document
from foedus.record.entry import read
from foedus.record.tree import leaf_hash
from foedus.service.authentic import NotAuthenticError
from foedus.service.checking import Checker
from foedus.service.clock import STEP_BACK_MAX, Clock, ClockError, system_clock
from foedus.service.desk import Desk, LoopDesk, StoppedError
from foedus.service.edge import Edge
from foedus.service.findings import outcome as outcome_of
from foedus.service.judging import enter
from foedus.service.standing import OpenCharter, Standing, charter_of, keep, stand
from foedus.service.submission import Answer, Submission
from foedus.store.port import DiskError, Row, Store, StoreError

log = logging.getLogger(__name__)


SNAPSHOT_AFTER = 5_000
"""After so many entries a snapshot is kept at the close: to read that many takes a moment."""


class NotEnteredError(Exception):
    """The store could not take the entry; the act may be sent again as it is."""


class Clerk:
    """Enters acts in a store. May be called from many threads; one store has one clerk.

    ``signer`` signs checkpoints, ``clock`` gives the hour, ``checker`` checks signatures, and
    ``open_charter`` reads the charter of the record.
    """

    def __init__(
        self,
        store: Store,
        signer: note.Signer,
        clock: Clock = system_clock,
        checker: Checker | None = None,
        open_charter: OpenCharter = charter_of,
    ) -> None:
        self._store, self._signer, self._clock = store, signer, clock
        self._open = open_charter
        self._checker = checker or Checker()
        self._standing: Standing | None = stand(store, open_charter)
        self._edge = Edge.of(store, store.size)
        self._last = store.hour
        self._desk: Desk[Submission] = Desk(self._received, self._start, self._enter)
        self._loop: LoopDesk[Submission] = LoopDesk(self._received, self._start, self._enter)

    def submit(
        self,
        data: bytes,
        proofs: Iterable[evidence.Evidence],
        documents: Iterable[Document] = (),
    ) -> Answer:
        """Enter an act, given as its bytes, and return the answer when the entry is durable.

        The same act sent again gets the answer that it got before, and may bring the documents that
        were missing. Raises ``WireFault``, ``EvidenceFault`` or ``ContentsFault`` for what cannot be
        used, ``NotAuthenticError`` where the evidence does not hold, ``ClockError``, and
        ``NotEnteredError`` where the store fails: in each case nothing is entered.
        """
        item = Submission(data, tuple(proofs), documents)
        try:
            self._desk.put(item)
        except StoppedError as problem:
            raise NotEnteredError(str(problem)) from None
        return _answered(item)

    async def submitted(
        self,
        data: bytes,
        proofs: Iterable[evidence.Evidence],
        documents: Iterable[Document] = (),
    ) -> Answer:
        """Enter an act as ``submit`` does, from a coroutine.

        One clerk is used from threads or from one event loop, not from both.
        """
        item = Submission(data, tuple(proofs), documents)
        try:
            await self._loop.put(item)
        except StoppedError as problem:
            raise NotEnteredError(str(problem)) from None
        return _answered(item)

    @property
    def store(self) -> Store:
        """Where the record is kept: to read."""
        return self._store

    def standing(self) -> Standing:
        """Give what stands: to look at, never to change. It moves on with every entry."""
        if self._standing is None:
            raise NotEnteredError("the store failed; what stands is read anew with the next act")
        return self._standing

    # ---- receipt, and the two halves of a batch: one thread at a time (see Desk) ----

    def _received(self, item: Submission) -> None:
        now = self._clock()
        if now < self._last - STEP_BACK_MAX:
            raise ClockError(now, self._last)
        item.hour = self._last = max(now, self._last)

    def _start(self, batch: list[Submission]) -> None:
        """Begin to check signatures, by the keys as they stand before the batch that is entered.

        A fingerprint names one key for ever, so what is found here holds then too; whether the
        key is in force is asked again when the act is entered.
        """
        checks = []
        for item in batch:
            keys = {} if self._standing is None else self._keys(self._standing, item)
            for place, each in enumerate(item.evidence):
                if each.key not in keys:
                    continue
                found = each.prepare(item.digest, item.data, keys[each.key])
                item.found[place] = found
                if not isinstance(found, evidence.Checked):
                    checks.append(found)
        self._checker.start(checks)

    def _enter(self, batch: list[Submission]) -> None:
        """Judge a batch and write it, whole or not at all; answer everybody."""
        try:
            self._checked(batch)
            self._write(batch)
        except BaseException as problem:
            # What stands may have moved on without the store: it is read anew for the next batch.
            self._standing = None
            if not isinstance(problem, Exception):
                raise
            error: Exception = problem
            if isinstance(problem, StoreError):
                error = NotEnteredError(f"{problem}. {_fate(problem)}")
            for item in batch:
                item.answer, item.error = None, item.error or error

    def _checked(self, batch: list[Submission]) -> None:
        results = iter(self._checker.finish())
        for item in batch:
            for place, found in item.found.items():
                if not isinstance(found, evidence.Checked):
                    item.found[place] = evidence.VALID if next(results) else evidence.FORGED

    def _write(self, batch: list[Submission]) -> None:
        if self._standing is None:
            self._standing = stand(self._store, self._open)
            self._edge = Edge.of(self._store, self._store.size)
        rows: list[Row] = []
        documents: list[Document] = []
        for item in batch:
            try:
                item.answer = self._answer(self._standing, item, rows)
            except NotAuthenticError as refusal:
                log.warning("not entered: signer %.100r: %s", item.act.signer, refusal)
                item.error = refusal
                continue
            documents.extend(item.documents)
        if rows or documents:  # a document may come later than its act, which is sent again
            grown = self._edge.grow(leaf_hash(row.leaf) for row in rows) if rows else None
            edge, full = grown or (self._edge, [])
            self._store.append(rows, documents, full)
            self._edge = edge

    def _answer(self, standing: Standing, item: Submission, rows: list[Row]) -> Answer:
        """Give the answer to one act, and add its entry to the batch unless it has one."""
        law, state = standing.law, standing.state
        known = state.acts.get(item.act.id)
        before = None if known is None else self._entered(item, known, rows)
        if before is not None and before[1] == evidence.write_all(item.evidence):
            return before[0]
        self._authenticate(standing, item)
        if before is not None:  # the same words, signed once more
            return before[0]
        digest, said = item.digest.hex(), evidence.write_all(item.evidence)
        outcome, leaf = enter(law, state, item.act, digest, said, item.hour)
        rows.append(Row(state.entries, item.hour, leaf, item.data))
        return Answer(state.entries, item.hour, outcome)

    def _entered(
        self, item: Submission, number: int, rows: list[Row]
    ) -> tuple[Answer, tuple[dict[str, str], ...]] | None:
        """Give the answer and the evidence of the entry where this very act is entered."""
        first = rows[0].number if rows else number + 1
        row = rows[number - first] if number >= first else self._store.row(number)
        if row.act != item.data:
            return None
        leaf = read(row.leaf)
        return Answer(number, row.hour, outcome_of(leaf.outcome), again=True), leaf.evidence

    def _authenticate(self, standing: Standing, item: Submission) -> None:
        keys = self._keys(standing, item)
        if not item.evidence:
            raise NotAuthenticError("an act comes with a signature")
        for place, each in enumerate(item.evidence):
            found = item.found.get(place)
            if each.key not in keys or not isinstance(found, evidence.Checked):
                found = evidence.check(each, item.digest, item.data, keys)
            if found.answer != "valid":
                raise NotAuthenticError(found.why)

    def _keys(self, standing: Standing, item: Submission) -> Mapping[str, bytes]:
        return keys_of(standing.state, item.act, item.hour)

    # ---- proofs ----

    def checkpoint(self) -> bytes:
        """Sign the head of the record as it stands, and keep it (C2SP tlog-checkpoint)."""
        return self._sign(self._edge)

    def receipt(self, number: int) -> bytes:
        """Give the receipt of an entry, for a delegation to keep (C2SP tlog-proof)."""
        edge = self._edge
        path = proofs.inclusion_proof(edge.subtrees(), number - 1, edge.size)
        return receipt.write_receipt(receipt.Receipt(number - 1, tuple(path), self._sign(edge)))

    def _sign(self, edge: Edge) -> bytes:
        kept = self._store.checkpoint(edge.size)
        if kept is None:
            head = checkpoint.Checkpoint(self._signer.name, edge.size, edge.root())
            kept = note.sign_note(head.text, [self._signer])
            self._store.keep_checkpoint(edge.size, kept)
        return kept

    def close(self) -> None:
        """Sign the head, keep a snapshot of what stands, and end the processes that check."""
        if self._edge.size:
            self.checkpoint()
        self._keep_snapshot()
        self._checker.close()

    def _keep_snapshot(self) -> None:
        """Keep what stands, once in a while: the next start goes on from there."""
        kept = self._store.snapshot()
        since = self._edge.size - (kept[0] if kept else 0)
        if self._standing is not None and since >= SNAPSHOT_AFTER:
            keep(self._store, self._standing)


def _fate(problem: StoreError) -> str:
    """Say what became of an act that the store did not take."""
    if isinstance(problem, DiskError):  # it may be found whole (see the port)
        return "Send the act again: if it was entered all the same, it gets its answer"
    return "The act was not entered: send it again"


def _answered(item: Submission) -> Answer:
    if item.answer is None:
        raise item.error or AssertionError("an act was left without an answer")
    return item.answer
