"""The store in a folder keeps the promises of a store, and SQLite's own triggers hold too."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from store.contract import FILES, Contract, Model, document, row, rows, tile

from foedus.store.lock import LOCK, Lock
from foedus.store.port import BusyError, OrderError, PresentError, ReadOnlyError, Store, StoreError
from foedus.store.sqlite import FILE, LOG, SqliteStore

SWIFT = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - no test here is of a disk


class TestSqlite(Contract):
    @contextmanager
    def made(self) -> Iterator[Store]:
        with tempfile.TemporaryDirectory(dir=SWIFT) as folder:
            SqliteStore.create(Path(folder), FILES)
            with closing(SqliteStore.open_to_write(Path(folder))) as store:
                yield store

    @contextmanager
    def again(self, store: Store) -> Iterator[Store]:
        with closing(SqliteStore.open_to_read(store.folder)) as other:
            yield other


@pytest.fixture
def folder() -> Iterator[Path]:
    """Make an empty store."""
    with tempfile.TemporaryDirectory(dir=SWIFT) as made:
        SqliteStore.create(Path(made), FILES)
        yield Path(made)


@contextmanager
def filled(folder: Path) -> Iterator[tuple[SqliteStore, Model]]:
    """Open a store and put something of everything into it."""
    with closing(SqliteStore.open_to_write(folder)) as store:
        model = Model()
        store.append(rows(1, 300), [document(1)], [tile(0, 0)])
        model.append(rows(1, 300), [document(1)], [tile(0, 0)])
        store.keep_checkpoint(300, b"note")
        model.heads[300] = b"note"
        store.keep_snapshot(300, b"state")
        model.snapshot = (300, b"state")
        yield store, model


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# ---- other programs that write the file ----

SPOILED = [
    "UPDATE entries SET hour = 0 WHERE number = 1",
    "UPDATE OR IGNORE entries SET leaf = x'00' WHERE number = 300",
    "DELETE FROM entries",
    "DELETE FROM entries WHERE number = 300",
    "INSERT INTO entries VALUES (302, 9999, x'00', x'00')",
    "INSERT INTO entries VALUES (NULL, 9999, x'00', x'00')",
    "INSERT OR IGNORE INTO entries VALUES (302, 9999, x'00', x'00')",
    "INSERT INTO entries VALUES (301, 2999, x'00', x'00')",
    "INSERT INTO entries VALUES (301, NULL, x'00', x'00')",
    "INSERT INTO entries VALUES (301, 9999, x'00', NULL)",
    "INSERT INTO entries VALUES (301, 9999, 'text', x'00')",
    "INSERT OR REPLACE INTO entries VALUES (1, 9999, x'00', x'00')",
    "REPLACE INTO entries VALUES (300, 9999, x'00', x'00')",
    "INSERT INTO entries VALUES (300, 9999, x'00', x'00') ON CONFLICT DO UPDATE SET hour = 0",
    "INSERT INTO files VALUES ('new', x'00')",
    "REPLACE INTO files VALUES ('a.txt', x'00')",
    "UPDATE files SET data = x'00'",
    "DELETE FROM files",
    "UPDATE contents SET data = x'00'",
    "DELETE FROM contents",
    "REPLACE INTO contents SELECT digest, salt, x'00', size FROM contents",
    "UPDATE tiles SET hashes = zeroblob(8192)",
    "DELETE FROM tiles",
    "REPLACE INTO tiles VALUES (0, 0, zeroblob(8192))",
    "INSERT INTO tiles VALUES (0, 1, zeroblob(8191))",
    "UPDATE checkpoints SET note = x'00'",
    "DELETE FROM checkpoints",
    "REPLACE INTO checkpoints VALUES (300, x'00')",
    "INSERT INTO snapshot VALUES (2, 1, x'00')",
]


@pytest.mark.parametrize("statement", SPOILED)
def test_no_other_program_changes_what_is_kept(folder: Path, statement: str) -> None:
    with (
        filled(folder) as (store, model),
        closing(sqlite3.connect(folder / FILE, isolation_level=None)) as other,
    ):
        with pytest.raises(sqlite3.IntegrityError):
            other.execute(statement)
        model.must_be(store)


def test_rows_that_another_program_appended_are_not_overwritten(folder: Path) -> None:
    with (
        filled(folder) as (store, model),
        closing(sqlite3.connect(folder / FILE, isolation_level=None)) as other,
    ):
        other.execute("INSERT INTO entries VALUES (301, 9999, x'00', x'00')")
        with pytest.raises(StoreError):
            store.append([row(301)])
        assert store.size == 301
        store.append([row(302, hour=9999)])
        assert list(store.rows(1, 300)) == model.rows


def test_a_writer_waits_for_nobody_and_syncs_at_every_commit(folder: Path) -> None:
    with closing(SqliteStore.open_to_write(folder)) as store:
        ask = store._writer.execute
        assert ask("PRAGMA journal_mode").fetchone() == ("wal",)
        assert ask("PRAGMA synchronous").fetchone() == (2,)
        assert ask("PRAGMA trusted_schema").fetchone() == (0,)
        with closing(SqliteStore.open_to_read(folder)) as other:
            reading = other._reader.connection.execute("SELECT * FROM files")
            reading.fetchone()  # a transaction of a reader that lasts
            store.append(rows(1, 3))
            assert other.size == 0
            reading.close()
            assert other.size == 3


# ---- making ----


def test_a_store_is_never_made_over_another(folder: Path) -> None:
    with filled(folder) as (store, model):
        store.close()
        with pytest.raises(PresentError, match=str(folder)):
            SqliteStore.create(folder, {})
        with closing(SqliteStore.open_to_read(folder)) as found:
            model.must_be(found)
    assert names(folder) == [LOCK, FILE]


def test_what_was_left_half_made_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / f"{FILE}.new").write_bytes(b"half")
    (tmp_path / f"{FILE}.new-wal").write_bytes(b"half")
    SqliteStore.create(tmp_path, FILES)
    assert names(tmp_path) == [LOCK, FILE]
    with closing(SqliteStore.open_to_read(tmp_path)) as store:
        Model().must_be(store)


def test_what_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        SqliteStore.create(tmp_path, {"a": b"", "b": 3.5})
    assert names(tmp_path) == [LOCK]
    with pytest.raises(StoreError, match="missing"):
        SqliteStore.create(tmp_path / "missing", FILES)
    assert names(tmp_path) == [LOCK]


# ---- reading from outside ----


def test_a_reader_leaves_nothing_behind_and_may_not_write(folder: Path) -> None:
    with filled(folder) as (_, model):
        pass
    before = names(folder)
    with closing(SqliteStore.open_to_read(folder)) as store:
        model.must_be(store)
        assert names(folder) == before == [LOCK, FILE]
        for write in (
            lambda: store.append(rows(301, 301)),
            lambda: store.keep_checkpoint(1, b""),
            lambda: store.keep_snapshot(1, b""),
        ):
            with pytest.raises(ReadOnlyError, match="to be read"):
                write()
    assert names(folder) == before


def test_a_reader_sees_what_a_clerk_wrote_who_came_later(folder: Path) -> None:
    with closing(SqliteStore.open_to_read(folder)) as reader:
        Model().must_be(reader)
        with filled(folder) as (_, model):
            model.must_be(reader)
        model.must_be(reader)  # the clerk has closed it
        with closing(SqliteStore.open_to_write(folder)) as store:
            store.append(rows(301, 301))
            model.append(rows(301, 301), [], [])
            model.must_be(reader)


def test_a_reader_midway_goes_on_when_a_clerk_comes_and_goes(folder: Path) -> None:
    with filled(folder):
        pass
    with closing(SqliteStore.open_to_read(folder)) as reader:
        reading = reader.rows(1, 300)
        assert next(reading) == row(1)
        for number in (301, 302):
            with closing(SqliteStore.open_to_write(folder)) as store:
                store.append([row(number)])
        assert list(reading) == rows(2, 300)
        assert reader.size == 302


# ---- the lock ----

HOLD = (
    "import sys, time; from pathlib import Path; from foedus.store.sqlite import SqliteStore;"
    " store = SqliteStore.open_to_write(Path(sys.argv[1])); print(flush=True); {}"
)


def holder(folder: Path, then: str = "time.sleep(60)") -> subprocess.Popen[bytes]:
    """Start a process that opens a store to write it, and then does something."""
    command = [sys.executable, "-c", HOLD.format(then), str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"\n"
    return process


def test_a_second_clerk_is_told_who_has_the_record(folder: Path) -> None:
    with filled(folder) as (store, _):
        with pytest.raises(BusyError, match=rf"process {os.getpid()}:"):
            SqliteStore.open_to_write(folder)
        store.append(rows(301, 301))
    with holder(folder) as process:
        with pytest.raises(BusyError, match=rf"process {process.pid}:"):
            SqliteStore.open_to_write(folder)
        with pytest.raises(BusyError):
            SqliteStore.create(folder, FILES)
        process.kill()
    with closing(SqliteStore.open_to_write(folder)) as store:
        assert store.size == 301


def test_a_child_made_by_fork_does_not_keep_the_lock(folder: Path) -> None:
    fork = "import os; child = os.fork(); child or print(os.getpid(), flush=True); time.sleep(60)"
    with holder(folder, fork) as process:
        child = int(process.stdout.readline())
        process.kill()
        process.wait()
        try:
            with closing(SqliteStore.open_to_write(folder)) as store:
                assert store.size == 0
        finally:
            os.kill(child, 9)


def test_the_lock_ends_with_its_holder_however_he_ends(folder: Path) -> None:
    for then in ("sys.exit(3)", "raise KeyboardInterrupt", "import os; os._exit(0)", "del store"):
        with holder(folder, then):
            pass
        with closing(SqliteStore.open_to_write(folder)) as store:
            store.append([row(store.size + 1)])
        assert names(folder) == [LOCK, FILE]


def test_no_reader_in_the_clerks_process_takes_his_locks_away(folder: Path) -> None:
    early = SqliteStore.open_to_read(folder)
    with filled(folder) as (_, model):
        early.close()
        SqliteStore.open_to_read(folder).close()
        with pytest.raises(BusyError):
            SqliteStore.open_to_write(folder)
        # Another program, which would clear away the log if it believed that it were the last.
        ask = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.close()"
        command = [sys.executable, "-c", ask, str(folder / FILE), "SELECT count(*) FROM entries"]
        subprocess.run(command, check=True)
        assert LOG in names(folder)
        with closing(SqliteStore.open_to_read(folder)) as reader:
            model.must_be(reader)


def test_a_lock_may_be_let_go_of_twice_and_is_not_taken_for_reading(folder: Path) -> None:
    lock = Lock(folder)
    with closing(SqliteStore.open_to_read(folder)) as store:
        assert store.size == 0
    lock.release()
    lock.release()
    Lock(folder).release()


# ---- letting go ----


def test_a_store_that_was_closed_is_one_file(folder: Path) -> None:
    with filled(folder) as (_, model):
        assert LOG in names(folder)
    assert names(folder) == [LOCK, FILE]
    assert (folder / LOCK).read_bytes() == b""
    elsewhere = folder / "copy"
    elsewhere.mkdir()
    shutil.copy(folder / FILE, elsewhere)
    with closing(SqliteStore.open_to_write(elsewhere)) as copy:
        model.must_be(copy)


def test_a_store_that_is_forgotten_closes_itself(folder: Path) -> None:
    store = SqliteStore.open_to_write(folder)
    store.append(rows(1, 3))
    del store
    assert names(folder) == [LOCK, FILE]
    with closing(SqliteStore.open_to_write(folder)) as store:
        assert store.size == 3


def test_numbers_that_no_database_knows(folder: Path) -> None:
    with filled(folder) as (store, model):
        assert store.tile(2**63, 0) is None
        assert store.checkpoint(-(2**70)) is None
        assert len(list(store.rows(-(2**70), 2**70))) == 300
        for number in (2**63, -(2**63) - 1):
            with pytest.raises(OrderError):
                store.row(number)
            with pytest.raises(OrderError):
                store.append([row(301, hour=number)])
        for leaf in ("text", None, 3, 2.5, object()):
            with pytest.raises(StoreError):
                store.append([row(301)._replace(leaf=leaf)])
        with pytest.raises(StoreError):
            store.append([], [("\ud800", b"", b"")])
        model.must_be(store)


def test_a_closed_store_says_so(folder: Path) -> None:
    with filled(folder) as (store, _):
        store.close()
        with pytest.raises(StoreError, match="closed"):
            store.row(1)
        with pytest.raises(StoreError, match="closed"):
            store.append(rows(301, 301))
    reader = SqliteStore.open_to_read(folder)
    reader.close()
    with closing(SqliteStore.open_to_write(folder)) as store:
        store.append(rows(301, 301))
        with pytest.raises(StoreError, match="closed"):
            assert reader.size


def test_a_reader_that_has_it_open_does_not_keep_the_clerk_from_closing(folder: Path) -> None:
    with filled(folder) as (_, model), closing(sqlite3.connect(folder / FILE)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM entries").fetchone()
    with closing(SqliteStore.open_to_write(folder)) as store:
        model.must_be(store)


# ---- backup ----


def test_a_backup_is_the_record_as_it_stood(folder: Path, tmp_path: Path) -> None:
    with filled(folder) as (store, model):
        store.backup(tmp_path)
        store.append(rows(301, 310))
        assert names(tmp_path) == [LOCK, FILE]
        with closing(SqliteStore.open_to_write(tmp_path)) as copy:
            model.must_be(copy)
            copy.append(rows(301, 301))
        with pytest.raises(PresentError):
            store.backup(tmp_path)


def test_a_closed_record_is_backed_up_too(folder: Path, tmp_path: Path) -> None:
    with filled(folder) as (_, model):
        pass
    with closing(SqliteStore.open_to_read(folder)) as reader:
        reader.backup(tmp_path)
    assert names(folder) == [LOCK, FILE]
    with closing(SqliteStore.open_to_read(tmp_path)) as copy:
        model.must_be(copy)


def test_a_backup_that_fails_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    with filled(folder) as (store, _):
        with pytest.raises(StoreError):
            store.backup(tmp_path / "missing")
        (folder / FILE).rename(folder / "moved")
        with pytest.raises(StoreError):
            store.backup(tmp_path)
        (folder / "moved").rename(folder / FILE)
    assert names(tmp_path) == [LOCK]
