"""What goes on beside the requests: robots' Crawl-delay, the lease on the source, and the record of the run."""

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any, Self, cast

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.robotstxt import RobotParser
from scrapy.spiders import Spider
from twisted.python.failure import Failure

from pipelines.item import Read
from redaction import redact
from scrapers.ledger import UNDER_WAY, Ledger
from scrapers.watch import COUNTED
from storage.crawl import leases, runs
from storage.errors import StorageError
from storage.health import backoff

if TYPE_CHECKING:
    from scrapers.source import Source

logger = logging.getLogger(__name__)

REASONS = {
    "shutdown": "interrupted",
    "closespider_timeout": "stopped: the crawl took too long",
    "closespider_errorcount": "stopped: too many errors",
    "memusage_exceeded": "stopped: too much memory in use",
}
"""Scrapy's words for why a spider closed, in ours."""


CLOSING_LOOKED_AT_EVERY = 0.2
"""Seconds."""


class CrawlDelay:
    """Waits between requests to a host at least as long as its robots.txt asks, never less than our own delay."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._longest = crawler.settings.getfloat("ZHENGCE_LONGEST_WAIT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connected to the reading of each host's robots.txt."""
        extension = cls(crawler)
        crawler.signals.connect(extension.robots_parsed, signals.robots_parsed)
        return extension

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Slows the host down where its rules say so."""
        agent = self._crawler.settings["ROBOTSTXT_USER_AGENT"]
        asked_for = robotparser.crawl_delay(agent)
        engine = self._crawler.engine
        if not asked_for or engine is None or not self._crawler.settings.getfloat("DOWNLOAD_DELAY"):
            return
        downloader: Any = engine.downloader
        key, slot = downloader._get_slot(request)
        # The delay is varied by the jitter; its shortest value has to be what the rules ask for.
        delay = max(slot.delay, min(float(asked_for), self._longest) / (1 - slot.jitter))
        downloader.per_slot_settings[key] = {"concurrency": 1, "delay": delay, "jitter": slot.jitter}
        slot.delay = delay


class RunRecord:
    """One crawl of a source at a time, with a heartbeat; its figures and the reason why it ended go to `runs`."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._holder = leases.holder_name()
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connected to the life of the spider and of its items."""
        extension = cls(crawler)
        connect = crawler.signals.connect
        connect(extension.opened, signals.spider_opened)
        connect(extension.closed, signals.spider_closed)
        connect(extension.scraped, signals.item_scraped)
        connect(extension.dropped, signals.item_dropped)
        connect(extension.broken, signals.item_error)
        return extension

    def opened(self, spider: Spider) -> None:
        """Takes the lease and begins the run.

        Where the source rests, another crawl has it, or the database cannot be written, no run begins and nothing is
        asked.
        """
        source = cast("Source", spider)
        try:
            self._begin(source)
        except StorageError as error:
            source.ledger.stop(error)

    def _begin(self, source: "Source") -> None:
        keep = source.keep
        if rest := self._rest(source):
            source.ledger.reason = f"{runs.PAUSED}: not asked before {rest.until:%Y-%m-%d %H:%M} UTC; {rest.why}"
            source.ledger.messages.append(f"{source.ledger.reason}; --anyway asks at once")
            return
        with keep.database.write() as connection:
            other = leases.take(connection, _lease(source), self._holder, keep.now())
            if other is None:
                keep.run_id = runs.begin(connection, source.name, since=source.since, full=source.full, now=keep.now())
        if other is not None:
            source.ledger.reason = f"{UNDER_WAY} {source.name} is going on ({other.holder}); nothing was done"
            source.ledger.messages.append(source.ledger.reason)
            return
        self._tasks = [asyncio.ensure_future(self._beat(source)), asyncio.ensure_future(self._let_it_close())]

    def _rest(self, source: "Source") -> backoff.Rest | None:
        if source.anyway or self._crawler.settings["ZHENGCE_REPLAY"]:
            return None
        with source.keep.database.read() as connection:
            return backoff.of(connection, source.name, source.keep.now())

    async def _beat(self, source: "Source") -> None:
        """Says that this crawl is alive; stops it where the lease has been taken over, as after a long sleep."""
        while True:
            await asyncio.sleep(leases.BEAT_EVERY.total_seconds())
            try:
                with source.keep.database.write() as connection:
                    ours = leases.beat(connection, _lease(source), self._holder, source.keep.now())
            except StorageError as error:
                logger.warning("%s: no heartbeat: %s", source.name, error)
                continue
            if not ours:
                source.ledger.reason = "stopped: another crawl took this source over"
                source.ledger.messages.append(source.ledger.reason)
                # A task of its own: `closed` cancels this one and waits for it, and would wait for itself. The crawler
                # is stopped, not only its spider closed: Scrapy waits for a spider that closes, and it would ask on.
                self._stopping = asyncio.ensure_future(self._crawler.stop_async())
                return

    async def _let_it_close(self) -> None:
        """Ends a wait that Scrapy (2.19) begins when it is closed while a record of `start()` is being stored.

        It looks once whether all records are stored, and never again when the last one is.
        """
        while True:
            await asyncio.sleep(CLOSING_LOOKED_AT_EVERY)
            engine = self._crawler.engine
            slot: Any = engine.scraper.slot if engine is not None else None
            if slot is not None and slot.closing is not None and not slot.closing.called and slot.is_idle():
                slot.closing.callback(self._crawler.spider)

    async def closed(self, spider: Spider, reason: str) -> None:
        """Ends the run and gives the lease back."""
        source = cast("Source", spider)
        keep, ledger = source.keep, source.ledger
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if ledger.reason == "finished" and reason != "finished":
            ledger.reason = REASONS.get(reason, reason)
        self._count(ledger)
        try:
            if keep.run_id is not None:
                with keep.database.write() as connection:
                    keep.note_looks(connection)
                    runs.finish(connection, keep.run_id, _facts(ledger), keep.now())
                    leases.give_back(connection, _lease(source), self._holder)
        except StorageError as error:
            ledger.stop(error)
        finally:
            keep.close()

    def scraped(self, item: object) -> None:
        """A record was stored."""
        if isinstance(item, Read):
            ledger = self._ledger()
            if item.outcome is not None:
                ledger.outcomes[item.outcome.kind] += 1
            ledger.read += 1
            ledger.filled.update(name for name in COUNTED if getattr(item.document, name))
            item.settled.set()

    def dropped(self, item: object, exception: BaseException) -> None:
        """A record was found unfit."""
        if isinstance(item, Read):
            self._lost(item, str(exception))
            item.settled.set()

    def broken(self, item: object, failure: Failure) -> None:
        """A record could not be stored."""
        if isinstance(item, Read):
            error = failure.value
            item.broken = error if isinstance(error, StorageError) else None
            kind = "" if item.broken else f"{type(error).__name__}: "
            self._lost(item, f"{item.document.url}: not stored: {kind}{error}")
            item.settled.set()

    def _lost(self, item: Read, why: str) -> None:
        spider = cast("Source", self._crawler.spider)
        try:
            if item.gone:
                spider.vanished(item.entry, why)
            else:
                spider.lost(item.entry, why, "not stored")
        except StorageError as error:
            self._ledger().fail(f"{why}; {error}")

    def _ledger(self) -> Ledger:
        return cast("Source", self._crawler.spider).ledger

    def _count(self, ledger: Ledger) -> None:
        """Requests and statuses, retries and robots.txt included, as Scrapy counted them."""
        stats = self._crawler.stats
        if stats is None:
            return
        figures = stats.get_stats()
        ledger.requests = figures.get("downloader/request_count", 0)
        prefix = "downloader/response_status_count/"
        ledger.statuses.update({key.removeprefix(prefix): n for key, n in figures.items() if key.startswith(prefix)})


def _lease(source: "Source") -> str:
    return leases.crawl_of(source.name)


def _facts(ledger: Ledger) -> runs.RunFacts:
    return runs.RunFacts(
        reason=redact(ledger.reason),
        requests=ledger.requests,
        listings=ledger.listings,
        fetched=ledger.fetched,
        new=ledger.outcomes["new"],
        revised=ledger.outcomes["revised"],
        unchanged=ledger.outcomes["unchanged"],
        failed=ledger.failed,
        statuses=dict(ledger.statuses),
        columns=ledger.columns,
        filled={name: round(ledger.filled[name] / ledger.read, 3) for name in COUNTED} if ledger.read else {},
        messages=tuple(map(redact, ledger.messages)),
    )
