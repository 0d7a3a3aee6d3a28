"""Check a charter: every fault that its parts have together, one file a subject.

Modules of this folder that have a ``NAME`` are checks, found by looking: ``check(charter, texts)``
gives findings. The others are what checks are made of. Adding a check needs no list here.

A check never guesses. Where the law leaves a value open, every reading and every date is tried;
where something cannot be decided from the charter alone, it is accepted.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from foedus.charter.check.files import files
from foedus.charter.check.spots import Finding
from foedus.charter.faults import Fault
from foedus.charter.read import Read

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
    return sorted(faults)
