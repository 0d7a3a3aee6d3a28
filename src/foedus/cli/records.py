"""Records as commands take them: a bundle, which is one file, or a store, which is a folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from foedus.cases.recorded import open_charter
from foedus.charter.pack import PackFault
from foedus.cli.printing import UnusableError
from foedus.record import bundle
from foedus.service.standing import Standing, stand
from foedus.store.looking import FILE
from foedus.store.memory import MemoryStore
from foedus.store.port import Row, Store, StoreError
from foedus.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from foedus.service.clerk import Clerk
    from foedus.service.heads import Older

T = TypeVar("T")


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
            if not file.peek(len(bundle.HEADER)).startswith(bundle.HEADER):
                raise UnusableError(f"{path} is no bundle: {_other(path)}")
            yield bundle.read(file), []
    except FileNotFoundError:
        what = f"there is no {path}: name a bundle, or the folder of a record"
        raise UnusableError(what) from None
    except OSError as problem:
        raise UnusableError(f"{path} cannot be read: {problem.strerror or problem}") from None


def _other(path: Path) -> str:
    if path.name == FILE:
        return f"it is the database of a record, whose folder is {path.parent}"
    return 'its first line is not "foedus bundle 1"'


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
                return stand(store, open_charter, until, checked=True)
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


def save(store: Store, out: str, withheld: frozenset[int] = frozenset()) -> int:
    """Write a record to a bundle, whole or not at all; give how many bytes it has."""
    from foedus.service.parts import parts_of

    path = Path(out)
    if path.is_dir():
        raise UnusableError(f"{out} is a folder; name a file")
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        try:
            with beside.open("wb") as file:
                for some in bundle.write(parts_of(store, withheld)):
                    file.write(some)
                size = file.tell()
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as problem:
        raise UnusableError(f"{out} cannot be written: {problem.strerror or problem}") from None
    except (StoreError, bundle.BundleFault) as problem:
        raise UnusableError(str(problem)) from None
    return size


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
        clerk, store = open_clerk(path, open_charter=open_charter)
    except PackFault as problem:
        raise UnusableError(f"{path}: its charter cannot be read: {problem}") from None
    except (StoreError, KeyFileFault) as problem:
        raise UnusableError(str(problem)) from None
    try:
        yield clerk
    except StoreError as problem:
        raise UnusableError(str(problem)) from None
    finally:
        _close(clerk.close)
        _close(store.close)


def _close(close: Callable[[], None]) -> None:
    try:
        close()
    except StoreError as problem:
        why = f"{problem}; nothing that was entered is lost, and the next clerk signs for it"
        click.echo(f"foedus: the record could not be closed: {why}", err=True)


def written(path: Path, data: bytes) -> None:
    """Write a small file. Raises ``UnusableError`` where it cannot be."""
    try:
        path.write_bytes(data)
    except OSError as problem:
        raise UnusableError(f"{path} cannot be written: {problem.strerror or problem}") from None
