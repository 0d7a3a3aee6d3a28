"""The shapes that --json promises."""

from pathlib import Path

from cli.conftest import Run

CASE = "charters/_template/cases/alarm.case"
ITEM = {
    "id", "text", "under", "place", "layer", "mark", "basis", "evidence", "source", "items",
}  # fmt: skip


def test_check(run: Run, pact: Path) -> None:
    data = run("check", "_template", "--json").json()
    assert data["faults"] == 0
    assert data["charters"][0].keys() == {"charter", "folder", "faults"}
    (pact / "bodies.yaml").unlink()
    ran = run("check", pact, "--json")
    (fault,) = ran.json()["charters"][0]["faults"]
    assert ran.status == 1
    assert fault.keys() == {"file", "line", "column", "code", "what", "cure"}
    assert fault["code"] == "missing-file"


def test_cases(run: Run, case: Path) -> None:
    data = run("cases", CASE, "--json").json()
    assert (data["passed"], data["failed"]) == (1, 0)
    assert data["cases"][0].keys() == {"file", "line", "title", "charter", "passed", "failure"}
    assert data["cases"][0]["passed"] is True
    case.write_text(case.read_text().replace("refused not-an-elector", "refused excluded"))
    ran = run("cases", case, "--json")
    (one,) = ran.json()["cases"]
    assert ran.status == 1
    assert one["passed"] is False
    assert one["failure"].keys() == {"file", "line", "column", "expected", "got", "message"}


def test_show(run: Run) -> None:
    ran = run("show", "csto", "chair", "rule", "consensus", "--json", "--on", "2022-01-10")
    data = ran.json()
    assert data.keys() == {"charter", "on", "language", "shown"}
    assert (data["charter"], data["on"], data["language"]) == ("csto", "2022-01-10", "en")
    first, second = data["shown"]
    assert first.keys() == {"what", "name", "title", "items"}
    assert (second["what"], second["name"]) == ("rule", "consensus")
    assert all(item.keys() == ITEM for item in first["items"])
    assert first["items"][0]["place"].startswith("practice/")


def test_may(run: Run) -> None:
    data = run("may", "_template", "XA", "--json", "--at", "2020-01-01", "--lang", "ru").json()
    assert data.keys() == {"charter", "actor", "at", "language", "permissions"}
    assert data["at"] == "2020-01-01T00:00:00Z"
    first = data["permissions"][0]
    assert first.keys() == {
        "procedure", "step", "matter", "question", "answer", "under", "code", "detail", "doubts",
        "unknown", "text",
    }  # fmt: skip
    assert first["under"] == {"charter": "_template", "place": "pact/2", "layer": "2000-06-01"}
    assert first["text"]["what"] == "объявляет тревогу"


def test_play(run: Run) -> None:
    data = run("play", CASE, "--json").json()
    (case,) = data["cases"]
    assert case.keys() == {
        "title", "kind", "charter", "heading", "entries", "agreed", "differed",
    }  # fmt: skip
    first = case["entries"][0]
    assert first.keys() == {
        "line", "at", "until", "head", "said", "lapsed", "answer", "code", "under", "outcome",
        "follows", "asked", "differs",
    }  # fmt: skip
    assert first["answer"] == "admitted"
    assert first["at"] == "2020-01-10T08:00:00Z"
    assert {each["kind"] for each in first["follows"]} == {"stage", "duty"}
    refused = case["entries"][1]
    assert (refused["answer"], refused["code"]) == ("refused", "not-entitled")
    assert refused["outcome"]["why"]


def test_new(run: Run, tmp_path: Path) -> None:
    data = run("new", "league", "--json", cwd=tmp_path).json()
    assert data.keys() == {"charter", "folder", "files"}
    assert "charter.yaml" in data["files"]
