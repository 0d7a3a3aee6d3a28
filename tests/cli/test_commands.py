"""What each command prints, and how it ends."""

import json
import os
import pty
import re
import subprocess
from pathlib import Path

import pytest
from cli.conftest import FOEDUS, ROOT, SECONDS_MAX, Run

from foedus import __version__

COMMANDS = sorted(file.stem for file in (ROOT / "src/foedus/cli/commands").glob("[a-z]*.py"))
HISTORY = ROOT / "charters/csto/history/january-2022.case"
TEMPLATE_CASE = "charters/_template/cases/alarm.case"


def test_help_lists_every_command(run: Run) -> None:
    ran = run("--help")
    assert ran.status == 0
    assert {"check", "cases", "show", "new", "may", "play", "demo", "completion"} <= set(COMMANDS)
    for name in COMMANDS:
        assert re.search(rf"^  {name}  +[A-Z]", ran.out, re.MULTILINE), name


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_with_examples(run: Run, name: str) -> None:
    ran = run(name, "--help")
    assert ran.status == 0
    assert f"foedus {name}" in ran.out.partition("Examples:")[2]


def test_version(run: Run) -> None:
    assert run("--version").out == f"foedus {__version__}\n"


def test_check_of_a_sound_charter(run: Run) -> None:
    ran = run("check", "_template")
    assert (ran.status, ran.out) == (0, "1 charters, 0 faults\n")


def test_check_of_a_faulty_charter(run: Run, pact: Path) -> None:
    file = pact / "rules.yaml"
    file.write_text(file.read_text().replace("count: yes", "cuont: yes"))
    ran = run("check", pact)
    *faults, last = ran.out.splitlines()
    assert ran.status == 1
    assert re.fullmatch(r"1 charters, [1-9]\d* faults", last)
    assert all(re.match(r".+/rules\.yaml:\d+:\d+: .+", fault) for fault in faults)
    assert Path(faults[0].partition(":")[0]).exists(), "an editor can open the place"


def test_cases_pass(run: Run) -> None:
    ran = run("cases", TEMPLATE_CASE)
    assert (ran.status, ran.out) == (0, "1 passed, 0 failed\n")
    assert run("cases", "_template").out == ran.out
    assert run("cases", "charters/_template", "charters/_template/cases", "-j", 2).out == ran.out


def test_a_failing_case_says_where_it_differs(run: Run, case: Path) -> None:
    case.write_text(case.read_text().replace("refused not-an-elector", "refused excluded"))
    number = case.read_text().splitlines().index("    refused excluded under pact/3") + 1
    ran = run("cases", "my.case", cwd=case.parent)
    first, last = ran.out.splitlines()
    assert ran.status == 1
    assert first.startswith(
        f"my.case:{number}:5: expected refused excluded under pact/3; got refused not-an-elector"
    )
    assert last == "0 passed, 1 failed"


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize(
    "what",
    [
        ["members"],
        ["parties", "standings", "rights"],
        ["bodies", "chair", "offices"],
        ["procedure", "alarm", "rule", "majority"],
        ["provision", "pact/3", "instruments", "sources", "gaps", "evidence", "doubts"],
    ],
    ids="-".join,
)
def test_show(run: Run, what: list[str], lang: str) -> None:
    ran = run("show", "_template", *what, "--lang", lang, "--on", "2020-01-01")
    assert ran.status == 0
    assert ("Речной пакт" if lang == "ru" else "River Pact") in ran.out
    assert max(len(line) for line in ran.out.splitlines()) <= 96


def test_show_cites_and_marks(run: Run) -> None:
    out = run("show", "csto", "provision", "treaty/4(2)", "--on", "2013-01-01").out
    assert "Collective Security Treaty, article 4(2)" in out
    assert "in force" in out
    out = run("show", "csto", "members", "--on", "2012-12-19", "--lang", "ru").out
    assert "Узбекистан" not in out
    assert "Казахстан: государство-член" in out


def test_may(run: Run) -> None:
    ran = run("may", "_template", "XA", "--at", "2020-01-01T12:00+03:00")
    assert ran.status == 0
    assert "XA: what is possible on 1 January 2020, 12:00 UTC+3" in ran.out
    assert "Raises the alarm. [River Pact, article 2" in ran.out


def test_may_after_a_case(run: Run) -> None:
    ran = run("may", "_template", "X", "--after", TEMPLATE_CASE, "--lang", "ru")
    assert ran.status == 0
    assert "Сейчас невозможно" in ran.out


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_play_prints_minutes(run: Run, lang: str) -> None:
    ran = run("play", TEMPLATE_CASE, "--lang", lang)
    assert ran.status == 0
    assert max(len(line) for line in ran.out.splitlines()) <= 96
    wanted = {
        "en": [
            "08:00 UTC A: raises the alarm (opens F1)",
            "Duty owed by B and C, each, to A: to answer whether it can help",
            "Refused. The actor has no part in this question",
            "met after 1 hour 30 minutes",
            "Result: Adopted.",
        ],
        "ru": [
            "08:00 UTC A: объявляет тревогу (открывает F1)",
            "Возникает обязательство B и C, каждого, перед A",
            "сполнено через 1 час 30 минут",
            "Результат: Решение принято.",
        ],
    }
    text = " ".join(ran.out.split())
    for line in wanted[lang]:
        assert line in text


def test_play_of_a_case_that_differs(run: Run, case: Path) -> None:
    case.write_text(case.read_text().replace("refused not-an-elector", "refused excluded"))
    ran = run("play", case)
    assert ran.status == 1
    assert "The file expects something else here" in ran.out


@pytest.mark.skipif(not HISTORY.exists(), reason="the history is not there")
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_demo_runs_through(run: Run, lang: str) -> None:
    ran = run("demo", "--once", "--lang", lang)
    assert ran.status == 0
    assert "foedus may csto AM" in ran.out
    assert ("восстановлено по открытым" if lang == "ru" else "reconstructed from public") in ran.out
    again = run("demo", "--lang", lang)
    alike = [re.sub(r"\S+demo-\w+/", "", " ".join(each.out.split())) for each in (ran, again)]
    assert alike[0] == alike[1], "without a terminal nobody is waited for"


def test_new_makes_a_sound_organisation(run: Run, pact: Path) -> None:
    here = pact.parent
    assert run("check", "./pact", cwd=here).out == "1 charters, 0 faults\n"
    assert run("cases", "pact", cwd=here).out == "1 passed, 0 failed\n"
    assert run("show", "./pact", "members", cwd=here).status == 0
    assert "_template" not in "".join(file.read_text() for file in pact.rglob("*.case"))
    assert "charter: pact\n" in (pact / "charter.yaml").read_text()
    for file in pact.rglob("*.yaml"):
        found = re.search(r"\$schema=(\S+)", file.read_text())
        assert found is None or (file.parent / found[1]).is_file(), f"{file}: no such schema"


def test_new_into_a_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    ran = run("new", "league", "--into", "in", "--json", cwd=tmp_path)
    assert ran.status == 0
    assert ran.json()["folder"] == "in/league"
    assert [each.name for each in (tmp_path / "in").iterdir()] == ["league"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(run: Run, shell: str) -> None:
    ran = run("completion", shell)
    assert ran.status == 0
    assert "_FOEDUS_COMPLETE" in ran.out


def test_completion_offers_commands(run: Run) -> None:
    words = {"_FOEDUS_COMPLETE": "bash_complete", "COMP_WORDS": "foedus che", "COMP_CWORD": "1"}
    assert "check" in run(env=words).out


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({}, "Members"),
        ({"FOEDUS_LANG": "ru"}, "Члены"),
        ({"LC_ALL": "", "LANG": "ru_RU.UTF-8", "PYTHONUTF8": "1"}, "Члены"),
        ({"LC_ALL": "de_DE.UTF-8", "PYTHONUTF8": "1"}, "Members"),
        ({"FOEDUS_LANG": "en", "LANG": "ru_RU.UTF-8"}, "Members"),
    ],
)
def test_language_of_the_surroundings(run: Run, env: dict[str, str], said: str) -> None:
    assert run("show", "_template", "members", env=env).out.startswith(said)


def on_terminal(*words: str, env: dict[str, str]) -> bytes:
    above, below = pty.openpty()
    with subprocess.Popen([FOEDUS, *words], stdout=below, env=os.environ | env) as process:
        process.wait(60)
    os.close(below)
    found = os.read(above, 1 << 20)
    os.close(above)
    return found


def test_colour_only_on_a_terminal(run: Run) -> None:
    words = ("show", "_template", "members")
    assert b"\x1b[" in on_terminal(*words, env={"TERM": "xterm", "NO_COLOR": ""})
    assert b"\x1b[" not in on_terminal(*words, env={"TERM": "xterm", "NO_COLOR": "1"})
    assert "\x1b[" not in run(*words).out


def test_output_that_cannot_show_a_letter(run: Run) -> None:
    env = {"PYTHONIOENCODING": "latin-1"}
    ran = run("show", "_template", "members", "--lang", "ru", env=env)
    assert ran.status == 0
    assert "\\u0427" in ran.out
    assert json.loads(run("show", "_template", "members", "--json", env=env).out)


@pytest.mark.skipif(not HISTORY.exists(), reason="the history is not there")
@pytest.mark.parametrize("key", [b"q\n", b"\x04"], ids=["q", "end of input"])
def test_demo_waits_for_the_reader(key: bytes) -> None:
    above, below = pty.openpty()
    with subprocess.Popen([FOEDUS, "demo", "--lang", "en"], stdin=below, stdout=below) as process:
        os.close(below)
        seen, asked = b"", False
        while chunk := read_terminal(above):
            seen += chunk
            if b"q stops: " in seen and not asked:
                asked = True
                os.write(above, key)
        assert process.wait(SECONDS_MAX) == 0
    os.close(above)
    assert asked
    assert b"What to try next" in seen
    assert b"6 January 2022" not in seen


def read_terminal(above: int) -> bytes:
    try:
        return os.read(above, 4096)
    except OSError:  # the program has ended
        return b""
