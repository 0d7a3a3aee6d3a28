"""What a step may demand and bring about: guards and effects, one file one kind.

Modules of this folder are found by looking: a guard has ``GUARD`` (its model) and ``guard``, an
effect has ``EFFECT`` (its word in the language) and ``effect``. Adding a kind needs no list here.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from foedus.charter.charter import Citation
from foedus.law.codes import PRECEDENCE
from foedus.law.outcome import Refused
from foedus.law.points import UnknownPoint
from foedus.law.view import View

Out: TypeAlias = list[tuple[Any, ...]]
"""Effects of one branch as they are gathered, without the matter and branch."""
Guarded: TypeAlias = Callable[[View], None]
"""A compiled guard: raises ``Refused`` where the step may not be taken."""
Effecting: TypeAlias = Callable[[View, Out], None]
"""A compiled effect: adds to the gathered effects."""


def check_all(view: View, checks: Iterable[Guarded]) -> None:
    """Run every check: of their refusals the first in the list of codes wins.

    A point that is unknown matters only where nothing refuses.
    """
    refusal: Refused | None = None
    unknown: UnknownPoint | None = None
    for check in checks:
        try:
            check(view)
        except Refused as found:
            if refusal is None or PRECEDENCE[found.code] < PRECEDENCE[refusal.code]:
                refusal = found
        except UnknownPoint as point:
            unknown = unknown or point
    if refusal is not None:
        raise refusal
    if unknown is not None:
        raise unknown


def plain(citation: Citation) -> tuple[str, str, str]:
    """Write a citation as plain values, for an effect."""
    return citation.charter, citation.place, citation.layer


_MODULES = [
    importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
]
GUARDS: dict[type, Any] = {module.GUARD: module for module in _MODULES if hasattr(module, "GUARD")}
EFFECTS: dict[str, Any] = dict(
    sorted(
        ((module.EFFECT, module) for module in _MODULES if hasattr(module, "EFFECT")),
        key=lambda pair: (pair[1].ORDER, pair[0]),
    )
)
