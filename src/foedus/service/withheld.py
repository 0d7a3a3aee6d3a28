"""An entry that cannot be judged again, since its act is withheld or one before it in its matter.

Its effects are taken from the record. What they show must hold together all the same: with its
outcome, with the act where that is shown, and with what stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from foedus.acts import keys
from foedus.acts.act import Act
from foedus.acts.hours import Instant
from foedus.charter.charter import REGISTRAR
from foedus.law import State
from foedus.law.admit import GLOBAL
from foedus.law.fold import OPEN
from foedus.law.fork import BRANCHES_MAX
from foedus.law.people import ON_PEOPLE
from foedus.record.entry import Leaf

NAMELESS = ""
"""The id of an act that is withheld and has no effects to name it: no act can have it."""
FAR = frozenset({*GLOBAL, "later", "ruled", *ON_PEOPLE})
"""Effects that reach, or may reach, beyond the matter of their act."""
_ANSWERS = frozenset({"admitted", "refused", "unsettled"})
_DIGEST = re.compile(r"[0-9a-f]{64}")


def reaches_far(leaf: Leaf) -> bool:
    """Tell whether an entry has effects beyond its matter: on these, all that follows may rest."""
    return any(effect[0] in FAR for effect in leaf.effects)


def far_off(state: State) -> tuple[object, ...]:
    """Give what stands beyond all matters, to be compared: a term that ran out may change it."""
    chairs = (tuple(state.chairs.items()), tuple(state.hosts.items()))
    return state.standings_version, tuple(state.counters.items()), chairs


def gives_keys(leaf: Leaf) -> bool:
    """Tell whether signatures rest on an entry: by whom, and by which keys, is said there."""
    return any(effect[0] in ON_PEOPLE for effect in leaf.effects)


def shadow(leaf: Leaf, state: State) -> Act:
    """Give what the record shows of an act that is withheld: enough to let its effects happen."""
    named, opened = _row(leaf, "act"), _row(leaf, OPEN)
    matter = state.matters.get(leaf.matter)
    procedure = str(opened[2]) if opened else matter.procedure if matter else ""
    id_, step, actor = map(str, named[2:5]) if named else (NAMELESS, "", "")
    return Act(id_, actor, procedure, step, leaf.matter)


def holders(leaf: Leaf, state: State, hour: Instant) -> Mapping[str, bytes]:
    """Give the keys, by fingerprint, by one of which an act that is withheld must be signed.

    They are those in force of all persons who may speak for the actor that its effects name. An
    act without effects names no actor: it must be signed by a key of somebody.
    """
    people = state.people
    if people is None:
        return {}
    named = _row(leaf, "act")
    found: list[str] = []
    for actor, mission in people.missions.items():
        for text, key in mission.keys.items():
            speaks = (
                named is None
                or actor == named[4]
                or (actor == REGISTRAR and people.for_everybody(key.person, hour))
            )
            if speaks and key.since <= hour < key.until:
                found.append(text)
    return {keys.fingerprint(text): keys.public_key(text) for text in found}


def wrong_in(leaf: Leaf, act: Act | None, state: State) -> str:
    """Say what of an entry cannot be, whatever the act; empty where nothing is wrong.

    ``act`` is absent where it is withheld.
    """
    answer, effects = leaf.outcome.answer, leaf.effects
    if not _DIGEST.fullmatch(leaf.act):
        return "it names its act by what is no digest"
    if answer not in _ANSWERS or (answer == "refused") != (leaf.outcome.code is not None):
        return f"no outcome is {answer} {leaf.outcome.code or 'without a code'}"
    if answer == "refused" and effects:
        return "it is refused and has effects all the same"
    if answer == "admitted" and not effects:
        return "it is admitted and has no effects"
    return _wrong_effects(leaf, act, state) if effects else ""


def _wrong_effects(leaf: Leaf, act: Act | None, state: State) -> str:
    for number, effect in enumerate(leaf.effects, 1):
        if len(effect) < 2 or not all(isinstance(each, str) for each in effect[:2]):  # noqa: PLR2004
            return f"effect {number} names no change and no branch"
        if effect[0] == "genesis":
            return f"effect {number} opens the record a second time"
    parted = sum(len(each) for row in leaf.effects if row[0] == "split" for each in row[2:])
    if parted > BRANCHES_MAX:
        return f"its effects part the matter into more than {BRANCHES_MAX} branches"
    opens = leaf.effects[0][0] == OPEN
    if opens == (leaf.matter in state.matters):
        return f"the matter {leaf.matter} " + ("was open before" if opens else "was never opened")
    return _wrong_act([row[2:] for row in leaf.effects if row[0] == "act"], act, state)


def _wrong_act(named: list[tuple[object, ...]], act: Act | None, state: State) -> str:
    """Say what is wrong with how the effects name their act: once, its own, and a new one."""
    if len(named) != 1 or not all(isinstance(each, str) for each in named[0]):
        return "its effects do not name the act that they are of"
    (said,) = named
    if act is not None and said != (act.id, act.step, act.actor, act.on_behalf or ""):
        return f"its effects are of another act than its own: {' '.join(map(str, said)).strip()}"
    before = state.acts.get(str(said[0]))
    return "" if before is None else f"the act {said[0]} was entered before, as entry {before}"


def _row(leaf: Leaf, name: str) -> tuple[object, ...] | None:
    return next((effect for effect in leaf.effects if effect[0] == name), None)
