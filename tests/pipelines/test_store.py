"""A record goes to the database by way of the writer, and the spider is told what became of it."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from threading import Lock
from types import SimpleNamespace
from typing import Any, Self, TypeVar, cast
from unittest.mock import patch

import sqlalchemy as sa
from scrapy.crawler import Crawler
from scrapy.settings import Settings
from sqlalchemy.engine import Connection

from parsers.extraction import Entry
from parsers.grammar.articles.cutting import cut_passages
from parsers.grammar.articles.model import Unit
from parsers.passages import Passage
from parsers.record import PolicyDocument
from pipelines.items import NoticeItem
from pipelines.store import NotStored, Store
from pipelines.writer import Writer
from storage.archive import Archive
from storage.articles import units
from storage.crawl import pages
from storage.crawl.pages import Held
from storage.database import Database
from storage.documents.writing import unchanged
from storage.documents.writing.unchanged import Look
from storage.documents.writing.visit import Outcome
from storage.errors import PageLost, StorageError
from storage.schema import changes, documents
from storage.schema import pages as page_table

T = TypeVar("T")

DOCUMENT = PolicyDocument(
    source="miit",
    url="https://www.miit.gov.cn/zwgk/art_1.html",
    title="关于做好某项工作的通知",
    stage="final",
    published_on=date(2026, 4, 1),
    body="请认真落实。",
)


ENTRY = Entry(DOCUMENT.url, DOCUMENT.title)


@dataclass
class Spider:
    """A spider that writes down what it is told, over a real writer."""

    writer: Writer | None
    looks: list[Look] = field(default_factory=list)
    told: list[Outcome | Exception] = field(default_factory=list)

    @property
    def session(self) -> Self:
        return self

    async def looked(self, look: Look) -> None:
        self.looks.append(look)

    def now(self) -> datetime:
        return datetime(2026, 5, 1, tzinfo=UTC)

    async def stored(self, read: NoticeItem, outcome: Outcome) -> None:
        self.told.append(outcome)

    async def not_stored(self, read: NoticeItem, why: Exception) -> None:
        self.told.append(why)


class Still:
    """An archive to which nothing was written."""

    def sync(self) -> None:
        """Nothing to force to disk."""


def process(database: Any, *items: NoticeItem, behind: int = 0) -> Spider:
    """Has these items stored; what the spider was told."""
    writer = Writer(database, cast(Archive, Still())) if database else None
    spider = Spider(writer)
    crawler = SimpleNamespace(spider=spider, settings=Settings({"ZHENGCE_BEHIND": behind}))

    async def run() -> None:
        store = Store.from_crawler(cast(Crawler, crawler))
        for item in items:
            with suppress(NotStored):
                assert await store.process_item(item) == item.document.to_dict()
        await store.close_spider()

    asyncio.run(run())
    if writer:
        writer.close()
    return spider


def read(body: str = "请认真落实。", held: Held | None = None) -> NoticeItem:
    return NoticeItem(replace(DOCUMENT, body=body), None, ENTRY, held)


def held(database: Database) -> Held:
    """What is held of the page, a hundred days later."""
    with database.write() as connection:
        [pending] = pages.due(connection, "miit", datetime(2026, 8, 9, tzinfo=UTC))
    assert pending.held is not None
    return pending.held


def kinds(spider: Spider) -> list[str]:
    return [outcome.kind for outcome in spider.told if isinstance(outcome, Outcome)]


def test_a_text_is_cut_into_units_before_the_transaction(database: Database) -> None:
    body, lock = "一、登记棚架。\n二、棚架不收费。", Lock()

    class Watched:
        """The database, and whether a transaction is open."""

        def beside(self, work: Callable[[Connection], T]) -> T:
            with lock:
                return database.beside(work)

    def cut(passages: Sequence[Passage]) -> tuple[Unit, ...]:
        assert not lock.locked()
        return cut_passages(passages)

    units.rows_of.cache_clear()
    with patch.object(units, "cut_passages", cut):
        process(Watched(), read(body))
    with database.read() as connection:
        paths = [unit.path for unit in units.units_of_body(connection, 1, body)]
    assert paths == ["sec-1", "sec-2"]


def test_a_record_is_stored_and_the_spider_is_told_what_became_of_it(database: Database) -> None:
    assert kinds(process(database, read())) == ["new"]
    with database.read() as connection:
        assert connection.execute(sa.select(documents.c.title)).scalars().all() == [DOCUMENT.title]


def test_the_same_record_again_is_unchanged(database: Database) -> None:
    process(database, read())
    assert kinds(process(database, read())) == ["unchanged"]


def test_the_spider_is_told_that_the_database_fails() -> None:
    class Away:
        def beside(self, *arguments: object) -> None:
            raise StorageError("the database does not answer")

    [why] = process(Away(), read()).told
    assert isinstance(why, StorageError)


def test_records_that_wait_are_stored_in_their_order_though_one_of_them_says_nothing_of_its_document(
    database: Database,
) -> None:
    def other(n: int) -> NoticeItem:
        url = f"https://www.miit.gov.cn/zwgk/art_{n}.html"
        return NoticeItem(
            replace(DOCUMENT, url=url, title=f"关于做好第{n}项工作的通知"),
            None,
            Entry(url, f"关于做好第{n}项工作的通知"),
        )

    lost = replace(other(3), document=replace(other(3).document, title="系统维护中", published_on=None, body=""))
    spider = process(database, other(2), lost, other(4), behind=20)
    assert [type(one) for one in spider.told] == [Outcome, PageLost, Outcome]
    with database.read() as connection:
        titles = connection.execute(sa.select(documents.c.title).order_by(documents.c.id)).scalars().all()
    assert titles == ["关于做好第2项工作的通知", "关于做好第4项工作的通知"]


def test_a_page_that_says_what_it_said_is_noted_without_a_transaction_of_its_own(database: Database) -> None:
    process(database, read())
    spider = process(None, read(held=held(database)))  # no database to write to
    assert kinds(spider) == ["unchanged"]
    with database.write() as connection:
        unchanged.note(connection, spider.looks)
    with database.read() as connection:
        row = connection.execute(sa.select(page_table)).one()
        assert row.checked_at == spider.looks[0].at
        assert row.due_at > row.checked_at
        assert connection.execute(sa.select(changes.c.kind)).scalars().all() == ["new"]


def test_a_page_that_changed_since_is_saved_though_it_is_held(database: Database) -> None:
    process(database, read())
    assert kinds(process(database, read("请认真抓好落实。", held(database)))) == ["revised"]


def test_a_look_at_a_page_that_was_read_anew_meanwhile_is_not_noted(database: Database) -> None:
    process(database, read())
    before = held(database)
    process(database, read("请认真抓好落实。"))
    late = unchanged.confirmed(before, DOCUMENT.url, datetime(2026, 9, 1, tzinfo=UTC))
    with database.write() as connection:
        unchanged.note(connection, [late])
    with database.read() as connection:
        assert connection.execute(sa.select(page_table.c.checked_at)).scalar_one() == Spider(None).now()
