"""Who may sign what when: random credentials against an oracle that only reads the minutes.

The oracle keeps no state. It has a list of what was admitted, and answers each question by going
through that list again: who was last appointed, what was said since the last recall, whose a key
was first. It shares no code with the engine, and none of its ideas of spells and missions.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import event, given, settings
from hypothesis import strategies as st
from mission import DAY, LETTER, MINUTE, Mission, key, opened

from foedus.acts import keys
from foedus.law import keys_of

ACTORS = ("XA", "XB", "registrar")
PERSONS = ("olga", "pavel", "ivan", "maria", "boris")
WORDS = ("olga", "pavel", "k1", "k2", "k3", "k4", "k5")
LISTS = {"XA": "credentials-XA", "XB": "credentials-XB", "registrar": "credentials-registrar"}


@dataclass
class Minutes:
    """What was admitted, line by line: (kind, list, person, key, the rest) with its hour."""

    world: str
    lines: list[tuple[int, str, str, str, str, dict]] = field(default_factory=list)

    def of(self, whose, person, *kinds):
        """Give the lines about a person since the last recall."""
        found = []
        for line in self.lines:
            if line[2] == whose and line[3] == person:
                found = [] if line[1] == "recall" else [*found, line]
        return [line for line in found if line[1] in kinds]

    def known(self, whose, person):
        return any(line[2] == whose and line[3] == person for line in self.lines)

    def recalled(self, whose, person):
        about = [line for line in self.lines if line[2] == whose and line[3] == person]
        told = [line[1] for line in about if line[1] not in ("enrol", "revoke")]
        return told[-1:] == ["recall"]

    def in_own_right(self, whose, person, hour):
        lines = self.of(whose, person, "appoint")
        return bool(lines) and (lines[-1][5]["until"] is None or hour < lines[-1][5]["until"])

    def focal(self, whose, person, hour):
        if self.in_own_right(whose, person, hour):
            return True
        last = {line[5]["replaced"]: line[5] for line in self.of(whose, person, "substitute")}
        return any(
            (said["from"] or 0) <= hour < said["until"] and self.in_own_right(whose, other, hour)
            for other, said in last.items()
        )

    def accredited(self, whose, person, step, hour):
        lines = [
            line
            for line in self.of(whose, person, "accredit")
            if (line[0] if line[5]["from"] is None else line[5]["from"]) <= hour
        ]
        if not lines:
            return False
        said = lines[-1][5]
        return (said["until"] is None or hour < said["until"]) and (
            not said["may-sign"]
            or step in said["may-sign"]
            or step.split("/")[0] in said["may-sign"]
        )

    def keys(self, whose, person):
        """Go through the minutes and keep the keys that still count."""
        held, gone = [], False
        for _, kind, list_, name, word, _ in self.lines:
            if (list_, name) != (whose, person):
                continue
            if kind == "revoke":
                held = [each for each in held if each != word]
            elif kind == "recall":
                gone = True
            else:
                if gone and kind != "enrol":
                    held, gone = [each for each in held if each == word], False
                held = held if word in (None, *held) else [*held, word]
        return held

    def owner(self, whose, word):
        return next((x[3] for x in self.lines if x[2] == whose and x[4] == word), None)

    def revoked(self, whose, word):
        return any(x[1:3] == ("revoke", whose) and x[4] == word for x in self.lines)

    def everybody(self, person, hour):
        return self.world != "live" and self.in_own_right("registrar", person, hour)

    def signs(self, actor, person, step, named, hour):
        """Whether the house would let the person sign at all."""
        if not self.known(actor, person):
            return self.everybody(person, hour)
        kind = step.removeprefix("credentials/")
        return (
            self.accredited(actor, person, step, hour)
            or (kind in KINDS and self.focal(actor, person, hour))
            or (kind in ("enrol", "revoke", "recall") and named == person)
        )

    def lets(self, kind, actor, whose, person, named, hour):
        """Whether the step is for this actor and this signature."""
        if actor not in {"appoint": ("registrar",), "revoke": ("registrar", whose),
                         "recall": ("registrar", whose)}.get(kind, (whose,)):  # fmt: skip
            return False
        if not self.known(actor, person):
            return self.everybody(person, hour)
        if kind == "substitute":
            return self.in_own_right(actor, person, hour)
        own = kind in ("enrol", "revoke", "recall") and actor == whose and named == person
        return own or self.focal(actor, person, hour)

    def key_fits(self, whose, person, word, *, needed):
        if word is None:
            here = self.known(whose, person) and not self.recalled(whose, person)
            return not needed and here and bool(self.keys(whose, person))
        return self.owner(whose, word) in (None, person) and not self.revoked(whose, word)

    def sensible(self, kind, actor, whose, signer, said, hour):
        """Whether what is said can be."""
        person, word = said["person"], said["key"]
        ends = said["until"] is None or said["until"] > max(hour, said["from"] or hour)
        if kind == "appoint":
            late = said["until"] is None or said["until"] > hour
            return late and self.key_fits(whose, person, word, needed=True)
        if kind == "accredit":
            return ends and self.key_fits(whose, person, word, needed=False)
        if kind == "substitute":
            other = said["replaced"]
            stands = other != person and self.in_own_right(whose, other, hour)
            return (
                stands
                and ends
                and said["until"]
                and self.key_fits(whose, person, word, needed=False)
            )
        if not self.known(whose, person):
            return False
        if kind == "revoke":
            mine = self.owner(whose, word) == person and not self.revoked(whose, word)
            return mine and (said["lost"] is None or said["lost"] <= hour)
        if self.recalled(whose, person):
            return False
        if kind == "enrol":
            fits = self.key_fits(whose, person, word, needed=True)
            return fits and word not in self.keys(whose, person)
        if actor != whose or not self.in_own_right(whose, person, hour):
            return True
        if whose != "registrar" and signer != person:
            return False
        return any(
            other != person and self.in_own_right(whose, other, hour) and self.keys(whose, other)
            for other in PERSONS
        )


KINDS = ("appoint", "accredit", "enrol", "revoke", "recall", "substitute")
STEPS = ("alarm/raise", "alarm", "credentials/state", "alarm/position")
TIMES = st.sampled_from((None, None, None, -DAY, 0, 1, 5 * MINUTE, DAY))
ENDS = st.sampled_from((None, 0, 1, 5 * MINUTE, DAY, DAY, 3 * DAY))
SAID = st.fixed_dictionaries({
    "kind": st.sampled_from((*KINDS, *KINDS, "speak")),
    "whose": st.sampled_from(("XA", "XA", "XA", "XA", "XB", "registrar")),
    "actor": st.sampled_from((None,) * 7 + ACTORS),
    "signer": st.sampled_from(PERSONS),
    "person": st.sampled_from((*PERSONS, "maria", "maria", "ivan")),
    "key": st.sampled_from((None, *WORDS)),
    "from": TIMES, "until": ENDS, "lost": st.sampled_from((None, -DAY, 0, 1)),
    "may-sign": st.sampled_from(((), (), *((step,) for step in STEPS), STEPS[2:])),
    "replaced": st.sampled_from(PERSONS),
    "after": st.sampled_from((0, 1, MINUTE, 7 * MINUTE, DAY)),
    "likely": st.sampled_from((True, True, True, False)),
})  # fmt: skip


def begin(world: str) -> tuple[Mission, Minutes]:
    """Open a record with two officers, two focal points, and a delegate who has two keys."""
    made, minutes = opened("olga", "pavel", world=world), Minutes(world)
    plain = dict.fromkeys(("until", "from", "may-sign", "replaced"))
    for name in ("olga", "pavel"):
        minutes.lines.append((made.hour, "appoint", "registrar", name, name, plain))
    for whose, name in (("XA", "ivan"), ("XB", "boris")):
        made.must("registrar", "olga", "credentials appoint", behalf=whose, person=name,
                  key=key("k1"), contents=LETTER)  # fmt: skip
        minutes.lines.append((made.hour, "appoint", whose, name, "k1", plain))
    for step, word in (("accredit", "k2"), ("enrol", "k3")):
        made.must("XA", "ivan", f"credentials {step}", person="maria", key=key(word))
        minutes.lines.append((made.hour, step, "XA", "maria", word, plain))
    return made, minutes


def act_of(made: Mission, said: dict, actor: str):
    """Put what was drawn into an act of the house, with the fields that its step asks for."""
    kind, whose = said["kind"], said["whose"]
    asked = {
        "appoint": ("person", "key", "until"),
        "accredit": ("person", "key", "from", "until", "may-sign"),
        "enrol": ("person", "key"),
        "revoke": ("person", "key", "lost-since"),
        "recall": ("person",),
        "substitute": ("person", "key", "in-place-of", "from", "until"),
    }[kind]
    fields = {
        "person": said["person"], "key": said["key"] and key(said["key"]), "from": said["from"],
        "until": said["until"], "may-sign": said["may-sign"], "lost-since": said["lost"],
        "in-place-of": said["replaced"],
    }  # fmt: skip
    given_ = {name: fields[name] for name in asked if fields[name] not in (None, ())}
    contents = LETTER if kind == "appoint" else None
    behalf = whose if whose != actor else None
    return made.act(actor, said["signer"], f"credentials {kind}", of=LISTS[whose], behalf=behalf,
                    contents=contents, **given_)  # fmt: skip


def expected(minutes: Minutes, said: dict, actor: str, hour: int) -> bool:
    kind, whose, signer, person = said["kind"], said["whose"], said["signer"], said["person"]
    if kind in ("appoint", "enrol", "revoke") and said["key"] is None:
        return False
    return bool(
        minutes.signs(actor, signer, f"credentials/{kind}", person, hour)
        and minutes.lets(kind, actor, whose, signer, person, hour)
        and minutes.sensible(kind, actor, whose, signer, said, hour)
    )


def check_keys(made: Mission, minutes: Minutes) -> None:
    """Compare the keys of everybody for every actor that knows the person."""
    words = {keys.fingerprint(key(word)): word for word in WORDS}
    for actor in ACTORS:
        for person in PERSONS:
            if minutes.known(actor, person):
                act = made.act(actor, person, "alarm raise")
                found = keys_of(made.state, act, made.hour)
                assert {words[each] for each in found} == set(minutes.keys(actor, person))


def absolute(said: dict, hour: int) -> dict:
    times = {
        name: None if said[name] is None else hour + said[name]
        for name in ("from", "until", "lost")
    }
    return {**said, **times}


def likely(minutes: Minutes, said: dict, actor: str, hour: int) -> dict:
    """Let somebody sign who may, and name a person and a key that there are."""
    kind, whose, person = said["kind"], said["whose"], said["person"]
    here = [each for each in PERSONS if minutes.known(whose, each)]
    if kind in ("revoke", "recall", "enrol") and person not in here:
        person = here[PERSONS.index(person) % len(here)]
    stands = [each for each in here if minutes.in_own_right(whose, each, hour)]
    if stands and said["replaced"] not in stands:
        said = {**said, "replaced": stands[PERSONS.index(said["replaced"]) % len(stands)]}
    said = {**said, "person": person}
    turn = PERSONS.index(said["signer"])
    for name in (*PERSONS[turn:], *PERSONS[:turn]):
        signs = minutes.signs(actor, name, f"credentials/{kind}", person, hour)
        if signs and (kind == "speak" or minutes.lets(kind, actor, whose, name, person, hour)):
            said = {**said, "signer": name}
            break
    if kind == "revoke":
        mine = minutes.keys(whose, person)
        return {**said, "key": mine[0] if mine else said["key"]}
    turn = WORDS.index(said["key"]) if said["key"] else 0
    for word in (
        (*WORDS[turn:], *WORDS[:turn]) if said["key"] or kind in ("appoint", "enrol") else ()
    ):
        if minutes.key_fits(whose, person, word, needed=True):
            return {**said, "key": word}
    return said


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(("live", "exercise")), st.lists(SAID, min_size=8, max_size=40))
def test_random_credentials_come_to_what_the_minutes_say(world, story):
    made, minutes = begin(world)
    for drawn in story:
        made.hour += drawn["after"]
        said = absolute(drawn, made.hour)
        kind, whose = said["kind"], said["whose"]
        usual = "registrar" if kind == "appoint" else whose
        actor = said["actor"] or usual
        if drawn["likely"]:
            said = likely(minutes, said, actor, made.hour)
        if kind == "speak":
            speak(made, minutes, actor, said)
            continue
        wanted = expected(minutes, said, actor, made.hour)
        outcome = made.enter(act_of(made, said, actor))
        assert (outcome.answer == "admitted") == wanted, (said, actor, outcome)
        event(f"{kind} {outcome.code or 'admitted'}")
        if wanted:
            line = (
                made.hour,
                kind,
                whose,
                said["person"],
                said["key"] if kind != "recall" else None,
            )
            minutes.lines.append((*line, said))
        check_keys(made, minutes)
    probe(made, minutes)


def probe(made: Mission, minutes: Minutes) -> None:
    """Ask of everybody, at every hour at which something begins or ends, what may be signed."""
    hours = {made.hour, made.hour + 1}
    for line in minutes.lines:
        hours |= {line[5][name] or 0 for name in ("from", "until") if name in line[5]}
    for hour in sorted(each for each in hours if each >= made.hour):
        made.hour = hour
        for actor in ACTORS:
            for signer in PERSONS:
                for step in ("alarm/raise", "alarm/end", *map("credentials/{}".format, KINDS[:2])):
                    probed(made, minutes, actor, signer, step)


def probed(made: Mission, minutes: Minutes, actor: str, signer: str, step: str) -> None:
    kind = step.removeprefix("credentials/")
    wanted = minutes.signs(actor, signer, step, None, made.hour)
    if kind in KINDS:
        wanted = wanted and minutes.lets(kind, actor, actor, signer, None, made.hour)
    outcome = made.judge(actor, signer, step.replace("/", " "), of=LISTS[actor])
    signed = outcome.under.place not in ("house/signers", "house/record")
    if kind in KINDS:
        signed = signed and outcome.code not in ("not-the-signer", "not-entitled")
    assert signed == wanted, (actor, signer, step, outcome)


def speak(made: Mission, minutes: Minutes, actor: str, said: dict) -> None:
    """Say something that is not about credentials: whoever may sign it is heard."""
    signer = said["signer"]
    for step in ("raise", "end"):
        wanted = minutes.signs(actor, signer, f"alarm/{step}", None, made.hour)
        act = made.act(actor, signer, f"alarm {step}", of="none", water="high")
        outcome = made.enter(act)
        heard = outcome.under.place not in ("house/signers", "house/record")
        assert heard == wanted, (actor, signer, step, outcome)
