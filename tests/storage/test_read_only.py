"""An SQLite file in a folder that the reader cannot write, or on a full disk: one line says what to do."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.changes import after
from storage.crawl import leases
from storage.database import Database, open_database
from storage.documents.writing import saving
from storage.errors import StorageError
from tests.conftest import TEMPORARY
from tests.postgres import Server
from tests.processes import FORKS, run_forked, take_lease, write_forever
from tests.storage.making import NOON, document, plain_document
from zhengce.search import segmentation

NOBODY = 65534

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def folder(sqlite_template: Path) -> Iterator[Path]:
    """A folder with a database, which its reader cannot write."""
    made = Path(tempfile.mkdtemp(prefix="zhengce-", dir=TEMPORARY))
    shutil.copy(sqlite_template, made / "zhengce.db")
    (made / "zhengce.db").chmod(0o644)
    made.chmod(0o555)
    yield made
    made.chmod(0o755)
    shutil.rmtree(made)


def as_reader(folder: Path, action: Callable[[Database], object], name: str = "") -> str:
    """What an action gives, or of what it complains, in a process that may not write: root may write everywhere."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            database = open_database(f"sqlite:///{name or folder / 'zhengce.db'}", upgrade=False)
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


def leases_in(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(sa.text("SELECT count(*) FROM leases")).scalar_one())


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_reading_says_in_one_line_what_to_do(folder: Path) -> None:
    said = as_reader(folder, leases_in)
    assert said.startswith(f"StorageError: {folder / 'zhengce.db'}: its folder is read-only")
    assert "copy it into a folder that can be written" in said
    assert "\n" not in said
    assert names(folder) == {"zhengce.db"}


def test_a_file_that_nobody_writes_is_read_where_its_address_says_so(folder: Path) -> None:
    assert as_reader(folder, leases_in, f"file:{folder / 'zhengce.db'}?mode=ro&immutable=1&uri=true") == "0"


@pytest.fixture
def full_disk(sqlite_template: Path) -> Iterator[Path]:
    """A full file system with a database in it."""
    made = Path(tempfile.mkdtemp(prefix="zhengce-", dir=TEMPORARY))
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


def test_a_full_disk_says_that_it_is_full(full_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StorageError, match=r"zhengce\.db: the disk .*full"):
        open_database(f"sqlite:///{full_disk / 'zhengce.db'}", upgrade=False)
    monkeypatch.setattr(tempfile, "tempdir", str(full_disk))
    segmentation.segmenter.cache_clear()
    assert segmentation.cut("关于印发规划的通知") == ["关于", "印发", "规划", "的", "通知"]


# A file that may only be read or is damaged, a lost server, a killed writer: one clear error, and others go on


def _save(database: Database, number: int) -> None:
    with database.write() as connection:
        saving.save(connection, plain_document(number), None, None, NOON)


def test_a_server_that_went_away_is_one_clear_error_and_is_met_again(postgres: Server) -> None:
    database = open_database(postgres.create())
    _save(database, 1)
    postgres.cut_off(database)
    _save(database, 2)  # the pool notices, and the next transaction finds the server again

    def in_the_middle() -> None:
        with database.write() as connection:
            saving.save(connection, plain_document(3), None, None, NOON)
            postgres.cut_off(database)
            saving.save(connection, plain_document(4), None, None, NOON)

    with pytest.raises(StorageError) as caught:
        in_the_middle()
    assert "\n" not in str(caught.value)
    _save(database, 3)
    with database.read() as connection:
        assert [change.number for change in after(connection, 0)] == [1, 2, 3]
    database.close()


def test_a_damaged_page_of_the_file_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "zhengce.db"
    database = open_database(f"sqlite:///{path}")
    for number in range(30):
        _save(database, number)
    database.close()
    data = bytearray(path.read_bytes())
    data[8192:] = b"\x00" * (len(data) - 8192)
    path.write_bytes(data)

    def looking() -> None:
        damaged = open_database(f"sqlite:///{path}")
        try:
            _save(damaged, 31)
        finally:
            damaged.close()

    with pytest.raises(StorageError) as caught:
        looking()
    assert "\n" not in str(caught.value)


@pytest.mark.both_engines
def test_a_writer_that_was_killed_blocks_nobody(database: Database, database_url: str) -> None:
    told, tells = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=write_forever, args=(database_url, tells))
    process.start()
    tells.close()
    told.recv()
    process.kill()
    process.join()
    with database.write() as connection:
        saving.save(connection, document(), None, None, NOON)


@pytest.mark.both_engines
def test_the_lease_of_a_killed_crawl_is_taken_over_at_once_on_its_machine(
    database: Database, database_url: str, open_another: Callable[[], Database], tmp_path: Path
) -> None:
    assert run_forked(tmp_path, take_lease, database_url).returncode == 0
    with database.write() as connection:
        held = connection.execute(sa.text("SELECT beat_at FROM leases")).scalar()
        assert held is not None
        assert leases.take(connection, "crawl:miit", leases.holder_name(), NOON) is None
