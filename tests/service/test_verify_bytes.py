"""No byte of a bundle can be changed, taken or added without the report naming where."""

from __future__ import annotations

import random
import re
import tracemalloc
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from service.recording import history, opened, small, verified

from foedus.record import bundle
from foedus.service.checking import Checker
from foedus.service.verifying import verify

SLICES = 6
_LINE = re.compile(rb"(file|entry|contents|checkpoint) ([^\n]*)\n")


@cache
def little() -> bytes:
    """Give a bundle of a few entries."""
    return small().bundle()


def sections(data: bytes) -> list[tuple[int, int, str]]:
    """Divide a bundle: where each section begins and ends, and how a report calls it.

    Written apart from the reader, and only for bundles that are good.
    """
    at = data.index(b"\n") + 1
    found, number = [(0, at, "first line")], 0
    while at < len(data):
        line = _LINE.match(data, at)
        assert line is not None
        kind, words = line[1].decode(), line[2].decode().split(" ")
        sizes = {"file": words[:1], "entry": words[1:], "contents": words[2:], "checkpoint": words}
        end = line.end() + sum(int(size) + 1 for size in sizes[kind] if size != "withheld")
        number += kind == "entry"
        name = {"file": words[-1], "entry": str(number), "contents": words[0], "checkpoint": ""}
        found.append((at, end, f"{kind} {name[kind]}".strip()))
        at = end
    return found


def named(part: str, before: str, here: str) -> bool:
    """Tell whether a report names a section in which something is wrong, or the seam before it."""
    if part in (here, f"after {here}", f"after {before}", f"after the {before}"):
        return True
    kind = here.split(" ", maxsplit=1)[0]
    if kind == "file":
        return part == "the charter" or part.startswith(("file ", "after file "))  # of another name
    if kind == "contents":
        return part.startswith(("contents ", "after contents "))
    return kind == "checkpoint" and part == "after the checkpoint"


def test_sections_are_told_apart():
    parts = [name for _, _, name in sections(little())]
    assert parts[:2] == ["first line", "file _house/house.yaml"]
    assert parts[-3].startswith("entry 9")
    assert parts[-2].startswith("contents ")
    assert parts[-1] == "checkpoint"
    assert verified(little()).complete
    assert verified(history()).complete


def look(data: bytes, positions: range | list[int], change: random.Random | None = None) -> None:
    """Change one bit at each of these positions of a good bundle, one after the other."""
    whole = sections(data)
    before = ["", *(name for _, _, name in whole)]
    places = iter(enumerate(whole))
    at, (_, end, name) = next(places)
    for position in sorted(positions):
        while position >= end:
            at, (_, end, name) = next(places)
        bit = change.randrange(8) if change else position % 8
        changed = bytearray(data)
        changed[position] ^= 1 << bit
        found = verified(bytes(changed)).difference
        assert found is not None, f"bit {bit} of byte {position}, in {name}"
        assert named(found.part, before[at], name), (position, bit, name, found)
        assert found.what, (position, bit, name)


@pytest.mark.parametrize("part", range(SLICES))
def test_a_bit_changed_at_any_place_is_found_and_its_section_named(part):
    """Every byte of the bundle, and at it a bit that goes through all eight."""
    look(little(), range(part, len(little()), SLICES))


def test_any_bit_of_what_is_signed_and_said_is_found():
    """Other bits of the last entry, the document and the checkpoint."""
    start = next(start for start, _, name in sections(little()) if name == "entry 9")
    for seed in range(2):
        look(little(), range(start, len(little())), random.Random(seed))


def test_a_bit_changed_in_a_long_record_is_found_and_its_section_named():
    chance = random.Random(2022)
    whole = sections(history())
    entries = [each for each in whole if each[2].startswith(("entry", "contents", "checkpoint"))]
    positions = {chance.randrange(start, end) for start, end, _ in entries for _ in range(2)}
    positions |= {chance.randrange(len(history())) for _ in range(60)}
    look(history(), list(positions), chance)


@settings(max_examples=300)
@given(st.data())
def test_bytes_taken_out_or_put_in_are_found(data):
    whole = little()
    at = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 3))
    put = data.draw(st.binary(max_size=3))
    changed = whole[:at] + put + whole[at + length :]
    assert (verified(changed).difference is None) == (changed == whole)


def test_a_bundle_cut_short_is_found_at_every_seam_and_beside_it():
    whole = sections(little())
    for (_, end, name), (_, _, after) in pairwise(whole):
        for cut in (end - 1, end, end + 1):
            found = verified(little()[:cut]).difference
            assert found is not None, (name, cut - end)
            assert named(found.part, name, after) or found.part == name, (name, cut - end, found)
        assert verified(little()[:end]).difference.what == (
            "the file ends here, without a checkpoint"
        )
    assert verified(b"").difference.part == "first line"


@pytest.mark.parametrize("whole", [little, history], ids=["little", "large"])
def test_sections_left_out_doubled_or_exchanged_are_found(whole):
    data = whole()
    texts = [data[start:end] for start, end, _ in sections(data)]
    names = [name for _, _, name in sections(data)]
    chance = random.Random(7)
    most = range(len(texts)) if data == little() else chance.sample(range(len(texts)), 20)
    for at in most:
        for how, some in (
            ("left out", [*texts[:at], *texts[at + 1 :]]),
            ("doubled", [*texts[: at + 1], *texts[at:]]),
            ("exchanged", [*texts[:at], *texts[at : at + 2][::-1], *texts[at + 2 :]]),
            ("moved", [*texts[:at], *texts[at + 1 :], texts[at]]),
        ):
            if some == texts:
                continue
            report = verified(b"".join(some))
            if how == "left out" and names[at].startswith("contents"):
                # A document may be kept from a reader: he is told how many are not here.
                assert report.good
                assert report.absent == verified(data).absent + 1
            else:
                assert report.difference is not None, (how, names[at])


def test_an_entry_of_another_record_is_found():
    """Every entry is put in the place of every other, in a record of nine."""
    texts = [(name, little()[start:end]) for start, end, name in sections(little())]
    entries = [at for at, (name, _) in enumerate(texts) if name.startswith("entry")]
    for at in entries:
        for other in entries:
            if at != other:
                some = [text for _, text in texts]
                some[at] = texts[other][1]
                assert verified(b"".join(some)).difference.part == texts[at][0]


@pytest.mark.parametrize(
    ("line", "most"),
    [
        (b"contents %s %s 1073741824\n" % (b"0" * 64, b"0" * 32), 8),
        (b"contents %s %s 9999999999\n" % (b"0" * 64, b"0" * 32), 8),
        (b"file 16777216 a\n", 8),
        (b"entry %s 65535 65535\n" % (b"0" * 64), 8),
        (b"checkpoint 131072\n", 8),
        (b"x" * 10_000_000, 8),
    ],
)
def test_a_size_that_is_not_there_takes_no_memory(tmp_path, line, most):
    path = tmp_path / "hostile.bundle"
    path.write_bytes(bundle.HEADER + line + b"something")
    tracemalloc.start()
    with path.open("rb") as file:
        report = verify(bundle.read(file), opened, checker=Checker(workers=0))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.difference is not None
    assert peak < most * 1_048_576


def test_files_beyond_every_charter_are_not_gathered():
    """A bundle of nothing but files ends where they are more than a charter may have."""

    def many():
        for number in range(10_000):
            yield bundle.File(f"f{number:05}", bytes(1_000_000))

    tracemalloc.start()
    report = verify(many(), opened, checker=Checker(workers=0))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.difference.part == "the charter"
    assert peak < 64 * 1_048_576


def test_nothing_at_all_is_no_record():
    for parts in ([], [bundle.File("a", b"")]):
        report = verify(parts, opened, checker=Checker(workers=0))
        assert report.difference == ("the record", "it has no entries")
        assert not report.complete
