"""The desk: where acts wait in the order of their receipt, and who works on them.

While one batch is entered, the signatures of the next are checked. There are two desks. At the one
for threads, whoever submits while nobody works does the work himself, for everybody who waits: a
lone submitter never waits for another thread to wake. The others sleep until they are answered, or
called to work in their turn. At the one for coroutines, the event loop works between them.
"""

from __future__ import annotations

import asyncio
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

    __slots__ = ("called", "future", "turn")

    def __init__(self) -> None:
        self.called = False
        self.turn = threading.Lock()
        self.turn.acquire()
        self.future: asyncio.Future[None] | None = None


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


class LoopDesk(Generic[W]):
    """The desk for the coroutines of one event loop; ``Desk`` says what is called, and how.

    Those who are answered come before the next batch is taken, so that what they submit then is
    checked while others' acts are entered.
    """

    def __init__(
        self,
        received: Callable[[W], None],
        start: Callable[[list[W]], None],
        enter: Callable[[list[W]], None],
    ) -> None:
        self._received, self._start, self._enter = received, start, enter
        self._waiting: deque[W] = deque()
        self._before: list[W] = []
        self._worked = False

    async def put(self, item: W) -> None:
        """Bring an item; return when it has been entered, even if nobody waits any more."""
        self._received(item)
        loop = asyncio.get_running_loop()
        item.future = loop.create_future()
        self._waiting.append(item)
        if not self._worked:
            self._worked = True
            loop.call_soon(self._work, loop)
        await item.future

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        waiting = self._waiting
        batch = [waiting.popleft() for _ in range(min(len(waiting), BATCH_MAX))]
        if batch:
            self._start(batch)
        if self._before:
            self._enter(self._before)
            for item in self._before:
                if item.future is not None and not item.future.done():
                    item.future.set_result(None)
        self._before = batch
        self._worked = bool(batch or waiting)
        if self._worked:
            loop.call_soon(self._work, loop)
