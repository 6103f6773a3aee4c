"""Saves each record through the writer and gives the spider the outcome; passes on a dict for `scrapy crawl -O`."""

import asyncio
from collections import deque
from typing import Any, Protocol, Self, cast

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from sqlalchemy.engine import Connection

from pipelines.items import NoticeItem
from pipelines.session import StorageSession
from storage.articles import units
from storage.documents.writing import saving, unchanged
from storage.documents.writing.visit import Outcome
from storage.errors import PageLost
from storage.texts import storable_text


class CrawlReporter(Protocol):
    """A spider, as the store needs it: it counts and logs what became of each record."""

    session: StorageSession

    async def stored(self, item: NoticeItem, outcome: Outcome) -> None:
        """The record is in the database."""

    async def not_stored(self, item: NoticeItem, why: Exception) -> None:
        """It is not, and never will be by this crawl."""


class NotStored(DropItem):
    """The record is not stored; the spider knows why."""


class Store:
    """Saves a record whole or not at all; an unchanged page is only noted, together with others.

    `ZHENGCE_BEHIND` records may wait while the next pages are requested; with 0, each is on disk before the next.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._behind = crawler.settings.getint("ZHENGCE_BEHIND")
        self._waiting: deque[asyncio.Task[None]] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline over its spider's writer."""
        return cls(crawler)

    async def process_item(self, item: object) -> object:
        """The record, or DropItem where it is known by now that it is not stored."""
        if not isinstance(item, NoticeItem):
            return item
        task = asyncio.ensure_future(self._store(item))
        task.add_done_callback(lambda done: done.cancelled() or done.exception())  # the spider knows of it
        self._waiting.append(task)
        while len(self._waiting) > self._behind:
            await asyncio.wait([self._waiting.popleft()])
        if task.done():
            task.result()
        return item.document.to_dict()

    async def close_spider(self) -> None:
        """Waits for the records that are still with the writer, and has it commit them now."""
        if self._waiting:
            cast(CrawlReporter, self._crawler.spider).session.writer.submit(lambda connection: None)
        await asyncio.gather(*self._waiting, return_exceptions=True)

    async def _store(self, item: NoticeItem) -> None:
        spider = cast(CrawlReporter, self._crawler.spider)
        try:
            outcome = await save(spider.session, item, may_wait=self._behind > 0)
        except Exception as why:
            await spider.not_stored(item, why)
            raise NotStored(f"{item.document.url}: not stored: {why}") from why
        await spider.stored(item, outcome)


async def save(session: StorageSession, item: NoticeItem, *, may_wait: bool = False) -> Outcome:
    """Saves a record. Raises PageLost for a page that says nothing of its document, and StorageError.

    `may_wait`: the transaction may wait a moment for more records.
    """
    now = session.now()
    if item.held is not None:
        look = unchanged.same(item.held, item.document, item.capture, item.entry, now)
        if look is not None:
            await session.looked(look)
            return Outcome("unchanged", item.held.document_id)

    units.rows_of(((0, storable_text(item.document.body)),))  # the transaction finds them remembered

    def work(connection: Connection) -> Outcome | PageLost:
        try:
            return saving.save(connection, item.document, item.capture, item.entry, now)
        except PageLost as why:  # raised before anything was written, so that the transaction goes on
            return why

    outcome: Any = await session.writer.write(work, names_archive=True, may_wait=may_wait)
    if isinstance(outcome, PageLost):
        raise outcome
    return cast(Outcome, outcome)
