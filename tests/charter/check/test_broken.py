"""Each way to break the sound charter is found, once, in its place."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from foedus.charter.faults import Fault

HERE = Path(__file__).resolve().parent
CODE = HERE.parents[2] / "src/foedus/charter/check"
MARK = "^^"

TABLES = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))
    for path in sorted((HERE / "broken").glob("*.yaml"))
}
ROWS = [
    pytest.param(row, id=f"{row['code']}: {' '.join(row['new'].replace(MARK, '').split())[:60]}")
    for rows in TABLES.values()
    for row in rows
]


def edited(text: str, row: dict[str, str]) -> str:
    """Replace the text that the row names, which must stand there once."""
    start = text.index(row["after"]) if "after" in row else 0
    assert row["old"] in text[start:], f"{row['old']!r} is not in {row['in']}"
    assert "after" in row or text.count(row["old"]) == 1, f"{row['old']!r} stands there twice"
    return text[:start] + text[start:].replace(row["old"], row["new"], 1)


def place(text: str, mark: int) -> tuple[int, int]:
    return text.count("\n", 0, mark) + 1, mark - text.rfind("\n", 0, mark)


def marked(folder: Path, row: dict) -> tuple[str, int, int]:
    """Break the charter; give the file, line and column at which the fault must be."""
    path = folder / row["in"]
    text = edited(path.read_text("utf-8"), row)
    path.write_text(text.replace(MARK, ""), "utf-8")
    file = row["in"]
    if "at" in row:
        file = row["at"]["in"]
        text = (folder / file).read_text("utf-8")
        wanted = row["at"]["text"]
        assert text.count(wanted.replace(MARK, "")) == 1, f"{wanted!r} does not stand there once"
        mark = text.index(wanted.replace(MARK, "")) + wanted.index(MARK)
    else:
        mark = text.index(MARK)
    return (f"{folder.name}/{file}", *place(text, mark))


@pytest.mark.parametrize("row", ROWS)
def test_the_fault_is_found_in_its_place(
    row: dict, sound: Path, faults: Callable[[Path], list[Fault]]
) -> None:
    expected = marked(sound, row)
    found = faults(sound)
    shown = "\n".join(f"{fault} [{fault.code}]" for fault in found)
    places = [(each.file, each.line, each.column) for each in found if each.code == row["code"]]
    assert expected in places, f"expected {row['code']} at {expected}, found:\n{shown}"
    others = {
        each.code
        for each in found
        if (each.code, each.file, each.line, each.column) != (row["code"], *expected)
    }
    assert others == set(row.get("also", ())), shown
    assert all(each.what and each.cure for each in found), shown
