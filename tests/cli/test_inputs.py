"""Bad, hostile and half-broken input: a message that says what and where, and the status for it."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from cli.conftest import FOEDUS, ROOT, Run

CASE = "charters/_template/cases/alarm.case"
UNUSABLE = 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "cst", "members"], 'did you mean "csto"?'),
        (["show", "_house", "members"], 'there is no charter "_house"'),
        (["show", "", "members"], "there is no charter"),
        (["show", "x" * 5000, "members"], "there is no charter"),
        (["show", "./nothing/here", "members"], "there is no folder"),
        (["show", "csto", "membres"], 'did you mean "members"?'),
        (["show", "csto", "rule"], "needs a name"),
        (["show", "csto", "rule", "consensu"], 'did you mean "consensus"?'),
        (["show", "csto", "provision", "treaty/4(22)"], 'did you mean "treaty/4(2)"?'),
        (["show", "csto", "provision", "../../etc/passwd"], "csto has no provision"),
        (["show", "csto", "members", "--on", "2022-02-30"], "no day"),
        (["show", "csto", "members", "--on", "yesterday"], "write 2022-01-31"),
        (["show", "csto", "members", "--lang", "xx"], "'xx' is not one of"),
        (["show", "csto"], "Missing argument"),
        (["may", "csto", "ARM"], 'csto knows no actor "ARM"'),
        (["may", "csto", "chair of cs"], "knows no actor"),
        (["may", "csto", "AM", "--at", "soon"], "is not a time"),
        (["may", "csto", "AM", "--at", "2022-13-01T10:00"], "no such time"),
        (["may", "csto", "AM", "--at", "2022-01-01T10:00+99:00"], "no such time"),
        (["may", "csto", "AM", "--after", CASE], "is about _template, not about csto"),
        (["may", "_template", "A", "--after", CASE, "--at", "2020-01-01"], "before the last line"),
        (["may", "_template", "A", "--after", "nothing.case"], 'no file "nothing.case"'),
        (["play", "charters/_template/cases/alrm.case"], 'did you mean "alarm.case"?'),
        (["play", "charters"], "is a folder"),
        (["cases", "charters/_template/cases/alrm.case"], 'did you mean "alarm.case"?'),
        (["cases", "charters/_states"], "no case file"),
        (["cases", "-j", "0"], "-j"),
        (["check", "./nowhere"], "there is no folder"),
        (["check", "csot"], 'did you mean "csto"?'),
        (["new", "Pact"], "no name of a charter"),
        (["new", "../pact"], "no name of a charter"),
        (["new", "pact", "--into", "nowhere"], "there is no folder"),
        (["completion", "tcsh"], "'tcsh' is not one of"),
        (["chek"], 'did you mean "check"?'),
        (["--nonsense"], "--nonsense"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else "",
)
def test_unusable_input(run: Run, words: list[str], said: str) -> None:
    ran = run(*words)
    assert ran.status == UNUSABLE, ran.err
    assert said in ran.err
    assert ran.err.startswith("foedus: ")
    assert not ran.out
    assert ran.err.count("\n") == 1


def test_bad_language_of_the_surroundings(run: Run) -> None:
    ran = run("show", "_template", "members", env={"FOEDUS_LANG": "xx"})
    assert ran.status == UNUSABLE
    assert 'no language "xx"' in ran.err


def test_nothing_asked_is_help(run: Run) -> None:
    assert "Commands:" in run().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", ":1:1: there is no case in this file"),
        (b"\x00\x01\x02\xff\xfe" * 100, ":1:4: byte 3 of the file (0xff)"),
        (b"\x7fELF\x02\x01\x01\x00\x00", ":1:"),
        ("case: été\nkind: hypothetical\n".encode("latin-1"), ":1:7: byte 6 of the file (0xe9)"),
        ("case: x\n".encode("utf-16"), ":1:1: the file is in UTF-16"),
        (
            b"case: x\nkind: hypothetical\ncharter: nato\n\nA  does it\n",
            ":3:1: there is no charter",
        ),
        (b"case: x\nkind: guess\ncharter: _template\n", ':2:1: "guess" is no kind'),
        (b"case: x\nkind: hypothetical\ncharter: _template\n\n\tA\n", ":5:1: a tab indents"),
        (b"case: \x1b[2J\nkind: hypothetical\n", ":1:7: the character U+001B"),
        (b"case: x\n" + b"#" * 30_000, ":2:1: the line has more than"),
        (b"case: x\n" + b"# filler\n" * 300_000, ":1:1: the file has more than"),
    ],
    ids=lambda value: "" if isinstance(value, str) else str(value[:12]),
)
def test_a_case_file_that_cannot_be_read(run: Run, case: Path, content: bytes, said: str) -> None:
    case.write_bytes(content)
    ran = run("cases", "my.case", cwd=case.parent)
    assert (ran.status, ran.err) == (1, "")
    first, last = ran.out.splitlines()
    assert f"my.case{said}" in first
    assert last == "0 passed, 1 failed"
    ran = run("play", "my.case", cwd=case.parent)
    assert ran.status == UNUSABLE
    assert f"my.case{said}" in ran.err


@pytest.mark.parametrize("line", ["right nonsense of member", "layer of nothing/1 on 2020-01-01",
                                  "chair of nothing", "nobody knows", "standing of Q in nothing",
                                  "may nobody", "verdict of F1/none", "10 Jan 09:00  A  alarm"])  # fmt: skip
def test_a_line_that_makes_no_sense_is_a_failure_with_its_place(
    run: Run, case: Path, line: str
) -> None:
    text = case.read_text()
    case.write_text(f"{text}{line}\n    surely not this\n")
    ran = run("cases", "my.case", cwd=case.parent)
    assert ran.status == 1, ran.out
    number = text.count("\n") + 1
    assert ran.out.startswith((f"my.case:{number}:", f"my.case:{number + 1}:")), ran.out


def test_one_bad_file_does_not_hide_the_others(run: Run, case: Path) -> None:
    (case.parent / "a.case").write_bytes(b"\xff")
    ran = run("cases", case.parent)
    assert ran.status == 1
    assert ran.out.splitlines()[-1] == "1 passed, 1 failed"


def test_a_faulty_charter_ends_every_other_command(run: Run, pact: Path) -> None:
    here = pact.parent
    (pact / "rules.yaml").write_text("rules: [\n")
    for words in (
        ["show", "./pact", "members"],
        ["may", "./pact", "XA"],
        ["play", "pact/cases/alarm.case"],
    ):
        ran = run(*words, cwd=here)
        assert ran.status == UNUSABLE, words
        assert "pact/rules.yaml:1:8: " in ran.err
        assert not ran.out
    ran = run("cases", "pact", cwd=here)
    assert ran.status == UNUSABLE
    assert ran.out.splitlines()[-1] == "0 passed, 1 failed"


def test_a_charter_that_reads_but_makes_no_sense(run: Run, pact: Path) -> None:
    file = pact / "procedures" / "alarm.yaml"
    file.write_text(file.read_text().replace("by: subject", "by: nobody-known"))
    ran = run("may", "./pact", "XA", cwd=pact.parent)
    assert ran.status == UNUSABLE
    assert "pact/procedures/alarm.yaml:" in ran.err


def test_new_never_touches_what_exists(run: Run, tmp_path: Path) -> None:
    (tmp_path / "league").write_text("mine")
    (tmp_path / "gone").symlink_to("nowhere")
    for name in ("league", "gone"):
        ran = run("new", name, cwd=tmp_path)
        assert ran.status == UNUSABLE
        assert "exists already" in ran.err
    assert (tmp_path / "league").read_text() == "mine"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["gone", "league"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(run: Run, case: Path) -> None:
    case.chmod(0)
    assert "Permission denied" in run("play", case).err


def test_a_device_is_no_case(run: Run) -> None:
    ran = run("play", "/dev/null")
    assert ran.status == UNUSABLE
    assert "it is no regular file" in ran.err


def test_nobody_reads_the_output() -> None:
    process = subprocess.Popen(
        [FOEDUS, "show", "csto", "parties", "rights", "doubts"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.wait(60) == 141
    assert process.stderr.read() == b""
    process.stderr.close()


def test_interrupted() -> None:
    process = subprocess.Popen(
        [FOEDUS, "play", CASE, "--pace", "30"],
        cwd=ROOT, env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err


def test_a_mistake_of_ours_is_one_line(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "sitecustomize.py"
    broken.write_text("import foedus.charter.read as r\nr.read = lambda *a: 1 / 0\n")
    ran = run("show", "_template", "members", env={"PYTHONPATH": str(tmp_path)})
    assert ran.status == 70
    assert ran.err.count("\n") == 1
    assert "ZeroDivisionError" in ran.err
    assert "--traceback" in ran.err
    done = subprocess.run(
        [FOEDUS, "show", "_template", "members", "--traceback"],
        env=os.environ | {"PYTHONPATH": str(tmp_path)}, cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert b"Traceback" in done.stderr
