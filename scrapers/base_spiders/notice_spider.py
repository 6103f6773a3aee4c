"""What becomes of each notice: it is read and passed on, then stored, or recorded as unchanged, gone or failed."""

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

from scrapy.exceptions import DropItem
from scrapy.http import Response

import parsers.document
from configuration.redaction import redact
from parsers.addresses import comparable
from parsers.errors import NotReadable
from parsers.extraction import Entry
from pipelines.items import NoticeItem
from scrapers.base_spiders.site_spider import SiteSpider
from scrapers.exceptions import DownloadFailed, HostUnavailable, NotFound, NotModified, Paused, SourceStopped
from scrapers.network.download import Answer, read_answer
from scrapers.run.stats import trouble_of
from storage.crawl import pages
from storage.crawl.pages import PendingPage
from storage.documents.writing import unchanged
from storage.documents.writing.saving import Outcome
from storage.errors import PageLost, StorageError
from storage.health import AGAIN, Trouble

logger = logging.getLogger(__name__)

STOPPED = "stopped"
"""Scrapy's reason where we end a run; `stats.reason` has the details."""


class NoticeSpider(SiteSpider):
    """Reads notices, and takes the pipelines' word of what was stored."""

    def parse(self, response: Response, **options: Any) -> Iterator[dict[str, Any]]:
        """The record of a notice page, for `scrapy parse URL`; a crawl has callbacks of its own."""
        yield parsers.document.parse(read_answer(response).page).to_dict()

    async def _notice_came(self, pending: PendingPage, got: Answer | Exception) -> NoticeItem | None:
        """The record of one notice; None where there is none, which is recorded and fails no other."""
        entry = pending.entry
        try:
            if isinstance(got, Exception):
                raise got
            document = parsers.document.parse(got.page, entry, entry.stage)
        except NotModified:
            await self._not_modified(pending)
            self.stats.count("unchanged")
            return None
        except NotFound as why:
            await self._missing(pending, str(why))
            return None
        except HostUnavailable as why:  # not requested: the page itself did not fail
            self.column_stats.lost(trouble_of(why), str(why))
            self._closed(why)
            return None
        except (DownloadFailed, NotReadable) as why:
            await self.lost(entry, str(why), trouble_of(why))
            return None
        except Paused:
            raise
        except SourceStopped as why:
            cause = why.__cause__
            await self.lost(entry, str(why), trouble_of(cause) if isinstance(cause, DownloadFailed) else "failed")
            raise
        except Exception as error:  # a bug met on one page must not cost the others
            logger.exception("%s: reading %s", self.name, entry.url)
            await self.lost(entry, f"{entry.url}: the parser failed: {type(error).__name__}: {error}")
            return None
        return NoticeItem(document, got.capture, entry, pending.held, self._column_of(entry))

    def _column_of(self, entry: Entry) -> str | None:
        column = self.listed.get(comparable(entry.url))
        return column.name if column else None

    async def _not_modified(self, pending: PendingPage) -> None:
        now, url = self.session.now(), pending.entry.url
        if pending.held is not None:
            await self.session.looked(unchanged.confirmed(pending.held, url, now))
            return
        await self.session.writer.write(lambda connection: pages.not_modified(connection, self.name, url, now))

    async def _missing(self, pending: PendingPage, why: str) -> None:
        """Records a held page as gone, and one that was never held as a dead link."""
        if not await self.vanished(pending.entry, why) and pending.reason in ("new", "failed"):
            await self.lost(pending.entry, why, "dead link")

    # What becomes of a notice

    async def stored(self, read: NoticeItem, outcome: Outcome) -> None:
        """Counts a record that is in the database."""
        self.stats.count(outcome.kind)
        self.stats.column(read.column or AGAIN).add_document(read.document)

    async def not_stored(self, read: NoticeItem, why: Exception) -> None:
        """Records why a record is not in the database; ends the run where the database cannot be used."""
        kind = "" if isinstance(why, PageLost | StorageError) else f"{type(why).__name__}: "
        said = str(why) if isinstance(why, DropItem) else f"{read.document.url}: not stored: {kind}{why}"
        broken = why if isinstance(why, StorageError) and not isinstance(why, PageLost) else None
        try:
            if isinstance(why, PageLost) and why.for_good:
                await self.vanished(read.entry, said)
            else:
                await self.lost(read.entry, said, "not stored")
        except StorageError as error:
            self.stats.fail(said)
            broken = broken or error
        if broken is not None:
            self.stats.stop(broken)
            self._close_now()

    def _close_now(self) -> None:
        """Ends the run from outside a callback."""
        if self._closing is None and self.crawler.engine is not None:
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=STOPPED))

    async def vanished(self, entry: Entry, why: str) -> bool:
        """Records a page without its document as gone; True where it was held until now."""
        now = self.session.now()
        newly = await self.session.writer.write(
            lambda connection: pages.gone(connection, self.name, entry.url, why, now)
        )
        if newly:
            self.stats.count("gone")
            self.stats.note(f"gone: {why}")
        return newly

    async def lost(self, entry: Entry, why: str, trouble: Trouble = "failed") -> None:
        """Records a notice that could not be fetched, read or stored; the next run tries again."""
        self._lost.add(comparable(entry.url))
        self.stats.column(self._column_of(entry) or AGAIN).lost(trouble, why)
        now = self.session.now()
        await self.session.writer.write(
            lambda connection: pages.failed(connection, self.name, entry.url, entry, why, now)
        )
        self._fail(why)

    def _closed(self, why: HostUnavailable) -> None:
        """Counts a host without further requests once, however many pages it has."""
        if redact(str(why)) not in self.stats.messages:
            self._fail(str(why))
