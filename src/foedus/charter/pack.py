"""A charter as a pack: all files that reading it consumed, by stable paths, and one digest of them.

A record keeps its charter as a pack, and whoever verifies the record unpacks it elsewhere. So a
pack is strict: it holds the files that reading consumes and no others, under paths that no file
system takes for anything else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from foedus.charter.read import HOUSE_FOLDER, STATES_FOLDER, Read, consumed, digest_of, names, read

FILES_MAX = 2_000
FILE_BYTES_MAX = 2 * 1024 * 1024
BYTES_MAX = 32 * 1024 * 1024
_STEM = r"(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\.)[a-z0-9](?:[a-z0-9_-]|\.(?!\.|-|yaml)){0,99}"
_WHOLE = "charter|sources|parties|standings|bodies|doubts|rules"
_PATH = re.compile(
    rf"(?P<folder>(?!_house/|_states/)_?[a-z][a-z0-9_-]{{0,63}})"
    rf"/(?:(?:{_WHOLE})|(?:instruments|procedures)/{_STEM})\.yaml"
    rf"|_house/(?:house|procedures/{_STEM})\.yaml|_states/{_STEM}\.yaml"
)


class PackFault(ValueError):  # noqa: N818 - a fault of the files, shown to people
    """Files that are no pack: what is wrong with which of them."""


def pack(found: Read) -> dict[str, bytes]:
    """Give all files that reading a charter consumed, as they were read, in the order of paths.

    The charter's own files and those of the charters that it uses, recursively, stand under the
    charters' names (``csto/charter.yaml``), beside ``_house/...`` and ``_states/...``. Raises
    ``PackFault`` where the charter is not sound, or a file is called as none may be in a pack.
    """
    if found.charter is None:
        what = f"{found.folder} holds no sound charter. Run: foedus check {found.folder}"
        raise PackFault(what)
    texts = consumed(found)
    files = {path: texts[path].data for path in sorted(texts)}
    _bounded(files)
    return files


def pack_digest(files: Mapping[str, bytes]) -> str:
    """Give the digest of a pack: SHA-256, in hexadecimal, of a line for each path in order.

    A line is the path, a NUL, the hexadecimal SHA-256 of the file, and a NUL. It is the digest of
    the charter too: see ``Charter.digest``.
    """
    return digest_of({path: hashlib.sha256(data).hexdigest() for path, data in files.items()})


def unpack(files: Mapping[str, bytes], into: Path) -> Read:
    """Write a pack into an empty folder, which is made if it is missing, and read the charter.

    The charter is the one that no other of the pack uses. A charter that reads with faults is
    given with them. Raises ``PackFault`` for anything that ``pack`` would not give, before
    anything is written as far as that can be told from the files alone; ``OSError`` as the disk
    does.
    """
    _bounded(files)
    named = (_PATH.fullmatch(path) for path in sorted(files))
    folders = {each["folder"] for each in named if each and each["folder"]}
    if not folders:
        raise PackFault("there is no charter among these files")
    into.mkdir(parents=True, exist_ok=True)
    if any(into.iterdir()):
        raise PackFault(f"{into} is not empty; name a new folder")
    for folder in (*folders, HOUSE_FOLDER, STATES_FOLDER):
        (into / folder).mkdir()
    for path in sorted(files):
        target = into / path
        target.parent.mkdir(exist_ok=True)
        with target.open("xb") as file:
            file.write(files[path])
    found = _chief(into)
    stray = sorted(set(files) - set(consumed(found))) if found.charter is not None else []
    if found.charter is not None and stray:
        raise PackFault(f"nothing of the charter {found.charter.name} is called {stray[0]}")
    return found


def _bounded(files: Mapping[str, bytes]) -> None:
    """Refuse what is too large, and paths that a file system might take for something else."""
    if len(files) > FILES_MAX:
        raise PackFault(f"a pack has at most {FILES_MAX} files; these are {len(files)}")
    for path, data in files.items():
        if not _PATH.fullmatch(path):
            raise PackFault(f"{path[:200]!r} is no path of a file of a charter")
        if len(data) > FILE_BYTES_MAX:
            raise PackFault(f"{path} has more than {FILE_BYTES_MAX} bytes; divide it")
    if sum(map(len, files.values())) > BYTES_MAX:
        raise PackFault(f"a pack has at most {BYTES_MAX} bytes")


def _chief(root: Path) -> Read:
    """Read the charter that no other one uses."""
    found = {name: read(root / name, root) for name in names(root)}
    used = {name for each in found.values() for name in each.uses}
    chief = [each for name, each in found.items() if name not in used]
    if len(chief) != 1:
        raise PackFault("a pack holds one charter and those that it uses")
    if chief[0].charter is not None and chief[0].folder != root / chief[0].charter.name:
        raise PackFault(f"the folder of the charter {chief[0].charter.name} is called otherwise")
    return chief[0]
