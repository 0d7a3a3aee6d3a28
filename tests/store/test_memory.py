"""The store in memory keeps the promises of a store."""

from collections.abc import Iterator
from contextlib import contextmanager

from store.contract import FILES, Contract

from foedus.store.memory import MemoryStore
from foedus.store.port import Store


class TestMemory(Contract):
    @contextmanager
    def made(self) -> Iterator[Store]:
        yield MemoryStore(FILES)

    @contextmanager
    def again(self, store: Store) -> Iterator[Store]:
        yield store
