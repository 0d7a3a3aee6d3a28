"""The words of the charter language, taken from its models, and the entries of the page on it."""

import re
import typing
from dataclasses import dataclass

from pydantic import BaseModel, TypeAdapter
from pydantic_core import PydanticUndefined

from foedus.charter import model
from foedus.charter.model import bodies, doubts, header, parties, procedures, rules, sources, steps
from foedus.charter.model.values import Line, Marked, Normative, Since, Unknown, Unsettled
from foedus.charter.yaml12 import read_text

MODULES = (bodies, doubts, header, parties, procedures, rules, sources, steps)
OPEN = {"Unsettled": Unsettled, "Unknown": Unknown, "Since": Since}
LINES: dict[str, type[BaseModel]] = {
    name: kind
    for module in MODULES
    for name, kind in vars(module).items()
    if isinstance(kind, type) and issubclass(kind, Line) and kind.__module__ == module.__name__
} | {"Marked": Marked, "Normative": Normative}
"""Every kind of line of the language, by the name of its model; the open values apart."""
KINDS = {
    "Who": rules.Who,
    "Test": rules.MaybeTest,
    "Guard": steps.Guard,
    **{name: kind[int | str] for name, kind in OPEN.items() if name != "Unknown"},
    "Unknown": Unknown,
    **LINES,
}
"""What an example may be: a kind of line, or a choice between several."""
FILES = {name: getattr(model, name) for name in model.__all__}


@dataclass(frozen=True)
class Word:
    """One word of one kind of line."""

    word: str
    required: bool
    kind: object

    @property
    def literals(self) -> set[str]:
        return {str(each) for each in literals(self.kind)}

    @property
    def is_open(self) -> bool:
        return any(
            isinstance(each, type) and issubclass(each, Since) for each in parts(self.kind, 0)
        )


def words_of(kind: type[BaseModel]) -> dict[str, Word]:
    """Give the words that a kind of line has itself, not those it shares with others."""
    hints = typing.get_type_hints(kind, include_extras=True)
    found = {}
    for name, info in kind.model_fields.items():
        if name in vars(kind).get("__annotations__", {}):
            word = info.alias or name
            required = info.is_required() or info.default is PydanticUndefined
            found[word] = Word(word, required, hints[name])
    return found


def parts(kind: object, depth: int) -> typing.Iterator[object]:
    """Give a type and everything that it is made of, lines not opened."""
    yield kind
    if depth > 12 or (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return
    for each in typing.get_args(kind):
        yield from parts(each, depth + 1)


def literals(kind: object) -> typing.Iterator[object]:
    """Give the words that a value may be, where the list is closed."""
    for each in parts(kind, 0):
        if typing.get_origin(each) is typing.Literal:
            yield from (word for word in typing.get_args(each) if isinstance(word, str))


def yaml(text: str) -> object:
    """Read a piece of YAML as charters are read; a fault fails the test."""
    source, faults = read_text("docs", text.encode())
    assert not faults, "; ".join(map(str, faults))
    assert source is not None
    return source.value


def check(kind: object, value: object) -> None:
    """Validate a value as a charter's would be."""
    TypeAdapter(kind).validate_python(value, strict=True)


# ------------------------------------------------------------------ the page

CELL = re.compile(r"(?<!\\)\|")
CODE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True)
class Entry:
    """One row of a table of words: the words, the value, if left out, the meaning, an example."""

    line: int
    words: tuple[str, ...]
    value: str
    missing: str
    meaning: str
    example: str


def tables(page: str) -> dict[str, list[Entry]]:
    """Read the tables that stand below a mark ``<!-- words: KIND -->``."""
    found: dict[str, list[Entry]] = {}
    kind = ""
    for number, line in enumerate(page.splitlines(), 1):
        mark = re.fullmatch(r"<!-- words: (\w+) -->", line)
        if mark:
            kind = mark[1]
            assert kind not in found, f"line {number}: {kind} has a table already"
            found[kind] = []
        elif line.startswith("|") and kind:
            cells = [cell.strip() for cell in CELL.split(line)[1:-1]]
            if cells[0] == "word" or set(cells[0]) <= {"-", ":"}:
                continue
            assert len(cells) == 5, f"line {number}: five cells, not {len(cells)}: {line}"
            words = tuple(CODE.findall(cells[0]))
            example = CODE.fullmatch(cells[4])
            assert words, f"line {number}: the word is not in backticks"
            assert example, f"line {number}: the example is not in backticks"
            found[kind].append(Entry(number, words, *cells[1:4], example[1]))
        elif kind and found[kind] and not line.startswith("|"):
            kind = ""
    return found


def fences(page: str, language: str) -> list[tuple[int, list[str], str]]:
    """Give the fenced blocks of a language: line, the words after the language, text."""
    found, inside, start, words, fence = [], [], 0, [], ""
    for number, line in enumerate(page.splitlines(), 1):
        mark = re.fullmatch(r"(`{3,})(.*)", line)
        if mark and not fence:
            fence, start, inside, words = mark[1], number + 1, [], mark[2].split()
        elif mark and mark[1] == fence and not mark[2]:
            if words and words[0] == language:
                found.append((start, words[1:], "\n".join(inside) + "\n"))
            fence = ""
        elif fence:
            inside.append(line)
    return found
