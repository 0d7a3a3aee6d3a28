"""Everything brought to the desk is entered once, in order, and everybody is answered."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from foedus.service.desk import BATCH_MAX, Desk, Waiting


class Item(Waiting):
    def __init__(self, name):
        super().__init__()
        self.name = name


class Book:
    def __init__(self, pause=0.0):
        self.order, self.started, self.entered, self.batches = [], [], [], []
        self.inside = threading.Lock()
        self.pause = pause
        self.desk = Desk(self.received, self.start, self.enter)

    def received(self, item):
        if item.name is None:
            raise ValueError("not now")
        self.order.append(item.name)

    def start(self, batch):
        assert self.inside.acquire(blocking=False), "two work at once"
        self.started += [item.name for item in batch]
        self.inside.release()

    def enter(self, batch):
        assert self.inside.acquire(blocking=False), "two work at once"
        time.sleep(self.pause)
        self.entered += [item.name for item in batch]
        self.batches.append(len(batch))
        self.inside.release()


def test_a_lone_submitter_does_the_work_himself():
    book = Book()
    for name in range(3):
        book.desk.put(Item(name))
        assert book.entered == list(range(name + 1))
    assert book.batches == [1, 1, 1]


@pytest.mark.parametrize("pause", [0.0, 0.001])
def test_many_submitters_are_all_answered_in_the_order_of_receipt(pause):
    book = Book(pause)

    def submit(name):
        for number in range(40):
            item = Item((name, number))
            book.desk.put(item)
            assert item.name in book.entered, "answered before it was entered"

    with ThreadPoolExecutor(48) as pool:
        list(pool.map(submit, range(48)))
    assert book.entered == book.order == book.started
    assert len(book.entered) == 48 * 40
    assert max(book.batches) <= BATCH_MAX
    if pause:
        assert max(book.batches) > 1, "nobody waited together"


def test_what_is_refused_at_receipt_leaves_the_desk_as_it_was():
    book = Book()
    with pytest.raises(ValueError, match="not now"):
        book.desk.put(Item(None))
    book.desk.put(Item("next"))
    assert book.entered == ["next"]
