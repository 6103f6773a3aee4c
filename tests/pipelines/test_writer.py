"""The writer: what waits is committed together and in its order, and nobody but the writer waits for the database."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

import pipelines.writer as writing
from pipelines.writer import JOBS_PER_TRANSACTION, Writer
from storage.archive import Archive, ArchiveError
from storage.crawl import leases
from storage.database import Database, open_database
from storage.errors import StorageError
from storage.schema import leases as table
from tests.storage.test_archive import exchange

SECONDS = 60
"""So long something that never comes is waited for."""


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "archive") as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Database]:
    """An SQLite database."""
    opened = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    yield opened
    opened.close()


NOW = datetime(2026, 5, 1, tzinfo=UTC)


def insert(name: str) -> sa.Insert:
    return sa.insert(table).values(name=name, holder="x", taken_at=NOW, beat_at=NOW)


def adds(name: str) -> Callable[[Connection], str]:
    def work(connection: Connection) -> str:
        connection.execute(insert(name))
        return name

    return work


def names(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(sa.select(table.c.name).order_by(table.c.name)).scalars())


class Held:
    """Lets the writer begin with a piece of work and holds it there, so that what comes meanwhile has to wait."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, connection: Connection) -> None:
        self.begun.set()
        self.go.wait(SECONDS)


def transactions(database: Database) -> list[int]:
    """Counts the transactions of a database's writer from now on."""
    begun: list[int] = []
    sa.event.listen(database.writer, "begin", lambda connection: begun.append(1))
    return begun


def test_what_waits_is_committed_together_in_its_order_and_each_gets_its_own_outcome(
    file: Database, archive: Archive
) -> None:
    writer, first = Writer(file, archive), Held()
    begun = transactions(file)
    writer.submit(first)
    assert first.begun.wait(SECONDS)
    futures = [writer.submit(adds(f"n{n}")) for n in range(5)]
    first.go.set()
    assert [future.result(SECONDS) for future in futures] == [f"n{n}" for n in range(5)]
    writer.close()
    assert len(begun) == 2
    assert names(file) == [f"n{n}" for n in range(5)]


def test_no_transaction_takes_more_than_so_many(file: Database, archive: Archive) -> None:
    writer, first = Writer(file, archive), Held()
    begun = transactions(file)
    writer.submit(first)
    assert first.begun.wait(SECONDS)
    for n in range(2 * JOBS_PER_TRANSACTION):
        writer.submit(adds(f"n{n}"))
    first.go.set()
    writer.close()
    assert (len(begun), len(names(file))) == (3, 2 * JOBS_PER_TRANSACTION)


def test_what_may_wait_shares_the_transaction_of_what_comes_after_it(
    file: Database, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "GROUP_SECONDS", SECONDS)
    writer, begun = Writer(file, archive), transactions(file)
    patient = [writer.submit(adds(f"n{n}"), may_wait=True) for n in range(3)]
    writer.submit(adds("now")).result(SECONDS / 2)
    assert [future.result(0) for future in patient] == ["n0", "n1", "n2"]
    last = writer.submit(adds("last"), may_wait=True)
    writer.close()
    assert (last.result(0), len(begun)) == ("last", 2)


def test_a_piece_that_fails_fails_alone(file: Database, archive: Archive) -> None:
    def fail(connection: Connection) -> None:
        connection.execute(insert("half"))
        raise ZeroDivisionError

    writer, first = Writer(file, archive), Held()
    writer.submit(first)
    assert first.begun.wait(SECONDS)
    before, failing, after = writer.submit(adds("a")), writer.submit(fail), writer.submit(adds("b"))
    first.go.set()
    writer.close()
    assert isinstance(failing.exception(), ZeroDivisionError)
    assert (before.result(), after.result()) == ("a", "b")
    assert names(file) == ["a", "b"]


def test_nothing_is_committed_that_names_what_the_archive_could_not_keep(
    file: Database, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(self: Archive) -> None:
        raise ArchiveError("the archive cannot be written")

    monkeypatch.setattr(Archive, "sync", lost)
    writer = Writer(file, archive)
    asyncio.run(writer.archive(exchange()))
    future = writer.submit(adds("a"), names_archive=True)
    writer.close()
    assert isinstance(future.exception(), ArchiveError)
    assert names(file) == []


def test_what_comes_after_the_end_is_refused(file: Database, archive: Archive) -> None:
    writer = Writer(file, archive)
    writer.close()
    assert isinstance(writer.submit(adds("a")).exception(SECONDS), StorageError)


def test_the_event_loop_goes_on_while_another_process_holds_the_database(
    file: Database, archive: Archive, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "zhengce.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    writer = Writer(file, archive)

    async def crawl() -> bool:
        """A record and a heartbeat wait for the database, which is free once a page is archived meanwhile."""
        taken = asyncio.ensure_future(writer.write(adds("crawl:mot"), names_archive=True))
        beat = asyncio.ensure_future(
            writer.write(lambda connection: leases.beat(connection, "crawl:mot", "x", NOW + leases.BEAT_EVERY))
        )
        await writer.archive(exchange())
        assert not taken.done()
        other.execute("ROLLBACK")
        await taken
        return await beat

    assert asyncio.run(crawl())
    writer.close()
    other.close()
