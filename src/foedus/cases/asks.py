"""Questions in the minutes: what stands, what is owed, what is in force, who may do what."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from foedus.acts.act import Act
from foedus.acts.hours import Instant, instant
from foedus.cases.answer import Answer
from foedus.cases.missions import keys, signers
from foedus.cases.opening import named
from foedus.cases.read import Case, CaseFault, Line, moment
from foedus.cases.stands import (
    bound,
    duties,
    notices,
    numbers,
    questions,
    stages,
    statements,
    terms,
    texts,
    tracks,
    verdict,
)  # fmt: skip
from foedus.cases.tables import table, tables
from foedus.charter.faults import did_you_mean
from foedus.charter.who import known, parse
from foedus.law import Law, Permission, State, advance, may
from foedus.law.chairs import holder
from foedus.law.facts import layer_for, sees, status
from foedus.law.state import Matter
from foedus.law.view import View
from foedus.law.who import compile_who

_ASKS: list[tuple[str, str]] = [
    ("duties", r"duties of (?P<id>\S+)"),
    ("stage", r"stage of (?P<id>\S+)"),
    ("verdict", r"verdict of (?P<id>\S+?)(?:/(?P<question>\S+))?"),
    ("questions", r"questions of (?P<id>\S+)"),
    ("bound", r"bound by (?P<id>\S+)"),
    ("tracks", r"track (?P<track>\S+) of (?P<id>\S+)"),
    ("terms", r"terms of (?P<id>\S+)"),
    ("notices", r"notices of (?P<id>\S+)"),
    ("numbers", r"numbers of (?P<id>\S+)"),
    ("statements", r"statements of (?P<id>\S+)"),
    ("texts", r"texts of (?P<id>\S+)"),
    ("signers", r"signers of (?P<mission>\S+)"),
    ("keys", r"keys of (?P<mission>\S+)"),
    ("sees", r"sees (?P<actor>.+?) (?P<document>\S+) of (?P<id>\S+)"),
    ("table", r"table of (?P<table>\S+)(?: on (?P<on>\S+))?"),
    ("may", r"may (?P<actor>.+?)(?: (?P<step>[a-z-]+))?(?: on (?P<id>\S+))?"),
    ("layer", r"layer of (?P<place>\S+) on (?P<on>\S+)(?: for (?P<party>\S+))?"),
    ("standing", r"standing of (?P<party>\S+)(?: in (?P<register>\S+))?(?: on (?P<on>\S+))?"),
    ("chair", r"chair of (?P<body>\S+)(?: on (?P<on>\S+))?"),
    ("right", r"right (?P<right>\S+) of (?P<standing>\S+)(?: on (?P<on>\S+))?"),
    ("evidence", r"evidence of (?P<place>\S+)(?: on (?P<on>\S+))?"),
    ("set", r"(?P<set>[a-z][a-z0-9 -]*?) on (?P<on>\d{4}-\d\d-\d\d)"),
]


def ask(case: Case, line: Line, law: Law, state: State) -> Answer:
    """Answer a question of the minutes from the engine. Raises ``CaseFault`` if it is none."""
    text, _, when = line.text.rstrip(":").partition(" at ")
    if when:
        hour = moment(case, line.number, when, state.hour if state.entries else None)
        state = state.copy()
        advance(law, state, hour)
    for name, pattern in _ASKS:
        found = re.fullmatch(pattern, text)
        if found is None:
            continue
        got = found.groupdict()
        if "id" in got and got["id"] is not None and got["id"] not in state.matters:
            raise CaseFault(
                case.file, line.number, f'there is no matter "{got["id"]}"',
                did_you_mean(got["id"], state.matters),
            )  # fmt: skip
        _known(case, line, law, got)
        if "on" in got and got["on"] is not None:
            got["on"] = _day(case, line, got["on"])
        answer = _ANSWERS[name](law, state, got)
        answer.lines = (
            [named(case, each) for each in answer.lines] if name == "keys" else answer.lines
        )
        return answer
    words = ", ".join(name for name, _ in _ASKS)
    raise CaseFault(
        case.file, line.number, f'"{line.text}" neither happens nor asks anything',
        f"a happening begins with its time; questions begin with: {words}",
    )  # fmt: skip


def _known(case: Case, line: Line, law: Law, got: dict[str, str | None]) -> None:
    """Refuse a question that names nothing known, with what may have been meant."""
    charter = law.charter
    pools: dict[str, list[str]] = {
        "register": list(charter.header.registers),
        "body": [*charter.bodies.bodies],
        "right": list(charter.standings.rights),
        "standing": list(charter.standings.standings),
        "party": [*charter.parties.parties, *charter.states],
        "place": list(charter.places()),
        "set": known(charter),
        "table": tables(charter),
        "mission": list(law.names),
    }
    for name, pool in pools.items():
        word = got.get(name)
        found = word is None or word in pool
        if name == "place" and word is not None:
            found = bool(charter.layers(word))
        if name == "set" and word is not None:
            found = parse(charter, word) is not None
        if not found:
            raise CaseFault(
                case.file, line.number, f'there is no {name} "{word}"',
                did_you_mean(str(word), pool),
            )  # fmt: skip


def _day(case: Case, line: Line, text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise CaseFault(
            case.file, line.number, f'"{text}" is not a day', "write 2020-01-31"
        ) from None


def _matter(state: State, got: dict[str, str]) -> Matter:
    return state.matters[got["id"]]


def _on(law: Law, state: State, got: dict[str, str]) -> tuple[dt.date, Instant]:
    if got.get("on"):
        day = dt.date.fromisoformat(got["on"])
        return day, instant(day.year, day.month, day.day, 12, 0, law.offset)
    return dt.date.fromordinal(law.day_of(state.hour)), state.hour


def _duties(law: Law, state: State, got: dict[str, str]) -> Answer:
    matter = _matter(state, got)
    others = [n for n in law.charter.parties.parties if n != matter.subject]
    seating = law.seating(state, state.hour)
    members = [n for n in others if law.bits[n] & seating.with_standing("member")]
    lines = duties(law, state, matter)
    return Answer(lines or ["none"], alias={"each other member": members})


def _may(law: Law, state: State, got: dict[str, str]) -> Answer:
    lines = []
    actor = got["actor"]
    if actor.startswith("chair of "):
        actor = holder(law, state, state.hour, actor[9:])[0]
    for each in may(law, state, actor, state.hour):
        if got.get("step") and each.step != got["step"]:
            continue
        if got.get("id") and each.matter != got["id"]:
            continue
        lines.append(shown_permission(each))
    return Answer(lines or ["nothing in reach"], whole=bool(got.get("step")))


def shown_permission(each: Permission) -> str:
    """Write a permission as one line."""
    where = f" on {each.matter}" if each.matter else ""
    which = f"/{each.question}" if each.question and each.question != each.matter else ""
    code = f" {each.code}" if each.code else ""
    doubts = f" by {', '.join(each.doubts)}" if each.doubts else ""
    unknown = f' unknown "{each.unknown[0]}"' if each.unknown else ""
    return (
        f"{each.procedure} {each.step}{where}{which}: {each.answer}{code}{doubts}"
        f" under {each.under}{unknown}"
    )


def _layer(law: Law, state: State, got: dict[str, str]) -> Answer:
    day, _ = _on(law, state, got)
    found = layer_for(law, got["place"], day, got.get("party"))
    if found.doubt:
        lines = [f"unsettled by {found.doubt}"]
        lines += [f"if {reading}: {value or 'none'}" for reading, value in found.by_reading]
        return Answer(lines)
    return Answer([f"unknown: {found.unknown}" if found.unknown else found.layer or "none"])


def _standing(law: Law, state: State, got: dict[str, str]) -> Answer:
    day, hour = _on(law, state, got)
    register = got.get("register") or law.charter.header.main
    found = status(law, state, got["party"], register, day, hour)
    if found.standing is not None:
        return Answer([f"{found.standing} under {found.under}"])
    if found.ended_on:
        return Answer([f"none since {found.ended_on} by {found.ended} under {found.ended_under}"])
    return Answer(["none"])


def _chair(law: Law, state: State, got: dict[str, str]) -> Answer:
    _, hour = _on(law, state, got)
    name, how, under = holder(law, state, hour, got["body"])
    return Answer([f"{name} by {how} under {under}" if name else "nobody"])


def _set(law: Law, state: State, got: dict[str, str]) -> Answer:
    _, hour = _on(law, state, got)
    now = law.current(hour)
    view = View(law, state, now, hour, Act("?", "?", "?", "?", "?"), "")
    return Answer([", ".join(law.actors(compile_who(got["set"], now)(view))) or "none"])


def _right(law: Law, state: State, got: dict[str, str]) -> Answer:
    day, _ = _on(law, state, got)
    spec = law.charter.standings.rights[got["right"]].cells.get(got["standing"], "no")
    value = getattr(spec, "is_", spec)
    under = law.charter.cite(
        getattr(spec, "under", None) or law.charter.standings.rights[got["right"]].under, day
    )
    doubt = getattr(value, "unsettled", None)
    return Answer([f"unsettled by {doubt} under {under}" if doubt else f"{value} under {under}"])


def _sees(law: Law, state: State, got: dict[str, str]) -> Answer:
    leaves = sees(law, state, got["actor"], _matter(state, got), got["document"])
    answers = {leaf.answer for leaf in leaves}
    if len(answers) > 1:
        doubts = sorted({doubt for leaf in leaves for doubt, _ in leaf.readings})
        return Answer([f"unsettled by {', '.join(doubts)} under {leaves[0].under}"])
    return Answer([f"{'yes' if answers == {'admitted'} else 'no'} under {leaves[0].under}"])


def _table(law: Law, _state: State, got: dict[str, str]) -> Answer:
    day = dt.date.fromisoformat(got["on"]) if got.get("on") else None
    return Answer(table(law.charter, got["table"], day), exact=True)


def _evidence(law: Law, state: State, got: dict[str, str]) -> Answer:
    day, _ = _on(law, state, got)
    layer = law.charter.layer(got["place"], day)
    return Answer([f"{layer.basis} {layer.evidence}" if layer else "none"])


_ANSWERS: dict[str, Callable[[Law, State, dict[str, str]], Answer]] = {
    "duties": _duties,
    "stage": lambda law, state, got: Answer(stages(law, _matter(state, got))),
    "verdict": lambda law, state, got: Answer(
        verdict(law, state, _matter(state, got), got.get("question")), whole=False
    ),
    "questions": lambda law, state, got: Answer(questions(law, _matter(state, got))),
    "bound": lambda law, state, got: Answer(bound(law, _matter(state, got))),
    "tracks": lambda law, state, got: Answer(tracks(law, _matter(state, got), got["track"])),
    "terms": lambda law, state, got: Answer(terms(law, _matter(state, got))),
    "notices": lambda law, state, got: Answer(notices(law, _matter(state, got))),
    "numbers": lambda law, state, got: Answer(numbers(law, _matter(state, got))),
    "statements": lambda law, state, got: Answer(statements(law, _matter(state, got))),
    "texts": lambda law, state, got: Answer(texts(law, _matter(state, got))),
    "signers": lambda _law, state, got: Answer(signers(state, got["mission"])),
    "keys": lambda _law, state, got: Answer(keys(state, got["mission"])),
    "sees": _sees,
    "may": _may,
    "layer": _layer,
    "standing": _standing,
    "chair": _chair,
    "set": _set,
    "right": _right,
    "evidence": _evidence,
    "table": _table,
}
