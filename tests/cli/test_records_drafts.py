"""Drafts of acts: whatever is in them, the fault is told with its place and a cure."""

# ruff: noqa: F811 - a fixture is imported, and then named by those who use it

import json
import os
from pathlib import Path

import pytest
from cli.office import UNUSABLE, Office, credentials, made_office, office, quick  # noqa: F401
from hypothesis import given
from hypothesis import strategies as st

from foedus.acts.wire import SIZE_MAX, from_wire
from foedus.charter.read import charters_root, read
from foedus.cli.printing import UnusableError
from foedus.cli.signing import signable
from foedus.law import Law, State
from foedus.law.people import People
from foedus.service.standing import Standing

GOOD = "actor: XA\nprocedure: alarm\nstep: raise\nmatter: F1\nfields: {water: high}\n"
BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
)


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", ":1:1:", "the file is empty"),
        ("just words\n", ":1:1:", "a draft is a list of names with values; such as: actor: AM"),
        ("- a\n- b\n", ":1:1:", "a draft is a list of names"),
        ("actor: XA\n", ":1:1:", 'the draft does not say "procedure"; write procedure: ...'),
        (GOOD + "mater: x\n", ":6:1:", 'a draft has no "mater"; did you mean "matter"?'),
        (GOOD + "zzz: x\n", ":6:1:", 'a draft has no "zzz"; one of: actor, capacity, contents'),
        (GOOD + "seen: 4\n", ":6:1:", 'a draft has no "seen"'),
        (GOOD + "actor: XB\n", ":6:1:", "actor"),
        (GOOD.replace("XA", "XAA"), ":1:1:", '_template knows no actor "XAA"; did you mean "XA"?'),
        (GOOD.replace("XA", "[XA]"), ":1:1:", '"actor" is a text, and not empty'),
        (GOOD.replace("XA", "''"), ":1:1:", '"actor" is a text, and not empty; put it in quotes'),
        (GOOD.replace("XA", "1"), ":1:1:", '"actor" is a text'),
        (GOOD + "for: XF\n", ":6:1:", '_template knows no actor "XF"'),
        (
            GOOD.replace(": alarm", ": alarum"),
            ":2:1:",
            'no procedure "alarum"; did you mean "alarm"',
        ),
        (GOOD.replace("raise", "rise"), ":3:1:", 'no step of alarm "rise"; did you mean "raise"?'),
        (
            GOOD.replace("water: high", "watr: high"),
            ":5:10:",
            'no field of alarm/raise "watr"; did you mean "water"?',
        ),
        (GOOD.replace("{water: high}", "{}"), ":5:1:", 'alarm/raise says "water", and the draft'),
        (GOOD.replace("fields: {water: high}\n", ""), ":1:1:", "write fields: {water: ...}"),
        (GOOD.replace("{water: high}", "high"), ":5:1:", '"fields" is a list of names with values'),
        (GOOD.replace("high", "{a: b}"), ":5:10:", '"water" is a text, a whole number, or a list'),
        (GOOD.replace("high", "1.5"), ":5:17:", '"1.5" is not an exact number'),
        (GOOD.replace("high", "hgih"), ":5:10:", '"water" cannot be "hgih"; did you mean "high"?'),
        (GOOD.replace("high", "very high"), ":5:10:", 'did you mean "very-high"?'),
        (GOOD.replace("high", "[high, low]"), ":5:", '"water" cannot be "low"'),
        (GOOD.replace("high", "true"), ":5:10:", '"water" is a text, a whole number, or a list'),
        (GOOD.replace("high", "null"), ":5:10:", '"water" is a text, a whole number, or a list'),
        (GOOD.replace("high", "['']"), ":5:", "is a text, and not empty"),
        (GOOD.replace("high", "9007199254740992"), ":5:10:", "is too large a number"),
        (GOOD.replace("water", "Water"), ":5:10:", '"Water" is no name of what an act says'),
        (GOOD + "occurred: today\n", ":6:1:", '"occurred" is two times; write [from, until]'),
        (GOOD + "occurred: [2026-01-02]\n", ":6:1:", '"occurred" is two times'),
        (GOOD + "occurred: [2026-01-02, 2026-02-30]\n", ":6:", 'no such time as "2026-02-30"'),
        (GOOD + "occurred: [2026-01-02, soon]\n", ":6:", '"soon" is not a time; write 2022-01-31T'),
        (GOOD + "occurred: [2026-01-02, 2026-01-01]\n", ":6:1:", "ends before it begins"),
        (GOOD + "contents: letter.txt\n", ":6:1:", '"contents" is a list of names with values'),
        (GOOD + "contents: {letter: [a]}\n", ":6:", '"letter" is a text, and not empty'),
        (GOOD + "contents: {letter: no.txt}\n", ":6:12:", "no.txt cannot be read: No such file"),
        (GOOD + "contents: {letter: record}\n", ":6:12:", "record is no file; name a file beside"),
        (
            GOOD + "contents: {letter: ../draft.yaml}\n",
            ":6:12:",
            "is not in the folder of the draft",
        ),
        (
            GOOD + "contents: {letter: /etc/hostname}\n",
            ":6:12:",
            "put a copy of the document there",
        ),
        (GOOD + "contents: {letter: link}\n", ":6:12:", "link is not in the folder of the draft"),
        (GOOD + "contents: {letter: loop}\n", ":6:12:", "loop cannot be read: "),
        (GOOD + "contents: {letter: pipe}\n", ":6:12:", "pipe is no file; name a file"),
        (GOOD + 'contents: {letter: "a\\0b"}\n', ":6:20:", "gives U+0000, which is invisible"),
        (GOOD + "contents: {Letter: letter.txt}\n", ":6:12:", '"Letter" is no name of what'),
        (
            GOOD + "contents: {letter: 'sha256:ab'}\n",
            ":6:12:",
            "a digest of contents has 64 digits",
        ),
        ("actor: XA\n\tstep: raise\n", ":2:1:", "tab"),
        ("actor: {XA\n", ":", "draft"),
        ('actor: "\\ud800"\n' + GOOD[10:], ":1:", ""),
        (BOMB, ":", ""),
        ("[" * 5000, ":1:", ""),
        ("%YAML 1.1\n---\n" + GOOD, ":", ""),
        (GOOD + "--- \n" + GOOD, ":", ""),
        (GOOD + "signer: Anna\n", "", "Anna"),
    ],
    ids=lambda value: value[-40:] if isinstance(value, str) else "",
)
def test_a_draft_at_fault(office: Office, text: str, place: str, said: str) -> None:
    (office.folder / "link").symlink_to("/etc/hostname")
    (office.folder / "loop").symlink_to("loop")
    os.mkfifo(office.folder / "pipe")
    office.draft(text)
    ran = quick("act", "record", "draft.yaml", "--key", "anna.key", cwd=office.folder)
    assert ran.status == UNUSABLE, ran.out
    assert not ran.out
    assert said in ran.err
    assert len(ran.err) < 2_000
    assert ran.err.splitlines()[-1].startswith("foedus: ")
    if place:
        assert f"draft.yaml{place}" in ran.err


KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIJSsYwf66RZZWcyIbYKgCo8FoqcoE5BHlbiEg6QAAMl"
ENROL = "actor: XA\nprocedure: credentials\nstep: enrol\nmatter: credentials-XA\n"


@pytest.mark.parametrize(
    ("person", "key", "said"),
    [
        ("Boris B", KEY, 'no person: "Boris B"; write small letters, digits, dots and hyphens'),
        ("boris", KEY[:-3], '"key" is no key: "ssh-ed25519 AAAA'),
        ("boris", "ssh-rsa AAAAB3NzaC1", "write the first two words of the .pub file"),
        ("boris", "boris.pub", '"key" is no key: "boris.pub"'),
        (
            "boris",
            "-----BEGIN OPENSSH PRIVATE KEY----- b3Bl",
            "is a private key: show it to nobody",
        ),
    ],
)
def test_what_is_no_person_and_no_key_is_not_entered(
    office: Office, person: str, key: str, said: str
) -> None:
    office.draft(f"{ENROL}fields: {{person: {person}, key: '{key}'}}\n")
    ran = quick("act", "record", "draft.yaml", "--key", "anna.key", cwd=office.folder)
    assert (ran.status, ran.out) == (UNUSABLE, "")
    assert said in ran.err
    assert "b3Bl" not in ran.err, "a secret is not shown"


def test_a_line_of_a_pub_file_is_a_key(office: Office) -> None:
    line = office.key("boris").with_name("boris.key.pub").read_text()
    assert line.count(" ") == 2, "there is a comment"
    told = office.entered({**credentials("XA", "accredit", person="boris", key=line)}, "anna")
    assert told["answer"] == "admitted"


def test_a_private_key_is_no_document(office: Office) -> None:
    office.draft(GOOD + "contents: {letter: anna.key}\n")
    ran = quick("act", "record", "draft.yaml", "--key", "anna.key", cwd=office.folder)
    assert (ran.status, ran.out) == (UNUSABLE, "")
    assert "anna.key is a private key: show it to nobody; name the document" in ran.err


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe\x00", "draft.yaml"),
        (b"\x00" * 100, "draft.yaml"),
        (b"a" * 300_000, "draft.yaml has more than 262144 bytes: this is no draft of an act"),
        (b"# " + b"a" * 200_000 + b"\n", "draft.yaml"),
        (GOOD.encode() + b"capacity: " + b"x" * 60_000 + b"\n", "draft.yaml"),
        (b'{"act":1}', "draft.yaml: "),
        (b'{"act":2,"actor":"XA"}', "draft.yaml: "),
        (b'{"act":1,' + b" " * 70_000, "draft.yaml: an act has at most 65535 bytes"),
        (b'{"act":{"a":' * 3000, "draft.yaml: "),
    ],
    ids=lambda value: str(value[:20]) if isinstance(value, bytes) else "",
)
def test_a_file_that_is_no_draft(office: Office, data: bytes, said: str) -> None:
    (office.folder / "draft.yaml").write_bytes(data)
    ran = quick("act", "record", "draft.yaml", "--key", "anna.key", cwd=office.folder)
    assert (ran.status, ran.out) == (UNUSABLE, "")
    assert said in ran.err
    assert len(ran.err) < 2_000


@pytest.mark.parametrize("name", ["no.yaml", "record", "/dev/zero", "/dev/null"])
def test_a_draft_that_is_no_file(office: Office, name: str) -> None:
    ran = quick("act", "record", name, "--key", "anna.key", cwd=office.folder)
    assert (ran.status, ran.out) == (UNUSABLE, "")
    assert name in ran.err


def test_a_document_that_is_too_large(office: Office) -> None:
    with (office.folder / "huge").open("wb") as file:
        file.truncate(2**30 + 1)
    ran = quick(
        "act", "record", office.draft(GOOD + "contents: {letter: huge}\n"), "--key", "anna.key",
        cwd=office.folder,
    )  # fmt: skip
    assert ran.status == UNUSABLE
    assert "huge is too large for a document; at most 1,073,741,824 bytes" in ran.err


def test_a_link_within_the_folder_is_followed(office: Office) -> None:
    (office.folder / "link").symlink_to("letter.txt")
    assert office.entered(GOOD + "contents: {letter: link}\n", "anna")["answer"] == "admitted"


# ---- anything ----

LAW = Law(read(charters_root() / "_template").charter)
OPEN = Standing(LAW, State(people=People("_template", "", 1, "here", "live", "", 0)))
WORD = st.sampled_from(
    ["XA", "registrar", "alarm", "credentials", "raise", "accredit", "position", "F1", "high", "a-b",
     "2026-01-01", "2026-01-01T10:00Z", "sha256:" + "0" * 64, "letter.txt", "..", "", "ssh-ed25519"]
)  # fmt: skip
LEAF = WORD | st.text(max_size=8) | st.integers() | st.booleans() | st.none()
VALUE = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORD, inner, max_size=3)
)
NAMES = st.sampled_from(
    ["actor", "procedure", "step", "matter", "for", "capacity", "signer", "fields", "contents",
     "occurred", "seen"]
)  # fmt: skip
LIKELY = st.fixed_dictionaries(
    {
        "actor": st.just("XA"),
        "procedure": st.sampled_from(["alarm", "credentials"]),
        "step": st.sampled_from(["raise", "answer", "position", "state", "accredit", "substitute"]),
        "matter": WORD,
    },
    optional={
        "fields": st.dictionaries(
            st.sampled_from(["water", "help", "person", "until", "may-sign", "text"]), VALUE
        ),
        "contents": st.dictionaries(st.sampled_from(["letter", "x"]), LEAF),
        "occurred": st.lists(LEAF, max_size=3),
    },
)


def read_any(folder: Path, data: bytes) -> None:
    """A draft gives an act that can be written and read, or a fault for its writer."""
    path = folder / "any.yaml"
    path.write_bytes(data)
    try:
        found = signable(path, OPEN, None, "anna")
    except UnusableError as problem:
        fault, found = problem, None
    if found is None:
        assert "any.yaml" in " ".join([fault.message, *fault.lines])
        return
    assert len(found.data) <= SIZE_MAX
    assert from_wire(found.data) == found.act


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("drafts")
    (made / "letter.txt").write_text("a letter")
    return made


@given(said=st.dictionaries(NAMES, VALUE) | LIKELY | VALUE)
def test_whatever_a_draft_says(folder: Path, said: object) -> None:
    read_any(folder, json.dumps(said).encode())


@given(data=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
def test_whatever_stands_in_a_file(folder: Path, data: bytes) -> None:
    read_any(folder, data)
    read_any(folder, b'{"act":' + data)
