"""A record goes to the database in one transaction, and what became of it goes on with the item."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
import sqlalchemy as sa
from scrapy.crawler import Crawler
from sqlalchemy.engine import Connection

from parsers.extraction import Entry
from parsers.record import PolicyDocument
from pipelines.item import Read
from pipelines.store import Store
from storage.crawl import pages
from storage.crawl.pages import Held
from storage.database import Database
from storage.documents import unchanged
from storage.documents.unchanged import Look
from storage.errors import StorageError
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


ENTRY = Entry(DOCUMENT.url, DOCUMENT.title)


@dataclass
class Keep:
    database: Any
    looks: list[Look] = field(default_factory=list)
    archive: Any = field(default_factory=lambda: SimpleNamespace(sync=lambda: None))

    def looked(self, look: Look) -> None:
        self.looks.append(look)

    def now(self) -> datetime:
        return datetime(2026, 5, 1, tzinfo=UTC)


def store(database: Any, keep: Keep | None = None) -> Store:
    crawler = SimpleNamespace(spider=SimpleNamespace(keep=keep or Keep(database)))
    return Store.from_crawler(cast(Crawler, crawler))


def read(body: str = "请认真落实。", held: Held | None = None) -> Read:
    return Read(replace(DOCUMENT, body=body), None, ENTRY, held)


def process(database: Any, item: Read) -> Read:
    assert store(database).process_item(item) is item
    return item


def held(database: Database) -> Held:
    """What is held of the page, a hundred days later."""
    with database.write() as connection:
        [wanted] = pages.due(connection, "miit", datetime(2026, 8, 9, tzinfo=UTC))
    assert wanted.held is not None
    return wanted.held


def test_a_record_is_stored_and_the_item_says_what_became_of_it(database: Database) -> None:
    item = process(database, read())
    assert item.outcome is not None
    assert item.outcome.kind == "new"
    with database.read() as connection:
        assert connection.execute(sa.select(documents.c.title)).scalars().all() == [DOCUMENT.title]


def test_the_same_record_again_is_unchanged(database: Database) -> None:
    process(database, read())
    item = process(database, read())
    assert item.outcome is not None
    assert item.outcome.kind == "unchanged"


def test_a_database_that_fails_leaves_the_item_without_an_outcome() -> None:
    class Away:
        def write(self) -> AbstractContextManager[Connection]:
            raise StorageError("the database does not answer")

    item = read()
    with pytest.raises(StorageError):
        process(Away(), item)
    assert item.outcome is None


def test_a_page_that_says_what_it_said_is_noted_without_a_transaction_of_its_own(database: Database) -> None:
    process(database, read())
    item, keep = read(held=held(database)), Keep(None)  # no database to write to
    store(None, keep).process_item(item)
    assert item.outcome is not None
    assert item.outcome.kind == "unchanged"
    with database.write() as connection:
        unchanged.note(connection, keep.looks)
    with database.read() as connection:
        row = connection.execute(sa.select(page_table)).one()
        assert row.checked_at == keep.looks[0].at
        assert row.due_at > row.checked_at
        assert connection.execute(sa.select(changes.c.kind)).scalars().all() == ["new"]


def test_a_page_that_changed_since_is_saved_though_it_is_held(database: Database) -> None:
    process(database, read())
    item = process(database, read("请认真抓好落实。", held(database)))
    assert item.outcome is not None
    assert item.outcome.kind == "revised"


def test_a_look_at_a_page_that_was_read_anew_meanwhile_is_not_noted(database: Database) -> None:
    process(database, read())
    before = held(database)
    process(database, read("请认真抓好落实。"))
    late = unchanged.confirmed(before, DOCUMENT.url, datetime(2026, 9, 1, tzinfo=UTC))
    with database.write() as connection:
        unchanged.note(connection, [late])
    with database.read() as connection:
        assert connection.execute(sa.select(page_table.c.checked_at)).scalar_one() == Keep(None).now()
