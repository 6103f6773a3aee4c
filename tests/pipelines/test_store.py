"""A record goes to the database, and the spider is told what became of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, Self, cast

import pytest
import sqlalchemy as sa
from scrapy.crawler import Crawler

from parsers.extraction import Entry
from parsers.record import PolicyDocument
from pipelines.store import NoticeItem, Store
from storage.database import Database
from storage.documents.writing.visit import Outcome
from storage.errors import PageLost, StorageError
from storage.schema import changes, documents
from storage.schema import pages as page_table

DOCUMENT = PolicyDocument(
    source="miit",
    url="https://www.miit.gov.cn/zwgk/art_1.html",
    title="关于做好某项工作的通知",
    stage="final",
    published_on=date(2026, 4, 1),
    body="请认真落实。",
)


@dataclass
class Spider:
    """A spider that writes down what it is told, and its session over a database."""

    database: Database | None
    day: int = 1
    told: list[Outcome | Exception] = field(default_factory=list)

    @property
    def session(self) -> Self:
        return self

    def now(self) -> datetime:
        return datetime(2026, 5, self.day, tzinfo=UTC)

    async def write(self, function: Callable[..., Any], *args: Any) -> Any:
        if self.database is None:
            raise StorageError("the database does not answer")
        with self.database.write() as connection:
            return function(connection, *args)

    async def stored(self, read: NoticeItem, outcome: Outcome) -> None:
        self.told.append(outcome)


def process(database: Database | None, *items: NoticeItem, day: int = 1) -> Spider:
    """Has these items stored; what the spider was told."""
    spider = Spider(database, day)

    async def run() -> None:
        store = Store.from_crawler(cast(Crawler, SimpleNamespace(spider=spider)))
        for item in items:
            try:
                assert await store.process_item(item) == item.document.to_dict()
            except (PageLost, StorageError) as why:  # the spider records it
                spider.told.append(why)

    asyncio.run(run())
    return spider


def read(**values: Any) -> NoticeItem:
    document = replace(DOCUMENT, **values)
    return NoticeItem(document, None, Entry(document.url, document.title))


def kinds(spider: Spider) -> list[str]:
    return [outcome.kind for outcome in spider.told if isinstance(outcome, Outcome)]


def test_a_record_is_stored_and_the_spider_is_told_what_became_of_it(database: Database) -> None:
    assert kinds(process(database, read())) == ["new"]
    with database.read() as connection:
        assert connection.execute(sa.select(documents.c.title)).scalars().all() == [DOCUMENT.title]


@pytest.mark.parametrize("values", [{}, {"parser_version": "next"}], ids=["equal", "equal but for the version"])
def test_a_page_that_says_what_it_said_is_noted_as_visited_and_no_change(
    database: Database, values: dict[str, str]
) -> None:
    process(database, read())
    assert kinds(process(database, read(**values), day=9)) == ["unchanged"]
    with database.read() as connection:
        row = connection.execute(sa.select(page_table)).one()
        assert row.checked_at == Spider(None, 9).now()
        assert row.due_at > row.checked_at
        assert f'"parser_version":"{values.get("parser_version", DOCUMENT.parser_version)}"' in row.record
        assert connection.execute(sa.select(changes.c.kind)).scalars().all() == ["new"]


def test_a_page_that_says_something_else_revises_its_document(database: Database) -> None:
    process(database, read())
    assert kinds(process(database, read(body="请认真抓好落实。"), day=9)) == ["revised"]


def test_the_spider_is_told_that_the_database_fails() -> None:
    [why] = process(None, read()).told
    assert isinstance(why, StorageError)


def test_a_page_that_says_nothing_of_its_document_costs_no_other(database: Database) -> None:
    first, lost, last = (
        read(url=f"https://www.miit.gov.cn/zwgk/art_{n}.html", title=f"关于做好第{n}项工作的通知") for n in (2, 3, 4)
    )
    lost = replace(lost, document=replace(lost.document, title="系统维护中", published_on=None, body=""))
    assert [type(one) for one in process(database, first, lost, last).told] == [Outcome, PageLost, Outcome]
    with database.read() as connection:
        titles = connection.execute(sa.select(documents.c.title).order_by(documents.c.id)).scalars().all()
    assert titles == [first.document.title, last.document.title]
