"""The schemas of files: fresh on disk, true of what is shipped, and of use to an editor."""

import json
from pathlib import Path

import jsonschema
import pytest

from foedus.charter.read import charters_root, names, read
from foedus.charter.schema import FOLDER, KINDS, first_line, schema_of, schemas, texts, write
from foedus.charter.yaml12 import read_text

SCHEMAS = schemas()


def validator(kind: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(SCHEMAS[kind])


def test_the_shipped_schemas_are_fresh() -> None:
    folder = charters_root() / FOLDER
    shipped = {path.name: path.read_text("utf-8") for path in folder.glob("*.json")}
    assert shipped == texts(), "run: python -m foedus.charter.schema"


def test_writing_makes_the_folder(tmp_path: Path) -> None:
    write(tmp_path / "new")
    assert sorted(path.stem for path in (tmp_path / "new").iterdir()) == sorted(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_one_and_shows_no_mark_of_ours(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[kind])
    text = json.dumps(SCHEMAS[kind], ensure_ascii=False)
    assert "§" not in text
    assert "Annotated" not in text
    assert "``" not in text
    assert SCHEMAS[kind]["title"]
    assert all(part["title"] for part in SCHEMAS[kind]["$defs"].values())


@pytest.mark.parametrize("kind", KINDS)
def test_every_reference_leads_somewhere(kind: str) -> None:
    waiting: list[object] = [SCHEMAS[kind]]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "$ref" in value:
                assert value["$ref"].removeprefix("#/$defs/") in SCHEMAS[kind]["$defs"]
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


@pytest.mark.parametrize("name", names())
def test_the_shipped_charters_are_valid(name: str) -> None:
    for key, text in read(charters_root() / name).texts.items():
        errors = [error.message for error in validator(schema_of(key)).iter_errors(text.value)]
        assert not errors, f"{name}/{key}: {errors[:3]}"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("charter", "charter: x"),
        ("rules", "rules: {}\nrule: {}"),
        ("rules", "rules: {a: {names: {en: a}, layers: [{from: 2000-01-01, under: pact}]}}"),
        ("standings", "standings: {A B: {}}"),
        ("bodies", "bodies: {c: {names: {en: c}, kind: hihgest}}"),
        ("parties", "parties: {XA: [{register: pact}]}"),
    ],
)
def test_a_schema_refuses_what_the_model_refuses(kind: str, text: str) -> None:
    assert list(validator(kind).iter_errors(read_text(kind, text)[0].value))


def test_an_editor_learns_words_and_meanings() -> None:
    step = SCHEMAS["procedure"]["$defs"]["Step"]
    assert {"by", "from", "visible-to", "says", "puts"} <= step["properties"].keys()
    assert step["description"].startswith("A permitted act: who, from where to where")
    assert SCHEMAS["bodies"]["$defs"]["Body"]["properties"]["kind"]["enum"][0] == "highest"
    assert step["properties"]["form"]["default"] == "any"
    assert "default" not in step["properties"]["guards"]


def test_the_first_line_leads_to_the_schema() -> None:
    assert first_line("rules.yaml") == "# yaml-language-server: $schema=../schema/rules.json"
    assert first_line("instruments/pact.yaml").endswith("$schema=../../schema/instrument.json")


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("charter.yaml", "charter"),
        ("instruments/x.yaml", "instrument"),
        ("procedures/x.yaml", "procedure"),
        ("_house/house.yaml", "instrument"),
        ("_states/un.yaml", "states"),
    ],
)
def test_a_file_has_the_schema_of_its_place(file: str, kind: str) -> None:
    assert schema_of(file) == kind
