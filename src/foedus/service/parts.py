"""A record as the parts of a bundle, from wherever it is kept."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.acts.wire import recall
from foedus.record.bundle import Document, File, Head, Part, Sealed
from foedus.record.tiles import WIDTH
from foedus.record.tree import HASH_BYTES, leaf_hash
from foedus.service.submission import DIGEST
from foedus.store.port import Store


def parts_of(store: Store, withheld: frozenset[int] = frozenset()) -> Iterator[Part]:
    """Give a record part by part, as it stands now, in the order of a bundle.

    The acts of the entries in ``withheld`` are left out, and the documents that only they name.
    The head is left out where the last entry is not signed for yet.
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
        hashed = tile[place * HASH_BYTES :][:HASH_BYTES] if tile else leaf_hash(row.leaf)
        out = row.number in withheld
        if withheld:
            (hidden if out else shown).update(recall(row.act).contents.values())
        yield Sealed(row.number, hashed, row.leaf, None if out else row.act)
    hidden -= shown
    for digest, salt, data in store.contents():
        if DIGEST + digest not in hidden:
            yield Document(digest, salt, data)
    head = store.checkpoint(size)
    if head is not None:
        yield Head(head)
