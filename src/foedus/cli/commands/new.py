"""Make a charter folder from the template."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

import click

from foedus.cli.printing import UnusableError, put, put_json

HELP = """Make a new charter folder from the template: ./ORG, or ORG inside another folder.

ORG is the charter's name: small letters, digits and underscores. A folder that exists is
never touched.

\b
Examples:
  foedus new river_pact
  foedus new river_pact --into charters

--json gives {"charter", "folder", "files": [...]}.
"""
TEMPLATE = "_template"
SCHEMA = "schema"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_NAMED = re.compile(rf"^(charter: ){TEMPLATE}\b", re.MULTILINE)
_SCHEMA_LINE = re.compile(
    r"^(# yaml-language-server: \$schema=)(?:\.\./)+schema/(\S+)\n", re.MULTILINE
)


@click.command("new", help=HELP, short_help="Make a charter folder.")
@click.argument("org")
@click.option("--into", type=click.Path(), default=".", help="The folder to make it in.")
@click.option("--json", "as_json", is_flag=True, help="Answer as data.")
def command(org: str, into: str, *, as_json: bool) -> int:
    """Make a charter folder."""
    from foedus.charter.faults import quoted

    if not _NAME.fullmatch(org):
        raise UnusableError(
            f"{quoted(org)} is no name of a charter; small letters, digits and underscores: my_pact"
        )
    above = Path(into)
    if not above.is_dir():
        raise UnusableError(f"there is no folder {quoted(into)} to make it in")
    folder = above / org
    if folder.exists() or folder.is_symlink():
        raise UnusableError(f"{quoted(str(folder))} exists already, and is left as it is")
    files = make(org, folder)
    if as_json:
        put_json({"charter": org, "folder": str(folder), "files": files})
        return 0
    put(f"{folder} holds a small organisation, whole: {len(files)} files.")
    click.echo()
    put("Next:")
    for line, what in _next(folder):
        put(f"  {line}")
        put(what, 6)
    return 0


def _next(folder: Path) -> list[tuple[str, str]]:
    shown = str(folder) if "/" in str(folder) else f"./{folder}"
    return [
        (
            f"{shown}/sources.yaml",
            "begin here: where each line comes from; then parties, bodies, rules",
        ),
        (f"foedus check {shown}", "every fault, with its place and its cure"),
        (
            f"foedus cases {shown}",
            "the cases that say how it must answer; write the case before the rule",
        ),
        (f"foedus show {shown} members procedures", "the charter as a person reads it"),
    ]


def make(org: str, folder: Path) -> list[str]:
    """Copy the template; the folder appears whole or not at all."""
    from foedus.charter.read import charters_root

    root = charters_root()
    shared = (root / SCHEMA).is_dir() and folder.resolve().parent == root
    with tempfile.TemporaryDirectory(prefix=f".{org}-", dir=folder.parent) as scratch:
        made = Path(scratch) / org
        shutil.copytree(root / TEMPLATE, made, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        if (root / SCHEMA).is_dir() and not shared:
            shutil.copytree(root / SCHEMA, made / SCHEMA)
        for file in sorted([*made.rglob("*.yaml"), *made.rglob("*.case")]):
            text = file.read_text(encoding="utf-8")
            file.write_text(_renamed(text, org, made, file, shared=shared), encoding="utf-8")
        made.rename(folder)
    return sorted(
        file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()
    )


def _renamed(text: str, org: str, made: Path, file: Path, *, shared: bool) -> str:
    """Put the new name in, and point the editor to the schemas where they are, if they are."""
    text = _NAMED.sub(rf"\g<1>{org}", text)
    if shared:
        return text
    depth = len(file.relative_to(made).parts) - 1
    if not (made / SCHEMA).is_dir():
        return _SCHEMA_LINE.sub("", text)
    return _SCHEMA_LINE.sub(rf"\g<1>{'../' * depth}{SCHEMA}/\g<2>\n", text)
