"""Read a charter folder: every file, every fault with its place; nothing is guessed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from foedus.charter import model
from foedus.charter.charter import Charter
from foedus.charter.complaints import complaints
from foedus.charter.days import days_of
from foedus.charter.faults import Fault, did_you_mean
from foedus.charter.yaml12 import Source, read_file

M = TypeVar("M", bound=BaseModel)

_PARTS: Mapping[str, type[BaseModel]] = {
    "charter": model.Header,
    "sources": model.Sources,
    "parties": model.Parties,
    "standings": model.Standings,
    "bodies": model.Bodies,
    "doubts": model.Doubts,
    "rules": model.Rules,
}
_FOLDERS: Mapping[str, type[BaseModel]] = {
    "instruments": model.Instrument,
    "procedures": model.Procedure,
}
_OPTIONAL = {"doubts": model.Doubts(doubts={})}
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
    home = folder.resolve().parent
    digest = hashlib.sha256()
    parts: dict[str, BaseModel] = {}
    for part, kind in _PARTS.items():
        path = folder / f"{part}.yaml"
        if not path.exists() and part in _OPTIONAL:
            parts[part] = _OPTIONAL[part]
            continue
        found = _file(result, path, folder, kind, digest)
        if found is not None:
            parts[part] = found
    folders: dict[str, dict[str, BaseModel]] = {
        part: _folder(result, folder, part, kind, digest) for part, kind in _FOLDERS.items()
    }
    house = _file(result, shipped / HOUSE_FOLDER / "house.yaml", shipped, model.Instrument, digest)
    states: dict[str, BaseModel] = {}
    for path in sorted((shipped / STATES_FOLDER).glob("*.yaml")):
        listed = _file(result, path, shipped, model.States, digest)
        if isinstance(listed, model.States):
            states.update(listed.states)
    header = parts.get("charter")
    uses: dict[str, Charter] = {}
    if isinstance(header, model.Header):
        uses = _uses(result, header, folder, (home, shipped), _above)
    if not result.faults and len(parts) == len(_PARTS):
        result.charter = Charter(
            name=header.charter if isinstance(header, model.Header) else folder.name,
            **{"header" if part == "charter" else part: found for part, found in parts.items()},
            **folders,
            house=house,
            states=states,
            uses=uses,
            digest=digest.hexdigest(),
        )  # type: ignore[arg-type]  # the tables above pair each name with its model
        result.charter = replace(result.charter, days=days_of(result.charter))
    result.faults.sort()
    return result


def _uses(
    result: Read,
    header: model.Header,
    folder: Path,
    roots: tuple[Path, Path],
    above: tuple[str, ...],
) -> dict[str, Charter]:
    uses: dict[str, Charter] = {}
    text = result.texts["charter.yaml"]
    for number, name in enumerate(header.uses):
        line, column = text.where(("uses", number))
        there = next((root / name for root in roots if (root / name).is_dir()), None)
        if there is None:
            cure = did_you_mean(name, names(roots[1]))
            what = f'there is no charter "{name}" to use'
            result.faults.append(Fault(text.file, line, column, "uses", what, cure))
        elif name in (*above, header.charter, folder.name):
            what = f'the charters use each other in a circle through "{name}"'
            result.faults.append(
                Fault(text.file, line, column, "uses", what, "cite one of them the other way only")
            )
        else:
            used = read(there, roots[1], (*above, header.charter))
            if used.charter is None:
                what = f'the used charter "{name}" is faulty itself'
                result.faults.append(
                    Fault(text.file, line, column, "uses", what, f"run: foedus check {name}")
                )
            else:
                uses[name] = used.charter
    return uses


def _folder(
    result: Read, folder: Path, part: str, kind: type[M], digest: hashlib._Hash
) -> dict[str, BaseModel]:
    found: dict[str, BaseModel] = {}
    for path in sorted((folder / part).glob("*.yaml")):
        one = _file(result, path, folder, kind, digest)
        if one is None:
            continue
        name = getattr(one, part[:-1])
        if name != path.stem:
            text = result.texts[f"{part}/{path.name}"]
            line, column = text.where((part[:-1],))
            what = f'the file {path.name} calls itself "{name}"'
            result.faults.append(
                Fault(text.file, line, column, "file-name", what, f'name it "{path.stem}"')
            )
        found[name] = one
    return found


def _file(
    result: Read, path: Path, root: Path, kind: type[M], digest: hashlib._Hash
) -> M | None:
    key = path.relative_to(root).as_posix()
    shown = f"{root.name}/{key}"
    if not path.exists() and not path.is_symlink():
        result.faults.append(
            Fault(shown, 1, 1, "missing-file", "this file is missing", "foedus new makes one")
        )
        return None
    text, faults = read_file(path, shown, root)
    result.faults.extend(faults)
    if text is None:
        return None
    result.texts[key] = text
    digest.update(f"{key}\0{text.digest}\0".encode())
    try:
        return kind.model_validate(text.value)
    except ValidationError as error:
        result.faults.extend(complaints(error, text, kind))
        return None
