"""An open record for tests: acts with signers, keys made from words, what stands after each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from msgspec.structs import replace
from walks import charter

from foedus.acts import Act, instant, keys
from foedus.law import SEMANTICS, Law, Outcome, State, admit, advance, apply

NOON = instant(2020, 1, 10, 12, 0)
MINUTE, DAY = 60_000, 86_400_000
LETTER = {"letter": "00"}


def key(word: str) -> str:
    """Make a key from a word."""
    return keys.key_text(hashlib.sha256(word.encode()).digest())


@dataclass
class Mission:
    """A record and the hour; acts are numbered, and stand in the matter of their actor."""

    law: Law
    world: str = "live"
    hour: int = NOON
    state: State = field(default_factory=State)
    made: int = 0

    def act(self, actor, signer, step, /, *, of="", behalf=None, contents=None, **said):
        """Make an act: ``credentials accredit``, signed; ``of`` names another matter."""
        self.made += 1
        procedure, _, name = step.partition(" ")
        matter = of or f"{procedure}-{behalf or actor}"
        envelope = {
            "id": f"a{self.made}", "origin": "here", "world": self.world, "seen": 0, "capacity": None
        }  # fmt: skip
        envelope |= {name: said.pop(name) for name in list(said) if name in envelope}
        fields = {name.rstrip("_").replace("_", "-"): value for name, value in said.items()}
        return Act(
            actor=actor, procedure=procedure, step=name, matter=matter, fields=fields,
            contents=contents or {}, on_behalf=behalf, signer=signer, **envelope,
        )  # fmt: skip

    def judge(self, *said, **fields) -> Outcome:
        """Judge an act and change nothing."""
        return admit(self.law, self.state, self.act(*said, **fields), self.hour)

    def do(self, *said, after=MINUTE, **fields) -> Outcome:
        """Judge an act a moment later and enter it, whatever it comes to."""
        self.hour += after
        return self.enter(self.act(*said, **fields))

    def enter(self, act: Act) -> Outcome:
        """Enter an act at the hour."""
        advance(self.law, self.state, self.hour)
        outcome = admit(self.law, self.state, act, self.hour)
        apply(self.law, self.state, act, outcome.effects, self.hour)
        return outcome

    def must(self, *said, **fields) -> Outcome:
        """Do what has to be admitted for the story to go on."""
        outcome = self.do(*said, **fields)
        assert outcome.answer == "admitted", outcome
        return outcome

    def genesis(self, *officers: str, signer: str = "", **other) -> Act:
        """Make the act that opens the record; an officer is ``olga`` or ``olga desk``."""
        pairs = [(each.split(" ")[0], each.split(" ")[-1]) for each in officers]
        lines = tuple(f"{name} {key(word)}" for name, word in pairs)
        law = self.law.charter
        said = {
            "charter": law.name, "charter-digest": law.digest, "semantics": SEMANTICS,
            "origin": "here", "world": self.world, "clerk": "clerk", "officers": lines,
        } | other  # fmt: skip
        act = self.act("registrar", signer or pairs[0][0], "record open", of="record")
        return replace(act, fields=said)


def opened(*officers: str, world: str = "live", name: str = "_template") -> Mission:
    """Open a record of a charter; in it, only what is accredited is signed."""
    made = Mission(Law(charter(name)), world)
    outcome = made.enter(made.genesis(*(officers or ("olga",))))
    assert outcome.answer == "admitted", outcome
    return made


def appointed(actor: str = "XA", person: str = "ivan", **other) -> Mission:
    """Open a record in which an actor has a focal point."""
    made = opened(**other)
    made.must(
        "registrar", "olga", "credentials appoint", behalf=actor, person=person,
        key=key(person), contents=LETTER,
    )  # fmt: skip
    return made
