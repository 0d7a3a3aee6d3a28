"""Records for tests: entered by a real clerk under a played clock, with keys made of words."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

from msgspec.structs import replace
from walks import HERE, Walk

from foedus.acts import Act, instant, keys, wire
from foedus.acts.act import World
from foedus.cases import play, read_cases
from foedus.cases.recorded import Recorded, open_charter, record
from foedus.charter.charter import Charter
from foedus.charter.model.procedures import Speech
from foedus.charter.pack import pack, pack_digest
from foedus.charter.read import charters_root, read
from foedus.law import State, keys_of
from foedus.record import bundle, entry, note
from foedus.record.bundle import SALT_BYTES, Document
from foedus.record.evidence import SshEvidence
from foedus.service.checking import Checker
from foedus.service.clerk import Clerk
from foedus.service.clock import PlayedClock
from foedus.service.heads import Older
from foedus.service.keyfiles import Signer
from foedus.service.opening import Opening, open_record
from foedus.service.parts import parts_of
from foedus.service.report import Report
from foedus.service.submission import DIGEST, Answer, contents_digest
from foedus.service.verifying import verify
from foedus.store.memory import MemoryStore
from foedus.store.port import Store

NOON = instant(2020, 1, 10, 12, 0)
MINUTE = 60_000
ORIGIN = "here"
OWN = {"lab": HERE / "law" / "lab", "tiny": HERE / "service" / "tiny"}
"""Charters of the tests; any other name is one that is shipped."""
PERSONS = ("olga", "ivan", "boris", "maria")
"""Persons of random walks; each name is the word of a key too."""


@cache
def key(word: str) -> Signer:
    """Make a key from a word."""
    return Signer(hashlib.sha256(word.encode()).digest())


def text_of(word: str) -> str:
    """Write the public key of a word, as acts name it."""
    return keys.key_text(key(word).public)


def head(word: str, origin: str = ORIGIN) -> note.Signer:
    """Make the key of a clerk from a word."""
    return key(word).of_notes(origin)


@cache
def files(name: str) -> Mapping[str, bytes]:
    """Give the files of a charter, as a record keeps them."""
    return pack(read(OWN.get(name, charters_root() / name)))


_OPENED: dict[str, Charter] = {}


def opened(of: Mapping[str, bytes]) -> Charter:
    """Read a charter as verification does, once for each digest; what is faulty each time anew."""
    digest = pack_digest(of)
    if digest not in _OPENED:
        _OPENED[digest] = open_charter(of)
    return _OPENED[digest]


def paper(text: str) -> Document:
    """Make a document, with a salt made of its text."""
    data = text.encode()
    salt = hashlib.sha256(b"salt " + data).digest()[:SALT_BYTES]
    return Document(contents_digest(salt, data).removeprefix(DIGEST), salt, data)


class Drawn(Walk):
    """A walk on which persons and keys are drawn too, and what is the house's affair now and then."""

    def draw(self) -> Act:
        """Draw an act that is well-formed, and more often than not plausible."""
        while True:
            drawn = super().draw()
            if drawn.procedure in self.law.charter.procedures or self.rng.random() < 0.05:
                return drawn

    def value(self, speech: Speech) -> object:
        """Draw a value of a field's kind."""
        person = self.rng.choice(PERSONS)
        drawn = {"person": person, "key": text_of(person), "signer": f"{person} {text_of(person)}"}
        return drawn[speech.is_] if speech.is_ in drawn else super().value(speech)


@dataclass
class Book:
    """A record that is being written, and all that its clerk has."""

    charter: str = "tiny"
    world: World = "live"
    origin: str = ORIGIN
    keeper: str = "clerk"
    officers: tuple[str, ...] = ("olga",)
    clock: PlayedClock = field(default_factory=lambda: PlayedClock(NOON))
    store: Store | None = None
    made: int = 0

    def __post_init__(self) -> None:
        """Enter what a record begins with, unless it has begun."""
        self.files = files(self.charter)
        self.store = MemoryStore(self.files) if self.store is None else self.store
        self.head = head(self.keeper, self.origin)
        self.clerk = self.start()
        if not self.store.size:
            officer = self.officers[0]
            answer = open_record(self.clerk, self.opening(), self.head, officer, key(officer))
            assert answer.outcome.answer == "admitted", answer

    def opening(self) -> Opening:
        """Give what the first entry says."""
        people = {name: key(name).public for name in self.officers}
        return Opening("genesis", self.charter, self.files, self.origin, people, self.world)

    def start(self) -> Clerk:
        """Start a clerk on the store, as after a restart."""
        return Clerk(self.store, self.head, self.clock, Checker(workers=0), opened)

    def act(
        self, actor: str, step: str, /, *, of: str, by: str = "olga", seen: int | None = None,
        id: str = "", behalf: str | None = None, papers: Mapping[str, object] | None = None,  # noqa: A002
        **said: object,
    ) -> Act:  # fmt: skip
        """Make an act: ``call ask`` in the matter ``of``, signed by a person."""
        self.made += 1
        procedure, _, name = step.partition(" ")
        named = {
            what: DIGEST + each.digest if isinstance(each, Document) else str(each)
            for what, each in (papers or {}).items()
        }
        return Act(
            id or f"a{self.made}", actor, procedure, name, of,
            {name.rstrip("_").replace("_", "-"): value for name, value in said.items()}, named, behalf,
            signer=by, seen=self.store.size if seen is None else seen, origin=self.origin,
            world=self.world,
        )  # fmt: skip

    def send(self, act: Act, *words: str, papers: Iterable[Document] = ()) -> Answer:
        """Sign an act with the keys of these words (the signer's own name) and enter it."""
        return self.clerk.submit(*signed(act, *words), papers)

    def say(
        self, actor: str, step: str, /, *, key: str = "", after: int = MINUTE,
        papers: Mapping[str, object] | None = None, **said: object,
    ) -> Answer:  # fmt: skip
        """Say something a moment later: it is signed, and entered with its documents."""
        self.clock.hour += after
        act = self.act(actor, step, papers=papers, **said)
        shown = [each for each in (papers or {}).values() if isinstance(each, Document)]
        return self.send(act, *filter(None, [key]), papers=shown)

    def delegate(self, actor: str, person: str, word: str = "") -> None:
        """Let a person speak for an actor: appointed on a letter, accredited by himself."""
        said = {"of": f"credentials-{actor}", "person": person}
        for answer in (
            self.say(
                "registrar", "credentials appoint", by=self.officers[0], behalf=actor,
                papers={"letter": f"{DIGEST}{'0' * 64}"}, key=self.officers[0],
                **said | {"key_": text_of(word or person)},
            ),
            self.say(actor, "credentials accredit", by=person, key=word or person, **said),
        ):  # fmt: skip
            assert answer.outcome.answer == "admitted", answer

    def walk(self, seed: int, turns: int) -> list[Answer]:
        """Say what is drawn at random on what stands, so many times, signed by an officer.

        He uses whatever key he has for the actor; where he has none, nothing is said.
        """
        walk = Drawn(self.clerk.standing().law, random.Random(seed), self.clock.hour)
        walk.made = self.made
        answers = []
        for _ in range(turns):
            self.clock.hour += walk.rng.choice((0, 1, MINUTE, 60 * MINUTE, 1440 * MINUTE))
            walk.hour, walk.state = self.clock.hour, self.state
            act = self.signable(walk.draw(), self.officers[0])
            held = set(keys_of(self.state, act, self.clock.hour).values())
            word = next((each for each in PERSONS if key(each).public in held), None)
            if word is not None:
                answers.append(self.send(act, word))
        self.made = walk.made
        return answers

    def signable(self, act: Act, by: str) -> Act:
        """Give a drawn act as it is said in this record; nothing in it is empty."""
        contents = {name: digest for name, digest in act.contents.items() if digest}
        return replace(
            act, signer=by, seen=self.store.size, origin=self.origin, world=self.world,
            contents=contents,
        )  # fmt: skip

    @property
    def state(self) -> State:
        """What stands, as the clerk has it."""
        return self.clerk.standing().state

    def bundle(self, *withheld: int) -> bytes:
        """Give the record as the bytes of a bundle."""
        self.clerk.checkpoint()
        return b"".join(bundle.write(parts_of(self.store, frozenset(withheld))))


def signed(act: Act, *words: str) -> tuple[bytes, Sequence[SshEvidence]]:
    """Give the bytes of an act, and its evidence by the keys of these words (the signer's own)."""
    data = wire.to_wire(act)
    digest = hashlib.sha256(data).digest()
    return data, [key(word).evidence(digest) for word in words or (act.signer or "",)]


def verified(data: bytes, *kept: bytes) -> Report:
    """Verify a bundle, with checkpoints and receipts that somebody kept."""
    older = [Older.read(f"kept {number}", each) for number, each in enumerate(kept, 1)]
    return verify(bundle.read(BytesIO(data)), opened, older, Checker(workers=0))


@cache
def small() -> Book:
    """Give a record with every kind of answer, and a term that ran out. Do not go on with it."""
    book = Book()
    book.delegate("XA", "ivan")
    book.delegate("XB", "boris")
    draft = paper("Let us dig a well.")
    book.say(
        "XA", "call ask", of="M", by="ivan", words="a well", papers={"draft": draft},
        expires=book.clock.hour + 10 * MINUTE,
    )  # fmt: skip
    book.say("XB", "call object", of="M", by="boris", after=20 * MINUTE)
    book.say("XB", "call end", of="M", by="boris")
    book.say("XA", "call rule", of="M", by="ivan", doubt="who", reading="all")
    found = [entry.read(row.leaf).outcome.answer for row in book.store.rows(1, 99)]
    assert found == ["admitted"] * 6 + ["refused", "unsettled", "admitted"], found
    return book


@cache
def january() -> Recorded:
    """Give the record of January 2022, as it is shipped."""
    return of_case(charters_root() / "csto" / "history" / "january-2022.case", "csto")[0]


@cache
def history() -> bytes:
    """Give the bundle of January 2022."""
    return b"".join(bundle.write(parts_of(january().store)))


def of_case(path: Path, name: str) -> list[Recorded]:
    """Make a record of each case of a file."""
    whole = opened(files(name))
    made = []
    for case in read_cases(path.name, path.read_text(encoding="utf-8")):
        played = play(case, whole)
        made.append(record(played, files(name), played.law.charter))
    return made
