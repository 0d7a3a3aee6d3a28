"""The desk: where acts wait in the order of their receipt, and who works on them.

While one batch is entered, the signatures of the next are checked. There are two desks. At the one
for threads, whoever submits while nobody works does the work himself, for everybody who waits: a
lone submitter never waits for another thread to wake. The others sleep until they are answered, or
called to work in their turn. At the one for coroutines, the event loop works between them.

Where the work itself is cut short, as Ctrl-C does, the desk stops for good: what was half done is
not gone on with, and nobody waits for ever.
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


class StoppedError(Exception):
    """The work at the desk was cut short: nothing more is entered before the clerk is started anew."""

    def __init__(self, why: BaseException) -> None:
        super().__init__(
            f"the clerk was stopped in the middle of its work ({why!r}), and whether the act was"
            " entered is not known: start the clerk anew and send the act again; if it was entered,"
            " it gets its answer"
        )


class Waiting:
    """Something that waits at the desk. ``stopped`` says why it was sent away unanswered."""

    __slots__ = ("called", "future", "stopped", "turn")

    def __init__(self) -> None:
        self.called = False
        self.stopped: BaseException | None = None
        self.turn = threading.Lock()
        self.turn.acquire()
        self.future: asyncio.Future[None] | None = None


W = TypeVar("W", bound=Waiting)


class Desk(Generic[W]):
    """Brings items, in order and in batches, to ``start`` and then to ``enter``.

    ``received`` is called for each item under the desk's lock, in the order of the queue; it may
    refuse by raising. ``start`` and ``enter`` are never called by two threads at once. ``enter``
    answers every item of its batch; what either of them raises stops the desk.
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
        self._stopped: BaseException | None = None

    def put(self, item: W) -> None:
        """Bring an item; return when it has been entered. Raises ``StoppedError``."""
        with self._lock:
            if self._stopped is not None:
                raise StoppedError(self._stopped)
            self._received(item)
            self._waiting.append(item)
            works = not self._worked
            self._worked = True
        if not works:
            item.turn.acquire()
            works = item.called
        if works:
            self._work()
        if item.stopped is not None:
            raise StoppedError(item.stopped)

    def _work(self) -> None:
        """Work until nothing waits, or long enough; then call the next."""
        turns = 0
        before: list[W] = []
        batch: list[W] = []
        try:
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
        except BaseException as why:
            self._stop(why, [*before, *batch])
            raise

    def _stop(self, why: BaseException, items: list[W]) -> None:
        """Send everybody away."""
        with self._lock:
            self._stopped = why
            items += self._waiting
            self._waiting.clear()
        for item in items:
            item.stopped = why
            if item.turn.locked():  # else it was let go before
                item.turn.release()

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
        self._stopped: BaseException | None = None

    async def put(self, item: W) -> None:
        """Bring an item; return when it has been entered, even if nobody waits any more.

        Raises ``StoppedError``.
        """
        if self._stopped is not None:
            raise StoppedError(self._stopped)
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
        try:
            if batch:
                self._start(batch)
            if self._before:
                self._enter(self._before)
        except BaseException as why:
            self._stop(why, [*self._before, *batch, *waiting])
            raise
        for item in self._before:
            if item.future is not None and not item.future.done():
                item.future.set_result(None)
        self._before = batch
        self._worked = bool(batch or waiting)
        if self._worked:
            loop.call_soon(self._work, loop)

    def _stop(self, why: BaseException, items: list[W]) -> None:
        """Send everybody away."""
        self._stopped = why
        self._waiting.clear()
        for item in items:
            if item.future is not None and not item.future.done():
                item.future.set_exception(StoppedError(why))
