"""The checks leave nothing out: no code without a broken charter, no word of the language."""

import ast
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Union, get_args, get_origin

import yaml

from foedus.charter.check.actor_words import PLACES
from foedus.charter.check.languages import NOT_TEXTS
from foedus.charter.model.bodies import Turn
from foedus.charter.model.rules import AnyOf, DidStep, SetOf, ThoseWho
from foedus.charter.model.values import Line, Since, Unsettled

HERE = Path(__file__).resolve().parent
CODE = HERE.parents[2] / "src/foedus/charter/check"
BROKEN = [
    row
    for path in (HERE / "broken").glob("*.yaml")
    for row in yaml.safe_load(path.read_text("utf-8"))
]


def codes(path: Path) -> Iterator[str]:
    """Give every code that a module finds faults by, where it is written out."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            at = {"Finding": 1, "Fault": 3}.get(node.func.id)
            if at is not None and len(node.args) > at:
                code = node.args[at]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value


def test_every_code_has_a_broken_charter() -> None:
    found = {code for path in CODE.glob("*.py") for code in codes(path)}
    tried = {row["code"] for row in BROKEN}
    assert len(found) > 40
    # These are tried in test_sound.py: they lie in other files than a charter's own.
    assert found - tried == {"file-unread", "turn-letter", "turn-name"}


def test_codes_are_in_kebab_case() -> None:
    for row in BROKEN:
        assert row["code"] == row["code"].lower().replace("_", "-")


def lines_of_the_language() -> Iterator[type[Line]]:
    waiting = [Line]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if "[" not in kind.__name__ and kind not in (Unsettled, Since):
                yield kind


def parts(annotation: object) -> Iterator[object]:
    """Give every type that an annotation is made of."""
    yield annotation
    if get_origin(annotation) in (Annotated, Union, types.UnionType, list, dict):
        for each in get_args(annotation):
            yield from parts(each)


def test_every_word_that_names_actors_has_its_place() -> None:
    sets = (SetOf, AnyOf, ThoseWho, DidStep, Turn)  # a turn has a check of its own: turn-of
    for kind in lines_of_the_language():
        for name, field in kind.model_fields.items():
            if kind not in sets and SetOf in parts(field.annotation):
                places = [(base, name) for base in kind.__mro__ if (base, name) in PLACES]
                assert places, f"{kind.__name__}.{name} is in no table of actor_words"


def test_every_mapping_of_words_is_a_text_or_known_not_to_be() -> None:
    for kind in lines_of_the_language():
        for name, field in kind.model_fields.items():
            for part in parts(field.annotation):
                if get_origin(part) is dict and get_args(part)[1] is str:
                    texts = "MinLen" in repr(field.metadata) or "MinLen" in repr(field.annotation)
                    assert texts != (name in NOT_TEXTS), f"{kind.__name__}.{name}"
