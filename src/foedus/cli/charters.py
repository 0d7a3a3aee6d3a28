"""Find a charter by name or path and read it; what is wrong with it is said with its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from foedus.charter.charter import Charter
from foedus.charter.faults import Fault, did_you_mean, quoted
from foedus.charter.read import Read, charters_root, find, names, read
from foedus.cli.printing import UnusableError

_read: dict[Path, Read] = {}


def folder_of(name: str) -> Path:
    """Find a charter's folder, or say which was meant."""
    try:
        folder = find(name) if name else None
    except (OSError, ValueError):
        folder = None
    shipped = charters_root()
    if folder is not None and folder.parent == shipped and name not in names():
        folder = None  # the house and the states are no organisations
    if folder is None:
        cure = did_you_mean(name.rstrip("/").rpartition("/")[2], names())
        kind = "folder" if "/" in name or name.startswith(".") else "charter"
        raise UnusableError(f"there is no {kind} {quoted(name)}" + (f"; {cure}" if cure else ""))
    return folder


def reading(folder: Path) -> Read:
    """Read a folder once."""
    key = folder.resolve()
    if key not in _read:
        _read[key] = read(folder)
    return _read[key]


def load(name: str) -> Charter:
    """Give a sound charter; any fault ends the command with status 2."""
    return sound(folder_of(name))


def sound(folder: Path) -> Charter:
    """Give the charter in a folder, which must be readable."""
    found = reading(folder)
    if found.charter is None:
        faults = sorted(placed(fault, folder) for fault in found.faults)
        raise UnusableError(f"the charter {folder.name} is faulty", faults)
    return found.charter


def checked(folder: Path) -> list[Fault]:
    """Give every fault of a charter: of its files, and of what they say together."""
    from foedus.charter.check import check

    return sorted(placed(fault, folder) for fault in check(reading(folder)))


def faults_of_loaded() -> list[Fault]:
    """Give the faults of the charters that this run has read; none where the checker fails too."""
    faults: set[Fault] = set()
    for folder in _read:
        try:
            faults.update(checked(folder))
        except Exception:  # noqa: BLE001 - this only explains another failure
            return []
    return sorted(faults)


def placed(fault: Fault, folder: Path) -> Fault:
    """Give a fault with a path that an editor can open from here."""
    for above in (folder.resolve().parent, charters_root().parent, charters_root()):
        path = above / fault.file
        if path.exists():
            break
    else:
        path = folder.resolve().parent / fault.file
        if not path.parent.exists():
            return fault
    here = Path.cwd()
    shown = path.relative_to(here) if path.is_relative_to(here) else path
    return replace(fault, file=shown.as_posix())
