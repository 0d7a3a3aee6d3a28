"""Sets of actors, compiled: what ``members``, ``chair of csc`` or ``says.x`` is in a view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.charter.model.procedures import Procedure as Spec
from foedus.charter.model.rules import AnyOf, DidStep, SetOf, ThoseWho, Who
from foedus.charter.model.values import Maybe
from foedus.charter.who import Word, parse
from foedus.law.chairs import holder
from foedus.law.view import Seen, View, compile_open, fixed

if TYPE_CHECKING:
    from foedus.law.edition import Edition


def compile_who(who: Who, edition: Edition, spec: Spec | None = None) -> Seen[int]:
    """Compile an expression that names actors into a function of the view to a set."""
    if isinstance(who, str):
        word = parse(edition.law.charter, who, spec)
        if word is None:
            msg = f'no actor is called "{who}"'
            raise ValueError(msg)
        return _other(_word(word, edition, spec)) if word.other else _word(word, edition, spec)
    if isinstance(who, AnyOf):
        parts = [compile_who(each, edition, spec) for each in who.any_of]
        return lambda view: _union(parts, view)
    if isinstance(who, ThoseWho):
        positions = (who.those_who,) if isinstance(who.those_who, str) else tuple(who.those_who)
        part = who.on or ""
        return lambda view: _those_who(view, positions, part)
    if isinstance(who, DidStep):
        step = who.who_did
        return lambda view: view.branch.done[step][1] if step in view.branch.done else 0
    return _set_of(who, edition, spec)


def _set_of(who: SetOf, edition: Edition, spec: Spec | None) -> Seen[int]:
    of = compile_who(who.of, edition, spec)
    minus = compile_who(who.minus, edition, spec) if who.minus is not None else fixed(0)
    both = compile_who(who.and_, edition, spec) if who.and_ is not None else None
    if both is None:
        return lambda view: of(view) & ~minus(view)
    meet = both
    return lambda view: of(view) & ~minus(view) & meet(view)


def _other(seen: Seen[int]) -> Seen[int]:
    return lambda view: seen(view) & ~view.subject


def _union(parts: list[Seen[int]], view: View) -> int:
    found = 0
    for part in parts:
        found |= part(view)
    return found


def _those_who(view: View, positions: tuple[str, ...], part: str) -> int:
    if view.tally is None:
        return 0
    by = view.tally.parts.get(part, view.tally.by) if part else view.tally.by
    found = 0
    for position in positions:
        found |= by.get(position, 0)
    return found


def _word(word: Word, edition: Edition, spec: Spec | None) -> Seen[int]:
    name, law = word.name, edition.law
    if word.kind == "anybody":
        return fixed(law.everybody)
    if word.kind in ("office", "addressee", "party", "house"):
        return fixed(law.bits[name])
    if word.kind == "standing":
        return lambda view: law.seating(view.state, view.hour).with_standing(name)
    if word.kind == "register":
        return lambda view: law.seating(view.state, view.hour).parties_to(name)
    if word.kind == "chair":
        return lambda view: law.bits.get(chair_of(view, name), 0)
    if word.kind == "seats":
        return body_seats(name, edition)
    if word.kind == "set":
        return _named_set(name, edition)
    if word.kind == "role":
        return _role(spec.roles[name] if spec else name, edition, spec)
    return _of_the_act(word)


def _of_the_act(word: Word) -> Seen[int]:
    name = word.name
    if word.kind == "flagged":
        return lambda view: view.tally.flags.get(name, 0) if view.tally else 0
    if word.kind == "says":
        return lambda view: _said(view, name)
    return _local(name)


def compile_open_who(
    value: Maybe[Who] | None, edition: Edition, spec: Spec | None = None
) -> Seen[int] | None:
    """Compile a set of actors that may be a doubt, unknown, or dated."""

    def make(who: Who) -> Seen[int]:
        return compile_who(who, edition, spec)

    return compile_open(value, edition, make)


def chair_of(view: View, body: str) -> str:
    """Give who holds the chair of a body in a view; a doubt about it asks for its reading."""
    return holder(view.law, view.state, view.hour, body, view.reading)[0]


def body_seats(body: str, edition: Edition) -> Seen[int]:
    """Compile the parties that sit in a body."""
    spec = edition.law.charter.bodies.bodies[body]
    return compile_open_who(spec.seats, edition) or fixed(0)


def _named_set(name: str, edition: Edition) -> Seen[int]:
    law = edition.law

    def make(value: list[str] | Who) -> Seen[int]:
        if isinstance(value, list):
            return fixed(law.mask(value))
        return compile_who(value, edition)

    return compile_open(law.charter.rules.sets[name].is_, edition, make) or fixed(0)


def _role(what: str, edition: Edition, spec: Spec | None) -> Seen[int]:
    if what.startswith("says."):
        field, _, step = what.removeprefix("says.").partition(" of ")
        if step:
            return lambda view: _mask_of(view, view.branch.said.get(step, {}).get(field, ()))
        return lambda view: _said(view, field)
    return compile_who(what, edition, spec)


def _said(view: View, field: str) -> int:
    return _mask_of(view, view.fields.get(field, ()))


def _mask_of(view: View, value: object) -> int:
    names = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
    return view.law.mask(names)


def _local(name: str) -> Seen[int]:
    if name == "subject":
        return lambda view: view.subject
    if name == "actor":
        return lambda view: view.bit
    if name == "owner":
        return lambda view: view.owner
    if name == "opener":
        return lambda view: view.law.bits.get(view.matter.opener, 0) if view.matter else view.bit
    if name == "bound":
        return lambda view: view.branch.bound
    if name == "electorate":
        return lambda view: view.tally.base if view.tally else 0
    if name == "present":
        return lambda view: view.tally.present if view.tally else 0
    return lambda view: view.tally.seats(view) if view.tally else 0
