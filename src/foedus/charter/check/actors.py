"""Somebody can act: no step, question or chair of which it is certain that nobody can take part.

See ``holders`` for what makes it certain.
"""

from __future__ import annotations

from collections.abc import Iterator

from foedus.charter.charter import Charter
from foedus.charter.check.holders import NOBODY, Where, chair, holders, may_be_held, may_have
from foedus.charter.check.procedures import every, words
from foedus.charter.check.spots import Finding, Spot, Texts, below, lines
from foedus.charter.model.procedures import Puts, Step, Track
from foedus.charter.model.rules import Exclusion, Question, RuleLayer
from foedus.charter.who import parse

NAME = "actors"


def check(charter: Charter, _texts: Texts) -> Iterator[Finding]:
    """Find steps that nobody can take, questions that nobody can answer, chairs that nobody holds."""
    for spot, step in lines(charter, Step):
        where = Where(charter, spot.procedure, step)
        yield from _somebody(where, below(spot, "by"), "take this step")
    for spot, _ in lines(charter, Track):
        where = Where(charter, spot.procedure)
        yield from _somebody(where, below(spot, "for-each"), "be in this track")
    for name, body in charter.bodies.bodies.items():
        spot = below(Spot("bodies.yaml", (), charter.bodies), "bodies", name, "seats")
        if body.kind != "external":
            yield from _somebody(Where(charter), spot, "sit here")
    for spot, layer in lines(charter, RuleLayer):
        yield from _question(charter, spot, layer)
    for spot, question in lines(charter, Question):
        yield from _question(charter, spot, question)
    if charter.header.vote_right in charter.standings.rights:
        spot = Spot("charter.yaml", ("vote-right",), charter.header.vote_right)
        yield from _right(charter, spot, str(charter.header.vote_right))
    for spot, puts in lines(charter, Puts):
        yield from _put(charter, spot, puts)


def _somebody(where: Where, spot: Spot, to_do: str) -> Iterator[Finding]:
    if spot.value is None or holders(where, spot.value) != NOBODY:
        return
    word = (
        parse(where.charter, spot.value, where.procedure) if isinstance(spot.value, str) else None
    )
    if word is not None and word.kind == "chair" and chair(where.charter, word.name) == NOBODY:
        what = f'the chair of "{word.name}" has neither a rule nor a holder: nobody can {to_do}'
        cure = f"give it a chair in bodies.yaml: {word.name}"
    else:
        what = f"nobody can ever {to_do}"
        cure = "name actors that there are, or give parties the standing"
    yield Finding(spot, "nobody-can", what, cure)


def _question(charter: Charter, spot: Spot, line: RuleLayer | Question) -> Iterator[Finding]:
    where = Where(charter)
    yield from _somebody(where, below(spot, "electorate"), "answer this question")
    for each in every(line.excluded):
        if isinstance(each, Exclusion) and each.who == line.electorate:
            what = "the whole electorate is excluded"
            yield Finding(below(spot, "excluded"), "nobody-can", what, "exclude some of it only")
    if line.right in charter.standings.rights:
        yield from _right(charter, below(spot, "right"), str(line.right))


def _right(charter: Charter, spot: Spot, right: str) -> Iterator[Finding]:
    standings = charter.standings.standings
    if not any(may_have(charter, right, name) and may_be_held(charter, name) for name in standings):
        what = f'nobody can ever have the right "{right}", so nobody can vote'
        yield Finding(spot, "nobody-can", what, f"give it to a standing in standings.yaml: {right}")


def _put(charter: Charter, spot: Spot, puts: Puts) -> Iterator[Finding]:
    """Find questions put to a body that may not decide them, or by a rule that is not for it."""
    competence = charter.bodies.competences.get(puts.competence or "")
    for body in words(puts.to):
        if body not in charter.bodies.bodies:
            continue
        if competence is not None and body not in competence.of:
            what = f'"{puts.competence}" does not belong to "{body}": the question is refused'
            cure = f"of: {', '.join(competence.of)}"
            yield Finding(below(spot, "to"), "no-competence", what, cure)
        elif not any(_serves(charter, rule, body) for rule in words(puts.rule) or [""]):
            what = f'the rule "{" or ".join(words(puts.rule))}" is not for "{body}"'
            cure = f'see "body" in rules.yaml: {words(puts.rule)[0]}'
            yield Finding(below(spot, "to"), "no-competence", what, cure)


def _serves(charter: Charter, rule: str, body: str) -> bool:
    spec = charter.rules.rules.get(rule)
    if spec is None:
        return True
    return any(
        layer.body is None
        or not all(isinstance(each, list) for each in every(layer.body))
        or body in words(layer.body)
        for layer in spec.layers
    )
