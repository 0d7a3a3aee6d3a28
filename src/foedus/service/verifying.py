"""Verification: a record is made again from its charter and its acts, and every byte compared.

Nothing the record says is taken on trust but what people said: hours, acts and signatures are
read; hashes, outcomes and effects are made anew. The first difference is named.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from foedus.acts import wire
from foedus.acts.act import Act
from foedus.acts.hours import FIRST, LAST, Instant
from foedus.charter.charter import Charter
from foedus.charter.pack import BYTES_MAX, FILES_MAX, PackFault, pack_digest
from foedus.law import SEMANTICS, Law, State, advance, apply, keys_of
from foedus.law.fork import BRANCHES_MAX
from foedus.law.signers import is_opening
from foedus.record import entry, evidence
from foedus.record.bundle import BundleFault, Document, File, Head, Part, Sealed
from foedus.record.note import VerifierKey
from foedus.record.tree import Frontier, leaf_hash
from foedus.service.authentic import NotAuthenticError, clerk_key
from foedus.service.checking import Checker
from foedus.service.differing import differing
from foedus.service.heads import Older, check_head
from foedus.service.judging import enter
from foedus.service.report import Difference, Differs, Report
from foedus.service.signatures import Signatures
from foedus.service.standing import OpenCharter, charter_of
from foedus.service.submission import DIGEST, contents_digest
from foedus.service.withheld import far_off, holders, reaches_far, shadow, wrong_in

log = logging.getLogger(__name__)


def verify(
    parts: Iterable[Part],
    open_charter: OpenCharter = charter_of,
    older: Sequence[Older] = (),
    checker: Checker | None = None,
) -> Report:
    """Verify a record, given part by part in the order of a bundle.

    ``older`` are checkpoints and receipts that somebody kept: the record must go on from each.
    """
    checker = checker or Checker()
    run = _Run(open_charter, older, checker)
    try:
        found = _difference(run, parts)
        run.report.difference = run.signatures.earliest(found)
    finally:
        checker.close()
    return run.report


def _difference(run: _Run, parts: Iterable[Part]) -> Difference | None:
    """Give the first difference that is met; a signature before it may still not hold."""
    try:
        for part in parts:
            run.take(part)
        run.end()
    except Differs as found:
        return found.difference
    except BundleFault as fault:
        return Difference(fault.part, fault.what)
    return None


class _Run:
    """One verification under way."""

    def __init__(self, open_charter: OpenCharter, older: Sequence[Older], checker: Checker) -> None:
        self.report = Report()
        self.signatures = Signatures(checker)
        self._open = open_charter
        self._files: dict[str, bytes] = {}
        self._bytes = 0
        self._law: Law | None = None
        self._state = State()
        self._frontier = Frontier()
        self._clerk: VerifierKey | None = None
        self._older = older
        self._wanted = {each.size for each in older}
        self._roots: dict[int, bytes] = {}
        self._leaves: dict[int, bytes] = {}
        self._receipts = {each.index for each in older}
        self._named: dict[str, int] = {}
        self._blind: set[str] = set()
        self._on_trust = False
        self._nameless = False

    def take(self, part: Part) -> None:
        """Verify one part."""
        match part:
            case File(path, data):
                self._file(path, data)
            case Sealed():
                self._entry(part)
            case Document():
                self._document(part)
            case Head(note):
                self._head(note)

    def end(self) -> None:
        """Look at what is left when all parts have been taken."""
        self.signatures.finish()
        if not self.report.entries:
            raise Differs("the record", "it has no entries")
        self.report.absent = len(self._named)
        self.report.root = self._frontier.root().hex()
        for each in self._older:
            self._compare(each)

    # ---- entries ----

    def _entry(self, part: Sealed) -> None:
        name = f"entry {part.number}"
        leaf = self._leaf(name, part)
        act = self._act(name, part, leaf)
        if part.number == 1:
            self._genesis(act)
        try:
            self._evidence(name, part, leaf, act)
            self._happens(name, part, leaf, act)
        except (Differs, MemoryError, OSError):
            raise
        except Exception as problem:  # whatever a host has put into its charter or its effects
            log.debug("no answer of the law to %s", name, exc_info=True)
            what = f"the law of this record has no answer to it, but fails: {problem!r}"
            raise Differs(name, what) from problem
        if self._state.people is None:
            raise Differs(name, f"it does not open the record: {leaf.outcome.code}")
        self.report.entries += 1
        self.report.first = self.report.first or leaf.hour
        self.report.last = leaf.hour

    def _leaf(self, name: str, part: Sealed) -> entry.Leaf:
        """Take a leaf into the tree, and read it."""
        hashed = leaf_hash(part.leaf)
        if hashed != part.leaf_hash:
            raise Differs(name, "its bytes do not give the hash by which it stands in the tree")
        self._frontier.append(hashed)
        if part.number in self._wanted:
            self._roots[part.number] = self._frontier.root()
        if part.number - 1 in self._receipts:
            self._leaves[part.number - 1] = hashed
        try:
            leaf = entry.read(part.leaf)
        except entry.EntryFault as fault:
            raise Differs(name, str(fault)) from None
        if leaf.number != part.number:
            raise Differs(name, f"it says that it is entry {leaf.number}")
        if leaf.semantics != SEMANTICS:
            raise Differs(name, f"judged by version {leaf.semantics} of the engine, unknown here")
        if leaf.hour < self._state.hour:
            raise Differs(name, "its hour is before that of the entry before it")
        if not FIRST <= leaf.hour < LAST:
            raise Differs(name, "its hour is not between the years 1900 and 3000")
        return leaf

    def _act(self, name: str, part: Sealed, leaf: entry.Leaf) -> Act | None:
        """Read the act of an entry; nothing where it is withheld."""
        if part.act is None:
            return None
        if entry.digest(part.act) != leaf.act:
            raise Differs(name, "the act is not the one that the entry names by its digest")
        try:
            act = wire.from_wire(part.act)
        except wire.WireFault as fault:
            raise Differs(name, f"its act cannot be read: {fault}") from None
        if act.matter != leaf.matter:
            raise Differs(name, f"it names the matter {leaf.matter}, its act {act.matter}")
        for named in act.contents.values():
            self._named[named] = part.number
        return act

    def _genesis(self, act: Act | None) -> None:
        """Open the charter that the first entry names, and take the clerk's key from it."""
        if act is None:
            raise Differs("entry 1", "the act that opens the record cannot be withheld")
        if not is_opening(act):
            raise Differs(
                "entry 1", f"a record is opened first; this is {act.procedure} {act.step}"
            )
        digest = pack_digest(self._files)
        named = act.fields.get("charter-digest")
        if named != digest:
            raise Differs(
                "the charter",
                f"its files have the digest {digest}; the record was opened under {named}",
            )
        try:
            self._law = Law(self._charter())
            self._clerk = clerk_key(act)
        except NotAuthenticError as fault:
            raise Differs("entry 1", str(fault)) from None
        report = self.report
        report.origin, report.world, report.charter = act.origin, act.world, self._law.charter.name
        report.clerk = str(self._clerk)
        if self._clerk.name != act.origin:
            raise Differs("entry 1", "the key of the clerk is not of this record: its name differs")

    def _charter(self) -> Charter:
        """Read the charter."""
        try:
            return self._open(self._files)
        except PackFault as fault:
            raise Differs("the charter", str(fault)) from None
        except RecursionError:
            raise Differs("the charter", "its files are nested too deeply to be read") from None

    def _evidence(self, name: str, part: Sealed, leaf: entry.Leaf, act: Act | None) -> None:
        """Prepare the signatures of an entry; they are checked in chunks."""
        try:
            items = evidence.read_all(leaf.evidence)
        except evidence.EvidenceFault as fault:
            raise Differs(name, str(fault)) from None
        if act is not None:
            known = keys_of(self._state, act, leaf.hour)
        else:
            if wrong := wrong_in(leaf, None, self._state):
                raise Differs(name, wrong)
            known = holders(leaf, self._state, leaf.hour)
        digest = bytes.fromhex(leaf.act)
        for each in items:
            found = evidence.prepare(each, digest, part.act, known)
            if not isinstance(found, evidence.Checked):
                self.signatures.add(part.number, found)
            elif found.answer == "withheld":
                self.report.unchecked += 1
            else:
                raise Differs(name, found.why)

    def _happens(self, name: str, part: Sealed, leaf: entry.Leaf, act: Act | None) -> None:
        """Judge an act again, or let what is on record happen where that cannot be."""
        law = self._opened(name)
        self._lapse(law, leaf.hour)
        if act is None:
            act = shadow(leaf, self._state)
            self._blind.add(leaf.matter)
            self._nameless |= not leaf.effects
            self.report.withheld += 1
        elif act.matter in self._blind or self._may_be_repeated(leaf, act):
            if wrong := wrong_in(leaf, act, self._state):
                raise Differs(name, wrong)
            self.report.dependent += 1
        else:
            _, made = enter(law, self._state, act, leaf.act, leaf.evidence, leaf.hour)
            if made != part.leaf:
                raise Differs(name, differing(leaf, entry.read(made)))
            if self._on_trust:
                self.report.dependent += 1
            else:
                self.report.recomputed += 1
            return
        self._on_trust |= reaches_far(leaf)
        apply(law, self._state, act, leaf.effects, leaf.hour)
        matter = self._state.matters.get(leaf.matter)
        if matter is not None and len(matter.branches) > BRANCHES_MAX:
            raise Differs(name, f"it parts its matter into more than {BRANCHES_MAX} branches")

    def _lapse(self, law: Law, hour: Instant) -> None:
        """Let terms run out where some may be on trust, and what follows reaches beyond a matter."""
        due = self._state.next_term()
        if due is None or due > hour:
            return
        before = far_off(self._state)
        lapsed = advance(law, self._state, hour)
        on_trust = any(matter in self._blind for _, matter, _ in lapsed)
        self._on_trust |= on_trust and far_off(self._state) != before

    def _may_be_repeated(self, leaf: entry.Leaf, act: Act) -> bool:
        """Tell whether an act is refused since one of its name was entered, which may be withheld."""
        repeated = leaf.outcome.code == "already-entered"
        return repeated and self._nameless and act.id not in self._state.acts

    def _opened(self, name: str) -> Law:
        if self._law is None:
            raise Differs(name, "it stands before the charter")
        return self._law

    # ---- what stands around the entries ----

    def _file(self, path: str, data: bytes) -> None:
        self._bytes += len(data)
        self._files[path] = data
        if self._bytes > BYTES_MAX or len(self._files) > FILES_MAX + 1:  # and the cast of a case
            limits = f"{FILES_MAX} files or {BYTES_MAX} bytes"
            raise Differs("the charter", f"it has more than {limits}")

    def _document(self, part: Document) -> None:
        name = f"contents {part.digest}"
        if contents_digest(part.salt, part.data) != DIGEST + part.digest:
            raise Differs(name, "they are not what their digest says")
        if self._named.pop(DIGEST + part.digest, None) is None:
            raise Differs(name, "no act that is shown names them")
        self.report.shown += 1

    def _head(self, note: bytes) -> None:
        report = self.report
        if self._clerk is None:
            raise Differs("checkpoint", "it stands before the first entry")
        size, root = report.entries, self._frontier.root()
        report.signed, wrong = check_head(note, self._clerk, size, root)
        if wrong:
            raise Differs("checkpoint", wrong)

    def _compare(self, older: Older) -> None:
        """Compare the record with a checkpoint or receipt that somebody kept."""
        if self._clerk is None:
            raise Differs("the record", "it names no clerk")
        leaf = None if older.index is None else self._leaves.get(older.index)
        said, wrong = older.compare(self._clerk, self.report.entries, self._roots, leaf)
        if wrong:
            raise Differs(older.name, wrong)
        self.report.older.append(said)
        self.report.signed = max(self.report.signed, older.size)
