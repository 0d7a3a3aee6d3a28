"""A record as the parts of a bundle, from wherever it is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from foedus.acts.wire import WireFault, from_wire
from foedus.record.bundle import BundleFault, Document, File, Head, Part, Sealed
from foedus.record.note import NoteFault
from foedus.record.proofs import inclusion_proof
from foedus.record.receipt import Receipt, write_receipt
from foedus.record.tiles import WIDTH, Tile, completed
from foedus.record.tree import HASH_BYTES, complete_root, leaf_hash
from foedus.service.edge import Edge
from foedus.service.heads import Older
from foedus.service.submission import DIGEST
from foedus.store.port import OrderError, Row, Store


def parts_of(store: Store, withheld: frozenset[int] = frozenset()) -> Iterator[Part]:
    """Give a record part by part, as it stands now, in the order of a bundle.

    The acts of the entries in ``withheld`` are left out, and the documents that only they name.
    The head is left out where the last entry is not signed for yet. Raises ``BundleFault`` where
    what the store keeps beside the entries is not made of them, and ``StoreError``.
    """
    size = store.size
    for path, data in sorted(store.files().items()):
        yield File(path, data)
    hidden: set[str] = set()
    shown: set[str] = set()
    tile, at = None, -1
    for row in store.rows(1, size):
        index, place = divmod(row.number - 1, WIDTH)
        if index != at:
            tile, at = store.tile(0, index), index
            if tile is None and size >= (index + 1) * WIDTH:
                raise _missing(Tile(0, index))
        hashed = (
            tile[place * HASH_BYTES :][:HASH_BYTES] if tile is not None else leaf_hash(row.leaf)
        )
        if b'"hour":%d,' % row.hour not in row.leaf:  # no text in a leaf has a bare quotation mark
            what = "the hour that the store keeps beside it is not the one that it says"
            raise BundleFault(f"entry {row.number}", what)
        out = row.number in withheld
        if withheld:
            (hidden if out else shown).update(_named(row))
        yield Sealed(row.number, hashed, row.leaf, None if out else row.act)
    _look_at_tiles(store, size)
    hidden -= shown
    for digest, salt, data in store.contents(size):
        if DIGEST + digest not in hidden:
            yield Document(digest, salt, data)
    head = store.checkpoint(size)
    if head is not None:
        yield Head(head)


def _named(row: Row) -> Collection[str]:
    """Give the documents that an act names; what cannot be read is not written to a bundle."""
    try:
        return from_wire(row.act).contents.values()
    except WireFault as fault:
        raise BundleFault(f"entry {row.number}", f"its act cannot be read: {fault}") from None


def _missing(tile: Tile) -> BundleFault:
    return BundleFault(tile.path, "it is missing; make the tiles anew from the entries")


def _look_at_tiles(store: Store, size: int) -> None:
    """Compare the tiles above the leaf hashes with those below; they are made of them."""
    for tile in completed(0, size):
        if tile.level == 0:
            continue
        below = range(tile.index * WIDTH, (tile.index + 1) * WIDTH)
        made = b"".join(complete_root(store.tile(tile.level - 1, at) or b"") for at in below)
        found = store.tile(tile.level, tile.index)
        if found is None:
            raise _missing(tile)
        if found != made:
            raise BundleFault(tile.path, "it is not made of the tiles below it")


def heads_of(store: Store) -> list[Older]:
    """Give the last checkpoint of a store that has gone on since: the record must go on from it.

    Raises ``NoteFault`` where it cannot be read, or is not for the entries under which it is kept.
    """
    last = store.last_checkpoint()
    if last is None or last[0] == store.size:
        return []
    found = Older.read(f"the store's checkpoint of {last[0]} entries", last[1])
    if found.size != last[0]:
        raise NoteFault(f"it is kept as that of {last[0]} entries, and is for {found.size}")
    return [found]


def receipt_of(store: Store, number: int) -> bytes:
    """Give the receipt of an entry against the checkpoint of all entries, which must be there."""
    note = store.checkpoint(store.size)
    if note is None:
        raise OrderError("the last entry is not under a checkpoint yet")
    path = inclusion_proof(Edge.of(store, store.size).subtrees(), number - 1, store.size)
    return write_receipt(Receipt(number - 1, tuple(path), note))
