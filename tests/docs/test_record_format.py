"""The page on the record's format is complete and true, and the example on it verifies.

``foreign`` is a verifier that was written from the page alone. What it verifies, and what it must
not, is tried here; so is every name on the page.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import shlex
import typing
from functools import cache
from io import BytesIO

import curve
import openssh
import pytest
from docs.example_record import BLOCK, FOLDER, PAGE, ROOT, SHOWN
from nacl.signing import SigningKey

from docs import example_record, foreign
from foedus.acts.act import Act
from foedus.cases import play, read_cases
from foedus.cases.recorded import open_charter, record
from foedus.charter.pack import pack
from foedus.charter.read import charters_root, read
from foedus.law.fold import CHANGES
from foedus.record import bundle, entry, keys
from foedus.record.evidence import FORMS, SshEvidence
from foedus.service.checking import Checker
from foedus.service.heads import Older
from foedus.service.parts import parts_of, receipt_of
from foedus.service.verifying import verify

TEXT = PAGE.read_text(encoding="utf-8")
DATA = (FOLDER / "record.bundle").read_bytes()
CASES = (
    "csto/history/january-2022.case",
    "_template/cases/alarm.case",
    "_house/cases/credentials.case",
    "un_sc/cases/vote.case",
)
ROW = re.compile(r"^\| `([a-z-]+)` \| (.*?) \|", re.MULTILINE)
EFFECTS = {
    name: [] if values == "nothing" else re.sub(r"\(.*?\)", "", values).split(",")
    for name, values in ROW.findall(TEXT.partition("<!-- effects -->")[2].partition("\n## ")[0])
}
"""Of each effect on the page, what stands after its name and branch."""


def section(title: str) -> str:
    """Give the text under a heading, down to the next one of its level or a higher."""
    mark, _, _ = title.partition(" ")
    rest = TEXT.partition(f"\n{title}\n")[2]
    assert rest, f"the page has no section {title}"
    return re.split(rf"^#{{1,{len(mark)}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def names(kind: type) -> set[str]:
    """Give the names on disk of a kind of object."""
    return set(kind.__struct_encode_fields__)


@cache
def played() -> list[tuple[bytes, bytes]]:
    """Make records of whole cases, each with the receipt of its last entry."""
    made = []
    for path in CASES:
        text = (charters_root() / path).read_text(encoding="utf-8")
        for case in read_cases(path, text):
            found = read(charters_root() / case.charter)
            once = play(case, found.charter)
            store = record(once, pack(found), once.law.charter).store
            data = b"".join(bundle.write(parts_of(store)))
            made.append((data, receipt_of(store, store.size)))
    return made


# ---- the page has every name ----


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("## Leaves", names(entry.Leaf)),
        ("## Leaves", names(entry.Finding) | names(entry.Reading)),
        ("## Acts", names(Act) | {"act"}),
        ("### The form `ssh`", {"form", "hash", "key", "signature"}),
    ],
)
def test_every_name_stands_on_the_page(title, wanted):
    missing = {name for name in wanted if f"`{name}`" not in section(title)}
    assert not missing, f"{title} does not say {sorted(missing)}"


def test_every_form_of_evidence_has_its_section():
    for name, form in FORMS.items():
        said = section(f"### The form `{name}`")
        shown = SshEvidence("SHA256:" + "A" * 43, bytes(64)).plain() if form is SshEvidence else {}
        assert shown, f"say here what evidence of the form {name} looks like"
        assert set(shown) == {found for found, _ in ROW.findall(said)}
        assert all(str(len(shown[each])) in said for each in ("key", "signature"))


def test_every_effect_has_its_row():
    assert set(EFFECTS) == set(CHANGES)


def test_the_limits_and_versions_are_those_of_the_program():
    for number in (entry.LEAF_MAX, bundle.FILE_MAX, bundle.CONTENTS_MAX, bundle.LINE_MAX):
        assert f"{number:,}" in TEXT
    assert bundle.HEADER.decode().strip() in TEXT


def test_effects_have_as_many_values_as_their_rows():
    effects = itertools.chain(
        *(foreign.verified(data).effects for data, _ in [(DATA, b""), *played()])
    )
    seen = set()
    for name, _, *values in effects:
        seen.add(name)
        fields = EFFECTS[name]
        if fields and fields[-1].endswith("..."):
            assert name == "later" or len(values) >= len(fields) - 1, name
        else:
            assert len(values) == len(fields), f"{name}: {values}, and the page says {fields}"
    assert len(seen) > 20, f"only {sorted(seen)} were tried"


# ---- the example ----


def test_the_blocks_of_the_page_are_those_of_the_example():
    shown = example_record.blocks(DATA)
    found = {name: text for _, name, text, _ in BLOCK.findall(TEXT)}
    assert found == shown, "run: .venv/bin/python tests/docs/example_record.py"


def test_the_example_verifies():
    receipt = Older.read("the receipt", (FOLDER / f"entry-{SHOWN}.tlog-proof").read_bytes())
    report = verify(bundle.read(BytesIO(DATA)), open_charter, [receipt], Checker(workers=0))
    assert report.complete, report.difference
    assert report.entries == report.recomputed == 7


def test_ssh_keygen_verifies_the_act_as_the_page_says():
    (line,) = [each for each in TEXT.splitlines() if each.startswith("ssh-keygen -Y verify")]
    command, _, act = line.partition(" < ")
    words = [
        str(FOLDER / word) if (FOLDER / word).is_file() else word for word in shlex.split(command)
    ]
    data = (FOLDER / act).read_bytes()
    assert b"Good" in openssh.made(*words[1:], stdin=data)
    assert openssh.keygen(*words[1:], stdin=data + b" ").returncode


# ---- another hand's verifier ----


def test_another_hand_verifies_the_example():
    found = foreign.verified(DATA)
    assert (len(found.leaves), found.signatures, found.withheld) == (7, 7, 0)
    receipt = (FOLDER / f"entry-{SHOWN}.tlog-proof").read_bytes()
    assert foreign.received(receipt, found.leaves[SHOWN - 1], found.clerk) == SHOWN
    with pytest.raises(foreign.Wrong):
        foreign.received(receipt, found.leaves[SHOWN], found.clerk)


def test_another_hand_verifies_whole_records():
    for data, receipt in played():
        found = foreign.verified(data)
        assert foreign.received(receipt, found.leaves[-1], found.clerk) == len(found.leaves)
        report = verify(bundle.read(BytesIO(data)), open_charter, (), Checker(workers=0))
        assert report.root == found.root.hex()


@pytest.mark.parametrize(("number", "signatures"), [(2, 7), (SHOWN, 7), (5, 7), (6, 6), (7, 7)])
def test_what_is_withheld_is_counted(number, signatures):
    parts = [
        part._replace(act=None)
        if isinstance(part, bundle.Sealed) and part.number == number
        else part
        for part in bundle.read(BytesIO(DATA))
        if number != 2 or not isinstance(part, bundle.Document)
    ]
    data = b"".join(bundle.write(parts))
    found = foreign.verified(data)
    assert (found.withheld, found.signatures) == (1, signatures)
    report = verify(bundle.read(BytesIO(data)), open_charter, (), Checker(workers=0))
    assert (report.good, report.withheld, report.unchecked) == (True, 1, 7 - signatures)


def test_no_byte_of_the_example_may_change():
    start, end = DATA.index(b"\nentry "), len(DATA)
    for at in [*range(0, 2000, 97), *range(start, end, 13)]:
        changed = DATA[:at] + bytes([DATA[at] ^ 1]) + DATA[at + 1 :]
        try:
            foreign.verified(changed)
        except (foreign.Wrong, AssertionError, ValueError, KeyError):
            continue
        raise AssertionError(f"byte {at} may change: {DATA[at - 40 : at + 40]!r}")


def test_the_equation_is_the_one_of_the_page():
    secret, message = SigningKey(bytes(range(32))), b"said"
    key = bytes(secret.verify_key)
    number = int.from_bytes(hashlib.sha512(bytes(secret)).digest()[:32], "little")
    number = number & (1 << 254) - 8 | 1 << 254
    five = 4 * pow(5, curve.P - 2, curve.P) % curve.P
    base = typing.cast("curve.Point", curve.decoded(five.to_bytes(32, "little")))

    def signature(small: curve.Point) -> bytes:
        point = curve.encoded(curve.added(curve.times(7, base), small))
        hashed = hashlib.sha512(point + key + message).digest()
        rest = (7 + int.from_bytes(hashed, "little") * number) % curve.L
        return point + rest.to_bytes(32, "little")

    assert keys.verify(key, signature(curve.IDENTITY), message)
    assert not keys.verify(key, signature((0, curve.P - 1)), message)  # good with the cofactor


def test_the_page_names_its_own_files():
    assert (ROOT / "docs/internals/example").is_dir()
    assert {each.name for each in FOLDER.iterdir()} == {
        "record.bundle",
        "allowed_signers",
        *(f"entry-{SHOWN}.{end}" for end in ("act", "act.sig", "tlog-proof")),
    }
