"""A clerk that is killed at any moment loses nothing that was answered, and leaves nothing half."""

from __future__ import annotations

import os
import random
import subprocess
import time
from pathlib import Path

import pytest
from cli.conftest import FOEDUS, foedus
from process.running import PATIENCE, Process, begun, ended, look, until, verified

from foedus.store.sqlite import SqliteStore

NIGHTLY = "FOEDUS_NIGHTLY" in os.environ
ROUNDS = 500 if NIGHTLY else 20
RECORD = 20
"""So many times one record is gone on with."""
THREADS = 12


def test_what_was_answered_is_there_after_a_kill_at_any_moment(tmp_path: Path) -> None:
    chance = random.Random(20_260_801)
    record, acked, checkers = tmp_path, 0, 0
    for seed in range(ROUNDS):
        if seed % RECORD == 0:
            record = begun(tmp_path / f"record-{seed}")
        with Process(record, "--seed", str(seed), "--threads", str(THREADS)) as clerk:
            if chance.random() < 0.8:
                clerk.wait_for("ack")
                time.sleep(chance.uniform(0, 0.3))
            else:  # perhaps while the record is opened
                time.sleep(chance.uniform(0.2, 1.0))
            children = clerk.checkers()
            clerk.kill()
        for child in children:
            until(lambda child=child: ended(child), "the end of the process that checks signatures")
        assert clerk.err.read_text() == ""
        acks = clerk.acks()
        look(record, acks, seed, THREADS)
        acked, checkers = acked + len(acks), checkers + len(children)
    assert acked > ROUNDS * THREADS
    assert checkers or os.cpu_count() == 1
    assert foedus("verify", record).status == 0


@pytest.mark.parametrize("part", range(10 if NIGHTLY else 4))
def test_a_record_that_is_killed_while_it_begins_is_whole_or_not_there(
    tmp_path: Path, part: int
) -> None:
    chance = random.Random(part)
    for number in range(3):
        record = tmp_path / f"record-{number}"
        made = subprocess.Popen(
            [FOEDUS, "init", "_template", "--store", record], stdout=subprocess.DEVNULL
        )
        key = tmp_path / f"record-{number}.officer.key"
        if chance.random() < 0.8:  # the key comes first, and then it takes a tenth of a second
            until(lambda key=key, made=made: key.exists() or made.poll() is not None, "the key")
            time.sleep(chance.uniform(0, 0.15))
        else:
            time.sleep(chance.uniform(0, 0.6))
        made.kill()
        made.wait(PATIENCE)
        if record.exists():
            assert key.exists()
            store = SqliteStore.open_to_read(record)
            assert verified(store).complete
            store.close()
            assert foedus("export", record, tmp_path / f"{number}.bundle").status == 0
