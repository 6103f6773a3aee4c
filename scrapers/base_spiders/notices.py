"""What becomes of each notice: it is read and passed on, then stored, or recorded as unchanged, gone or failed."""

import asyncio
import logging

from scrapy.exceptions import DropItem

import parsers.document
from parsers.addresses import comparable
from parsers.errors import NotReadable
from parsers.extraction import Entry
from pipelines.items import NoticeItem
from scrapers.base_spiders.site_spider import SiteSpider
from scrapers.exceptions import DownloadFailed, HostUnavailable, NotFound, NotModified, Paused, SourceStopped
from scrapers.network.page_request import Answer
from scrapers.run.stats import ColumnStats, trouble_of
from storage.crawl import pages
from storage.crawl.pages import PendingPage
from storage.documents.writing.visit import Outcome
from storage.errors import PageLost, StorageError
from storage.health import AGAIN, Trouble

logger = logging.getLogger(__name__)

STOPPED = "stopped"
"""Scrapy's reason where we end a run; `stats.reason` has the details."""


class Notices:
    """Reads the notices of one crawl and records the outcome of each."""

    def __init__(self, spider: SiteSpider) -> None:
        self._spider = spider
        self._closing: asyncio.Future[None] | None = None

    async def read(self, pending: PendingPage, came: Answer | Exception) -> NoticeItem | None:
        """The record of one notice; None where there is none, which is recorded and fails no other."""
        entry = pending.entry
        try:
            if isinstance(came, Exception):
                raise came
            document = parsers.document.parse(came.page, entry, entry.stage)
        except NotModified:
            await self._record_not_modified(pending)
        except NotFound as why:
            if not await self.record_gone(entry, str(why)) and pending.reason in ("new", "failed"):
                await self.record_failed(entry, str(why), "missing page")
        except HostUnavailable as why:  # not requested: the page itself did not fail
            self._stats_of(entry).count_failure(trouble_of(why), str(why))
            self._spider.fail_host(why)
        except (DownloadFailed, NotReadable) as why:
            await self.record_failed(entry, str(why), trouble_of(why))
        except Paused:
            raise
        except SourceStopped as why:
            cause = why.__cause__
            kind = trouble_of(cause) if isinstance(cause, DownloadFailed) else "failed"
            await self.record_failed(entry, str(why), kind)
            raise
        except Exception as error:  # a bug met on one page must not cost the others
            logger.exception("%s: reading %s", self._spider.name, entry.url)
            await self.record_failed(entry, f"{entry.url}: the parser failed: {type(error).__name__}: {error}")
        else:
            column = self._spider.column_of(entry.url)
            return NoticeItem(document, came.capture, entry, column.name if column else None)
        return None

    def count_stored(self, item: NoticeItem, outcome: Outcome) -> None:
        """Counts a record that is in the database."""
        self._spider.stats.count(outcome.kind)
        self._spider.stats.column(item.column or AGAIN).add_document(item.document)

    async def record_not_stored(self, item: NoticeItem, why: Exception) -> None:
        """Records why a record is not in the database; ends the run where the database cannot be used."""
        kind = "" if isinstance(why, PageLost | StorageError) else f"{type(why).__name__}: "
        message = str(why) if isinstance(why, DropItem) else f"{item.document.url}: not stored: {kind}{why}"
        broken = why if isinstance(why, StorageError) and not isinstance(why, PageLost) else None
        try:
            if isinstance(why, PageLost) and why.for_good:
                await self.record_gone(item.entry, message)
            else:
                await self.record_failed(item.entry, message)
        except StorageError as error:
            self._spider.stats.fail(message)
            broken = broken or error
        if broken is not None:
            self._spider.stats.stop(broken)
            # The run is ended from outside a callback.
            engine = self._spider.crawler.engine
            if self._closing is None and engine is not None:
                self._closing = asyncio.ensure_future(engine.close_spider_async(reason=STOPPED))

    async def record_gone(self, entry: Entry, why: str) -> bool:
        """Records a page without its document as gone; True where it was held until now."""
        session = self._spider.session
        newly = await session.write(pages.gone, self._spider.name, entry.url, why, session.now())
        if newly:
            self._spider.stats.count("gone")
            self._spider.stats.note(f"gone: {why}")
        return newly

    async def record_failed(self, entry: Entry, why: str, trouble: Trouble = "failed") -> None:
        """Records a notice that could not be fetched, read or stored; the next run tries again."""
        session = self._spider.session
        self._spider.failed_pages.add(comparable(entry.url))
        self._stats_of(entry).count_failure(trouble, why)
        await session.write(pages.failed, self._spider.name, entry.url, entry, why, session.now())
        self._spider.fail(why)

    async def _record_not_modified(self, pending: PendingPage) -> None:
        session, url = self._spider.session, pending.entry.url
        await session.write(pages.not_modified, self._spider.name, url, session.now())
        self._spider.stats.count("unchanged")

    def _stats_of(self, entry: Entry) -> ColumnStats:
        column = self._spider.column_of(entry.url)
        return self._spider.stats.column(column.name if column else AGAIN)
