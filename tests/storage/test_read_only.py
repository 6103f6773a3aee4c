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

from storage.database import Database, open_database
from storage.errors import StorageError
from tests.conftest import TEMPORARY
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


def leases(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(sa.text("SELECT count(*) FROM leases")).scalar_one())


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_reading_says_in_one_line_what_to_do(folder: Path) -> None:
    said = as_reader(folder, leases)
    assert said.startswith(f"StorageError: {folder / 'zhengce.db'}: its folder is read-only")
    assert "copy it into a folder that can be written" in said
    assert "\n" not in said
    assert names(folder) == {"zhengce.db"}


def test_a_file_that_nobody_writes_is_read_where_its_address_says_so(folder: Path) -> None:
    assert as_reader(folder, leases, f"file:{folder / 'zhengce.db'}?mode=ro&immutable=1&uri=true") == "0"


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
