"""Read one happening of the minutes into an act."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from foedus.acts.act import Act, Value
from foedus.acts.hours import Instant
from foedus.cases.opening import WORLDS, key_of, origin, signer, signer_of
from foedus.cases.read import Case, CaseFault, Line, moment
from foedus.charter.faults import did_you_mean
from foedus.charter.model.procedures import Procedure, Step
from foedus.law import Law, State
from foedus.law.chairs import holder

_VERBS = {
    "says": (r"(?P<value>\S+) on (?P<matter>\S+)", "position"),
    "closes": (r"(?P<matter>\S+)", "close"),
    "states": (r"on (?P<matter>\S+)", "state"),
    "rules": (r"(?P<value>\S+) on (?P<doubt>\S+) in (?P<matter>\S+)", "rule"),
    "withdraws": (r"(?P<act>\S+) on (?P<matter>\S+)", "withdraw"),
    "corrects": (r"(?P<act>\S+) on (?P<matter>\S+)", "correct"),
    "contests": (r"(?P<act>\S+) on (?P<matter>\S+)", "contest"),
}
_TAIL = r"(?: for (?P<behalf>\S+))?(?: question (?P<question>\S+))?(?: as (?P<determined>adopted|rejected))?(?: to (?P<text>\"[^\"]*\"))?"


@dataclass(slots=True)
class Said:
    """The act of a line, and the actor as the minutes call it."""

    act: Act
    actor: str


@dataclass(slots=True)
class Made:
    """What a line says of an act, the actor apart."""

    procedure: str
    step: str
    matter: str
    fields: dict[str, Value]
    contents: dict[str, str]
    on_behalf: str | None


def digest(text: str) -> str:
    """Give the digest that stands for a document's text in the minutes."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def read_act(case: Case, line: Line, law: Law, state: State, hour: Instant, number: int) -> Said:
    """Read a line that happens. Raises ``CaseFault`` where it names nothing known."""
    text, label = line.text, f"a{number}"
    labelled = re.search(r" \[([A-Za-z0-9-]+)\]$", text.split(": ")[0]) or re.search(
        r" \[([A-Za-z0-9-]+)\]$", text
    )
    if labelled:
        label, text = labelled[1], text.replace(labelled[0], "", 1)
    head, _, tail = text.partition(": ")
    words, person = _signed(head.removesuffix(":").split())
    for position, word in enumerate(words):
        if word in _VERBS and position:
            rest = " ".join(words[position + 1 :])
            made = _universal((case, line), (law, state), rest, word, tail)
            break
        if word in law.procedures and position and len(words) > position + 2:
            made = _step(case, line, law, words[position:], tail)
            break
    else:
        names = [*law.procedures, *_VERBS]
        near = next((did_you_mean(w, names) for w in words[1:] if did_you_mean(w, names)), "")
        raise CaseFault(
            case.file, line.number, f'nothing known happens in "{head}"',
            near or "write ACTOR PROCEDURE STEP as ID: fields",
        )  # fmt: skip
    shown = " ".join(words[:position])
    actor, capacity = _actor(law, state, hour, shown)
    occurred = (line.at, line.until) if line.at is not None and line.until is not None else None
    act = Act(
        id=label,
        actor=actor,
        capacity=capacity,
        occurred=occurred,
        signer=signer(case, person),
        origin=origin(case),
        world=WORLDS[case.kind],
        procedure=made.procedure,
        step=made.step,
        matter=made.matter,
        fields=made.fields,
        contents=made.contents,
        on_behalf=made.on_behalf,
    )
    return Said(act, shown)


def _signed(words: list[str]) -> tuple[list[str], str | None]:
    """Take out who signs: ``by NAME`` after the speaker."""
    if "by" in words[1:-1]:
        at = words.index("by", 1)
        if not any(word in _VERBS for word in words[:at]):
            return [*words[:at], *words[at + 2 :]], words[at + 1]
    return words, None


def _actor(law: Law, state: State, hour: Instant, shown: str) -> tuple[str, str | None]:
    """Give who acts; the chair of a body is whoever holds it at that hour."""
    found = re.fullmatch(r"(.+?) \(([a-z -]+)\)", shown)
    capacity = found[2] if found else None
    name = found[1] if found else shown
    if name.startswith("chair of ") and name[9:] in law.charter.bodies.bodies:
        held = holder(law, state, hour, name[9:])[0]
        return held or "nobody", name
    return name, capacity


def _universal(
    where: tuple[Case, Line], stands: tuple[Law, State], rest: str, verb: str, tail: str
) -> Made:
    (case, line), (law, state) = where, stands
    pattern, step = _VERBS[verb]
    found = re.fullmatch(pattern + _TAIL, rest)
    if found is None:
        raise CaseFault(
            case.file, line.number, f'"{verb} {rest}" cannot be read',
            "such as: A says yes on D1; chair of csc closes D1; A rules READING on DOUBT in D1",
        )  # fmt: skip
    got = {name: value for name, value in found.groupdict().items() if value is not None}
    matter = state.matters.get(got["matter"])
    fields: dict[str, Value] = {}
    if step == "position":
        fields["position"] = got["value"]
    if step == "rule":
        fields = {"doubt": got["doubt"], "reading": got["value"]}
    if "act" in got:
        fields["act"] = got["act"]
    if "question" in got:
        fields["question"] = got["question"]
    if "determined" in got:
        fields["determination"] = got["determined"]
    contents: dict[str, str] = {}
    if step == "position" and matter is not None:
        contents = _answered(law, state, got)
    if step == "state":
        text, tail = _quoted(tail)
        fields["text"] = text
    if tail:
        fields.update(_fields(case, line, tail, None, contents))
    procedure = matter.procedure if matter else next(iter(law.charter.procedures), "none")
    return Made(procedure, step, got["matter"], fields, contents, got.get("behalf"))


def _quoted(tail: str) -> tuple[str, str]:
    """Give the text of a statement, and what stands after it."""
    found = re.fullmatch(r'(?:text )?"([^"]*)"(?:, (.*))?', tail.strip())
    if found is None:
        return tail.strip().removeprefix("text ").strip('"'), ""
    return found[1], found[2] or ""


def _answered(law: Law, state: State, got: dict[str, str]) -> dict[str, str]:
    """Give the text that a position answers: the one put, unless the line names another."""
    matter = state.matters[got["matter"]]
    procedure = law.procedures[matter.procedure]
    for branch in matter.branches.values():
        asked = got.get("question") or next(iter(branch.open), "")
        question = branch.questions.get(asked)
        step = procedure.steps.get(question.step) if question else None
        if question and question.text and step and step.puts and step.puts.text:
            given = digest(got["text"].strip('"')) if "text" in got else question.text
            return {step.puts.text: given}
    return {}


def _step(case: Case, line: Line, law: Law, words: list[str], tail: str) -> Made:
    name, step, *rest = words
    procedure = law.procedures[name]
    found = re.fullmatch(r"(?:as|on) (\S+)(?: for (\S+))?", " ".join(rest))
    if found is None:
        raise CaseFault(
            case.file, line.number, f'"{" ".join(rest)}" names no matter',
            "write “as D1” to open a matter, “on D1” in one, then “for B” where it is about B",
        )  # fmt: skip
    spec = _spec(procedure, step)
    if spec is None:
        steps = [*procedure.steps, *(s for t in procedure.tracks.values() for s in t.steps)]
        raise CaseFault(
            case.file, line.number, f'"{step}" is not a step of {name}', did_you_mean(step, steps)
        )
    contents: dict[str, str] = {}
    fields = _fields(case, line, tail, spec, contents)
    return Made(name, step, found[1], fields, contents, found[2])


def _spec(procedure: Procedure, step: str) -> Step | None:
    found = procedure.steps.get(step)
    for track in procedure.tracks.values():
        found = found or track.steps.get(step)
    return found


def _fields(
    case: Case, line: Line, tail: str, spec: Step | None, contents: dict[str, str]
) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    for part in re.findall(r'(?:[^,"]|"[^"]*")+', tail):
        name, _, value = part.strip().partition(" ")
        value = value.strip()
        if not value:
            raise CaseFault(
                case.file, line.number, f'"{name}" says nothing', 'write "field value, field value"'
            )
        if name == "with":
            document, _, text = value.partition(" ")
            contents[document] = digest(text.strip('"'))
            continue
        speech = spec.says.get(name) if spec else None
        fields[name] = _value(case, line, value, speech)
    return fields


def _value(case: Case, line: Line, text: str, speech: object) -> Value:
    kind = getattr(speech, "is_", "text")
    if kind in _MADE_UP:
        made = [_MADE_UP[kind](each.strip().strip('"')) for each in text.strip("()").split(" + ")]
        return tuple(made) if getattr(speech, "many", False) else made[0]
    if text.startswith('"'):
        return text.strip('"')
    if kind == "instant":
        return moment(case, line.number, text, line.at)
    if kind == "number" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if text.startswith("(") and text.endswith(")"):
        return tuple(each.strip() for each in text[1:-1].split("+"))
    if " + " in text or getattr(speech, "many", False):
        return tuple(each.strip() for each in text.split(" + "))
    return text


_MADE_UP = {"key": key_of, "signer": signer_of}
"""Kinds of field for which the minutes write a word: a key is made from it."""
