"""Say in plain words, and at its place, what the model found wrong with a file."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from foedus.charter import model
from foedus.charter.faults import Fault, did_you_mean
from foedus.charter.yaml12 import Path, Source

_EXPECTED = {
    "string_type": "a text is expected here",
    "int_type": "a whole number is expected here",
    "bool_type": "true or false is expected here",
    "list_type": "a list is expected here",
    "dict_type": "a mapping (name: value) is expected here",
    "model_type": "a mapping (name: value) is expected here",
    "model_attributes_type": "a mapping (name: value) is expected here",
    "too_short": "at least one entry is needed here",
    "union_tag_not_found": "none of the forms of the language fits here",
    "union_tag_invalid": "none of the forms of the language fits here",
}


def complaints(error: ValidationError, text: Source) -> Iterator[Fault]:
    """Turn the errors of the model into faults with line, column and cure."""
    for detail in error.errors():
        path, of_key = _path(detail)
        what, cure = _words(detail, path)
        if of_key or detail["type"] == "extra_forbidden":
            line, column = text.key_where(path)
        else:
            line, column = text.where(path)
        yield Fault(text.file, line, column, detail["type"].replace("_", "-"), what, cure)


def _path(detail: ErrorDetails) -> tuple[Path, bool]:
    """Drop the marks of unions, which are not in the file; tell whether a key is meant."""
    of_key = bool(detail["loc"]) and detail["loc"][-1] == "[key]"
    kept = [part for part in detail["loc"] if not str(part).startswith("§") and part != "[key]"]
    return tuple(kept), of_key


def _words(detail: ErrorDetails, path: Path) -> tuple[str, str]:
    kind = detail["type"]
    at = ".".join(str(part) for part in path)
    given = detail["input"]
    if kind == "missing":
        return f'"{path[-1]}" is missing in {at.rpartition(".")[0] or "the file"}', ""
    if kind == "extra_forbidden":
        return f'"{path[-1]}" is not a word of the language here', did_you_mean(
            str(path[-1]), _vocabulary()
        )
    if kind == "literal_error":
        expected = [word.strip(" '") for word in detail["ctx"]["expected"].replace(" or ", ",").split(",")]
        return f'{at}: "{given}" is not allowed here', did_you_mean(str(given), expected)
    if kind == "value_error":
        return f"{at}: {detail['ctx']['error']}", f'here stands "{given}"'
    if kind in _EXPECTED:
        return f"{at}: {_EXPECTED[kind]}", f"here stands {_shown(given)}"
    return f"{at}: {detail['msg'].lower()}", f"here stands {_shown(given)}"


def _shown(given: object) -> str:
    if isinstance(given, dict):
        return "a mapping with " + ", ".join(f'"{key}"' for key in list(given)[:4])
    if isinstance(given, list):
        return f"a list of {len(given)}"
    return "nothing" if given is None else f'"{given}"'


@cache
def _vocabulary() -> tuple[str, ...]:
    """Give every word of the language, from the models themselves."""
    words: set[str] = set()
    for name in model.__all__:
        schema = getattr(model, name).model_json_schema()
        for part in (schema, *schema.get("$defs", {}).values()):
            words.update(part.get("properties", {}))
    return tuple(sorted(words))



