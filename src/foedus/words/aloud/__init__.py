"""The charter read aloud: each topic as a tree of items with citation and evidence mark."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from foedus.words.aloud import bodies, doubts, parties, procedures, rules, texts
from foedus.words.aloud.item import Aloud, Item, UnnamedError

TOPICS: Mapping[str, Callable[[Aloud], list[Item]]] = {
    "members": parties.members,
    "parties": parties.parties,
    "standings": parties.standings,
    "rights": parties.rights,
    "bodies": bodies.bodies,
    "chair": bodies.chair,
    "offices": bodies.offices,
    "procedures": procedures.procedures,
    "rules": rules.rules,
    "doubts": doubts.doubts,
    "instruments": texts.instruments,
    "sources": texts.sources,
    "gaps": texts.gaps,
    "evidence": texts.evidence,
}
"""Topics that need no name."""

NAMED: Mapping[str, Callable[[Aloud, str], list[Item]]] = {
    "procedure": procedures.procedure,
    "rule": rules.rule,
    "doubt": doubts.doubt,
    "provision": texts.provision,
}
"""Topics that are followed by the name of one thing."""

__all__ = ["NAMED", "TOPICS", "Aloud", "Item", "UnnamedError"]
