"""Records as commands take them: a bundle, which is one file, or a store, which is a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from foedus.charter.charter import Charter
from foedus.charter.pack import PackFault
from foedus.cli.printing import UnusableError
from foedus.record import bundle
from foedus.service.standing import Standing, charter_of, stand
from foedus.store.memory import MemoryStore
from foedus.store.port import Row, Store, StoreError
from foedus.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from foedus.service.clerk import Clerk
    from foedus.service.heads import Older

CAST = "cast.case"
"""The file that a played record has beside its charter: the heads of the case, with its cast."""
T = TypeVar("T")


def open_charter(files: Mapping[str, bytes]) -> Charter:
    """Read the charter of a record; where a case was played, with its cast."""
    from foedus.cases import CaseFault, read_cases
    from foedus.cases.cast import cast

    charter = charter_of({path: data for path, data in files.items() if path != CAST})
    if CAST not in files:
        return charter
    try:
        text = files[CAST].decode("utf-8")
        (case,) = read_cases(CAST, text)
        return cast(case, charter)
    except (UnicodeDecodeError, CaseFault, ValueError) as fault:
        raise PackFault(f"{CAST}: {fault}") from None


@contextmanager
def reading(path: Path) -> Iterator[tuple[Iterator[bundle.Part], list[Older]]]:
    """Open a bundle or a store, and give its parts, and heads from which it must go on."""
    from foedus.record.note import NoteFault
    from foedus.service.parts import heads_of, parts_of

    if path.is_dir():
        store = usable(lambda: SqliteStore.open_to_read(path))
        try:
            yield parts_of(store), heads_of(store)
        except StoreError as problem:
            raise UnusableError(str(problem)) from None
        except NoteFault as problem:
            raise UnusableError(f"{path}: its last checkpoint is damaged: {problem}") from None
        finally:
            store.close()
        return
    try:
        with path.open("rb") as file:
            yield bundle.read(file), []
    except OSError as problem:
        raise UnusableError(f"{path} cannot be read: {problem.strerror or problem}") from None


def usable(do: Callable[[], T]) -> T:
    """Do something with a store; what it cannot do is for a person to read."""
    try:
        return do()
    except StoreError as problem:
        raise UnusableError(str(problem)) from None


def standing(path: Path, until: int | None = None) -> Standing:
    """Give what stands in a record. Raises ``UnusableError`` where it cannot be read."""
    try:
        if path.is_dir():
            store = SqliteStore.open_to_read(path)
            try:
                return stand(store, open_charter, until)
            finally:
                store.close()
        return stand(_loaded(path), open_charter, until)
    except StoreError as problem:
        raise UnusableError(str(problem)) from None
    except PackFault as problem:
        raise UnusableError(f"{path}: its charter cannot be read: {problem}") from None


def _loaded(path: Path) -> Store:
    """Read a bundle into memory. An act that is withheld ends it: what stands is not known then."""
    from foedus.acts.wire import WireFault, from_wire
    from foedus.record.entry import EntryFault, read

    files: dict[str, bytes] = {}
    rows: list[Row] = []
    try:
        with reading(path) as (parts, _):
            for part in parts:
                if isinstance(part, bundle.File):
                    files[part.path] = part.data
                elif isinstance(part, bundle.Sealed):
                    if part.act is None:
                        raise UnusableError(
                            f"{path}: the act of entry {part.number} is withheld, so that nobody"
                            " who reads this bundle can say what stands after it"
                        )
                    from_wire(part.act)
                    rows.append(Row(part.number, read(part.leaf).hour, part.leaf, part.act))
    except (bundle.BundleFault, EntryFault, WireFault) as fault:
        raise UnusableError(f"{path} is no bundle that can be used: {fault}") from None
    store = MemoryStore(files)
    store.append(rows)
    return store


def older(paths: tuple[str, ...]) -> list[Older]:
    """Read checkpoints and receipts that somebody kept."""
    from foedus.record.note import NOTE_MAX, NoteFault
    from foedus.record.receipt import ReceiptFault
    from foedus.service.heads import Older

    found = []
    for name in paths:
        try:
            with Path(name).open("rb") as file:
                data = file.read(4 * NOTE_MAX)
            found.append(Older.read(name, data))
        except OSError as problem:
            raise UnusableError(f"{name} cannot be read: {problem.strerror or problem}") from None
        except (NoteFault, ReceiptFault) as fault:
            raise UnusableError(f"{name} is no checkpoint and no receipt: {fault}") from None
    return found


@contextmanager
def clerk_of(path: Path) -> Iterator[Clerk]:
    """Open a record to enter acts; nobody else may do so meanwhile."""
    from foedus.service.folder import open_clerk
    from foedus.service.keyfiles import KeyFileFault

    try:
        clerk, store = open_clerk(path)
    except (StoreError, KeyFileFault, PackFault) as problem:
        raise UnusableError(str(problem)) from None
    try:
        yield clerk
    finally:
        clerk.close()
        store.close()
