"""Verification: a record is made again from its charter and its acts, and every byte compared.

Nothing the record says is taken on trust but what people said: hours, acts and signatures are
read; hashes, outcomes and effects are made anew. The first difference is named.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from foedus.acts import wire
from foedus.acts.act import Act
from foedus.charter.pack import PackFault, pack_digest
from foedus.law import SEMANTICS, Law, State, advance, apply, keys_of
from foedus.record import entry, evidence
from foedus.record.bundle import BundleFault, Document, File, Head, Part, Sealed
from foedus.record.note import VerifierKey
from foedus.record.tree import Frontier, leaf_hash
from foedus.service.authentic import NotAuthenticError, clerk_key
from foedus.service.checking import Checker
from foedus.service.differing import differing
from foedus.service.heads import Older, check_head
from foedus.service.judging import enter
from foedus.service.report import Difference, Report
from foedus.service.standing import OpenCharter, charter_of
from foedus.service.submission import DIGEST, contents_digest

CHUNK = 256
"""So many signatures are checked together, in another process where there is one."""
AHEAD = 4
"""So many chunks may be under way before the judging waits for one."""


class Differs(Exception):  # noqa: N818 - an answer, not an error
    """Raised inside a verification where the record is not what it must be."""

    def __init__(self, part: str, what: str) -> None:
        super().__init__(part, what)
        self.difference = Difference(part, what)


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
        for part in parts:
            run.take(part)
        run.end()
    except Differs as found:
        run.report.difference = found.difference
    except BundleFault as fault:
        run.report.difference = Difference(fault.part, fault.what)
    finally:
        run.settle()
        checker.close()
    return run.report


class _Run:
    """One verification under way."""

    def __init__(self, open_charter: OpenCharter, older: Sequence[Older], checker: Checker) -> None:
        self.report = Report()
        self._open, self._checker = open_charter, checker
        self._files: dict[str, bytes] = {}
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
        self._checks: list[evidence.Check] = []
        self._of: list[int] = []
        self._away: deque[list[int]] = deque()

    def take(self, part: Part) -> None:
        """Verify one part."""
        match part:
            case File(path, data):
                self._files[path] = data
            case Sealed():
                self._entry(part)
            case Document():
                self._document(part)
            case Head(note):
                self._head(note)

    def end(self) -> None:
        """Look at what is left when all parts have been taken."""
        self._gather()
        while self._away:
            self._finish()
        if not self.report.entries:
            raise Differs("the record", "it has no entries")
        self.report.absent = len(self._named)
        self.report.root = self._frontier.root().hex()
        for each in self._older:
            self._compare(each)

    # ---- entries ----

    def _entry(self, part: Sealed) -> None:
        name = f"entry {part.number}"
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
        if leaf.hour < self._state.hour and part.number > 1:
            raise Differs(name, "its hour is before that of the entry before it")
        act = self._act(name, part, leaf)
        if part.number == 1:
            self._genesis(act)
        if act is None:
            self._fold(name, leaf, None)
            self.report.withheld += 1
        else:
            self._evidence(name, part, leaf, act)
            self._judge(name, part, leaf, act)
        self.report.entries += 1
        self.report.first = self.report.first or leaf.hour
        self.report.last = leaf.hour

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
        digest = pack_digest(self._files)
        named = act.fields.get("charter-digest")
        if named != digest:
            raise Differs(
                "the charter",
                f"its files have the digest {digest}; the record was opened under {named}",
            )
        try:
            self._law = Law(self._open(self._files))
            self._clerk = clerk_key(act)
        except PackFault as fault:
            raise Differs("the charter", str(fault)) from None
        except NotAuthenticError as fault:
            raise Differs("entry 1", str(fault)) from None
        report = self.report
        report.origin, report.world, report.charter = act.origin, act.world, self._law.charter.name
        report.clerk = str(self._clerk)
        if self._clerk.name != act.origin:
            raise Differs("entry 1", "the key of the clerk is not of this record: its name differs")

    def _evidence(self, name: str, part: Sealed, leaf: entry.Leaf, act: Act) -> None:
        """Prepare the signatures of an entry; they are checked in chunks."""
        try:
            items = evidence.read_all(leaf.evidence)
            known = keys_of(self._state, act, leaf.hour)
        except (evidence.EvidenceFault, NotAuthenticError) as fault:
            raise Differs(name, str(fault)) from None
        digest = bytes.fromhex(leaf.act)
        for each in items:
            found = evidence.prepare(each, digest, part.act, known)
            if isinstance(found, evidence.Checked):
                raise Differs(name, found.why)
            self._checks.append(found)
            self._of.append(part.number)
        if len(self._checks) >= CHUNK:
            self._gather()

    def _gather(self) -> None:
        """Send the signatures that were prepared to be checked."""
        if not self._checks:
            return
        while len(self._away) >= AHEAD:
            self._finish()
        self._checker.start(self._checks)
        self._away.append(self._of)
        self._checks, self._of = [], []

    def _finish(self) -> None:
        numbers = self._away.popleft()
        for number, good in zip(numbers, self._checker.finish(), strict=True):
            if not good:
                raise Differs(f"entry {number}", evidence.FORGED.why)

    def settle(self) -> None:
        """Finish what is under way: a signature that does not hold may stand before what was found."""
        found = self.report.difference
        try:
            self._gather()
            while self._away:
                self._finish()
        except Differs as forged:
            if found is None or _place(forged.difference) < _place(found):
                self.report.difference = forged.difference

    def _judge(self, name: str, part: Sealed, leaf: entry.Leaf, act: Act) -> None:
        law = self._opened(name)
        if act.matter in self._blind:
            self._fold(name, leaf, act)
            self.report.dependent += 1
            return
        outcome, made = enter(law, self._state, act, leaf.act, leaf.evidence, leaf.hour)
        del outcome
        if made != part.leaf:
            raise Differs(name, differing(leaf, entry.read(made)))
        self.report.recomputed += 1

    def _fold(self, name: str, leaf: entry.Leaf, act: Act | None) -> None:
        """Let the effects that are on record happen where they cannot be made again."""
        law = self._opened(name)
        self._blind.add(leaf.matter)
        advance(law, self._state, leaf.hour)
        apply(law, self._state, act or _shadow(leaf, self._state), leaf.effects, leaf.hour)

    def _opened(self, name: str) -> Law:
        if self._law is None:
            raise Differs(name, "it stands before the charter")
        return self._law

    # ---- what stands around the entries ----

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


def _shadow(leaf: entry.Leaf, state: State) -> Act:
    """Give what the record shows of an act that is withheld: enough to let its effects happen."""
    found = next((each for each in leaf.effects if each[0] == "act"), None)
    opened = next((each for each in leaf.effects if each[0] == "open"), None)
    matter = state.matters.get(leaf.matter)
    procedure = str(opened[2]) if opened else matter.procedure if matter else ""
    id_, step, actor = map(str, found[2:5]) if found else (f"withheld {leaf.number}", "", "")
    return Act(id_, actor, procedure, step, leaf.matter)


def _place(found: Difference) -> int:
    """Give the number of the entry in which a difference is; others come after all entries."""
    word, _, number = found.part.partition(" ")
    return int(number) if word == "entry" and number.isdecimal() else 2**63
