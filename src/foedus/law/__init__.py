"""What follows: one pure engine. ``admit`` judges an act, ``apply`` folds it, ``may`` looks ahead."""

from foedus.law.admit import admit
from foedus.law.fold import advance, apply
from foedus.law.law import Law
from foedus.law.may import Permission, may
from foedus.law.outcome import Answer, Effect, Leaf, Outcome
from foedus.law.state import State

SEMANTICS = 1
"""The version of what this engine makes of acts; a released version is succeeded, never altered."""

__all__ = [
    "SEMANTICS",
    "Answer",
    "Effect",
    "Law",
    "Leaf",
    "Outcome",
    "Permission",
    "State",
    "admit",
    "advance",
    "apply",
    "may",
]
