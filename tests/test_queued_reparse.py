"""The archive read again by workers: every group once, whichever worker dies, and as one process reads it."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import zhengce.sample as samples
from parsers.files import LIMITS
from pipelines.reparse import reparse as reparsing
from scrapers.run import process
from storage.crawl import reread_groups
from storage.database import Database, open_database
from storage.documents import queries
from storage.schema import changes, documents, pages
from storage.schema import reread_groups as groups
from tests.command_line import zhengce
from tests.postgres import Server
from tests.processes import FORKS
from zhengce.workers.rereading import Rereading
from zhengce.workers.worker import Pace, Worker


@pytest.fixture
def url(postgres: Server, tmp_path: Path) -> str:
    """A database with two sources of the sample, read by an older parser as it seems."""
    made = postgres.create()
    process.crawl(("cac", "miit"), database_url=made, data_dir=tmp_path, replay=samples.SAMPLE)
    return made


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = open_database(url)
    yield opened
    opened.close()


def worsen(database: Database) -> int:
    with database.write() as connection:
        connection.execute(sa.update(pages).values(digest="older"))
        return connection.execute(sa.update(documents).values(subject="other")).rowcount


def contents(database: Database) -> list[object]:
    with database.read() as connection:
        return [held.record.to_dict() for held in queries.each(connection, order="id")]


def status(database: Database) -> reread_groups.Status:
    with database.read() as connection:
        return reread_groups.status(connection)


class Dying(Rereading):
    """Kills its worker amid a group, when another one was read."""

    has_read = False

    async def read(self, database: Database, group_id: int) -> None:
        reading = asyncio.ensure_future(super().read(database, group_id))
        if self.has_read:
            await asyncio.sleep(0.1)
            os.kill(os.getpid(), signal.SIGKILL)
        await reading
        self.has_read = True


def work(url: str, folder: Path, until: int, rereading: type[Rereading] = Rereading) -> None:
    """A worker that crawls nothing, until so many pages are read."""
    worker = Worker(
        url,
        folder,
        {},
        concurrency=1,
        pace=Pace(look=0.1, beat=0.2, dead_after=3.0, longest_wait=0.2, last_seconds=5.0),
        rereading=rereading(folder / "archive", url, LIMITS, 1),
    )

    async def main() -> None:
        working = asyncio.create_task(worker.run())
        watched, end = open_database(url), time.monotonic() + 180
        while time.monotonic() < end and (await asyncio.to_thread(status, watched)).done < until:
            await asyncio.sleep(0.05)
        watched.close()
        worker.stop()
        await working

    asyncio.run(main())


def test_a_killed_worker_costs_no_page_and_another_reads_its_group(
    url: str, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reparsing, "PAGES_PER_JOB", 3)
    good, count = contents(database), worsen(database)
    begun = zhengce("--database", url, "reparse", "--queue", data=tmp_path)
    assert begun.returncode == 0
    total = status(database).total
    assert f"{total} pages and files left to the workers" in begun.stderr
    again = zhengce("--database", url, "reparse", "--queue", data=tmp_path)
    assert (again.returncode, status(database).total) == (0, total)
    assert "still reading" in again.stderr

    first = FORKS.Process(target=work, args=(url, tmp_path, total, Dying))
    first.start()
    first.join()
    assert first.exitcode == -signal.SIGKILL
    assert 0 < status(database).done < total
    work(url, tmp_path, total)

    found = status(database)
    assert (found.done, found.problems) == (total, [])
    assert contents(database) == good
    with database.read() as connection:
        told = sa.select(sa.func.count(), sa.func.count(changes.c.document_id.distinct()))
        assert connection.execute(told.where(changes.c.kind == "reparsed")).one() == (count, count)
    said = zhengce("--database", url, "reparse", "--status", data=tmp_path)
    assert (said.returncode, said.stderr) == (0, f"zhengce: {total} of {total} read again, {found.changed} changed\n")


def test_what_cannot_be_read_is_named_and_a_group_that_kills_its_readers_is_given_up(
    url: str, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reparsing, "PAGES_PER_JOB", 3)
    for file in (tmp_path / "archive").iterdir():
        file.unlink()
    zhengce("--database", url, "reparse", "miit", "--queue", data=tmp_path)
    with database.write() as connection:
        tried = sa.update(groups).values(tries=reread_groups.MOST_TRIES)
        connection.execute(tried.where(groups.c.id == reread_groups.waiting(connection, 1)[0]))
    total = status(database).total
    work(url, tmp_path, total)
    said = zhengce("--database", url, "reparse", "--status", data=tmp_path)
    assert said.returncode == 1
    lines = said.stdout.splitlines()
    assert sum("given up" in line for line in lines) == 1
    assert sum("cannot be read (No such file or directory)" in line for line in lines) == total - 3


def test_the_queue_needs_postgresql(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path / 'zhengce.db'}").close()
    for words, why in ((["--queue"], "PostgreSQL"), (["--queue", "--dry-run"], "--queue takes sources alone")):
        refused = zhengce("reparse", *words, data=tmp_path)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
        assert why in refused.stderr
