"""Several writers of one PostgreSQL database leave what one writer leaves, and a reader of changes misses none."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from benchmarks import writers
from parsers.record import PolicyDocument, Relation
from storage import changes, locking
from storage import database as database_module
from storage.database import Database, open_database
from storage.documents.writing import saving
from storage.errors import StorageError
from storage.locking import Locks
from storage.schema import documents, pages
from tests.postgres import Server
from tests.zhengce.shelf import ICT_PLAN, NOON

MOST = 30.0
TWIN = replace(ICT_PLAN, source="state_council", url="https://www.gov.cn/content_5651262.htm")
REPEAL = replace(
    ICT_PLAN,
    url="https://www.miit.gov.cn/repeal.html",
    title="关于废止若干文件的公告",
    issued_title=None,
    document_number="工信部规〔2026〕3号",
    document_number_as_printed="工信部规〔2026〕3号",
    published_on=date(2026, 3, 1),
    written_on=date(2026, 2, 27),
    body="一批文件自即日起废止。",
    attachments=(),
    relations=(Relation("repeals", None, ICT_PLAN.document_number, words="即日起废止。"),),
)

LATER_REPEAL = replace(
    REPEAL,
    url="https://www.miit.gov.cn/later.html",
    title="关于清理规范性文件的决定",
    document_number="工信部规〔2026〕9号",
    document_number_as_printed="工信部规〔2026〕9号",
    published_on=date(2026, 9, 1),
    written_on=date(2026, 8, 27),
    body="清理结果如下，下列文件予以废止。",
    relations=(Relation("repeals", ICT_PLAN.title, words="予以废止。"),),
)


def test_four_writers_leave_what_one_leaves_and_a_reader_sees_every_change_once_in_order(
    postgres: Server, tmp_path: Path
) -> None:
    found = writers.records(50, 3, length=40)
    with ThreadPoolExecutor(4) as pool:
        faults, _ = writers.measure(f"sqlite:///{tmp_path / 'alone.db'}", postgres.create(), pool, found, 4)
    assert faults == []


@pytest.fixture
def url(postgres: Server) -> Iterator[str]:
    made = postgres.borrow()
    yield made
    postgres.give_back(made)


class Open:
    """A writer beside others, in a thread, who has done its work and does not end its transaction yet."""

    def __init__(self, url: str, record: PolicyDocument, is_numbered: bool = False) -> None:
        self.database, self.done, self.go = open_database(url), threading.Event(), threading.Event()
        self._pool = ThreadPoolExecutor(1)

        def work(connection: Connection) -> None:
            saving.save(connection, record, None, None, NOON)
            if is_numbered:
                changes.give_numbers(connection)
            self.done.set()
            self.go.wait(MOST)

        self.ended: Future[None] = self._pool.submit(self.database.beside, work)
        assert self.done.wait(MOST)

    def close(self) -> None:
        self.go.set()
        self._pool.shutdown()
        self.database.close()


@pytest.fixture
def begin(url: str) -> Iterator[Callable[[PolicyDocument], Open]]:
    made: list[Open] = []

    def begun(record: PolicyDocument) -> Open:
        made.append(Open(url, record))
        return made[-1]

    yield begun
    for one in made:
        one.close()


def waits(database: Database) -> bool:
    """Whether a writer waits for a lock."""
    with database.read() as connection:
        query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        return bool(connection.exec_driver_sql(query).scalar_one())


def save_beside(one: Open, url: str, record: PolicyDocument) -> None:
    """Saves a record by a second writer, who comes while the first has not ended; both end."""
    with ThreadPoolExecutor(1) as pool:
        other = open_database(url)
        saved = pool.submit(other.beside, lambda opened: saving.save(opened, record, None, None, NOON))
        while not waits(one.database) and not saved.done():
            pass
        one.go.set()
        saved.result(MOST)
        one.ended.result(MOST)
        other.close()


def numbers(url: str) -> list[tuple[int, str]]:
    database = open_database(url)
    with database.read() as connection:
        found = changes.after(connection, 0)
    database.close()
    return [(change.number, change.kind) for change in found]


def test_twins_that_two_writers_save_at_once_are_one_document(
    url: str, begin: Callable[[PolicyDocument], Open]
) -> None:
    save_beside(begin(ICT_PLAN), url, TWIN)
    assert numbers(url) == [(1, "new"), (2, "merged")]


@pytest.mark.parametrize("first", [ICT_PLAN, REPEAL], ids=["the repealed", "the repealing"])
def test_a_document_and_its_repeal_saved_at_once_find_one_another(
    url: str, begin: Callable[[PolicyDocument], Open], first: PolicyDocument
) -> None:
    second = REPEAL if first is ICT_PLAN else ICT_PLAN
    save_beside(begin(first), url, second)
    database = open_database(url)
    with database.read() as connection:
        ended = connection.execute(sa.select(documents.c.ended_as).where(documents.c.url == ICT_PLAN.url)).scalar()
    database.close()
    assert ended == "repealed"


def test_two_that_repeal_a_document_at_once_leave_the_word_of_the_first_day(
    url: str, begin: Callable[[PolicyDocument], Open]
) -> None:
    begin(ICT_PLAN).close()
    save_beside(begin(REPEAL), url, LATER_REPEAL)
    database = open_database(url)
    with database.read() as connection:
        ended = connection.execute(sa.select(documents.c.ended_on).where(documents.c.url == ICT_PLAN.url)).scalar()
    database.close()
    assert ended == REPEAL.written_on


def test_a_change_has_its_number_when_its_writer_ends_and_none_that_a_reader_has_passed(
    url: str, begin: Callable[[PolicyDocument], Open]
) -> None:
    slow = begin(ICT_PLAN)
    begin(REPEAL_OF_NOTHING).close()
    with slow.database.read() as connection:
        assert [change.url for change in changes.after(connection, 0)] == [REPEAL_OF_NOTHING.url]
    slow.close()
    assert numbers(url) == [(1, "new"), (2, "new")]


REPEAL_OF_NOTHING = replace(REPEAL, relations=())


def test_numbers_are_given_by_one_writer_after_the_other(url: str) -> None:
    first = Open(url, ICT_PLAN, is_numbered=True)
    save_beside(first, url, REPEAL_OF_NOTHING)
    first.close()
    assert numbers(url) == [(1, "new"), (2, "new")]


def test_the_locks_of_a_writer_whose_connection_died_are_free(
    url: str, begin: Callable[[PolicyDocument], Open]
) -> None:
    dead = begin(ICT_PLAN)
    with dead.database.read() as connection:
        query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction'"
        connection.exec_driver_sql(f"{query} AND datname = current_database() AND pid <> pg_backend_pid()")
    begin(TWIN).close()
    dead.go.set()
    with pytest.raises(StorageError):
        dead.ended.result(MOST)
    assert numbers(url) == [(1, "new")]


def test_a_writer_waits_longer_than_the_server_lets_it_for_those_beside_it(
    url: str, begin: Callable[[PolicyDocument], Open], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, begun, began = begin(ICT_PLAN), list[Locks](), locking.begin

    def counted(connection: Connection, locks: Locks) -> None:
        begun.append(locks)
        began(connection, locks)

    monkeypatch.setattr(locking, "begin", counted)
    monkeypatch.setattr(database_module, "WAIT_SECONDS", 0.02)
    monkeypatch.setattr(database_module, "TRIES_BESIDE", 10_000)
    other = open_database(url)
    with ThreadPoolExecutor(1) as pool:
        saved = pool.submit(other.beside, lambda opened: saving.save(opened, TWIN, None, None, NOON))
        while len(begun) < 4 and not saved.done():
            pass
        slow.go.set()
        assert saved.result(MOST).kind == "merged"
    other.close()


def test_a_writer_who_is_alone_waits_for_those_beside_one_another(
    url: str, begin: Callable[[PolicyDocument], Open]
) -> None:
    beside = begin(ICT_PLAN)
    with ThreadPoolExecutor(1) as pool:

        def count() -> int:
            with beside.database.write() as connection:
                return int(connection.execute(sa.select(sa.func.count()).select_from(pages)).scalar_one())

        alone = pool.submit(count)
        while not waits(beside.database) and not alone.done():
            pass
        beside.go.set()
        assert alone.result(MOST) == 1
