"""JSON Schemas of a charter's files, from the models, so that an editor completes and explains.

``python -m foedus.charter.schema`` writes them beside the charters. A file names its schema in its
first line: ``# yaml-language-server: $schema=../schema/rules.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from foedus.charter import model
from foedus.charter.model.values import DURATION, NAME, PLACE, Since, Unsettled
from foedus.charter.read import HOUSE_FOLDER, STATES_FOLDER, charters_root

Schema: TypeAlias = dict[str, Any]

FOLDER = "schema"
KINDS: Mapping[str, type[BaseModel]] = {
    "charter": model.Header,
    "sources": model.Sources,
    "instrument": model.Instrument,
    "parties": model.Parties,
    "standings": model.Standings,
    "bodies": model.Bodies,
    "doubts": model.Doubts,
    "rules": model.Rules,
    "procedure": model.Procedure,
    "states": model.States,
}
"""The kinds of file, by the name of their schema."""

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_PATTERNS = {"_name": NAME.pattern, "_place": PLACE.pattern, "_duration": DURATION.pattern}
_FIRST = "# yaml-language-server: $schema="
_UNIONS = ("oneOf", "anyOf")
_NOTHING = {"type": "null"}
_GENERIC: tuple[type[BaseModel], ...] = (Unsettled, Since)


class _Generator(GenerateJsonSchema):
    """The models' own schemas, with the patterns that validators of texts hold to."""

    def function_after_schema(
        self, schema: core_schema.AfterValidatorFunctionSchema
    ) -> JsonSchemaValue:
        """Give the schema of a validated text its pattern."""
        made = super().function_after_schema(schema)
        pattern = _PATTERNS.get(getattr(schema["function"]["function"], "__name__", ""))
        return {**made, "pattern": f"^{pattern}"} if pattern else made


def schemas() -> dict[str, Schema]:
    """Give the schema of each kind of file."""
    return {name: _schema(kind) for name, kind in KINDS.items()}


def write(folder: Path) -> None:
    """Write each schema into a folder, under the name of its kind."""
    folder.mkdir(exist_ok=True)
    for name, text in texts().items():
        (folder / name).write_text(text, encoding="utf-8")


def texts() -> dict[str, str]:
    """Give the schema files by name, as they are written."""
    return {
        f"{name}.json": json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        for name, schema in schemas().items()
    }


def _schema(kind: type[BaseModel]) -> Schema:
    made = kind.model_json_schema(by_alias=True, schema_generator=_Generator)
    parts = made.pop("$defs", {})
    names = _short(parts)
    tidy = {
        names[name]: {**_open(part), **_tidy(part, names, top=True)} for name, part in parts.items()
    }
    root = _tidy(made, names, top=True)
    return {"$schema": _DRAFT, **root, "$defs": dict(sorted(tidy.items()))}


def _short(parts: Mapping[str, Schema]) -> dict[str, str]:
    """Give each part a short name: an open value is named after what it is, and numbered."""
    names: dict[str, str] = {}
    for name in sorted(parts):
        stem = next((kind.__name__ for kind in _GENERIC if _is(parts[name], kind)), "")
        same = [other for other in names.values() if stem and other.partition("-")[0] == stem]
        names[name] = f"{stem}-{len(same) + 1}" if stem else name
    return names


def _is(part: Schema, kind: type[BaseModel]) -> bool:
    return set(part.get("properties", ())) == set(kind.model_fields)


def _open(part: Schema) -> Schema:
    """Give the title of an open value, which the models leave out for each kind of value."""
    return next((_said(kind.__doc__ or "") for kind in _GENERIC if _is(part, kind)), {})


def _tidy(value: Any, names: Mapping[str, str], *, top: bool = False) -> Any:  # noqa: ANN401
    """Take out what an editor should not show, and put docstrings as it shows them."""
    if isinstance(value, list):
        return [_tidy(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return {"$ref": f"#/$defs/{names[value['$ref'].rpartition('/')[2]]}"}
    made: Schema = _parts(value, names)
    if value.get("default") not in (None, [], {}):
        made["default"] = value["default"]
    if "patternProperties" in made:
        made["additionalProperties"] = False
    for word in _UNIONS:
        if word in value:
            made.update(_union([_tidy(each, names) for each in value[word]]))
    return {**_said(value.get("description", "")), **made} if top else made


def _parts(value: Schema, names: Mapping[str, str]) -> Schema:
    """Tidy what is in a schema; under ``properties`` stand words of the language, not of schemas."""
    made = {}
    for word, each in value.items():
        if word == "properties":
            made[word] = {name: _tidy(part, names) for name, part in each.items()}
        elif word not in ("title", "default", "description", *_UNIONS):
            made[word] = _tidy(each, names)
    return made


def _union(forms: list[Schema]) -> Schema:
    """Join the forms of a value into one list, without those within others, and without nothing."""
    flat: list[Schema] = []
    for form in forms:
        inner = form["anyOf"] if form.keys() == {"anyOf"} else [form]
        flat += [each for each in inner if each not in (*flat, _NOTHING)]
    return flat[0] if len(flat) == 1 else {"anyOf": flat}


def _said(docstring: str) -> Schema:
    """Give the first sentence of a docstring as title, the whole as description."""
    text = " ".join(docstring.replace("``", "`").split())
    title = re.split(r"(?<=[.;])\s", text, maxsplit=1)[0].rstrip(".;")
    return {"title": title, "description": text} if text else {}


def schema_of(file: str) -> str:
    """Name the kind of a file by its place in a charter.

    >>> schema_of("procedures/alarm.yaml"), schema_of("rules.yaml")
    ('procedure', 'rules')
    """
    path = PurePosixPath(file)
    folder = path.parent.name
    return {"": path.stem, HOUSE_FOLDER: "instrument", STATES_FOLDER: "states"}.get(
        folder, folder.removesuffix("s")
    )


def first_line(file: str) -> str:
    """Give the first line of a file of a shipped charter, which names its schema.

    >>> first_line("procedures/alarm.yaml")
    '# yaml-language-server: $schema=../../schema/procedure.json'
    """
    return f"{_FIRST}{'../' * (file.count('/') + 1)}{FOLDER}/{schema_of(file)}.json"


if __name__ == "__main__":
    write(charters_root() / FOLDER)
