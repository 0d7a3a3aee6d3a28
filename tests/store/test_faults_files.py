"""What is in a folder instead of a sound record is told apart, and is not touched."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from store import plan
from store.test_sqlite import SWIFT

from foedus.store.lock import LOCK
from foedus.store.looking import FILE, INDEX, LOG
from foedus.store.port import (
    BusyError,
    DamagedError,
    ForeignError,
    NewerError,
    PresentError,
    ReadOnlyError,
    StoreError,
)
from foedus.store.sqlite import SqliteStore

ENTRIES = 270


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a record that was closed; nobody changes it."""
    folder = tmp_path_factory.mktemp("sound")
    SqliteStore.create(folder, plan.FILES)
    with closing(SqliteStore.open_to_write(folder)) as store:
        for made in plan.batches(ENTRIES):
            plan.write(store, made)
    return folder


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a record whose clerk was killed; nobody changes it."""
    folder = tmp_path_factory.mktemp("left")
    command = [sys.executable, "-m", "store.writer", folder, "--make", "--until", str(ENTRIES)]
    path = {"PYTHONPATH": str(Path(__file__).parents[1])}
    subprocess.run(command, check=True, env=os.environ | path, stdout=subprocess.DEVNULL)
    assert (folder / LOG).stat().st_size
    return folder


def contents(folder: Path) -> dict[str, bytes | None]:
    return {path.name: path.read_bytes() if path.is_file() else None for path in folder.iterdir()}


OPENINGS = (SqliteStore.open_to_read, SqliteStore.open_to_write)


# ---- something else, or nothing ----


def test_nothing_at_all(tmp_path: Path) -> None:
    for folder in (tmp_path / "missing", tmp_path / "missing" / "deeper"):
        for opening in OPENINGS:
            with pytest.raises(ForeignError, match=f"no folder {folder}"):
                opening(folder)
    assert not list(tmp_path.iterdir())


def test_a_folder_without_a_record(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    for opening in OPENINGS:
        with pytest.raises(ForeignError, match=f"no file {FILE}"):
            opening(tmp_path)
    assert contents(tmp_path) == {"notes.txt": b"x"}


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "record").write_text("x")
    for opening in OPENINGS:
        with pytest.raises(ForeignError, match="record is no folder"):
            opening(tmp_path / "record")
        with pytest.raises(ForeignError, match="deeper"):
            opening(tmp_path / "record" / "deeper")


def text(path: Path) -> None:
    path.write_text("Dear Sir,\nI have the honour to refer to\n" * 300)


def other_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE cookies (name, value)")
        made.execute("PRAGMA application_id = 1")


def other_program_with_a_log(path: Path) -> None:
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("CREATE TABLE entries (number, hour, leaf, act)")


def later_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA user_version = 2")


def no_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA user_version = 0")


def statement(sql: str) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        with closing(sqlite3.connect(path)) as made:
            made.execute(sql)

    return run


def link_to_nothing(path: Path) -> None:
    path.symlink_to("nowhere")


INSTEAD: list[tuple[Callable[[Path], object], type[StoreError], str]] = [
    (lambda path: path.write_bytes(b""), DamagedError, "empty.*restore"),
    (text, ForeignError, "no database"),
    (lambda path: path.write_bytes(b"SQLit"), ForeignError, "no database"),
    (lambda path: path.write_bytes(bytes(100_000)), ForeignError, "no database"),
    (lambda path: path.mkdir(), ForeignError, "no file"),
    (os.mkfifo, ForeignError, "no file"),
    (link_to_nothing, ForeignError, "no file"),
    (other_program, ForeignError, "another program"),
    (other_program_with_a_log, ForeignError, "another program"),
]


@pytest.mark.parametrize(("make", "kind", "says"), INSTEAD)
def test_something_in_place_of_the_database(
    tmp_path: Path, make: Callable[[Path], object], kind: type[StoreError], says: str
) -> None:
    make(tmp_path / FILE)
    before = sorted(path.name for path in tmp_path.iterdir())
    for opening in OPENINGS:
        with pytest.raises(kind, match=says):
            opening(tmp_path)
        assert sorted(path.name for path in tmp_path.iterdir()) == before


CHANGED: list[tuple[Callable[[Path], None], type[StoreError], str]] = [
    (later_version, NewerError, "format 2.*reads format 1.*later"),
    (no_version, DamagedError, "restore"),
    (statement("PRAGMA application_id = 7"), ForeignError, "another program"),
    (statement("DROP TRIGGER entries_insert"), DamagedError, "CREATE TRIGGER entries_insert"),
    (statement("DROP TABLE tiles"), DamagedError, "tables"),
    (statement("CREATE TABLE notes (text)"), DamagedError, "CREATE TABLE notes"),
    (statement("CREATE INDEX by_hour ON entries (hour)"), DamagedError, "by_hour"),
    (
        statement("CREATE TRIGGER t AFTER INSERT ON entries BEGIN DELETE FROM snapshot; END"),
        DamagedError,
        "TRIGGER t",
    ),
]


@pytest.mark.parametrize(("change", "kind", "says"), CHANGED)
def test_a_record_that_another_program_changed(
    sound: Path, tmp_path: Path, change: Callable[[Path], None], kind: type[StoreError], says: str
) -> None:
    shutil.copy(sound / FILE, tmp_path)
    change(tmp_path / FILE)
    before = (tmp_path / FILE).read_bytes()
    for opening in OPENINGS:
        with pytest.raises(kind, match=says) as found:
            opening(tmp_path)
        assert str(tmp_path) in str(found.value)
        assert (tmp_path / FILE).read_bytes() == before
    with pytest.raises(PresentError):
        SqliteStore.create(tmp_path, {})


# ---- damage ----


def lengths(whole: int) -> Iterator[int]:
    chance = random.Random(4)
    yield from (1, 15, 16, 20, 27, 64, 99, 100, 101, 511, 512, 513, whole - 1, whole - 512)
    for page in range(4096, whole, 8 * 4096):
        yield page
        yield page + chance.randrange(1, 4096)


def test_a_database_that_was_cut_off_at_any_length(sound: Path, folder: Path) -> None:
    data = (sound / FILE).read_bytes()
    for length in lengths(len(data)):
        (folder / FILE).write_bytes(data[:length])
        for opening in OPENINGS:
            kinds = ForeignError if length < 100 else DamagedError
            with pytest.raises((DamagedError, kinds), match=f"{FILE}.*(restore|no database)"):
                opening(folder)
        assert (folder / FILE).stat().st_size == length
    (folder / FILE).write_bytes(data)
    with closing(SqliteStore.open_to_write(folder)) as store:
        plan.sound(store, ENTRIES)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give an empty folder in memory, if there is one."""
    with tempfile.TemporaryDirectory(dir=SWIFT) as made:
        yield Path(made)


def read_all(store: SqliteStore) -> None:
    """Read everything, and look only at its kind."""
    for number, hour, leaf, act in store.rows(1, store.size):
        assert (type(number), type(hour), type(leaf), type(act)) == (int, int, bytes, bytes)
    assert all(type(part) is bytes for kept in store.contents() for part in kept[1:])
    for path, data in store.files().items():
        assert (type(path), type(data)) == (str, bytes)
    store.last_checkpoint()
    store.snapshot()
    store.tile(0, 0)


@pytest.mark.parametrize("seed", range(150))
def test_bytes_that_flipped_give_our_errors_or_bytes(sound: Path, folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray((sound / FILE).read_bytes())
    for _ in range(chance.choice((1, 3, 30))):
        page = chance.randrange(len(data) // 8192) * 8192
        at = page + (chance.randrange(200) if chance.random() < 0.6 else chance.randrange(8192))
        data[at] ^= chance.choice((1, 2, 128, 255))
    (folder / FILE).write_bytes(data)
    for opening in OPENINGS:
        with suppress(StoreError), closing(opening(folder)) as store:
            read_all(store)


def test_the_log_is_gone(left: Path, folder: Path) -> None:
    for name in (FILE, LOCK):
        shutil.copy(left / name, folder)
    for opening in OPENINGS:
        with pytest.raises(DamagedError, match=f"{LOG} is gone.*put it back.*receipt"):
            opening(folder)
    assert sorted(contents(folder)) == [LOCK, FILE]
    shutil.copy(left / LOG, folder)  # the cure
    with closing(SqliteStore.open_to_write(folder)) as store:
        plan.sound(store, ENTRIES)


def test_the_log_is_lost_for_good(left: Path, folder: Path) -> None:
    for name in (FILE, LOCK):
        shutil.copy(left / name, folder)
    (folder / LOCK).unlink()  # as the message says
    with closing(SqliteStore.open_to_write(folder)) as store:
        assert store.size < ENTRIES
        plan.sound(store)
        plan.write(store, plan.batch(store.size))
    with closing(SqliteStore.open_to_read(folder)) as store:
        plan.sound(store)


def test_the_database_is_gone_and_its_log_is_there(left: Path, folder: Path) -> None:
    shutil.copy(left / LOG, folder)
    before = (folder / LOG).read_bytes()
    for opening in OPENINGS:
        with pytest.raises(DamagedError, match=r"gone.*restore"):
            opening(folder)
    assert contents(folder) == {LOG: before}


@pytest.mark.parametrize("seed", range(40))
def test_a_log_that_was_damaged_ends_before_the_damage(left: Path, folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    for name in (FILE, LOCK, LOG):
        shutil.copy(left / name, folder)
    data = bytearray((left / LOG).read_bytes())
    if chance.random() < 0.5:
        del data[chance.randrange(len(data)) :]
    else:
        data[chance.randrange(len(data))] ^= 1
    (folder / LOG).write_bytes(data)
    if chance.random() < 0.3:
        (folder / INDEX).write_bytes(chance.randbytes(32_768))
    with closing(SqliteStore.open_to_read(folder)) as store:
        size = plan.sound(store)
    with closing(SqliteStore.open_to_write(folder)) as store:
        assert plan.sound(store) == size
        plan.write(store, plan.batch(size))
        plan.sound(store, size)


def test_a_link_to_a_record_elsewhere_is_no_second_door(left: Path, folder: Path) -> None:
    """Its lock would be another one, and its log would be looked for in the wrong folder."""
    shutil.copytree(left, folder, dirs_exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        (Path(made) / FILE).symlink_to(folder / FILE)
        for opening in OPENINGS:
            with pytest.raises(ForeignError, match=f"symbolic link.*open the folder of {folder}"):
                opening(Path(made))
        assert contents(Path(made)).keys() == {FILE}
        whole = Path(made) / "link"
        whole.symlink_to(folder)  # the folder itself may have many names
        with closing(SqliteStore.open_to_write(whole)) as store:
            size = plan.sound(store)
            with pytest.raises(BusyError):
                SqliteStore.open_to_write(folder)
    with closing(SqliteStore.open_to_read(folder)) as store:
        assert plan.sound(store) == size


def test_a_record_that_shares_its_file_with_a_copy_may_only_be_read(
    sound: Path, folder: Path
) -> None:
    """As copies made with ``cp -l`` do: what is written to one would be written to the other."""
    shutil.copy(sound / FILE, folder)
    other = folder / "other"
    other.mkdir()
    (other / FILE).hardlink_to(folder / FILE)
    before = contents(folder)
    for each in (folder, other):
        with pytest.raises(ReadOnlyError, match=r"2 names.*Copy the file"):
            SqliteStore.open_to_write(each)
        with closing(SqliteStore.open_to_read(each)) as store:
            plan.sound(store)
    assert contents(folder) == before | {LOCK: contents(folder)[LOCK]}
    (other / FILE).unlink()
    with closing(SqliteStore.open_to_write(folder)) as store:
        plan.write(store, plan.batch(store.size))


def test_a_log_is_not_written_anew_while_another_program_writes_it(
    left: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foedus.store.connecting._BUSY_SECONDS", 0.05)
    shutil.copytree(left, folder, dirs_exist_ok=True)
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyError, match="another program"):
            SqliteStore.open_to_write(folder)
        other.execute("ROLLBACK")
        with closing(SqliteStore.open_to_write(folder)) as store:
            plan.write(store, plan.batch(plan.sound(store)))


def test_a_record_that_is_locked_by_a_program_for_long(
    sound: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foedus.store.connecting._BUSY_SECONDS", 0.05)
    shutil.copy(sound / FILE, folder)
    with (
        closing(SqliteStore.open_to_write(folder)) as store,
        closing(sqlite3.connect(folder / FILE, isolation_level=None)) as other,
    ):
        size = store.size
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyError, match="another program"):
            plan.write(store, plan.batch(size))
        assert plan.sound(store) == size
        other.execute("ROLLBACK")
        plan.write(store, plan.batch(size))
        plan.sound(store, size + 1)
