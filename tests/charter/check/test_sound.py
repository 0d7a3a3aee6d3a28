"""A sound charter has no fault: the small one, what may be mistaken for faults, and the shipped."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from foedus.charter.check import CHECKS, check
from foedus.charter.faults import Fault
from foedus.charter.read import HOUSE_FOLDER, STATES_FOLDER, charters_root, names, read

HERE = Path(__file__).resolve().parent
ALLOWED = yaml.safe_load((HERE / "allowed.yaml").read_text("utf-8"))


def shown(faults: list[Fault]) -> str:
    return "\n".join(f"{fault} [{fault.code}]" for fault in faults)


def test_the_sound_charter_has_no_fault(sound: Path, faults: Callable[[Path], list[Fault]]) -> None:
    assert not (found := faults(sound)), shown(found)


@pytest.mark.parametrize("row", [pytest.param(row, id=row["why"]) for row in ALLOWED])
def test_no_false_alarm(row: dict, sound: Path, faults: Callable[[Path], list[Fault]]) -> None:
    for edit in row["edits"]:
        path = sound / edit["in"]
        text = path.read_text("utf-8")
        start = text.index(edit["after"]) if "after" in edit else 0
        assert edit["old"] in text[start:]
        text = text[:start] + text[start:].replace(edit["old"], edit["new"], 1)
        path.write_text(text, "utf-8")
    assert not (found := faults(sound)), shown(found)


@pytest.mark.parametrize("name", names())
def test_a_shipped_charter_has_no_fault(name: str) -> None:
    assert not (found := check(read(charters_root() / name))), shown(found)


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        (HOUSE_FOLDER, "instrument"),
        (STATES_FOLDER, "states"),
        (f"{HOUSE_FOLDER}/procedures", "procedure"),
    ],
)
def test_house_and_states_name_their_schema(folder: str, kind: str) -> None:
    up = "../" * (folder.count("/") + 1)
    for path in sorted((charters_root() / folder).glob("*.yaml")):
        first = path.read_text("utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema={up}schema/{kind}.json", path.name


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("by: subject", "by: subjekt", "unknown-actors"),
        ("under: house/keys", "under: house/kees", "citation-unknown"),
        ("credentials: recall", "credentials: open", "unknown-field"),
        (
            "      person: {is: person}\n      key: {is: key}\n      until",
            "      until",
            "unknown-field",
        ),
        ("to: kept\n", "to: kebt\n", "unknown-stage"),
        ("ru: полномочия}", "ru: credentials}", "text-script"),
    ],
)
def test_the_procedures_of_the_house_are_checked_with_every_charter(
    old: str, new: str, code: str, sound: Path, faults: Callable[[Path], list[Fault]]
) -> None:
    path = sound.parent / HOUSE_FOLDER / "procedures" / "credentials.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = faults(sound)
    assert code in {fault.code for fault in found}, shown(found)
    assert {fault.file.partition("/")[2] for fault in found} == {
        "_house/procedures/credentials.yaml"
    }


def test_what_the_reader_found_is_reported_too(
    sound: Path, faults: Callable[[Path], list[Fault]]
) -> None:
    (sound / "rules.yaml").unlink()
    (sound / "sources.yaml").write_text("sources: 3\n", "utf-8")
    assert [fault.code for fault in faults(sound)] == ["missing-file", "schema-line", "value-form"]


def test_a_file_that_no_part_is_called_by_is_reported(
    sound: Path, faults: Callable[[Path], list[Fault]]
) -> None:
    (sound / "rule.yaml").write_text("rules: {}\n", "utf-8")
    (sound / "procedures" / "more.yml").write_text("a: b\n", "utf-8")
    found = faults(sound)
    assert [(fault.file, fault.code) for fault in found] == [
        ("sound/procedures/more.yml", "file-unread"),
        ("sound/rule.yaml", "file-unread"),
    ]
    assert found[1].cure == 'did you mean "rules.yaml"?'


def test_the_house_and_the_states_speak_the_languages_of_the_charter(
    sound: Path, faults: Callable[[Path], list[Fault]]
) -> None:
    for path in sound.rglob("*.yaml"):
        text = path.read_text("utf-8")
        if path.name == "charter.yaml":
            text = text.replace("languages: [en, ru]", "languages: [en, hy]")
        path.write_text(text.replace(" ru: ", " hy: "), "utf-8")
    codes = {(fault.file.partition("/")[2], fault.code) for fault in faults(sound)}
    assert ("_house/house.yaml", "language-missing") in codes
    assert ("bodies.yaml", "text-script") in codes
    assert not any(file.startswith("_states") for file, _ in codes)


def test_a_party_is_named_in_every_language(
    sound: Path, faults: Callable[[Path], list[Fault]]
) -> None:
    states = sound.parent / STATES_FOLDER / "more.yaml"
    states.write_text(
        "states:\n  XA: {short: {en: Arda}, full: {en: Arda, ru: Арда}}\n"
        "  XZ: {short: {en: Zeta}, full: {en: Zeta}}\n",
        "utf-8",
    )
    assert [(f.file, f.line, f.column, f.code) for f in faults(sound)] == [
        (f"{sound.parent.name}/_states/more.yaml", 2, 15, "language-missing")
    ]


def test_every_check_says_what_it_is() -> None:
    assert len(CHECKS) >= 17
    for name, module in CHECKS.items():
        assert module.__doc__, name
        assert module.__name__.rpartition(".")[2].replace("_", "-") == name


def test_a_large_charter_is_checked_in_seconds() -> None:
    began = time.perf_counter()
    check(read(charters_root() / "csto"))
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("{ru: Арда}", "turn-name"),
        ("{en: Árda, ru: Арда}", "turn-letter"),
        ("{en: Arda-on-Sea (North), ru: Арда}", None),
    ],
)
def test_a_turn_by_alphabet_needs_every_name_and_letter(
    name: str, code: str | None, sound: Path, faults: Callable[[Path], list[Fault]]
) -> None:
    states = sound.parent / STATES_FOLDER / "more.yaml"
    states.write_text(f"states:\n  XA: {{short: {name}, full: {{en: A, ru: А}}}}\n", "utf-8")
    found = {fault.code for fault in faults(sound)} - {"language-missing"}
    assert found == ({code} if code else set())
