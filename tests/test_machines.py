"""Several machines, each part of which is killed once at a moment drawn at random, hold what one undisturbed process
holds on SQLite: crawls of a quarter of all sources, and their archive read again."""

import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipelines.reparse import reparse as reparsing
from scrapers.run import process
from storage.archive import ArchiveFiles
from storage.archive.push import push
from storage.crawl import schedule
from storage.database import Database, open_database
from storage.errors import StorageError
from storage.schema import documents, pages
from tests.conftest import IN_MEMORY
from tests.machines import ARCHIVE, MOST, Machines, holdings, narrow
from tests.scrapers.replica_server import Replica
from zhengce.workers.queue_tables import SCHEMA

PARTS = ("worker-1", "database", "bucket", "page")
SEED = int(os.environ.get("ZHENGCE_SEED") or time.time())


@pytest.fixture
def replica(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replica]:
    for source in process.sources():
        monkeypatch.setattr(source, "columns", source.columns)  # given back in the end
    made = Replica(narrow(), 1)
    made.turn(0)
    yield made
    made.close()


@pytest.fixture
def machines(replica: Replica) -> Iterator[Machines]:
    folder = Path(tempfile.mkdtemp(prefix="zhengce-machines-", dir=IN_MEMORY if IN_MEMORY.exists() else None))
    folder.chmod(0o755)
    made = Machines(folder, replica.settings["LOOPBACK"])
    yield made
    made.close()
    shutil.rmtree(folder, ignore_errors=True)


def patiently(database: Database, look: Callable[[Database], float]) -> float:
    """What a look at the database gives; -1 while its server is away."""
    try:
        return look(database)
    except StorageError:
        return -1


def crawled(database: Database) -> float:
    with database.read() as connection:
        return float(connection.execute(sa.select(sa.func.count(pages.c.document_id))).scalar_one())


def killed_on_the_way(
    machines: Machines, database: Database, look: Callable[[Database], float], total: int, moments: dict[str, float]
) -> None:
    """Waits until all is done; each part is killed when so large a share is."""
    end = time.monotonic() + MOST
    while (done := patiently(database, look)) < total or moments:
        assert time.monotonic() < end, f"{done} of {total}; to be killed: {moments}"
        for part, moment in sorted(moments.items()):
            if done >= moment * total:
                del moments[part]
                machines.kill(part)
                break
        time.sleep(0.1)


def paused(database: Database) -> None:
    """Lets no more crawls begin, and waits for those that run."""
    with database.write() as connection:
        for one in schedule.all_of(connection):
            schedule.change(connection, one.source, datetime.now(UTC), paused=True)
    end = time.monotonic() + MOST
    query = f"SELECT count(*) FROM {SCHEMA}.procrastinate_jobs WHERE queue_name = 'crawls'"
    while True:
        with database.read() as connection:
            if not connection.exec_driver_sql(query).scalar_one() or time.monotonic() > end:
                return
        time.sleep(0.05)


def worsen(database: Database) -> None:
    """Lets all be as an older parser read it."""
    with database.write() as connection:
        connection.execute(sa.update(pages).values(digest="older"))
        connection.execute(sa.update(documents).values(subject="other"))


def test_machines_of_which_each_part_is_killed_hold_what_one_process_holds(
    replica: Replica, machines: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, count = random.Random(SEED), sum(map(len, replica.titles(0).values()))
    print(f"ZHENGCE_SEED={SEED}")
    moments = {part: chance.uniform(0.05, 0.95) for part in PARTS}
    for name, value in (machines.bucket.variables | {"ZHENGCE_ARCHIVE": ARCHIVE}).items():
        monkeypatch.setenv(name, value)

    database = open_database(machines.url)
    killed_on_the_way(machines, database, crawled, count, moments)
    paused(database)
    folders = [ArchiveFiles(machines.folder / name / "archive", ARCHIVE) for name in machines.NAMES]
    for files in folders:
        assert [one.why for one in push(files, datetime.now(UTC) + timedelta(days=1)) if one.why] == []
    worsen(database)
    assert reparsing.reparse(database, folders[0], processes=1).ok
    found = holdings(database, folders[:1])
    database.close()

    replica.crawl(tmp_path, anyway=True)
    alone = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    worsen(alone)
    reparsing.reparse(alone, tmp_path / "archive", processes=1)
    wanted = holdings(alone, [ArchiveFiles(tmp_path / "archive")])
    alone.close()
    assert len(wanted["documents"]) == count
    for name in wanted:
        assert found[name] == wanted[name], name
    [first, *_] = sorted(title for titles in replica.titles(0).values() for title in titles.values())
    assert first in machines.answer("/api/search?limit=100").decode()
