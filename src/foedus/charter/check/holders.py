"""Who may ever be meant by the words that name actors: never too few, or no answer.

The answer is a set of atoms (``party AM``, ``office secretariat``, ``addressee osce``, and ``any
party`` where it may be one or another), or none where it cannot be told from the charter. An empty
set means that nobody can ever be meant.

A standing may be held if some party has it in the main register, at whatever time; if a step
gives it; or if the rights matrix gives it anything but a plain no: then the law foresees holders,
as of an observer that nobody is yet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from foedus.charter.charter import Charter
from foedus.charter.check.procedures import effects_of, every, steps_of, words
from foedus.charter.model.bodies import ByOffice, SameAs
from foedus.charter.model.parties import Cell
from foedus.charter.model.procedures import Procedure, Step
from foedus.charter.model.rules import AnyOf, DidStep, SetOf
from foedus.charter.who import Word, parse

Atoms: TypeAlias = "frozenset[str] | None"
NOBODY: frozenset[str] = frozenset()
PARTIES = frozenset({"any party"})


@dataclass(frozen=True, slots=True)
class Where:
    """Where words stand: charter, procedure and step; ``asked`` guards against circles."""

    charter: Charter
    procedure: Procedure | None = None
    step: Step | None = None
    asked: frozenset[tuple[str, str]] = frozenset()


def holders(where: Where, who: object) -> Atoms:
    """Give who may be meant by an expression; every reading and date counts."""
    found: Atoms = NOBODY
    for each in every(who):
        found = _joined(found, _one(where, each))
    return found


def _one(where: Where, who: object) -> Atoms:
    if isinstance(who, str):
        word = parse(where.charter, who, where.procedure)
        return _word(where, word) if word is not None else None
    if isinstance(who, AnyOf):
        found: Atoms = NOBODY
        for each in who.any_of:
            found = _joined(found, holders(where, each))
        return found
    if isinstance(who, SetOf):
        if who.minus is not None and who.minus == who.of:
            return NOBODY
        found = holders(where, who.of)
        if found is not None and isinstance(who.minus, str):
            found = _without(found, holders(where, who.minus))
        return meeting(found, holders(where, who.and_)) if who.and_ is not None else found
    if isinstance(who, DidStep) and where.procedure is not None:
        step = steps_of(where.procedure).get(who.who_did)
        return _asked(where, "did", who.who_did, step.by) if step is not None else None
    if isinstance(who, list):
        return frozenset(f"party {name}" for name in who)
    return None


def _joined(one: Atoms, other: Atoms) -> Atoms:
    return None if one is None or other is None else one | other


def meeting(one: Atoms, other: Atoms) -> Atoms:
    """Give who may be in both sets; an answer that cannot be told leaves the other as it is."""
    if one is None or other is None:
        return other if one is None else one
    parties = [each for each in one | other if each.startswith("party ")]
    met = one & other
    if "any party" in one or "any party" in other:
        met |= {each for each in parties if "any party" in (one if each in other else other)}
    return met


def _without(found: frozenset[str], minus: Atoms) -> frozenset[str]:
    """Take out what is certainly in the other set: single actors that stand there by name."""
    if minus is None or len(minus) != 1 or "any party" in minus:
        return found
    return found - minus


def _asked(where: Where, kind: str, name: str, value: object) -> Atoms:
    """Go on to what a name stands for, once: a circle gives no answer, and another fault."""
    if (kind, name) in where.asked:
        return None
    return holders(replace(where, asked=where.asked | {(kind, name)}), value)


def _word(where: Where, word: Word) -> Atoms:
    charter, name = where.charter, word.name
    if word.kind in ("office", "addressee", "party"):
        return frozenset({f"{word.kind} {name}"})
    if word.kind == "standing":
        return PARTIES if may_be_held(charter, name) else NOBODY
    if word.kind == "register":
        return PARTIES if _has_parties(charter, name) else NOBODY
    if word.kind == "set":
        return _asked(where, "set", name, charter.rules.sets[name].is_)
    if word.kind == "seats":
        outside = replace(where, procedure=None, step=None)
        return _asked(outside, "seats", name, charter.bodies.bodies[name].seats)
    if word.kind == "chair":
        return chair(charter, name)
    if word.kind == "role" and where.procedure is not None:
        value = where.procedure.roles[name]
        return None if value.startswith("says.") else _asked(where, "role", name, value)
    if word.kind == "says":
        says = where.step.says if where.step is not None else {}
        return PARTIES if name in says and says[name].is_ == "party" else None
    return _local(where, name)


def _local(where: Where, name: str) -> Atoms:
    procedure = where.procedure
    if name == "actor" and where.step is not None:
        return _asked(where, "local", "actor", where.step.by)
    if name == "opener" and procedure is not None:
        found: Atoms = NOBODY
        for step in procedure.steps.values():
            if "start" in words(step.from_):
                found = _joined(found, _asked(where, "local", "opener", step.by))
        return found
    return None


def may_be_held(charter: Charter, standing: str) -> bool:
    """Tell whether some party may have a standing, or one that counts as it, at some time."""
    kinds = {standing}
    kinds |= {n for n, each in charter.standings.standings.items() if standing in each.counts_as}
    main = charter.header.main
    for spells in charter.parties.parties.values():
        if any(spell.standing in kinds and spell.register_ == main for spell in spells):
            return True
    for procedure in charter.procedures.values():
        for effects in effects_of(procedure):
            for change in effects.standing:
                if change.becomes in kinds and (change.register_ or main) == main:
                    return True
    return any(
        may_have(charter, right, kind) for right in charter.standings.rights for kind in kinds
    )


def may_have(charter: Charter, right: str, standing: str) -> bool:
    """Tell whether the matrix gives a right to a standing, in some reading or if granted."""
    cell = charter.standings.rights[right].cells.get(standing)
    value = cell.is_ if isinstance(cell, Cell) else cell
    return value is not None and every(value) != ["no"]


def _has_parties(charter: Charter, register: str) -> bool:
    counting = {"party", "member"}
    counting |= {
        name for name, each in charter.standings.standings.items() if counting & set(each.counts_as)
    }
    for spells in charter.parties.parties.values():
        if any(spell.register_ == register and spell.standing in counting for spell in spells):
            return True
    return any(
        (change.register_ or charter.header.main) == register and change.becomes in counting
        for procedure in charter.procedures.values()
        for effects in effects_of(procedure)
        for change in effects.standing
    )


def chair(charter: Charter, body: str, asked: frozenset[str] = frozenset()) -> Atoms:
    """Give who may hold a chair: nobody where there is no rule, no holder, and no step for it."""
    spec = charter.bodies.bodies[body]
    found: Atoms = NOBODY
    if spec.holders or any(
        each.of == body
        for procedure in charter.procedures.values()
        for effects in effects_of(procedure)
        for each in effects.chair
    ):
        return None
    for layer in spec.chair:
        for by in every(layer.by):
            if isinstance(by, ByOffice):
                found = _joined(found, frozenset({f"office {by.office}"}))
            elif isinstance(by, SameAs) and by.same_as in charter.bodies.bodies:
                again = by.same_as in asked
                other = None if again else chair(charter, by.same_as, asked | {body})
                found = _joined(found, other)
            else:
                found = None
    return found
