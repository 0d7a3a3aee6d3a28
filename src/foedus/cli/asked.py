"""Questions that the minutes ask, answered in the reader's language."""

from __future__ import annotations

import re

from foedus.law import Law, State
from foedus.law.facts import verdicts
from foedus.law.state import Matter
from foedus.words import Wording, Zone
from foedus.words.duties import duty_texts
from foedus.words.readings import among
from foedus.words.verdicts import VerdictText, verdict_text

TOLD = frozenset({"stage", "bound", "questions", "terms", "notices", "numbers", "track", "texts"})
"""First words of questions that need no answer: the minutes tell it when it comes about."""
_ASKED = re.compile(r"(duties|verdict) of ([^\s/]+)(?:/(\S+))?")


def asked_in_words(
    wording: Wording, law: Law, state: State, question: str, zone: Zone
) -> tuple[str, list[str]] | None:
    """Give the head and lines of an answer; none where the engine's own lines must do."""
    found = _ASKED.fullmatch(question)
    matter = state.matters.get(found[2]) if found else None
    if found is None or matter is None:
        return None
    if found[1] == "duties":
        lines = [
            f"{each.text} [{wording.place(each.under.place)}]"
            for each in duty_texts(wording, law, matter, state.hour, zone)
        ]
        head = wording.say("minutes.duties", matter=matter.id)
        return head, lines or [wording.say("minutes.no-duties")]
    lines = _verdict(wording, law, state, matter, found[3])
    return (wording.say("minutes.verdict", matter=matter.id), lines) if lines else None


def _verdict(
    wording: Wording, law: Law, state: State, matter: Matter, name: str | None
) -> list[str]:
    branches = list(matter.branches.values())
    names = [question for branch in branches for question in branch.questions]
    question = name or (names[-1] if names else "")
    found = verdicts(law, state, matter, question)
    closed = any(
        question in branch.questions and branch.questions[question].result for branch in branches
    )
    groups: dict[VerdictText, list[dict[str, str]]] = {}
    for readings, verdict in found:
        text = verdict_text(wording, verdict, closed=closed)
        groups.setdefault(text, []).append(dict(readings))
    every = [readings for these in groups.values() for readings in these]
    lines: list[str] = []
    for text, these in groups.items():
        told = [f"{text.head} [{text.under}].", *text.lines]
        condition = among(wording, these, every)
        if condition:
            told[0] = wording.say("follows.if", readings=condition, text=told[0])
        lines += [line for line in told if line not in lines]
    return lines
