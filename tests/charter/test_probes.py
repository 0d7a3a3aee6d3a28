"""Kinds of rule: each that the docs call expressible is shown by a case that passes."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from foedus.cases import Play, play, read_cases
from foedus.cases.cast import cast
from foedus.cases.play import steps
from foedus.charter.charter import Charter
from foedus.charter.check import check
from foedus.charter.model.values import Unknown
from foedus.charter.read import charters_root, names, read
from foedus.law import Law, State

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/law/rule-kinds.md"
KINDS = 86
OURS = ("eu_council", "osce", "un_sc")
PURE = ("acts", "charter", "law", "record", "views")

_ROW = re.compile(r"\| R(\d+) \| (.+?) \| (now|planned|out of scope) \| (.+) \|$", re.MULTILINE)
_CASE = re.compile(r"`(charters/[a-z_]+/cases/[a-z0-9-]+\.case)`")


def _rows() -> list[tuple[int, str, str]]:
    return [(int(n), how, text) for n, _, how, text in _ROW.findall(PAGE.read_text("utf-8"))]


def _named() -> list[str]:
    return sorted(
        {path for _, how, text in _rows() if how == "now" for path in _CASE.findall(text)}
    )


@functools.cache
def _charter(name: str) -> Charter:
    found = read(charters_root() / name)
    assert found.charter is not None, "\n".join(map(str, found.faults))
    return found.charter


def test_the_page_lists_every_kind_once_and_in_order() -> None:
    assert [number for number, _, _ in _rows()] == list(range(1, KINDS + 1))


def test_what_is_expressible_names_a_case_and_what_is_not_says_how_or_why() -> None:
    for number, how, text in _rows():
        assert bool(_CASE.search(text)) == (how == "now"), f"R{number}: {text}"


def test_the_page_counts_what_it_lists() -> None:
    hows = [how for _, how, _ in _rows()]
    counted = [hows.count(how) for how in ("now", "planned", "out of scope")]
    now, planned, out = counted
    assert f"Now: {now}. Planned: {planned}. Out of scope: {out}." in PAGE.read_text("utf-8")


@pytest.mark.parametrize("path", _named())
def test_the_cases_that_the_page_names_pass(path: str) -> None:
    cases = read_cases(path, (ROOT / path).read_text("utf-8"))
    assert cases, f"{path} holds no case"
    failures = [each for case in cases for each in play(case, _charter(case.charter)).failures]
    assert not failures, "\n".join(map(str, failures))


@pytest.mark.parametrize("name", OURS)
def test_every_case_of_the_other_organisations_passes(name: str) -> None:
    failures = []
    for path in sorted((charters_root() / name / "cases").glob("*.case")):
        for case in read_cases(path.name, path.read_text("utf-8")):
            failures += play(case, _charter(case.charter)).failures
    assert not failures, "\n".join(map(str, failures))


@pytest.mark.parametrize("name", OURS)
def test_the_checker_has_nothing_to_say_about_them(name: str) -> None:
    assert not check(read(charters_root() / name))


def test_unknown_weights_leave_the_result_open_unless_something_else_decides_it() -> None:
    path = charters_root() / "eu_council/cases/qualified-majority.case"
    answers = {}
    for case in read_cases(path.name, path.read_text("utf-8")):
        put = _without_weights(cast(case, _charter("eu_council")))
        played = Play(case, Law(put), State())
        closed = [m for m in steps(played) if m.act is not None and m.act.step == "close"]
        answers[case.title] = {m.outcome.answer for m in closed if m.outcome is not None}
    assert answers["fifteen states with exactly 65 % of the population: adopted"] == {"unsettled"}
    assert answers["fourteen states are too few, whatever their population"] == {"admitted"}
    assert answers["three states with 36 % of the population cannot block"] == {"admitted"}


def _without_weights(charter: Charter) -> Charter:
    weights = {
        name: each.model_copy(update={"of": Unknown(unknown="the figures were not seen")})
        for name, each in charter.rules.weights.items()
    }
    return replace(charter, rules=charter.rules.model_copy(update={"weights": weights}))


def test_no_code_names_an_organisation() -> None:
    """Examples in docstrings and in texts for people may; what the program reads may not."""
    known = "|".join(name for name in names() if not name.startswith("_"))
    said = re.compile(rf"(?<![a-z])(?:{known})(?![a-z])", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in sorted((ROOT / "src/foedus").rglob("*.py"))
        for line, text in _spoken(path)
        if said.search(text)
    ]
    cure = "take the organisation from what was asked, or from what the charters hold"
    assert not found, "\n".join([*found, cure])


def _spoken(path: Path) -> Iterator[tuple[int, str]]:
    """Give the names and texts of a file, without docstrings and, outside pure code, prose."""
    tree = ast.parse(path.read_text("utf-8"))
    shown = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    pure = path.relative_to(ROOT / "src/foedus").parts[0] in PURE
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in shown:
            if pure or not re.search(r"\s", node.value):
                yield node.lineno, node.value
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.lineno, node.name
