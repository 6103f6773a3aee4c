"""An SQLite file in a folder that the reader cannot write, or on a full disk: it is read, never stale, and writing says
so in one line."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import backup
from storage.database import Database, open_database
from storage.errors import StorageError
from zhengce.cli.ops.reparse import check_writable
from zhengce.search import segmentation

NOBODY = 65534

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def folder(sqlite_template: Path) -> Iterator[Path]:
    """A folder with a database, which its reader cannot write."""
    made = Path(tempfile.mkdtemp(prefix="zhengce-"))  # not pytest's own, which other users may not enter
    shutil.copy(sqlite_template, made / "zhengce.db")
    (made / "zhengce.db").chmod(0o644)
    made.chmod(0o555)
    yield made
    made.chmod(0o755)
    shutil.rmtree(made)


def as_reader(folder: Path, action: Callable[[Database], object]) -> str:
    """What an action gives, or of what it complains, in a process that may not write: root may write everywhere."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            database = open_database(f"sqlite:///{folder / 'zhengce.db'}", upgrade=False)
            said = str(action(database))
            database.close()
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return said


def writer(folder: Path) -> sqlite3.Connection:
    """The connection of another user, who may write."""
    folder.chmod(0o755)
    connection = sqlite3.connect(folder / "zhengce.db", isolation_level=None)
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("INSERT INTO leases VALUES ('crawl:miit', 'a', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')")
    folder.chmod(0o555)
    return connection


def leases(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(sa.text("SELECT count(*) FROM leases")).scalar_one())


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_it_is_read_and_nothing_is_left_beside_it(folder: Path) -> None:
    assert as_reader(folder, leases) == "0"
    assert names(folder) == {"zhengce.db"}


def test_it_is_copied(folder: Path) -> None:
    target = Path(tempfile.gettempdir()) / f"{folder.name}.db"
    assert as_reader(folder, lambda database: backup.copy(database, target)) == "None"
    copied = open_database(f"sqlite:///{target}", upgrade=False)
    assert leases(copied) == 0
    copied.close()
    target.unlink()


def test_writing_says_so_in_one_line(folder: Path) -> None:
    def write(database: Database) -> None:
        with database.write():
            pass

    said = as_reader(folder, write)
    assert said.startswith(f"StorageError: {folder / 'zhengce.db'}: the database cannot be written")
    assert "\n" not in said


def test_a_dry_run_of_reparse_says_that_it_has_to_write(folder: Path) -> None:
    said = as_reader(folder, check_writable)
    assert said.startswith(f"Unusable: {folder / 'zhengce.db'}: the database cannot be written")
    assert "(a dry run makes the changes and takes them back; run it on a copy" in said
    assert "\n" not in said


def test_what_another_process_has_just_committed_is_read(folder: Path) -> None:
    connection = writer(folder)
    assert "zhengce.db-wal" in names(folder)
    assert as_reader(folder, leases) == "1"
    connection.close()


def test_a_log_that_cannot_be_read_is_not_passed_over(folder: Path) -> None:
    connection = writer(folder)
    log = (folder / "zhengce.db-wal").read_bytes()
    file = (folder / "zhengce.db").read_bytes()
    connection.close()
    folder.chmod(0o755)
    (folder / "zhengce.db-wal").write_bytes(log)
    (folder / "zhengce.db").write_bytes(file)
    folder.chmod(0o555)
    assert names(folder) == {"zhengce.db", "zhengce.db-wal"}
    assert as_reader(folder, leases).startswith(
        f"StorageError: {folder / 'zhengce.db'}: commits wait in zhengce.db-wal"
    )


def test_what_is_written_while_it_is_read_is_noticed(folder: Path) -> None:
    begun, written = os.pipe(), os.pipe()

    def read(database: Database) -> None:
        with database.read() as connection:
            connection.execute(sa.text("SELECT count(*) FROM leases"))
            os.write(begun[1], b".")
            os.read(written[0], 1)

    def read_twice(database: Database) -> str:
        with pytest.raises(StorageError, match="it was written to while it was read"):
            read(database)
        return f"then {leases(database)}"

    helper = os.fork()
    if helper == 0:
        os.read(begun[0], 1)
        folder.chmod(0o755)
        writer(folder).close()
        os.write(written[1], b".")
        os._exit(0)
    said = as_reader(folder, read_twice)
    os.write(begun[1], b".")  # where nothing was read, the writer is still waiting
    os.waitpid(helper, 0)
    assert said == "then 1"


@pytest.fixture
def full_disk(sqlite_template: Path) -> Iterator[Path]:
    """A full file system with a database in it."""
    made = Path(tempfile.mkdtemp(prefix="zhengce-"))
    mount = shutil.which("mount")
    if mount is None or subprocess.run([mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", made], check=False).returncode:
        made.rmdir()
        pytest.skip("a file system of its own can be mounted by root alone")
    shutil.copy(sqlite_template, made / "zhengce.db")
    with suppress(OSError), (made / "full").open("wb", buffering=0) as file:
        while file.write(bytes(1024)):
            pass
    yield made
    subprocess.run(["umount", made], check=True)
    made.rmdir()


def test_a_full_disk_is_read_and_writing_says_that_it_is_full(full_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = open_database(f"sqlite:///{full_disk / 'zhengce.db'}", upgrade=False)
    assert leases(database) == 0
    with pytest.raises(StorageError, match=r"zhengce\.db: the disk .*full"), database.write():
        pass
    assert leases(database) == 0
    database.close()
    monkeypatch.setattr(tempfile, "tempdir", str(full_disk))
    segmentation.segmenter.cache_clear()
    assert segmentation.cut("关于印发规划的通知") == ["关于", "印发", "规划", "的", "通知"]
