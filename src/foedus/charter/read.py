"""Read a charter folder: every file, every fault with its place; nothing is guessed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from foedus.charter import model
from foedus.charter.charter import Charter
from foedus.charter.complaints import complaints
from foedus.charter.days import days_of
from foedus.charter.faults import Fault, did_you_mean
from foedus.charter.model.header import State
from foedus.charter.yaml12 import Source, read_file

M = TypeVar("M", bound=BaseModel)

HOUSE_FOLDER = "_house"
STATES_FOLDER = "_states"


@dataclass(slots=True)
class Read:
    """What reading gave: the charter where every file was sound, the texts, and all faults."""

    charter: Charter | None = None
    texts: dict[str, Source] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    folder: Path | None = None
    root: Path | None = None
    name: str = ""
    uses: dict[str, Read] = field(default_factory=dict)


def charters_root() -> Path:
    """Give the folder of the shipped charters: inside the wheel, or beside ``src``."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "charters"
    return inside if inside.is_dir() else package.parent.parent / "charters"


def find(name: str, root: Path | None = None) -> Path | None:
    """Find a charter's folder by the organisation's name or by path; none if there is none."""
    shipped = (root or charters_root()) / name
    if "/" not in name and not name.startswith(".") and shipped.is_dir():
        return shipped
    folder = Path(name)
    return folder if folder.is_dir() else None


def names(root: Path | None = None) -> list[str]:
    """List the organisations whose charters are shipped."""
    here = root or charters_root()
    return sorted(f.name for f in here.iterdir() if (f / "charter.yaml").is_file())


def read(folder: Path, root: Path | None = None, _above: tuple[str, ...] = ()) -> Read:
    """Read the charter in a folder, with the house, the states and the charters that it uses."""
    shipped = root or charters_root()
    result = Read(folder=folder, root=shipped)
    files = _Files(result)
    header = files.one(folder, "charter.yaml", model.Header)
    sources = files.one(folder, "sources.yaml", model.Sources)
    parties = files.one(folder, "parties.yaml", model.Parties)
    standings = files.one(folder, "standings.yaml", model.Standings)
    bodies = files.one(folder, "bodies.yaml", model.Bodies)
    doubts: model.Doubts | None = model.Doubts(doubts={})
    if (folder / "doubts.yaml").exists():
        doubts = files.one(folder, "doubts.yaml", model.Doubts)
    rules = files.one(folder, "rules.yaml", model.Rules)
    instruments = files.each(folder, "instruments", model.Instrument)
    procedures = files.each(folder, "procedures", model.Procedure)
    house = files.one(shipped, f"{HOUSE_FOLDER}/house.yaml", model.Instrument)
    common = files.each(shipped, f"{HOUSE_FOLDER}/procedures", model.Procedure)
    _apart(result, procedures, common)
    states: dict[str, State] = {}
    for path in sorted((shipped / STATES_FOLDER).glob("*.yaml")):
        listed = files.one(shipped, f"{STATES_FOLDER}/{path.name}", model.States)
        states.update(listed.states if listed else {})
    uses = _uses(result, header, _above) if header else {}
    result.name = header.charter if header else folder.name
    if not result.faults:
        _one_of_each(result)
    result.faults.sort()
    if result.faults:
        return result
    if header and sources and parties and standings and bodies and doubts and rules and house:
        charter = Charter(
            name=header.charter,
            header=header,
            sources=sources,
            instruments=instruments,
            parties=parties,
            standings=standings,
            bodies=bodies,
            doubts=doubts,
            rules=rules,
            procedures=procedures,
            house=house,
            house_procedures=common,
            states=states,
            uses=uses,
            digest=digest_of({path: text.digest for path, text in consumed(result).items()}),
        )
        result.charter = replace(charter, days=days_of(charter))
    return result


def _apart(result: Read, own: Iterable[str], house: Iterable[str]) -> None:
    """Find procedures that are called as those of the house, which every charter has."""
    for name in sorted({*own} & {*house}):
        text = result.texts[f"procedures/{name}.yaml"]
        line, column = text.where(("procedure",))
        what = f'"{name}" is a procedure of the house, which every charter has'
        cure = "give yours another name"
        result.faults.append(Fault(text.file, line, column, "house-procedure", what, cure))


def consumed(found: Read, name: str = "") -> dict[str, Source]:
    """Give every text that reading a charter consumed, by a path that does not depend on where.

    The charter's own stand under its name, those of the charters that it uses, recursively, under
    the names by which they are used; the house and the states stand beside them.
    """
    texts = {
        path if path.startswith("_") else f"{name or found.name}/{path}": text
        for path, text in found.texts.items()
    }
    for used, inner in found.uses.items():
        texts.update(consumed(inner, used))
    return texts


def digest_of(files: Mapping[str, str]) -> str:
    """Give one digest of files by path and hexadecimal SHA-256: SHA-256 of ``path NUL sha NUL``."""
    lines = (f"{path}\0{files[path]}\0" for path in sorted(files))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _one_of_each(result: Read) -> None:
    """Find a charter that is used twice, from two places that do not say the same."""
    seen = consumed(Read(texts=result.texts, name=result.name))
    for number, (name, inner) in enumerate(result.uses.items()):
        for path, text in consumed(inner, name).items():
            if seen.setdefault(path, text).digest != text.digest:
                line, column = result.texts["charter.yaml"].where(("uses", number))
                what = f"two files that differ are called {path}"
                cure = "keep one of them, beside this charter or among the shipped ones"
                file = result.texts["charter.yaml"].file
                result.faults.append(Fault(file, line, column, "uses", what, cure))
                break


def _uses(result: Read, header: model.Header, above: tuple[str, ...]) -> dict[str, Charter]:
    uses: dict[str, Charter] = {}
    text = result.texts["charter.yaml"]
    folder, shipped = result.folder or Path(), result.root or Path()
    for number, name in enumerate(header.uses):
        there = None
        if re.fullmatch(r"[a-z_][a-z0-9_-]*", name):
            roots = (folder.resolve().parent, shipped)
            there = next((root / name for root in roots if (root / name).is_dir()), None)
        cure = ""
        if there is None:
            what = f'there is no charter "{name}" to use'
            cure = did_you_mean(name, names(shipped))
        elif name in (*above, header.charter, folder.name):
            what = f'the charters use each other in a circle through "{name}"'
            cure = "cite one of them the other way only"
        else:
            used = result.uses[name] = read(there, shipped, (*above, header.charter))
            if used.charter is not None:
                uses[name] = used.charter
                continue
            what, cure = f'the used charter "{name}" is faulty itself', f"run: foedus check {name}"
        line, column = text.where(("uses", number))
        result.faults.append(Fault(text.file, line, column, "uses", what, cure))
    return uses


@dataclass(slots=True)
class _Files:
    """Reads files into a result."""

    result: Read

    def one(self, root: Path, key: str, kind: type[M]) -> M | None:
        """Read one file; none where it is missing or faulty, which the result then says."""
        path = root / key
        shown = f"{root.name}/{key}"
        if not path.exists() and not path.is_symlink():
            missing = Fault(
                shown, 1, 1, "missing-file", "this file is missing", "foedus new makes one"
            )
            self.result.faults.append(missing)
            return None
        text, faults = read_file(path, shown, root)
        self.result.faults.extend(faults)
        if text is None:
            return None
        self.result.texts[key] = text
        try:
            return kind.model_validate(text.value)
        except ValidationError as error:
            self.result.faults.extend(complaints(error, text, kind))
            return None

    def each(self, root: Path, folder: str, kind: type[M]) -> dict[str, M]:
        """Read every file of a folder; each calls itself what its file is called."""
        found: dict[str, M] = {}
        word = Path(folder).name.removesuffix("s")
        for path in sorted((root / folder).glob("*.yaml")):
            one = self.one(root, f"{folder}/{path.name}", kind)
            if one is None:
                continue
            name = str(getattr(one, word))
            if name != path.stem:
                text = self.result.texts[f"{folder}/{path.name}"]
                line, column = text.where((word,))
                what = f'the file {path.name} calls itself "{name}"'
                self.result.faults.append(
                    Fault(text.file, line, column, "file-name", what, f'name it "{path.stem}"')
                )
            found[name] = one
        return found
