"""Hands each record to the database, with the place of its page in the archive: one record, one transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, Self, cast

from scrapy.crawler import Crawler

from pipelines.item import Read
from storage import documents
from storage.database import Database


class _Keep(Protocol):
    database: Database
    now: Callable[[], datetime]


class Store:
    """Writes document, page, capture, revision, evidence and change, or nothing of them."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline over its spider's database."""
        return cls(crawler)

    def process_item(self, item: object) -> object:
        """The item with what became of it; whatever the database raises goes on to the run record."""
        if isinstance(item, Read):
            keep = cast(_Keep, self._crawler.spider.keep)  # type: ignore[union-attr]  # every spider here is a Source
            with keep.database.write() as connection:
                item.outcome = documents.save(connection, item.document, item.capture, item.entry, keep.now())
        return item
