"""The files of a charter's folder: each is read, and of a shipped charter names its schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from foedus.charter.faults import Fault, did_you_mean
from foedus.charter.read import Read
from foedus.charter.schema import KINDS, first_line, schema_of

_WHOLE = [f"{kind}.yaml" for kind in KINDS if kind not in ("instrument", "procedure", "states")]
_PARTS = [*_WHOLE, "instruments/NAME.yaml", "procedures/NAME.yaml"]


def files(read: Read) -> Iterator[Fault]:
    """Find files that are passed over, and first lines that do not name the schema."""
    folder, root = read.folder, read.root
    if folder is None or root is None:
        return
    shipped = folder.resolve().parent == root.resolve()
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")]):
        key = path.relative_to(folder).as_posix()
        shown = f"{folder.name}/{key}"
        if key not in read.texts:
            if not any(fault.file == shown for fault in read.faults):
                cure = did_you_mean(key, _PARTS)
                yield Fault(shown, 1, 1, "file-unread", "no part of a charter is called so", cure)
        elif shipped and schema_of(key) in KINDS:
            yield from _first_line(path, shown, first_line(key))


def _first_line(path: Path, shown: str, wanted: str) -> Iterator[Fault]:
    with path.open(encoding="utf-8-sig", errors="replace") as text:
        line = text.readline().rstrip()
    if line != wanted:
        what = "the first line does not name the schema, so no editor can help"
        yield Fault(shown, 1, 1, "schema-line", what, f"write: {wanted}")
