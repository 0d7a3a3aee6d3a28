"""The desk: where acts wait in the order of their receipt, and who works on them.

Whoever submits while nobody works does the work himself, for everybody who waits: a lone submitter
never waits for another thread to wake. The others sleep until they are answered, or called to work
in their turn. While one batch is entered, the signatures of the next are checked.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

BATCH_MAX = 32
"""The most items of a batch. More would wait longer, and leave none to be checked meanwhile."""
TURNS_MAX = 16
"""After so many batches the one who works hands over: his own item was answered long ago."""


class Waiting:
    """Something that waits at the desk."""

    __slots__ = ("called", "turn")

    def __init__(self) -> None:
        self.called = False
        self.turn = threading.Lock()
        self.turn.acquire()


W = TypeVar("W", bound=Waiting)


class Desk(Generic[W]):
    """Brings items, in order and in batches, to ``start`` and then to ``enter``.

    ``received`` is called for each item under the desk's lock, in the order of the queue; it may
    refuse by raising. ``start`` and ``enter`` are never called by two threads at once; ``enter``
    answers every item of its batch and raises nothing.
    """

    def __init__(
        self,
        received: Callable[[W], None],
        start: Callable[[list[W]], None],
        enter: Callable[[list[W]], None],
    ) -> None:
        self._received, self._start, self._enter = received, start, enter
        self._lock = threading.Lock()
        self._waiting: deque[W] = deque()
        self._worked = False

    def put(self, item: W) -> None:
        """Bring an item; return when it has been entered."""
        with self._lock:
            self._received(item)
            self._waiting.append(item)
            works = not self._worked
            self._worked = True
        if not works:
            item.turn.acquire()
            works = item.called
        if works:
            self._work()

    def _work(self) -> None:
        """Work until nothing waits, or long enough; then call the next."""
        turns = 0
        before: list[W] = []
        while True:
            batch = self._take() if turns < TURNS_MAX else []
            turns += 1
            if batch:
                self._start(batch)
            if before:
                self._enter(before)
                for item in before:
                    item.turn.release()
            elif not batch:
                self._leave()
                return
            before = batch

    def _take(self) -> list[W]:
        waiting = self._waiting
        return [waiting.popleft() for _ in range(min(len(waiting), BATCH_MAX))]

    def _leave(self) -> None:
        """Call the next to work, if anything waits."""
        with self._lock:
            self._worked = bool(self._waiting)
            successor = self._waiting[0] if self._waiting else None
        if successor is not None:
            successor.called = True
            successor.turn.release()
