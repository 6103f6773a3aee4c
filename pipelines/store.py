"""Hands each record to the database, with the place of its page in the archive: one record, one transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, Self, cast

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from pipelines.item import Read
from storage.archive import Archive
from storage.database import Database
from storage.documents import saving, unchanged
from storage.documents.queries import Outcome
from storage.documents.unchanged import Look
from storage.errors import PageLost


class _Keep(Protocol):
    database: Database
    archive: Archive
    now: Callable[[], datetime]
    looked: Callable[[Look], None]


class Store:
    """Writes document, page, capture, revision, evidence and change, or nothing of them.

    A page that says what it said is only noted, together with others.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline over its spider's database."""
        return cls(crawler)

    def process_item(self, item: object) -> object:
        """The item with what became of it, or DropItem for a page that says nothing of its document (`PageLost`).

        Whatever the database raises goes on to the run record.
        """
        if isinstance(item, Read):
            keep = cast(_Keep, self._crawler.spider.keep)  # type: ignore[union-attr]  # every spider here is a Source
            item.outcome = _store(keep, item)
        return item


def _store(keep: _Keep, item: Read) -> Outcome:
    now = keep.now()
    if item.held is not None:
        look = unchanged.same(item.held, item.document, item.capture, item.entry, now)
        if look is not None:
            keep.looked(look)
            return Outcome("unchanged", item.held.document_id)
    keep.archive.sync()  # on disk before the database names it
    try:
        with keep.database.write() as connection:
            return saving.save(connection, item.document, item.capture, item.entry, now)
    except PageLost as why:
        item.gone = why.for_good
        raise DropItem(f"{item.document.url}: not stored: {why}") from why
