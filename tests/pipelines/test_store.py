"""A record goes to the database in one transaction, and what became of it goes on with the item."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
import sqlalchemy as sa
from scrapy.crawler import Crawler
from sqlalchemy.engine import Connection

from parsers.reading import Entry
from parsers.record import PolicyDocument
from pipelines.item import Read
from pipelines.store import Store
from storage.database import Database
from storage.errors import StorageError
from storage.schema import documents

DOCUMENT = PolicyDocument(
    source="miit",
    url="https://www.miit.gov.cn/zwgk/art_1.html",
    title="关于做好某项工作的通知",
    stage="final",
    published_on=date(2026, 4, 1),
    body="请认真落实。",
)


@dataclass
class Keep:
    database: Any

    def now(self) -> datetime:
        return datetime(2026, 5, 1, tzinfo=UTC)


def store(database: Any) -> Store:
    crawler = SimpleNamespace(spider=SimpleNamespace(keep=Keep(database)))
    return Store.from_crawler(cast(Crawler, crawler))


def read() -> Read:
    return Read(DOCUMENT, None, Entry(DOCUMENT.url, DOCUMENT.title))


def test_a_record_is_stored_and_the_item_says_what_became_of_it(database: Database) -> None:
    item = read()
    assert store(database).process_item(item) is item
    assert item.outcome is not None
    assert item.outcome.kind == "new"
    with database.read() as connection:
        assert connection.execute(sa.select(documents.c.title)).scalars().all() == [DOCUMENT.title]


def test_the_same_record_again_is_unchanged(database: Database) -> None:
    store(database).process_item(read())
    item = read()
    store(database).process_item(item)
    assert item.outcome is not None
    assert item.outcome.kind == "unchanged"


def test_a_database_that_fails_leaves_the_item_without_an_outcome() -> None:
    class Away:
        def write(self) -> AbstractContextManager[Connection]:
            raise StorageError("the database does not answer")

    item = read()
    with pytest.raises(StorageError):
        store(Away()).process_item(item)
    assert item.outcome is None
