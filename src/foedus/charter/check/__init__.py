"""Check a charter: every fault that its parts have together, one file a subject.

Modules of this folder that have a ``NAME`` are checks, found by looking: ``check(charter, texts)``
gives findings. The others are what checks are made of. Adding a check needs no list here.

A check never guesses. Where the law leaves a value open, every reading and every date is tried;
where something cannot be decided from the charter alone, it is accepted.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from foedus.charter.charter import Charter
from foedus.charter.check.files import files
from foedus.charter.check.spots import Finding, Texts
from foedus.charter.faults import Fault
from foedus.charter.model import Doubts, Rules
from foedus.charter.read import HOUSE_FOLDER, Read

__all__ = ["CHECKS", "Finding", "check"]

_MODULES = [
    importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
]
CHECKS: dict[str, Any] = {module.NAME: module for module in _MODULES if hasattr(module, "NAME")}
"""The checks by name."""


def check(read: Read) -> list[Fault]:
    """Give every fault of a charter that was read, those of the reading included, sorted.

    The parts are looked at together only where each of them could be read.
    """
    faults = {*read.faults, *files(read)}
    if read.charter is not None:
        for module in CHECKS.values():
            for finding in module.check(read.charter, read.texts):
                faults.add(finding.fault(read.texts))
        faults.update(_house(read.charter, read.texts))
    return sorted(faults)


def _house(charter: Charter, texts: Texts) -> Iterator[Fault]:
    """Find faults of the house's procedures, as if they were the only ones of the charter.

    They have no end, as long as the record goes on, and are given in languages of the house.
    """
    whole = replace(
        charter,
        procedures=charter.house_procedures,
        rules=Rules(rules={}),
        doubts=Doubts(doubts={}),
    )
    folder = f"{HOUSE_FOLDER}/"
    own = {name.removeprefix(folder): text for name, text in texts.items() if folder in name}
    for module in CHECKS.values():
        for finding in module.check(whole, own):
            if finding.spot.file.startswith("procedures/") and finding.code not in _HOUSE_MAY:
                yield finding.fault(own)


_HOUSE_MAY = frozenset({"no-end", "language-undeclared"})
