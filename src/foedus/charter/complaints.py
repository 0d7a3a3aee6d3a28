"""Say in plain words, and at its place, what the model found wrong with a file.

A value that may have several forms is judged by each of them; people hear of the form that they
most likely meant, and of one fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from foedus.charter.faults import Fault, did_you_mean, quoted
from foedus.charter.forms import called, inside, tags, words
from foedus.charter.yaml12 import Path, Source

Step: TypeAlias = tuple[bool, str | int]
"""A step into a value: to a part of it, or (true) to one form that it may have."""

_EXPECTED = {
    "bool_type": "true or false",
    "date_type": "a date, written YYYY-MM-DD",
    "dict_type": "a mapping (name: value)",
    "int_type": "a whole number",
    "is_instance_of": "a share such as 2/3",
    "list_type": "a list",
    "model_attributes_type": "a mapping (name: value)",
    "model_type": "a mapping (name: value)",
    "string_type": "a text",
}
_CODES = {
    "extra_forbidden": "word-unknown",
    "literal_error": "value-unknown",
    "missing": "word-missing",
    "too_short": "value-missing",
    "union_tag_not_found": "word-unknown",
    "value_error": "value-wrong",
}
_HINTS = {
    "from": "from: YYYY-MM-DD",
    "names": "names: {en: ..., ru: ...}",
    "under": "under: INSTRUMENT/PLACE",
}


@dataclass(frozen=True, slots=True)
class _Complaint:
    """One error of the model: the way to it, what stands there, and what may stand there."""

    steps: tuple[Step, ...]
    path: Path
    kind: str
    given: object
    context: dict[str, Any]
    kinds: tuple[Any, ...]
    of_key: bool = False
    wanted: str = ""
    cure: str = ""

    @property
    def name(self) -> str:
        """Give the word that the error is about."""
        return str(
            next((part for part in reversed(self.path) if isinstance(part, str)), "the file")
        )


def complaints(error: ValidationError, text: Source, kind: type[BaseModel]) -> Iterator[Fault]:
    """Turn the errors of the model into faults with line, column and cure."""
    found = [_complaint(detail, text.value, kind) for detail in error.errors()]
    for each in _paired(_likeliest(found, 0)):
        at_key = each.of_key or each.kind == "extra_forbidden"
        if each.kind == "missing":
            line, column = text.key_where(each.path[:-1])
        else:
            line, column = text.key_where(each.path) if at_key else text.where(each.path)
        what, cure = _said(each)
        code = _CODES.get(each.kind, "value-form")
        yield Fault(text.file, line, column, code, what, each.cure or cure)


def _complaint(detail: ErrorDetails, value: Any, kind: type[BaseModel]) -> _Complaint:  # noqa: ANN401
    """Follow the way of an error through the value; what is no part of it names a form."""
    steps: list[Step] = []
    path: list[str | int] = []
    kinds: list[Any] = [kind]
    around = kinds
    loc = detail["loc"]
    for number, part in enumerate(loc):
        missing = detail["type"] == "missing" and number + 1 == len(loc)
        part_of_it = missing or (isinstance(value, dict) and part in value)
        if part_of_it or (isinstance(value, list) and isinstance(part, int)):
            value = None if missing else value[part]
            path.append(part)
            steps.append((False, part))
            around, kinds = kinds, inside(kinds, part)
        elif part != "[key]":
            kinds = called(kinds, str(part))
            steps.append((True, part))
    at_word = detail["type"] in ("missing", "extra_forbidden")
    return _Complaint(
        tuple(steps),
        tuple(path),
        detail["type"],
        detail["input"],
        dict(detail.get("ctx", {})),
        tuple(around if at_word else kinds),
        of_key=bool(loc) and loc[-1] == "[key]",
    )


def _likeliest(found: list[_Complaint], depth: int) -> list[_Complaint]:
    """Keep of several forms that a value may have the one that it comes nearest to."""
    here = [each for each in found if len(each.steps) == depth]
    ways: dict[Step, list[_Complaint]] = {}
    for each in found:
        if len(each.steps) > depth:
            ways.setdefault(each.steps[depth], []).append(each)
    kept: list[_Complaint] = list(here)
    rivals: list[list[_Complaint]] = []
    for (is_form, _), inner in ways.items():
        left = _likeliest(inner, depth + 1)
        if is_form:
            rivals.append(left)
        else:
            kept += left
    if rivals:
        near = [rival for rival in rivals if any(_within(each, depth) for each in rival)]
        kept += _fewest([_paired(rival) for rival in near]) if near else [_joined(rivals)]
    return kept


def _fewest(rivals: list[list[_Complaint]]) -> list[_Complaint]:
    """Give the form with the fewest errors, the first of those with as few."""
    best = rivals[0]
    for rival in rivals[1:]:
        best = rival if len(rival) < len(best) else best
    return best


def _within(complaint: _Complaint, depth: int) -> bool:
    """Tell whether an error lies inside a value, so that the value itself has the form."""
    return any(not is_form for is_form, _ in complaint.steps[depth:])


def _joined(rivals: list[list[_Complaint]]) -> _Complaint:
    """Make one complaint of a value that has none of the forms it may have."""
    every = [each for rival in rivals for each in rival]
    allowed = [word for each in every for word in _allowed(each)]
    near = did_you_mean(str(every[0].given), allowed) if isinstance(every[0].given, str) else ""
    if near.startswith("did you mean") or len(every) == 1:
        return replace(every[0], cure=near if len(every) > 1 else every[0].cure)
    wanted = dict.fromkeys(each.wanted or _wanted(each) for each in every)
    kind = "literal_error" if allowed else "none_of_the_forms"
    return replace(every[0], kind=kind, wanted=" or ".join(wanted), cure="")


def _paired(found: list[_Complaint]) -> list[_Complaint]:
    """Join a word that is missing with one that is not known and looks like it."""
    kept = list(found)
    for extra in [each for each in found if each.kind == "extra_forbidden"]:
        for lost in [each for each in kept if each.kind == "missing"]:
            beside = lost.path[:-1] == extra.path[:-1]
            cure = did_you_mean(str(extra.path[-1]), [str(lost.path[-1])])
            if beside and cure.startswith("did you mean"):
                kept.remove(lost)
                kept[kept.index(extra)] = replace(extra, cure=cure)
                break
    return kept


def _said(complaint: _Complaint) -> tuple[str, str]:
    kind, name, given = complaint.kind, complaint.name, _shown(complaint.given)
    if kind == "missing":
        within = ".".join(str(part) for part in complaint.path[:-1]) or "the file"
        return f'"{name}" is missing in {within}', f"write {_HINTS.get(name, f'{name}: ...')}"
    if kind == "extra_forbidden":
        known = words([*complaint.kinds])
        near = did_you_mean(name, known) or f"some of the words here: {', '.join(known[:12])}"
        return f'"{name}" is not a word of the language here', near
    if kind == "union_tag_not_found" and isinstance(complaint.given, dict):
        word = str(next(iter(complaint.given), ""))
        near = did_you_mean(word, tags([*complaint.kinds]))
        return f'"{word}" is not a word of the language here', near
    if kind == "value_error":
        return f"{given} cannot stand here", str(complaint.context["error"])
    if kind == "literal_error" and not complaint.wanted:
        near = did_you_mean(str(complaint.given), _allowed(complaint))
        return f'"{name}" cannot be {given}', near
    return f'"{name}" cannot be {given}', f"write {complaint.wanted or _wanted(complaint)}"


def _allowed(complaint: _Complaint) -> list[str]:
    """Give the words that may stand in a place with a closed list of them."""
    if complaint.kind != "literal_error" or complaint.wanted:
        return []
    listed = str(complaint.context["expected"]).replace(" or ", ", ")
    return [word.strip(" '") for word in listed.split(",")]


def _wanted(complaint: _Complaint) -> str:
    """Say what a value has to be."""
    context, known = complaint.context, words([*complaint.kinds])
    if complaint.kind == "literal_error":
        return ", ".join(_allowed(complaint))
    if complaint.kind == "value_error":
        said = str(context["error"])
        return said.removeprefix("write ") if said.startswith("write ") else f"a value ({said})"
    if known and complaint.kind.startswith("model"):
        return f"a mapping with {', '.join(known[:3])}{' ...' if len(known) > 3 else ''}"  # noqa: PLR2004
    if complaint.kind == "union_tag_not_found":
        return f"a mapping with one of: {', '.join(tags([*complaint.kinds]))}"
    if "ge" in context:
        return f"at least {context['ge']}"
    if "min_length" in context:
        return f"at least {context['min_length']} entries"
    if "pattern" in context:
        return f"it in the form {context['pattern']}"
    if complaint.kind == "string_type" and complaint.given is None:
        return "a text; where a comma or colon belongs to the text, quote the whole of it"
    return _EXPECTED.get(complaint.kind, "a mapping (name: value)")


def _shown(given: object) -> str:
    if isinstance(given, dict):
        return "a mapping with " + ", ".join(f'"{key}"' for key in list(given)[:4])
    if isinstance(given, list):
        return f"a list of {len(given)}"
    return (
        "nothing"
        if given is None
        else quoted(str(given).lower() if given is True or given is False else str(given))
    )
