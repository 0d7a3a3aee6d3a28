"""Where the disk is full, fails, or may not be written: a clear word, nothing lost, and on it goes.

The system itself is made to refuse: limits on the size of files, a small disk, another user,
and calls that strace lets fail.
"""

import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from store import plan
from store.test_sqlite import SWIFT
from store.tracing import why_not

from foedus.store.lock import LOCK
from foedus.store.looking import FILE, INDEX, LOG
from foedus.store.port import FullError
from foedus.store.sqlite import SqliteStore

NIGHTLY = "FOEDUS_NIGHTLY" in os.environ
NOBODY = 65_534
ROOT = os.getuid() == 0
WRITER = [sys.executable, "-m", "store.writer"]
PATH = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
needs_root = pytest.mark.skipif(not ROOT, reason="only root may become somebody else")
needs_strace = pytest.mark.skipif(bool(why_not()), reason=why_not() or "traced")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder in memory, if there is one, that everybody may look into."""
    with tempfile.TemporaryDirectory(dir=SWIFT) as made:
        Path(made).chmod(0o755)
        yield Path(made)


def told(output: str) -> tuple[int, list[str]]:
    """Give the last entry that was answered, and the lines that are no answers."""
    words = [line.split(" ", 1) for line in output.splitlines()]
    acks = [int(rest[0]) for word, *rest in words if word == "ack"]
    others = [" ".join(each) for each in words if each[0] not in {"ack", "head", "made", "open"}]
    return max(acks, default=0), others


def holds(folder: Path, size: int) -> None:
    """Assert that what was answered is there, and that it goes on."""
    with closing(SqliteStore.open_to_write(folder)) as store:
        plan.sound(store, size)
        for made in plan.batches(store.size + 20, store.size):
            plan.write(store, made)
        plan.sound(store, size + 20)


def apart(script: str) -> "subprocess.CompletedProcess[str]":
    """Run a script in which file systems may be mounted that nobody else sees."""
    return subprocess.run(
        ["unshare", "--mount", "sh", "-c", script],
        env=PATH,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )


# ---- full ----


@pytest.mark.parametrize("limit", [40_960, 131_072, 700_000, 2_500_001])
def test_a_limit_on_the_size_of_files(folder: Path, limit: int) -> None:
    """The log reaches it, or the database when the log is carried over."""

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    SqliteStore.create(folder, plan.FILES)
    run = subprocess.run(
        [*WRITER, folder],
        env=PATH,
        preexec_fn=limited,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    size, others = told(run.stdout)
    (failure,) = others
    assert failure.startswith(("failed DiskError:", "failed FullError:")), failure
    assert str(folder) in failure
    assert "limit on the size of files" in failure or "make room" in failure
    assert (size > 100) == (limit > 131_072)
    holds(folder, size)


@needs_root
@pytest.mark.parametrize("kilobytes", [400, 1500])
def test_a_disk_that_is_full(folder: Path, kilobytes: int) -> None:
    disk, out = folder / "disk", folder / "out"
    disk.mkdir()
    out.mkdir()
    script = (
        f"mount -t tmpfs -o size={kilobytes}k none {disk} || exit 9;"
        f" {sys.executable} -m store.writer {disk} --make;"
        # There is no room: but it can still be read, and a failure is one again.
        f" {sys.executable} -m store.writer {disk} --look;"
        f" {sys.executable} -m store.writer {disk};"
        f" cp -a {disk}/. {out}"
    )
    run = apart(script)
    if run.returncode == 9:
        pytest.skip("nothing may be mounted here")
    size, others = told(run.stdout)
    assert size
    assert [each.split(":")[0] for each in others] == ["failed FullError"] * 2, run.stdout
    assert all(str(disk) in each and "make room" in each for each in others)
    assert f"open {size}\n" in run.stdout
    holds(out, size)


def fill(store: SqliteStore) -> None:
    for made in plan.batches(10**6):
        plan.write(store, made)


def test_a_database_that_may_not_grow(folder: Path) -> None:
    SqliteStore.create(folder, plan.FILES)
    with closing(SqliteStore.open_to_write(folder)) as store:
        store._writer.execute("PRAGMA max_page_count = 60")
        with pytest.raises(FullError, match=f"{folder}.*make room"):
            fill(store)
        size = plan.sound(store)
        with pytest.raises(FullError):
            plan.write(store, plan.batch(size))
        assert plan.sound(store) == size
        store._writer.execute("PRAGMA max_page_count = 100000")
        plan.write(store, plan.batch(size))  # there is room again
        plan.sound(store, size + 1)
    holds(folder, size + 1)


# ---- may not be written ----


def as_nobody(work: str, folder: Path) -> str:
    """Run a piece of Python as a user who may do nothing; give what it prints."""
    script = (
        f"import os; os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY});"
        "from pathlib import Path; from foedus.store.sqlite import SqliteStore;"
        f"from foedus.store.port import StoreError; folder = Path({str(folder)!r})\n{work}"
    )
    # The interpreter is not for everybody to see: it starts as root, and all is loaded by then.
    loaded = "import sqlite3, store.plan, foedus.store.sqlite;" + script
    run = subprocess.run(
        [sys.executable, "-c", loaded], env=PATH, capture_output=True, text=True, check=False
    )
    assert not run.stderr, run.stderr
    return run.stdout


READ = """
try:
    store = SqliteStore.open_to_read(folder)
    print(store.size, sum(1 for _ in store.rows(1, store.size)))
    store.close()
except StoreError as problem:
    print(type(problem).__name__, problem)
"""
WRITE = READ.replace("open_to_read", "open_to_write")


@needs_root
def test_who_may_only_read_does_so_and_is_told_that_he_may_not_write(folder: Path) -> None:
    SqliteStore.create(folder, plan.FILES)
    with closing(SqliteStore.open_to_write(folder)) as store:
        plan.write(store, plan.batch(0))
        size = store.size
        assert as_nobody(READ, folder) == f"{size} {size}\n"  # beside the clerk
    assert as_nobody(READ, folder) == f"{size} {size}\n"  # from a folder without a log
    assert as_nobody(WRITE, folder).startswith(f"ReadOnlyError {folder}/lock: Permission denied;")
    (folder / FILE).chmod(0o600)
    said = as_nobody(READ, folder)
    assert said.startswith(("DiskError", "ReadOnlyError"))
    assert f"{folder / FILE}" in said
    assert "permissions" in said
    folder.chmod(0o700)
    assert "Permission denied; check" in as_nobody(READ, folder)
    holds(folder, size)


@needs_root
def test_a_database_that_may_only_be_read_in_a_folder_that_may_be_written(folder: Path) -> None:
    SqliteStore.create(folder, plan.FILES)
    with closing(SqliteStore.open_to_write(folder)) as store:
        plan.write(store, plan.batch(0))
        size = store.size
    folder.chmod(0o777)
    (folder / LOCK).chmod(0o666)
    (folder / FILE).chmod(0o444)
    assert as_nobody(WRITE, folder).startswith(f"ReadOnlyError {folder / FILE} may only be read")
    assert sorted(path.name for path in folder.iterdir()) == [LOCK, FILE]
    assert as_nobody(READ, folder) == f"{size} {size}\n"
    holds(folder, size)


@needs_root
def test_a_log_that_was_left_where_nobody_may_write(folder: Path) -> None:
    subprocess.run(
        [*WRITER, folder, "--make", "--until", "20"], env=PATH, check=True, capture_output=True
    )
    (folder / INDEX).unlink(missing_ok=True)
    folder.chmod(0o555)
    assert as_nobody(READ, folder).startswith(f"DiskError {folder} was not closed by its clerk")
    folder.chmod(0o755)
    assert as_nobody(READ, folder).startswith("DiskError")
    holds(folder, 20)
    assert as_nobody(READ, folder)[0].isdecimal()


@needs_root
def test_a_file_system_that_may_only_be_read(folder: Path) -> None:
    SqliteStore.create(folder, plan.FILES)
    with closing(SqliteStore.open_to_write(folder)) as store:
        plan.write(store, plan.batch(0))
        size = store.size
    script = (
        f"mount --bind {folder} {folder} && mount -o remount,ro,bind {folder} || exit 9;"
        f" {sys.executable} -m store.writer {folder} --look;"
        f" {sys.executable} -m store.writer {folder}"
    )
    run = apart(script)
    if run.returncode == 9:
        pytest.skip("nothing may be mounted here")
    read, write = run.stdout.splitlines()
    assert read == f"open {size}"
    assert write.startswith(f"failed DiskError: {folder}/lock: Read-only file system;")


# ---- fails ----

TWICE = """
import os, sys; from pathlib import Path; from store import plan
from foedus.store.port import StoreError; from foedus.store.sqlite import SqliteStore
store = SqliteStore.open_to_write(Path(sys.argv[1]))
def say(text): os.write(1, (text + "\\n").encode())
failures = 0
while store.size < 400 and failures < 4:
    made = plan.batch(store.size)
    try:
        store.append(made.rows, made.contents, made.tiles)
        say(f"ack {made.last}")
        failures = 0
    except StoreError as problem:
        failures += 1
        say(f"{type(problem).__name__} at {store.size}: {problem}")
try:
    store.close()
except StoreError as problem:
    say(f"{type(problem).__name__} on closing: {problem}")
"""


def injected(folder: Path, fault: str) -> tuple[int, list[str]]:
    """Write while calls fail; give the last entry that was answered, and what was refused."""
    SqliteStore.create(folder, plan.FILES)
    log = folder / "calls"
    run = subprocess.run(
        ["strace", "-f", "-o", log, "-P", folder / FILE, "-P", folder / LOG,
         "-e", fault, sys.executable, "-c", TWICE, folder],
        env=PATH, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert not run.stderr, run.stderr
    assert "(INJECTED)" in log.read_text()
    return told(run.stdout)


@needs_strace
@pytest.mark.parametrize("when", ["3", "4+", "17", "30+1000"])
def test_a_sync_that_fails_ends_the_writing(folder: Path, when: str) -> None:
    """Nobody knows what is on the disk then, and the next sync would not say."""
    size, others = injected(folder, f"inject=fdatasync:error=EIO:when={when}")
    kinds = [each.split()[0] for each in others if "closing" not in each]
    assert kinds == ["DiskError"] * 4
    assert "check the disk" in others[0]
    assert all("since then nothing is written" in each for each in others[1:4])
    holds(folder, size)


@needs_strace
@pytest.mark.parametrize("when", range(3, 90, 1 if NIGHTLY else 10))
def test_a_write_for_which_there_is_no_room_is_tried_again(folder: Path, when: int) -> None:
    size, others = injected(folder, f"inject=pwrite64:error=ENOSPC:when={when}")
    assert size >= 400
    assert len(others) <= 1  # none where it was the database, into which the log is carried later
    assert all(each.startswith("FullError") and "make room" in each for each in others)
    holds(folder, size)


@needs_strace
@pytest.mark.parametrize("when", ["5", "20+", "61"])
def test_a_write_that_fails_loses_nothing_that_was_answered(folder: Path, when: str) -> None:
    size, others = injected(folder, f"inject=pwrite64:error=EIO:when={when}")
    assert all(each.startswith("DiskError") and "check the disk" in each for each in others)
    assert (size >= 400) == ("+" not in when)
    holds(folder, size)


@needs_strace
@pytest.mark.parametrize("call", ["fdatasync", "fsync", "rename", "pwrite64", "openat", "unlink"])
@pytest.mark.parametrize("when", [1, 2, 3, 5])
def test_making_a_store_fails_whole(folder: Path, call: str, when: int) -> None:
    script = (
        "import sys; from pathlib import Path; from store import plan\n"
        "from foedus.store.port import StoreError; from foedus.store.sqlite import SqliteStore\n"
        "try:\n    SqliteStore.create(Path(sys.argv[1]), plan.FILES)\n"
        "except StoreError as problem:\n    print(type(problem).__name__, problem)"
    )
    new = folder / f"{FILE}.new"
    files = [folder, new, f"{new}-journal", f"{new}-wal", folder / FILE]
    traced = [word for each in files for word in ("-P", each)]
    run = subprocess.run(
        ["strace", "-f", "-o", "/dev/null", *traced, "-e", f"inject={call}:error=EIO:when={when}",
         sys.executable, "-c", script, folder],
        env=PATH, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert not run.stderr, run.stderr
    there = (folder / FILE).exists()
    if run.stdout:
        assert str(folder) in run.stdout
        assert run.stdout.startswith(("DiskError", "FullError"))
    if not there:
        SqliteStore.create(folder, plan.FILES)
    holds(folder, 0)
