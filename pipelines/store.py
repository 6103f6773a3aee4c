"""Saves each record and gives the spider the outcome; passes on a dict for `scrapy crawl -O`."""

from dataclasses import dataclass
from typing import Protocol, Self, cast

from scrapy.crawler import Crawler

from parsers.extraction import Entry
from parsers.record import PolicyDocument
from pipelines.session import StorageSession
from storage.crawl.captures import CaptureFacts
from storage.documents.writing import saving
from storage.documents.writing.visit import Outcome


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One notice page, read and understood."""

    document: PolicyDocument
    capture: CaptureFacts | None
    entry: Entry
    column: str | None = None
    """The column that led to it; None where it is looked at again."""


class CrawlReporter(Protocol):
    """A spider, as the store needs it: it counts and logs what became of each record."""

    session: StorageSession

    async def stored(self, item: NoticeItem, outcome: Outcome) -> None:
        """The record is in the database."""


class Store:
    """Saves a record whole or not at all."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline over its spider's session."""
        return cls(crawler)

    async def process_item(self, item: object) -> object:
        """The record, once it is on disk. Raises PageLost or StorageError where it is not stored."""
        if not isinstance(item, NoticeItem):
            return item
        spider = cast(CrawlReporter, self._crawler.spider)
        await spider.stored(item, await save(spider.session, item))
        return item.document.to_dict()


async def save(session: StorageSession, item: NoticeItem) -> Outcome:
    """Saves a record. Raises PageLost for a page that says nothing of its document, and StorageError."""
    return await session.write(saving.save, item.document, item.capture, item.entry, session.now())
