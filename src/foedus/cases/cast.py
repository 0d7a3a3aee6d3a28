"""Cast a case: letters in place of states, so that no hypothetical case names a real one."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from fractions import Fraction

from foedus.cases.read import Case, CaseFault
from foedus.charter.charter import Charter
from foedus.charter.faults import did_you_mean
from foedus.charter.model import Parties
from foedus.charter.model.bodies import Bodies, Holding
from foedus.charter.model.header import State
from foedus.charter.model.parties import Spell

LONG_AGO = dt.date(1900, 1, 1)


def cast(case: Case, charter: Charter) -> Charter:
    """Give the charter with the case's cast for its parties; itself where nothing is cast."""
    if "cast" not in case.headers:
        if case.kind == "hypothetical" and any(line.at for line in case.lines):
            raise CaseFault(
                case.file, case.line, "a hypothetical case casts letters, never real states",
                'write "cast: A, B member"',
            )  # fmt: skip
        return charter
    standing_of: dict[str, str] = {}
    sets: dict[str, list[str]] = {}
    absent: dict[str, list[str]] = {}
    for number, text in case.headers["cast"]:
        for group in text.split(";"):
            _group(case, number, group.strip(), charter, (standing_of, sets, absent))
    parties = {
        name: _spells(charter, standing, absent.get(name, []))
        for name, standing in standing_of.items()
    }
    languages = charter.header.languages
    return replace(
        charter,
        parties=Parties.model_construct(parties=parties),
        states={
            name: State.model_construct(
                short=dict.fromkeys(languages, name), full=dict.fromkeys(languages, name)
            )
            for name in standing_of
        },
        bodies=_chairs(case, charter, standing_of),
        rules=charter.rules.model_copy(
            update={
                "sets": {
                    name: each.model_copy(update={"is_": sets.get(name, [])})
                    if isinstance(each.is_, list) or name in sets or _dated(each.is_)
                    else each
                    for name, each in charter.rules.sets.items()
                },
                "weights": {
                    name: each.model_copy(update={"of": _weights(case, name, standing_of)})
                    for name, each in charter.rules.weights.items()
                },
            }
        ),
    )


def _dated(value: object) -> bool:
    values = getattr(value, "since", None)
    return isinstance(values, dict) and any(isinstance(each, list) for each in values.values())


def _group(
    case: Case, number: int, text: str, charter: Charter,
    into: tuple[dict[str, str], dict[str, list[str]], dict[str, list[str]]],
) -> None:  # fmt: skip
    standing_of, sets, absent = into
    if re.match(r"[А-Яа-яЁё]", text):
        raise CaseFault(
            case.file, number, f'"{text.split(maxsplit=1)[0].rstrip(",")}" is a Cyrillic letter',
            "cast Latin letters: A, B, C",
        )  # fmt: skip
    found = re.fullmatch(r"([A-Z][A-Z0-9]*(?: *, *[A-Z][A-Z0-9]*)*) (.+)", text)
    if found is None:
        raise CaseFault(
            case.file,
            number,
            f'"{text}" casts nobody',
            'write letters, then a standing: "A, B member"',
        )
    names = [name.strip() for name in found[1].split(",")]
    words, _, outside = found[2].partition(" not in ")
    known = charter.standings.standings
    for word in words.replace(",", " ").split():
        if word in known or word == "outsider":
            standing_of.update((name, word) for name in names)
        elif word in charter.rules.sets:
            sets.setdefault(word, []).extend(names)
        else:
            options = [*known, "outsider", *charter.rules.sets]
            raise CaseFault(
                case.file, number, f'"{word}" is neither a standing nor a set of the charter',
                did_you_mean(word, options),
            )  # fmt: skip
    for name in names:
        if name not in standing_of:
            raise CaseFault(case.file, number, f"{name} is given no standing", 'such as "member"')
        absent.setdefault(name, []).extend(outside.replace(",", " ").split())


def _spells(charter: Charter, standing: str, absent: list[str]) -> list[Spell]:
    """Give a cast party the standing in the main register, and members all other registers."""
    spells = []
    main = charter.header.main
    usual: dict[str, Spell] = {}
    for real in charter.parties.parties.values():
        for spell in real:
            usual.setdefault(spell.register_, spell)
            if spell.standing == standing != usual[spell.register_].standing:
                usual[spell.register_] = spell
    place = next(charter.places())
    for register in charter.header.registers:
        if register in absent or standing == "outsider":
            continue
        like = usual.get(register)
        member = standing in ("member", "party") or bool(
            {"member", "party"} & set(charter.standings.standings[standing].counts_as)
        )
        if register == main or (member and like is not None):
            spells.append(
                Spell.model_construct(
                    register_=register,
                    standing=standing if register == main else like.standing if like else standing,
                    from_=LONG_AGO,
                    until=None,
                    under=like.under if like else place,
                )
            )
    return spells


def _chairs(case: Case, charter: Charter, known: dict[str, str]) -> Bodies:
    bodies = dict(charter.bodies.bodies)
    for name, body in bodies.items():
        held: list[Holding] = []
        for number, holder in case.headers.get(f"chair of {name}", []):
            if holder not in known and holder not in charter.bodies.offices:
                raise CaseFault(case.file, number, f'"{holder}" is not in the cast')
            held.append(
                Holding.model_construct(
                    from_=LONG_AGO, until=None, holder=holder, how="decision",
                    under=body.chair[-1].under if body.chair else body.under,
                )
            )  # fmt: skip
        bodies[name] = body.model_copy(update={"holders": held})
    for header, values in case.headers.items():
        named = header.removeprefix("chair of ")
        if header.startswith("chair of ") and named not in bodies:
            raise CaseFault(
                case.file, values[0][0], f'there is no body "{named}"', did_you_mean(named, bodies)
            )
    return charter.bodies.model_copy(update={"bodies": bodies})


def _weights(case: Case, name: str, known: dict[str, str]) -> dict[str, int | Fraction]:
    """Read ``weights population: A 20, B 10, others 5``."""
    found: dict[str, int | Fraction] = {}
    for number, text in case.headers.get(f"weights {name}", []):
        for pair in text.split(","):
            who, _, value = pair.strip().rpartition(" ")
            if not re.fullmatch(r"\d+(/[1-9]\d*)?", value) or (
                who not in known and who != "others"
            ):
                raise CaseFault(
                    case.file, number, f'"{pair.strip()}" gives no weight', 'write "A 20, others 5"'
                )
            number_ = Fraction(value) if "/" in value else int(value)
            for each in known if who == "others" else (who,):
                found.setdefault(each, number_) if who == "others" else found.update(
                    {each: number_}
                )
    return found
