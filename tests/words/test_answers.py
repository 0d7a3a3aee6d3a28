"""Whatever the engine answers, on any walk through any charter, is told in both languages."""

import random
import re
from collections.abc import Iterator

import pytest
from walks import Walk, charter

from foedus.acts import Act, instant
from foedus.cases import play, read_cases
from foedus.charter.charter import Citation
from foedus.charter.read import charters_root, names
from foedus.law import Law, Outcome, admit, may
from foedus.law.codes import CODES
from foedus.law.facts import verdicts
from foedus.law.state import State
from foedus.words import Wording, Zone, languages
from foedus.words.changes import Watch
from foedus.words.duties import duty_texts
from foedus.words.outcomes import outcome_lines, outcome_text
from foedus.words.permissions import permission_text
from foedus.words.refusals import refusal
from foedus.words.verdicts import verdict_text

CHARTERS = ["lab", *names()]
START = instant(2016, 3, 1, 9, 0)
ZONE = Zone(180, "Moscow")
LEFT = re.compile(r"\{[a-z_-]+\}|\bNone\b(?! of)|<.*object|  ")


def told(
    wording: Wording, walk: Walk, watch: Watch, last: tuple[Act, int, Outcome]
) -> Iterator[str]:
    """Tell all that can be told of a walk as it stands, and of the answer to its next act."""
    act, hour, outcome = last
    text = outcome_text(wording, outcome, (act.procedure, act.step), ZONE)
    yield from (line.strip() for line in outcome_lines(wording, text))
    for matter in walk.state.matters.values():
        for change in watch.look(walk.state, matter):
            yield from (change.text, *change.lines)
        for duty in duty_texts(wording, walk.law, matter, hour, ZONE):
            yield duty.text
        questions = {q for branch in matter.branches.values() for q in branch.questions}
        for question in sorted(questions):
            for _, verdict in verdicts(walk.law, walk.state, matter, question):
                said = verdict_text(wording, verdict)
                yield from (said.head, said.under, *said.lines)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", CHARTERS)
def test_every_answer_of_a_walk_is_told(name: str, language: str) -> None:
    law = Law(charter(name))
    walk = Walk(law, random.Random(f"words {name}"), START)
    wording = Wording(law.charter, language)
    watch = Watch(wording, law, ZONE)
    for last in walk.go(60):
        for line in told(wording, walk, watch, last):
            assert line
            assert not LEFT.search(line), line
    for actor in law.names[:4]:
        for permission in may(law, walk.state, actor, walk.hour):
            said = permission_text(wording, permission, ZONE)
            assert said.what
            assert said.under
            assert bool(said.why) == (permission.answer != "admitted"), permission
            assert not LEFT.search(said.why), said.why


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("code", CODES)
def test_every_code_is_told_with_whatever_details(code: str, language: str) -> None:
    wording = Wording(charter("lab"), language)
    details = [
        (("step", "call"),),
        (("step", "close"), ("capacity", "chair of council")),
        (("step", "rule"), ("settled-by", "council")),
        (("right", "vote"), ("standing", "none")),
        (("right", "vote"), ("standing", "suspended")),
        (("stage", "not opened"),),
        (("field", "when"), ("earliest", "2020-01-31T00:00:00Z"), ("value", "XA, XB")),
        (("step", "send"), ("from", "2020-01-31T12:00:00Z"), ("reached", "1"), ("needed", "3/2")),
        (("competence", "force"), ("body", "board")),
        (("position", "perhaps"), ("allowed", "yes, no")),
    ]
    under = Citation("lab", "pact/5", "2000-01-01")
    for detail in details:
        said = refusal(wording, code, detail, under, ("help", "call"), ZONE)
        assert said.endswith((".", "!"))
        assert not LEFT.search(said)


def outcome_of(step: str, actor: str) -> tuple[Wording, Outcome]:
    law = Law(charter("lab"))
    act = Act("a1", actor, "help", step, "H1", {"threat": "fire"})
    return Wording(law.charter, "en"), admit(law, State(), act, START)


def test_a_refusal_says_for_whom_it_is() -> None:
    wording, outcome = outcome_of("invite", "XA")
    assert outcome.code == "unknown-matter"
    text = outcome_text(wording, outcome, ("help", "invite"))
    assert text.why == "There is no matter “H1”, and this step does not open one."
    assert text.under == "House terms of the record, “Form of an act”"


def test_a_doubt_is_told_with_its_readings() -> None:
    wording, outcome = outcome_of("call", "XA")
    lines = outcome_lines(wording, outcome_text(wording, outcome, ("help", "call")))
    assert lines[0].startswith("Admitted")
    assert any("at-once" in line for line in lines)
    assert any("Who may settle it: Council." in line for line in lines)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Collective Security Treaty, article 4(2), as in force from 19 December 2012"),
        ("ru", "Договор о коллективной безопасности, статья 4(2), в редакции с 19 декабря 2012 г."),
    ],
)
def test_a_citation_names_article_and_layer(language: str, said: str) -> None:
    csto = charter("csto")
    cited = Citation("csto", "treaty/4(2)", "2012-12-19")
    assert Wording(csto, language).citation(cited) == said


def test_russian_states_are_declined() -> None:
    wording = Wording(charter("csto"), "ru")
    assert wording.actors(["AM", "BY", "KZ"], "genitive") == "Армении, Беларуси и Казахстана"
    assert wording.actor("AM", "instrumental") == "Арменией"
    assert not wording.declined("un-security-council")


@pytest.mark.parametrize("language", languages())
def test_refusals_of_signers_are_told_with_their_details(language: str) -> None:
    """Play the cases of the house: every refusal is told by its fullest text, no blank left."""
    folder = charters_root() / "_house" / "cases"
    told = set()
    for file in sorted(folder.glob("*.case")):
        for case in read_cases(file.name, file.read_text("utf-8")):
            played = play(case, charter(case.charter))
            wording = Wording(played.law.charter, language)
            for minute in played.minutes:
                if minute.outcome is None or minute.act is None or minute.outcome.code is None:
                    continue
                place = (minute.act.procedure, minute.act.step)
                lines = outcome_lines(wording, outcome_text(wording, minute.outcome, place, ZONE))
                assert not any(LEFT.search(line.strip()) for line in lines), lines
                plain = wording.catalogue.first(f"refusal.{minute.outcome.code}", {})
                told |= {minute.outcome.code} if plain not in "\n".join(lines) else set()
    assert told >= {
        "unknown-signer", "not-accredited", "not-yet-accredited", "no-longer-accredited",
        "beyond-powers", "not-the-signer", "no-such-person", "no-such-key", "key-in-use",
        "key-revoked", "wrong-time", "last-focal-point",
    }  # fmt: skip
