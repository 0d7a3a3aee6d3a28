"""Signatures are checked alike here and in other processes, in order, whatever becomes of these."""

import hashlib
import os
import random
import signal

import pytest

from foedus.service.checking import DEPTH, FEW, Checker
from foedus.service.keyfiles import Signer


def batch(number, size):
    """Make checks of which a few are forged, and what is to be found."""
    chance, made, good = random.Random(number), [], []
    for place in range(size):
        signer = Signer(hashlib.sha256(f"{number} {place}".encode()).digest())
        data = f"{number} {place}".encode() * chance.randint(1, 9)
        good.append(chance.random() > 0.2)
        made.append((signer.public, signer.sign(data), data if good[-1] else data + b"!"))
    return made, good


BATCHES = [batch(number, size) for number, size in enumerate([0, 1, FEW, FEW + 1, 40, 300, 2, 64])]


@pytest.mark.parametrize("workers", [0, 1, 2])
@pytest.mark.parametrize("ahead", [1, 2, DEPTH, 8])
def test_results_come_in_the_order_of_the_batches(workers, ahead):
    checker, under_way, found = Checker(workers), 0, []
    for checks, _ in BATCHES * 2:
        if under_way == ahead:
            found.append(checker.finish())
            under_way -= 1
        checker.start(checks)
        under_way += 1
    found += [checker.finish() for _ in range(under_way)]
    assert found == [good for _, good in BATCHES * 2]
    checker.close()


def test_a_worker_takes_the_next_batch_while_it_has_one():
    checker = Checker(1)
    for number in range(DEPTH + 1):
        checker.start(BATCHES[4][0])
        assert checker._workers[0].under_way == min(number + 1, DEPTH)
    for _ in range(DEPTH + 1):
        assert checker.finish() == BATCHES[4][1]
    checker.close()


def test_a_worker_that_is_killed_loses_no_result(caplog):
    checker = Checker(1)
    checker.ready()
    for checks, _ in (BATCHES[5], BATCHES[4]):
        checker.start(checks)
    os.kill(checker._workers[0].process.pid, signal.SIGKILL)
    assert checker.finish() == BATCHES[5][1]
    assert checker.finish() == BATCHES[4][1]
    assert "is lost" in caplog.text
    checker.start(BATCHES[4][0])
    assert checker.finish() == BATCHES[4][1]
    checker.close()
