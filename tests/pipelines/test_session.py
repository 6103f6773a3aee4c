"""The session of a crawl: it writes in order and off the event loop, and the archive is on disk first."""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from scrapy.settings import Settings
from sqlalchemy.engine import Connection

from pipelines.session import StorageSession
from storage.archive import ArchiveError
from storage.crawl import leases
from storage.errors import StorageError
from storage.schema import leases as table
from tests.storage.test_archive import exchange

NOW = datetime(2026, 5, 1, tzinfo=UTC)

InSession = Callable[[Callable[[StorageSession], Coroutine[Any, Any, None]]], list[str]]


def add(connection: Connection, name: str) -> None:
    connection.execute(sa.insert(table).values(name=name, holder="x", taken_at=NOW, beat_at=NOW))


@pytest.fixture
def in_session(tmp_path: Path) -> InSession:
    """Runs something with a session, and gives the names that are stored then."""

    def run(work: Callable[[StorageSession], Coroutine[Any, Any, None]]) -> list[str]:
        settings = {"ZHENGCE_DATA": str(tmp_path), "ZHENGCE_DATABASE": None, "ZHENGCE_FILE_MEMORY": 512}

        async def main() -> None:
            session = StorageSession.open(Settings(settings))
            try:
                await work(session)
            finally:
                await session.close()

        asyncio.run(main())
        with sqlite3.connect(tmp_path / "zhengce.db") as connection:
            return [name for (name,) in connection.execute("SELECT name FROM leases ORDER BY rowid")]

    return run


def test_transactions_follow_one_another_and_one_that_fails_fails_alone(in_session: InSession) -> None:
    def fail(connection: Connection) -> None:
        add(connection, "half")
        raise ZeroDivisionError

    async def work(session: StorageSession) -> None:
        writes = [session.write(add, "a"), session.write(fail), session.write(add, "b")]
        outcomes = await asyncio.gather(*writes, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [type(None), ZeroDivisionError, type(None)]

    assert in_session(work) == ["a", "b"]


def test_an_answer_is_on_disk_when_it_is_archived(in_session: InSession, monkeypatch: pytest.MonkeyPatch) -> None:
    forced: list[int] = []
    monkeypatch.setattr(os, "fsync", forced.append)

    async def work(session: StorageSession) -> None:
        await session.archive(exchange())
        forced.clear()
        location = await session.archive(exchange())
        assert len(forced) == 1
        assert session.shared.archive.read(location).body == exchange().body

    in_session(work)


def test_an_archive_that_cannot_be_written_says_so(in_session: InSession, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    async def work(session: StorageSession) -> None:
        await session.archive(exchange())
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(ArchiveError, match="No space left"):
            await session.archive(exchange())

    in_session(work)


def test_what_comes_after_the_end_is_refused(in_session: InSession) -> None:
    late: list[StorageSession] = []

    async def work(session: StorageSession) -> None:
        late.append(session)

    in_session(work)
    with pytest.raises(StorageError, match="the crawl has ended"):
        asyncio.run(late[0].write(add, "late"))


def test_sources_of_one_process_share_a_session_until_the_last_one_ends(in_session: InSession) -> None:
    async def work(session: StorageSession) -> None:
        place = {"ZHENGCE_DATA": session.shared.place[1], "ZHENGCE_DATABASE": session.shared.place[0]}
        other = StorageSession.open(Settings(place))
        assert other.shared is session.shared
        await other.close()
        await session.write(add, "still open")

    assert in_session(work) == ["still open"]


def test_the_event_loop_goes_on_while_another_process_holds_the_database(in_session: InSession, tmp_path: Path) -> None:
    async def work(session: StorageSession) -> None:
        other = sqlite3.connect(tmp_path / "zhengce.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        taken = asyncio.ensure_future(session.write(add, "crawl:mot"))
        beat = asyncio.ensure_future(session.write(leases.beat, "crawl:mot", "x", NOW + leases.BEAT_EVERY))
        for _ in range(20):
            await asyncio.sleep(0.01)
        assert not taken.done()
        other.execute("ROLLBACK")
        await taken
        assert await beat
        other.close()

    assert in_session(work) == ["crawl:mot"]
