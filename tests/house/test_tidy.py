"""The house rules, each with its cure in the message: one function a rule, one test a rule."""

import ast
import functools
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parents[2]

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
EMPTY_NAMES = {"base", "common", "helper", "helpers", "shared", "util", "utils"}

# Pure folders import these and what is ours. To add one, say here why it is pure.
PURE = {
    "bisect",
    "calendar",  # the length of a month
    "collections",
    "copy",
    "dataclasses",
    "datetime",
    "difflib",  # "did you mean"
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "heapq",
    "itertools",
    "json",
    "math",
    "operator",
    "re",
    "string",
    "types",
    "typing",
    "unicodedata",
}
OURS = {"__future__", "foedus"}
READER = {"pathlib", "pydantic", "pydantic_core", "yaml"}
CODECS = {"base64", "msgspec"}  # bytes in, values out, and back
DISCOVERY = {"importlib", "pkgutil"}  # only where a folder finds its own modules
DISCOVERERS = {"src/foedus/charter/check/__init__.py", "src/foedus/law/steps/__init__.py"}
ALLOWED_IMPORTS = {
    "acts": PURE | OURS | CODECS,
    "charter": PURE | OURS | READER,
    "law": PURE | OURS | CODECS,
    "record": PURE | OURS | CODECS | {"nacl"},
    "views": PURE | OURS,
}
CALLS = {
    "float": "shares and thresholds are exact: use Fraction or int",
    "hash": "it differs from run to run: compare values, or use hashlib over canonical bytes",
    "id": "it differs from run to run: use the name that the charter gives",
    "eval": "charters are data: no embedded code",
    "exec": "charters are data: no embedded code",
    "input": "pure code asks nobody: take the value as an argument",
    "open": "pure code opens nothing: take the contents as an argument",
}

Finding = tuple[int, str]  # line, what is wrong and what to do
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Rule = Callable[[str, str], Iterator[Finding]]  # of a file's path and text


def folder_of(path: str) -> str:
    """Name the folder of the package that a file belongs to: src/foedus/law/x.py -> law."""
    parts = PurePosixPath(path).parts
    return parts[2] if parts[:2] == ("src", "foedus") and len(parts) > 3 else ""


@functools.cache
def parsed(text: str) -> ast.Module:
    return ast.parse(text)


# ------------------------------------------------------------------ rules for Python files


def file_is_short(_path: str, text: str) -> Iterator[Finding]:
    lines = len(text.splitlines())
    if lines > FILE_LINES_MAX:
        yield lines, f"the file has {lines} lines, more than {FILE_LINES_MAX}; divide it by subject"


def functions_are_short(_path: str, text: str) -> Iterator[Finding]:
    for node in ast.walk(parsed(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES_MAX:
                what = f"{node.name} has {lines} lines, more than {FUNCTION_LINES_MAX}"
                yield node.lineno, f"{what}; give a name to a part of it and take it out"


def file_name_is_snake_case(path: str, _text: str) -> Iterator[Finding]:
    name = PurePosixPath(path).name
    if not re.fullmatch(r"[a-z_][a-z0-9_]*\.py", name):
        yield 1, f"{name} is not in snake case; rename it"


def public_names_are_documented(path: str, text: str) -> Iterator[Finding]:
    tree = parsed(text)
    if ast.get_docstring(tree) is None:
        yield 1, "the module has no docstring; say in one sentence what it is for"
    if not path.startswith("tests/"):  # there, the function's name is the sentence
        yield from undocumented(tree, "")


def undocumented(scope: ast.Module | ast.ClassDef, prefix: str) -> Iterator[Finding]:
    for node in scope.body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            if ast.get_docstring(node) is None and not says_elsewhere(node):
                name = prefix + node.name
                yield (
                    node.lineno,
                    f"{name} has no docstring; say what it does, and why if not plain",
                )
            if isinstance(node, ast.ClassDef):
                yield from undocumented(node, f"{prefix}{node.name}.")


def says_elsewhere(node: Definition) -> bool:
    """Whether the docstring stands at what this overrides, overloads or sets."""
    names = {re.split(r"[.(]", ast.unparse(decorator))[-1] for decorator in node.decorator_list}
    return not names.isdisjoint({"override", "overload", "setter", "deleter"})


def pure_code_is_exact(path: str, text: str) -> Iterator[Finding]:
    folder = folder_of(path)
    if folder not in ALLOWED_IMPORTS:
        return
    allowed = {"open"} if folder == "charter" else set()
    for node in ast.walk(parsed(text)):
        match node:
            case ast.Constant(value=float() | complex()):
                yield node.lineno, f"{node.value!r} is a float; {CALLS['float']}"
            case ast.Call(func=ast.Name(id=name)) if name in CALLS.keys() - allowed:
                yield node.lineno, f"{name}() in pure code; {CALLS[name]}"


def pure_code_imports_little(path: str, text: str) -> Iterator[Finding]:
    folder = folder_of(path)
    if folder not in ALLOWED_IMPORTS:
        return
    allowed = ALLOWED_IMPORTS[folder] | (DISCOVERY if path in DISCOVERERS else set())
    for node in ast.walk(parsed(text)):
        match node:
            case ast.Import(names=names):
                modules = [alias.name for alias in names]
            case ast.ImportFrom(module=str(module), level=0):
                modules = [module]
            case ast.ImportFrom():
                modules = ["foedus"]
            case _:
                continue
        for module in modules:
            if module.split(".")[0] not in allowed:
                cure = "do this work elsewhere, or add the module to PURE here and say why it is"
                yield node.lineno, f"{folder} imports {module}; {cure}"


def exemptions_name_their_rule(_path: str, text: str) -> Iterator[Finding]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            number = token.start[0]
            if re.search(r"#\s*type:\s*ignore(?!\[)", token.string):
                yield number, "an exemption from all of mypy; name the error: type: ignore[code]"
            if re.search(r"#\s*(?:ruff:\s*)?noqa(?!:\s*[A-Z])", token.string):
                yield number, "an exemption from all of ruff; name the rule: noqa: CODE"


def charters_are_data(path: str, _text: str) -> Iterator[Finding]:
    if path.startswith("charters/"):
        yield 1, "a charter has no Python; say it in the charter language"


PYTHON_RULES: list[Rule] = [
    charters_are_data,
    exemptions_name_their_rule,
    file_is_short,
    file_name_is_snake_case,
    functions_are_short,
    public_names_are_documented,
    pure_code_imports_little,
    pure_code_is_exact,
]

# ------------------------------------------------------------------ rules for every text file


def names_say_something(path: str, _text: str) -> Iterator[Finding]:
    parts = PurePosixPath(path).parts
    named = [*parts[:-1], *([parts[-1].removesuffix(".py")] if path.endswith(".py") else [])]
    for name in named:
        if name.lower() in EMPTY_NAMES:
            yield 1, f"the name {name!r} says nothing; name the folder or module for its subject"


def nothing_is_put_off(_path: str, text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.splitlines(), 1):
        if found := re.search(r"\b(?:TO" r"DO|FIX" r"ME)\b", line):
            yield number, f"{found[0]}: do it now, or open an issue and take the word out"


def no_path_of_one_machine(_path: str, text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.splitlines(), 1):
        if found := re.search(r"(?<![\w.~/-])/(?:home|root|Users|work)/\w[^\s\"'`)]*", line):
            yield (
                number,
                f"{found[0]} is a path of one machine; write it from the repository's root",
            )


TEXT_RULES: list[Rule] = [names_say_something, no_path_of_one_machine, nothing_is_put_off]

# ------------------------------------------------------------------ the rules applied


@pytest.fixture(scope="module")
def texts(tracked: list[str]) -> dict[str, str]:
    """Read every text file of the project, by its path."""
    contents = {path: (ROOT / path).read_bytes() for path in tracked if path != "LICENSE"}
    return {
        path: data.decode("utf-8", errors="replace")
        for path, data in contents.items()
        if b"\0" not in data[:8000]
    }


@pytest.mark.parametrize("rule", TEXT_RULES + PYTHON_RULES, ids=lambda rule: rule.__name__)
def test_the_project_keeps_the_rule(texts: dict[str, str], rule: Rule) -> None:
    found = [
        f"{path}:{line}: {what}"
        for path, text in texts.items()
        if rule in TEXT_RULES or path.endswith(".py")
        for line, what in rule(path, text)
    ]
    assert not found, "\n" + "\n".join(found)


# ------------------------------------------------------------------ the rules themselves

LAW = "src/foedus/law/admit.py"
DOC = '"""M."""\n'


@pytest.mark.parametrize(
    ("rule", "path", "text", "lines"),
    [
        (file_is_short, LAW, "x = 1\n" * 400, []),
        (file_is_short, LAW, "x = 1\n" * 401, [401]),
        (functions_are_short, LAW, "def f():\n" + "    x = 1\n" * 59, []),
        (functions_are_short, LAW, "\ndef f():\n" + "    x = 1\n" * 60, [2]),
        (functions_are_short, LAW, "class C:\n    async def f(s):\n" + "        1\n" * 60, [2]),
        (file_name_is_snake_case, "src/foedus/law/admit_all.py", "", []),
        (file_name_is_snake_case, "src/foedus/law/__init__.py", "", []),
        (file_name_is_snake_case, "src/foedus/law/admitAll.py", "", [1]),
        (file_name_is_snake_case, "tests/test-admit.py", "", [1]),
        (public_names_are_documented, LAW, "", [1]),
        (public_names_are_documented, LAW, DOC + "def _f(): ...\nclass _C: ...", []),
        (public_names_are_documented, LAW, DOC + "def f(): ...\nclass C: ...", [2, 3]),
        (public_names_are_documented, LAW, DOC + "class C:\n  'C.'\n  def f(self): ...", [4]),
        (public_names_are_documented, LAW, DOC + "@typing.override\ndef f(): ...", []),
        (public_names_are_documented, "tests/law/test_x.py", DOC + "def test_x(): ...", []),
        (public_names_are_documented, "tests/law/test_x.py", "def test_x(): ...", [1]),
        (pure_code_is_exact, LAW, "x = 1\ny = 2 / 3", []),
        (pure_code_is_exact, LAW, "x = 0.5\ny = float(1)\nz = 1e3", [1, 2, 3]),
        (pure_code_is_exact, LAW, "def f(x: float): return isinstance(x, float)", []),
        (pure_code_is_exact, LAW, "x = hash('a')\ny = id(x)\nz = open('f')", [1, 2, 3]),
        (pure_code_is_exact, "src/foedus/charter/read.py", "x = open('f')\ny = 0.5", [2]),
        (pure_code_is_exact, "src/foedus/cli/main.py", "x = 0.5", []),
        (pure_code_imports_little, LAW, "import re\nfrom foedus.acts import act", []),
        (pure_code_imports_little, LAW, "from . import act\nfrom .x import act", []),
        (pure_code_imports_little, LAW, "import os.path\nfrom time import time", [1, 2]),
        (pure_code_imports_little, LAW, "def f():\n    import re, pathlib", [2]),
        (pure_code_imports_little, "src/foedus/charter/read.py", "import yaml, pathlib", []),
        (pure_code_imports_little, "src/foedus/charter/read.py", "import click", [1]),
        (pure_code_imports_little, LAW, "import importlib", [1]),
        (pure_code_imports_little, "src/foedus/law/steps/__init__.py", "import importlib", []),
        (pure_code_imports_little, "src/foedus/cli/main.py", "import os", []),
        (exemptions_name_their_rule, LAW, "x = 1  # type: ignore[misc]", []),
        (exemptions_name_their_rule, LAW, "x = 1  # type: ignore", [1]),
        (exemptions_name_their_rule, LAW, "x = 1  # noqa: S101\ny = 1  # noqa", [2]),
        (charters_are_data, LAW, "", []),
        (charters_are_data, "charters/csto/rules.py", "", [1]),
        (names_say_something, "src/foedus/law/base_of_vote.py", "", []),
        (names_say_something, "src/foedus/law/utils.py", "", [1]),
        (names_say_something, "src/foedus/common/x.html", "", [1]),
        (names_say_something, "src/foedus/web/templates/base.html", "", []),
        (nothing_is_put_off, "README.md", "do it all\nTO" + "DO: more", [2]),
        (nothing_is_put_off, LAW, "# FIX" + "ME", [1]),
        (no_path_of_one_machine, "README.md", "see /" + "home/ann/x", [1]),
        (no_path_of_one_machine, "README.md", "cd /" + "root/x\ncd '/" + "work/x'", [1, 2]),
        (no_path_of_one_machine, "README.md", "https://a.org/home/x or /tmp/x, /home", []),
    ],
)
def test_rule_finds(rule: Rule, path: str, text: str, lines: list[int]) -> None:
    assert [line for line, _ in rule(path, text)] == lines
