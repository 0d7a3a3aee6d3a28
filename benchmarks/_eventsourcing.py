"""The library eventsourcing, which stores events too: a peer for the clerk and for the fold."""

from __future__ import annotations

from pathlib import Path

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event


class Matter(Aggregate):
    """A matter that remembers what was said last."""

    def __init__(self) -> None:
        self.last = ""

    @event("Said")
    def say(self, leaf: str, act: str) -> None:
        """Say something, of the size of an entry."""
        del leaf
        self.last = act


def application(folder: Path) -> Application:  # type: ignore[type-arg]
    """Open an application that keeps its events in SQLite."""
    return Application(
        env={
            "PERSISTENCE_MODULE": "eventsourcing.sqlite",
            "SQLITE_DBNAME": str(folder / "peer.sqlite"),
        }
    )
