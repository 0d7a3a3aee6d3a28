"""Effect: who may sign for the subject of the matter changes, by what the act says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from foedus.acts import keys
from foedus.acts.act import UNIVERSAL
from foedus.charter.charter import REGISTRAR, Citation
from foedus.law.outcome import Detail, Refused
from foedus.law.people import Mission
from foedus.law.semantics import SEMANTICS
from foedus.law.view import View

if TYPE_CHECKING:
    from foedus.law.procedures import Build
    from foedus.law.steps import Effecting, Out

EFFECT = "credentials"
ORDER = 50
HOUSE = "house/credentials"
Change: TypeAlias = "Callable[[View, str, Mission, Out], None]"


def effect(spec: str, _build: Build, _under: Citation) -> Effecting:
    """Compile one of the words of the language; nothing follows where no record was opened."""
    if spec == "open":
        return _open
    change = _CHANGES[spec]

    def changed(view: View, out: Out) -> None:
        people = view.state.people
        if people is not None:
            (actor,) = view.law.actors(view.subject)
            if view.act.on_behalf not in (None, actor, view.act.actor):
                raise _refuse(view, "not-entitled", ("for", str(view.act.on_behalf)))
            change(view, actor, people.mission(actor), out)

    return changed


def _refuse(view: View, code: str, *detail: tuple[str, str]) -> Refused:
    return Refused(code, view.now.cite(HOUSE), detail)


def _open(view: View, out: Out) -> None:
    """Begin the record: under the charter by which it is judged, signed by an officer it names."""
    said, act, charter = view.fields, view.act, view.law.charter
    for name, have in (
        ("charter", charter.name),
        ("charter-digest", charter.digest),
        ("semantics", SEMANTICS),
    ):
        if said[name] != have:
            detail: Detail = (("field", name), ("value", str(said[name])), ("wanted", str(have)))
            raise Refused("other-law", view.now.cite("house/record"), detail)
    if said["origin"] != act.origin or said["world"] != act.world:
        detail = (("origin", str(said["origin"])), ("world", str(said["world"])))
        raise Refused("other-record", view.now.cite("house/record"), detail)
    given = said["officers"]
    lines = given if isinstance(given, tuple) else (str(given),)
    pairs = [line.partition(" ") for line in lines]
    officers = tuple((name, key) for name, _, key in pairs)
    if len({key for _, key in officers}) < len(officers):
        raise _refuse(view, "key-in-use", ("field", "officers"))
    if act.signer not in dict(officers):
        signers = view.now.cite("house/signers")
        raise Refused("unknown-signer", signers, (("person", str(act.signer)),))
    out.append((
        "genesis", charter.name, charter.digest, SEMANTICS, act.origin, act.world, said["clerk"],
        officers,
    ))  # fmt: skip


def _key(view: View, mission: Mission, name: str, *, needed: bool = True) -> str:
    """Give the key that the act names for a person, or refuse one that cannot be this person's."""
    key = view.fields.get("key")
    if not isinstance(key, str):
        person = mission.persons.get(name)
        fresh = person is None or person.recalled is not None
        if needed or fresh or not mission.keys_of(name, view.hour):
            house = view.now.cite("house/fields")
            raise Refused("field-missing", house, (("field", "key"),))
        return ""
    found = mission.keys.get(key)
    if found is not None and found.person != name:
        raise _refuse(view, "key-in-use", ("person", found.person), _print(key))
    if found is not None and found.revoked:
        raise _refuse(view, "key-revoked", ("person", name), _print(key))
    return key


def _print(key: str) -> tuple[str, str]:
    return "key", keys.fingerprint(key)


def _known(view: View, mission: Mission, field: str = "person") -> str:
    name = str(view.fields.get(field))
    if name not in mission.persons:
        raise _refuse(view, "no-such-person", ("field", field), ("person", name))
    return name


def _serving(view: View, mission: Mission) -> str:
    """Give the person named, who has not been recalled."""
    name = _known(view, mission)
    if mission.persons[name].recalled is not None:
        raise _refuse(view, "no-such-person", ("field", "person"), ("person", name))
    return name


def _instant(view: View, field: str) -> int | None:
    value = view.fields.get(field)
    return value if isinstance(value, int) else None


def _times(view: View) -> tuple[int | None, int | None]:
    """Give from when and until when, as far as they are said; refuse what ends before it begins."""
    begins, ends = _instant(view, "from"), _instant(view, "until")
    if ends is not None and ends <= max(view.hour, begins or view.hour):
        raise _refuse(view, "wrong-time", ("field", "until"))
    return begins, ends


def _appoint(view: View, actor: str, mission: Mission, out: Out) -> None:
    name = str(view.fields.get("person"))
    out.append(("appointed", actor, name, _key(view, mission, name), _times(view)[1]))


def _accredit(view: View, actor: str, mission: Mission, out: Out) -> None:
    name = str(view.fields.get("person"))
    key = _key(view, mission, name, needed=False)
    begins, ends = _times(view)
    out.append(("accredited", actor, name, key, _powers(view), begins, ends))


def _powers(view: View) -> tuple[str, ...] | None:
    """Give what may be signed; refuse what the charter has not."""
    said = view.fields.get("may-sign")
    if said is None:
        return None
    powers = said if isinstance(said, tuple) else (str(said),)
    for each in powers:
        procedure, slash, step = each.partition("/")
        found = view.now.procedure(procedure)
        if found is None or (slash and step not in found.steps and step not in UNIVERSAL):
            detail = (("field", "may-sign"), ("value", each))
            raise _refuse(view, "outside-set", *detail)
    return tuple(sorted(set(powers)))


def _enrol(view: View, actor: str, mission: Mission, out: Out) -> None:
    name = _serving(view, mission)
    key = _key(view, mission, name)
    if key in mission.keys_of(name, view.hour):
        raise _refuse(view, "key-in-use", ("person", name), _print(key))
    out.append(("enrolled", actor, name, key))


def _revoke(view: View, actor: str, mission: Mission, out: Out) -> None:
    name, key = _known(view, mission), str(view.fields.get("key"))
    found = mission.keys.get(key)
    if found is None or found.person != name:
        raise _refuse(view, "no-such-key", ("person", name), _print(key))
    if found.revoked:
        raise _refuse(view, "key-revoked", ("person", name), _print(key))
    lost = _instant(view, "lost-since")
    if lost is not None and lost > view.hour:
        raise _refuse(view, "wrong-time", ("field", "lost-since"))
    out.append(("revoked", actor, name, key, lost))


def _recall(view: View, actor: str, mission: Mission, out: Out) -> None:
    """End whatever a person is.

    A focal point is recalled by the registrar, also one of the registrar itself, or lays the
    function down. Where no registrar stands above, one with a key must be left.
    """
    name, hour = _serving(view, mission), view.hour
    if view.act.actor == actor and mission.appointed(name, hour):
        signer = view.act.signer
        if actor != REGISTRAR and signer not in (None, name):
            wanted = ("wanted", "registrar, named-person")
            raise _refuse(view, "not-the-signer", ("person", str(signer)), wanted)
        left = [
            other
            for other in mission.persons
            if other != name and mission.appointed(other, hour) and mission.keys_of(other, hour)
        ]
        if not left:
            raise _refuse(view, "last-focal-point", ("person", name), ("actor", actor))
    out.append(("recalled", actor, name))


def _substitute(view: View, actor: str, mission: Mission, out: Out) -> None:
    name, replaced = str(view.fields.get("person")), _known(view, mission, "in-place-of")
    if not mission.appointed(replaced, view.hour) or replaced == name:
        detail = (("field", "in-place-of"), ("person", replaced))
        raise _refuse(view, "no-such-person", *detail)
    key = _key(view, mission, name, needed=False)
    out.append(("substituted", actor, name, key, replaced, *_times(view)))


_CHANGES: dict[str, Change] = {
    "appoint": _appoint,
    "accredit": _accredit,
    "enrol": _enrol,
    "revoke": _revoke,
    "recall": _recall,
    "substitute": _substitute,
}
