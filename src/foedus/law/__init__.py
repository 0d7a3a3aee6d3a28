"""What follows: one pure engine. ``admit`` judges an act, ``apply`` folds it, ``may`` looks ahead."""

from foedus.law.admit import admit
from foedus.law.fold import advance, apply
from foedus.law.law import Law
from foedus.law.may import Permission, may
from foedus.law.outcome import Answer, Effect, Leaf, Outcome
from foedus.law.semantics import SEMANTICS
from foedus.law.signers import Lost, contestable, keys_of, lost_keys
from foedus.law.state import State

__all__ = [
    "SEMANTICS",
    "Answer",
    "Effect",
    "Law",
    "Leaf",
    "Lost",
    "Outcome",
    "Permission",
    "State",
    "admit",
    "advance",
    "apply",
    "contestable",
    "keys_of",
    "lost_keys",
    "may",
]
