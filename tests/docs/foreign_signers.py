"""Who may sign, by another hand: the keys in force, from effects alone. See ``foreign``."""

from __future__ import annotations

from dataclasses import dataclass, field

FOREVER = 32_503_680_000_000
SEVEN = {
    "genesis", "appointed", "accredited", "enrolled", "revoked", "recalled", "substituted",
}  # fmt: skip


@dataclass
class List:
    """The persons and keys of one actor; of a person, whether recalled, and focal until when."""

    persons: dict[str, list] = field(default_factory=dict)
    keys: dict[str, list] = field(default_factory=dict)

    def of(self, name: str, hour: int) -> list[str]:
        """Give the keys of a person that are in force."""
        return [key for key, (whose, a, b) in self.keys.items() if whose == name and a <= hour < b]

    def enter(self, name: str, key: str, hour: int) -> list:
        """Enter a person with a key."""
        person = self.persons.setdefault(name, [False, 0])
        if person[0]:
            for each in self.of(name, hour):
                if each != key:
                    self.keys[each][2] = hour
            person[0] = False
        if key and key not in self.of(name, hour):
            self.keys[key] = [name, hour, FOREVER]
        return person


class Credentials:
    """What effects say of who may sign."""

    def __init__(self) -> None:
        self.lists: dict[str, List] = {}
        self.world = ""

    def happen(self, effect: list, hour: int) -> None:
        """Let one effect happen."""
        name, branch, *rest = effect
        if name == "later":
            assert rest[0] not in SEVEN, "this cannot be told without the engine"
        if name not in SEVEN:
            return
        assert branch == "*", "the branch of an effect on credentials"
        if name == "genesis":
            self.world = rest[4]
            for person, key in rest[6]:
                self.list("registrar").enter(person, key, hour)[1] = FOREVER
            return
        own, person = self.list(rest[0]), rest[1]
        if name == "appointed":
            own.enter(person, rest[2], hour)[1] = FOREVER if rest[3] is None else rest[3]
        elif name in ("accredited", "substituted"):
            own.enter(person, rest[2], hour)
        elif name == "enrolled":
            own.keys[rest[2]] = [person, hour, FOREVER]
        elif name == "revoked":
            own.keys[rest[2]][2] = min(own.keys[rest[2]][2], hour)
        else:
            own.persons[person][:] = [True, 0]

    def list(self, actor: str) -> List:
        """Give the list of an actor."""
        return self.lists.setdefault(actor, List())

    def of(self, act: dict, hour: int) -> list[str]:
        """Give the keys with which the signer of an act may sign it."""
        name, own = act.get("signer"), self.lists.get(act["actor"], List())
        if name in own.persons:
            return own.of(name, hour)
        registrar = self.list("registrar")
        if self.world != "live" and hour < registrar.persons.get(name, [False, 0])[1]:
            return registrar.of(name, hour)
        return [key for each in self.lists.values() for key in each.of(name, hour)]

    def anybody(self, actor: str | None, hour: int) -> list[str]:
        """Give the keys by one of which an act that is withheld must be signed."""
        registrar, found = self.list("registrar"), []
        for name, each in self.lists.items():
            for key, (person, since, until) in each.keys.items():
                focal = each is registrar and hour < registrar.persons[person][1]
                if since <= hour < until and (
                    actor in (None, name) or (focal and self.world != "live")
                ):
                    found.append(key)
        return found
