"""The extension that holds the lease on a source, and the record of its run."""

import asyncio
import contextlib
import logging
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.spiders import Spider
from sqlalchemy.engine import Connection

from scrapers.base_spiders.source_spider import SourceSpider
from storage.clock import moment
from storage.crawl import leases, runs
from storage.crawl.stop_reason import StopReason
from storage.errors import StorageError
from storage.health import backoff

logger = logging.getLogger(__name__)

REASONS = {
    "shutdown": ("interrupted", StopReason.INTERRUPTED),
    "closespider_timeout": ("stopped: the crawl took too long", StopReason.LIMIT),
    "closespider_errorcount": ("stopped: too many errors", StopReason.LIMIT),
    "memusage_exceeded": ("stopped: too much memory in use", StopReason.LIMIT),
}
"""Scrapy's reason why a spider closed -> ours."""


class RunRecord:
    """Holds the lease of a source with a heartbeat, and stores the figures and end of its crawl in `runs`."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._holder = leases.holder_name()
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connected to the signals of the spider."""
        extension = cls(crawler)
        connect = crawler.signals.connect
        connect(extension.opened, signals.spider_opened)
        connect(extension.closed, signals.spider_closed)
        return extension

    async def opened(self, spider: Spider) -> None:
        """Takes the lease and begins the run.

        No run begins, and nothing is requested, where the source is backing off, another crawl has the lease, or the
        database cannot be written.
        """
        if not isinstance(spider, SourceSpider):
            return  # that of `scrapy shell`
        try:
            await self._begin(spider)
        except StorageError as error:
            spider.stats.stop(error)

    async def _begin(self, source: SourceSpider) -> None:
        session = source.session
        if pause := await self._backoff(source):
            why = f"paused: no requests before {pause.until:%Y-%m-%d %H:%M} UTC; {pause.why}"
            source.stats.end(why, StopReason.PAUSED)
            source.stats.note(f"{why}; --anyway requests it at once")
            return

        facts: dict[str, Any] = {"since": source.since, "full": source.full, "recording": session.recording}

        def begin(connection: Connection) -> leases.Lease | int:
            other = leases.take(connection, _lease(source), self._holder, moment(connection))
            return other or runs.begin(connection, source.name, now=now, **facts)

        now = session.now()
        begun = await session.write(begin)
        if not isinstance(begun, int):
            why = f"another crawl of {source.name} is going on ({begun.holder}); nothing was done"
            source.stats.end(why, StopReason.UNDER_WAY)
            source.stats.note(source.stats.reason)
            return
        session.run_id = begun
        self._tasks = [asyncio.ensure_future(self._beat(source))]

    async def _backoff(self, source: SourceSpider) -> backoff.Backoff | None:
        if source.anyway or self._crawler.settings["ZHENGCE_REPLAY"]:
            return None

        def look() -> backoff.Backoff | None:
            with source.session.database.read() as connection:
                return backoff.of(connection, source.name, source.session.now())

        return await asyncio.to_thread(look)

    async def _beat(self, source: SourceSpider) -> None:
        """Renews the lease; stops the crawl where another took it over, as after a long sleep."""
        session = source.session

        def beat(connection: Connection) -> bool:
            return leases.beat(connection, _lease(source), self._holder, moment(connection))

        while True:
            await asyncio.sleep(leases.BEAT_EVERY.total_seconds())
            try:
                ours = await session.write(beat)
            except StorageError as error:
                logger.warning("%s: no heartbeat: %s", source.name, error)
                continue
            if not ours:
                source.stats.end("stopped: another crawl took this source over", StopReason.TAKEN_OVER)
                source.stats.note(source.stats.reason)
                # A task of its own: `closed` cancels this one and waits for it, and would wait for itself. The crawler
                # is stopped, not only its spider closed: Scrapy waits for a spider that closes, and it would ask on.
                self._stopping = asyncio.ensure_future(self._crawler.stop_async())
                return

    async def closed(self, spider: Spider, reason: str) -> None:
        """Ends the run and gives the lease back."""
        if not isinstance(source := spider, SourceSpider):
            return
        session, stats = source.session, source.stats
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if stats.stop_reason is StopReason.FINISHED and reason != "finished":
            stats.end(*REASONS.get(reason, (reason, StopReason.FAILED)))
        elif stats.stop_reason is StopReason.FINISHED and stats.never_answered and not session.recorded:
            stats.end("unreachable; no host of this source answered", StopReason.UNREACHABLE)
        if source.storing is not None:  # of a crawl that was stopped meanwhile
            await asyncio.wait([source.storing])
            if isinstance(error := source.storing.exception(), StorageError):
                stats.stop(error)
        source.end()
        for warning in session.archive_warnings:
            stats.note(warning)
        try:
            if session.run_id is not None:
                await self._finish(source, session.run_id)
        except StorageError as error:
            stats.stop(error)
        finally:
            await session.close()

    async def _finish(self, source: SourceSpider, run_id: int) -> None:
        facts, now = source.stats.facts(source.column_states), source.session.now()

        def finish(connection: Connection) -> None:
            runs.finish(connection, run_id, facts, now)
            leases.give_back(connection, _lease(source), self._holder)

        await source.session.write(finish)


def _lease(source: SourceSpider) -> str:
    return leases.crawl_of(source.name)
