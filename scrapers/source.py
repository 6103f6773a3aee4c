"""What every source's spider shares: from a listing page to its notices, when to stop, what to look at again.

A source is walked as one would read it: column after column, page after page, each wanted notice in turn, one request
at a time. The requests are made inline from `start()`, so that the order is the order of the code and what is held in
memory is one page, however long the column. Sources run beside one another.
"""

import asyncio
import importlib
import logging
import re
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Self, cast
from urllib.parse import urlsplit, urlunsplit

import scrapy
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

import parsers.document
from parsers.addresses import comparable
from parsers.errors import NotReadable, UnknownTemplate
from parsers.extraction import Entry, Listing
from parsers.page import Page
from parsers.sites import Site
from pipelines.item import Read
from scrapers import manners
from scrapers.answers import (
    Answer,
    Closed,
    Failed,
    Missing,
    NotModified,
    NotRecorded,
    Paused,
    Refused,
    Silent,
    SourceStopped,
)
from scrapers.arguments import read_day, read_flag
from scrapers.asking import fetch
from scrapers.column import Ask, Column
from scrapers.keep import Keep
from scrapers.ledger import Ledger
from scrapers.rows import sort_rows
from scrapers.walk import TOO_MANY, Walk
from scrapers.watch import AGAIN, Watch, trouble_of
from storage.crawl import pages, runs
from storage.crawl.pages import Wanted
from storage.documents import unchanged
from storage.errors import StorageError
from storage.health import Trouble

logger = logging.getLogger(__name__)

REFUSALS_IN_A_ROW = 2
"""One challenged page fails alone; two in a row are the site's answer to us, and end the run."""
SILENCES_IN_A_ROW = 5
"""A host that does not answer five times in a row, retries included, is left alone until the next run."""
STUB = 1024
"""Bytes. Some sites answer a page behind the last with a stub of a few hundred bytes and status 200."""


class Stub(UnknownTemplate):
    """An HTML answer of a few bytes where a listing page should be."""


class Source(scrapy.Spider):
    """One ministry. A leaf names its columns; what is odd about a site is a method that it overrides.

    Arguments: `since` (a day, `2021-11-01`: what is listed before it is left), `full` (walk every column to its end),
    `anyway` (ask also where the site refused lately).
    """

    site: str
    """The body's Chinese name."""
    allowed_domains: tuple[str, ...]
    """The hosts that are asked, these and no others."""
    columns: tuple[Column, ...]
    """In the order in which they are asked: columns that know most of a document first."""
    notice: re.Pattern[str]
    """Addresses of notice pages, as `addresses.comparable` writes them: with https whatever the row prints. Rows that
    lead elsewhere (topic pages, other sites) are passed over, and told unless their column names them as `ignored`."""

    keep: Keep

    def __init__(
        self, since: str | date | None = None, full: bool | str = False, anyway: bool | str = False, **options: Any
    ) -> None:
        super().__init__(**options)
        self.since = read_day(since)
        self.full = read_flag(full)
        self.anyway = read_flag(anyway)
        self.ledger = Ledger()
        self.listed: dict[str, Column] = {}
        """Rows of this run, and the column that showed each first."""
        self._lost: set[str] = set()
        self._refusals = 0
        self._silences: Counter[str] = Counter()
        self._watch = Watch()
        self._remembered: dict[str, dict[str, Any]] = {}
        self._reader = cast(Site, importlib.import_module(f"parsers.sites.{self.name}"))

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """What the user set for this source alone, and what a recording needs. Raises UsageError where it is none."""
        super().update_settings(settings)
        manners.apply(settings, cls.name)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider with its database and archive open."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.keep = Keep.open(crawler.settings)
        return spider

    async def start(self) -> AsyncIterator[Read]:
        """Walks every column, then looks again at held pages whose time has come."""
        if self.keep.run_id is None:  # another crawl of this source is going on, or it rests
            return
        try:
            self._pause()
            for column in self.columns:
                async for read in self._column(column):
                    yield read
            try:
                async for read in self._notices(self._due()):
                    yield read
            finally:
                self.ledger.columns.setdefault(AGAIN, {})
                for name, state in self.ledger.columns.items():  # a page that a list showed counts with its column
                    state["seen"] = self._seen(self.ledger.watch(name))
        except SourceStopped as why:
            if isinstance(why.__cause__, StorageError):
                self.ledger.stop(why.__cause__)
            else:
                self.ledger.reason = str(why)
                self.ledger.messages.append(str(why))
        except StorageError as why:
            self.ledger.stop(why)
        await self._pipelines_idle()

    def _pause(self) -> None:
        """Raises Paused where the run begins in quiet hours: no column is begun then, and none is owed."""
        quiet = None if self.keep.recorded else self.settings.get("ZHENGCE_QUIET_HOURS")
        if why := manners.pause(quiet, self.keep.now()):
            raise Paused(why)

    # What a leaf may override

    async def listing(self, column: Column, n: int) -> Listing:
        """Page `n` of a column, counted from 1. Raises Failed or NotReadable."""
        ask = column.ask(n)
        if ask is None:
            return Listing(())
        return self.read_listing((await self.ask(ask, referer=column.home)).page)

    async def notice_page(self, wanted: Wanted) -> Answer:
        """The page of a notice. Raises Failed, or NotModified where the page that we hold still stands."""
        return await self.ask(self.secure(wanted.entry.url), etag=wanted.etag, last_modified=wanted.last_modified)

    # What leaves use

    def is_notice(self, entry: Entry) -> bool:
        """Whether a row leads to a notice of this source, in whatever form it prints the address."""
        return self.notice.fullmatch(comparable(entry.url)) is not None

    def secure(self, url: str) -> str:
        """The address to ask for: as it is printed, but with https where the source is read from that host with https.

        MIIT's lists print http for most of its notices, and the host answers on https: what is cited should come from
        who it says. A host of which nothing like that is known is asked as the list prints it; many answer on http
        alone.
        """
        parts = urlsplit(url)
        known = {urlsplit(column.home).netloc for column in self.columns if column.home.startswith("https:")}
        return urlunsplit(("https", *parts[1:])) if parts.scheme == "http" and parts.netloc in known else url

    def read_listing(self, page: Page) -> Listing:
        """A listing page as this source's site prints it."""
        try:
            return self._reader.read_listing(page)
        except UnknownTemplate as why:
            if len(page.body) < STUB and page.text.lstrip()[:1] not in ("{", "["):
                raise Stub(f"{page.url}: a stub of {len(page.body)} bytes in place of a list") from why
            raise

    async def ask(
        self, what: Ask | str, *, referer: str | None = None, etag: str | None = None, last_modified: str | None = None
    ) -> Answer:
        """One request and its answer; counts refusals and silences, and ends the run where they come in a row."""
        ask = Ask(what) if isinstance(what, str) else what
        host = urlsplit(ask.url).netloc
        try:
            answer = await fetch(self, ask, referer=referer or self._referer, etag=etag, last_modified=last_modified)
        except Refused as why:
            self._refusals += 1
            if self._refusals >= REFUSALS_IN_A_ROW:
                raise SourceStopped(f"{runs.REFUSED} {self._refusals} times in a row; {why}") from why
            raise
        except Closed:
            raise  # said once of the host, which is not asked any more
        except Silent as why:
            self._silences[host] += 1  # by host: where a site has two, the answers of one do not hide the other's death
            if self._silences[host] >= SILENCES_IN_A_ROW:
                raise SourceStopped(f"{runs.SILENT} {self._silences[host]} times in a row; {why}") from why
            raise
        except (NotModified, Missing):
            self._refusals = self._silences[host] = 0
            raise
        self._refusals = self._silences[host] = 0
        self._answered_at = answer.page.fetched_at
        return answer

    def note(self, message: str) -> None:
        """Something that the user should know and that is no failure."""
        self.ledger.messages.append(message)
        logger.warning("%s: %s", self.name, message)

    def remembered(self, column: Column, at_most: timedelta) -> dict[str, str] | None:
        """What an earlier run, not longer ago than `at_most`, remembered for this column."""
        state = self._remembered.get(column.name) or self.keep.column_state(self.name, column.name)
        known, learnt = state.get("remembered"), state.get("remembered_at")
        if not known or not learnt or self.keep.now() - datetime.fromisoformat(learnt) > at_most:
            return None
        self._remembered[column.name] = {"remembered": known, "remembered_at": learnt}
        return dict(known)

    def remember(self, column: Column, what: dict[str, str]) -> None:
        """Keeps identifiers of a column for later runs."""
        self._remembered[column.name] = {"remembered": what, "remembered_at": self.keep.now().isoformat()}

    def forget(self, column: Column) -> None:
        """Drops what was remembered for a column."""
        self._remembered[column.name] = {"remembered": None, "remembered_at": None}

    # The walk

    async def _column(self, column: Column) -> AsyncIterator[Read]:
        walk = Walk.after(
            self.keep.column_state(self.name, column.name),
            since=self.since,
            full=self.full,
            has_one_page=column.has_one_page,
            most_pages=None if column.index else column.most_pages,
        )
        self._watch = self.ledger.watch(column.name)
        self._keep_state(column, walk)  # a crawl that is killed leaves behind what it owes
        self._referer = column.home
        try:
            async for read in self._pages(column, walk):
                yield read
        except Closed as why:
            self._watch.listing = (trouble_of(why), str(why))
            self._closed(why)
        except (Failed, NotReadable) as why:
            self._watch.listing = (trouble_of(why), str(why))
            self._fail(f"{column.name}: {why}")
        except SourceStopped as why:
            if isinstance(why.__cause__, Failed):
                self._watch.listing = (trouble_of(why.__cause__), str(why.__cause__))
            raise
        finally:
            if said := self.ledger.watch(column.name).strange:
                self.note(f"{column.name}: {said}")
            self._keep_state(column, walk)

    def _keep_state(self, column: Column, walk: Walk) -> None:
        remembered, seen = self._remembered.get(column.name, {}), self._seen(self.ledger.watch(column.name))
        self.ledger.columns[column.name] = {**walk.state(), **remembered, "seen": seen}
        self.keep.note(self.ledger.columns)

    def _seen(self, watch: Watch) -> dict[str, Any]:
        recorded = {"recorded": True} if self.keep.recorded else {}
        return watch.state() | recorded

    async def _pages(self, column: Column, walk: Walk) -> AsyncIterator[Read]:
        while walk.ended is None:
            n = walk.number
            listing, spare = await self._listing(column, n, walk)
            if listing is None:
                walk.ended = "the last page"
                return
            self.ledger.listings += 1
            if n == 1:
                self._watch.listed(listing, self._answered_at)
            sorted_rows = sort_rows(column, self.notice, n, listing)
            self._watch.sorted(sorted_rows)
            rows = sorted_rows.notices
            wanted = self._wanted([row for row in rows if comparable(row.url) not in self.listed and walk.within(row)])
            for row in rows:
                self.listed.setdefault(comparable(row.url), column)
            async for read in self._notices(wanted):
                yield read
            walk.page(listing, len(wanted))
            if walk.ended == TOO_MANY:
                self.note(f"{column.name}: left at listing page {n} without an end; the next crawl goes on there")
            if spare:
                return

    async def _listing(self, column: Column, n: int, walk: Walk) -> tuple[Listing | None, bool]:
        """Page `n`, and whether it came by the spare way; None for a page behind the last one."""
        first: Failed | NotReadable
        try:
            return await self.listing(column, n), False
        except Closed:
            raise
        except NotRecorded as why:
            if n > 1:
                self.note(f"{column.name}: {why}")
                return None, False
            raise
        except (Missing, UnknownTemplate) as why:
            if n > 1 and isinstance(why, Missing | Stub):  # 404, or the stub that some sites answer there
                return None, False
            if n > 1 or column.spare is None:
                raise
            first = why
        except (Failed, NotReadable) as why:
            if n > 1 or column.spare is None:
                raise
            first = why
        self.note(f"{column.name}: {first}; asked {column.spare} instead, which shows the newest rows only")
        return self.read_listing((await self.ask(column.spare, referer=column.home)).page), True

    # Notices

    def _wanted(self, entries: Sequence[Entry]) -> list[Wanted]:
        with self.keep.database.write() as connection:
            self.keep.note_looks(connection)
            return pages.wanted(connection, self.name, entries, self.keep.now())

    def _due(self) -> list[Wanted]:
        """Pages to look at again: so many a run, in whatever lists they stand; what is left over is told."""
        self.keep.note_looks()
        with self.keep.database.read() as connection:
            due = pages.due(connection, self.name, self.keep.now(), pages.MOST_DUE + len(self._lost) + 1)
        due = [wanted for wanted in due if comparable(wanted.entry.url) not in self._lost]
        if len(due) > pages.MOST_DUE:
            self.note(f"more pages than the {pages.MOST_DUE} of one crawl are due for another look; the next goes on")
        return due[: pages.MOST_DUE]

    async def _notices(self, wanted: Sequence[Wanted]) -> AsyncIterator[Read]:
        for one in wanted:
            column = self.listed.get(comparable(one.entry.url))
            self._watch = self.ledger.watch(column.name if column else AGAIN)
            self._referer = column.home if column else None
            if (read := await self._notice(one)) is not None:
                yield read
                await read.stored()
                if read.outcome is not None:
                    self._watch.understood(read.document)

    async def _notice(self, wanted: Wanted) -> Read | None:
        """One notice: asked, read and understood. What fails, fails alone and is written down."""
        entry = wanted.entry
        self.ledger.fetched += 1
        try:
            answer = await self.notice_page(wanted)
            document = parsers.document.parse(answer.page, entry, entry.stage)
        except NotModified:
            self._not_modified(wanted)
            self.ledger.outcomes["unchanged"] += 1
            return None
        except Missing as why:
            self._missing(wanted, str(why))
            return None
        except Closed as why:  # not asked, so that the page did not fail
            self._watch.lost(trouble_of(why), str(why))
            self._closed(why)
            return None
        except (Failed, NotReadable) as why:
            self.lost(entry, str(why), trouble_of(why))
            return None
        except Paused:
            raise
        except SourceStopped as why:
            cause = why.__cause__
            self.lost(entry, str(why), trouble_of(cause) if isinstance(cause, Failed) else "failed")
            raise
        except Exception as error:  # a fault of ours in one page must not cost the others
            logger.exception("%s: reading %s", self.name, entry.url)
            self.lost(entry, f"{entry.url}: the parser failed: {type(error).__name__}: {error}")
            return None
        return Read(document, answer.capture, entry, wanted.held)

    def _not_modified(self, wanted: Wanted) -> None:
        if wanted.held is not None:
            self.keep.looked(unchanged.confirmed(wanted.held, wanted.entry.url, self.keep.now()))
            return
        with self.keep.database.write() as connection:
            pages.not_modified(connection, self.name, wanted.entry.url, self.keep.now())

    def _missing(self, wanted: Wanted, why: str) -> None:
        """A page that was held is gone now, or still is; one that was never held is a dead link."""
        if not self.vanished(wanted.entry, why) and wanted.reason in ("new", "failed"):
            self.lost(wanted.entry, why, "dead link")

    def vanished(self, entry: Entry, why: str) -> bool:
        """A page that is not there, or says nothing of its document any more; True where it was held until now."""
        with self.keep.database.write() as connection:
            newly = pages.gone(connection, self.name, entry.url, why, self.keep.now())
        if newly:
            self.ledger.gone += 1
            self.ledger.messages.append(f"gone: {why}")
        return newly

    def lost(self, entry: Entry, why: str, trouble: Trouble = "failed") -> None:
        """This notice could not be had, read or stored; the next run tries again."""
        self._lost.add(comparable(entry.url))
        self._watch.lost(trouble, why)
        with self.keep.database.write() as connection:
            pages.failed(connection, self.name, entry.url, entry, why, self.keep.now())
        self._fail(why)

    async def _pipelines_idle(self) -> None:
        """Waits for the last record: Scrapy looks once, right after `start()`, and then every five seconds."""
        engine = self.crawler.engine
        while engine is not None and engine.scraper.slot is not None and not engine.scraper.slot.is_idle():
            await asyncio.sleep(0.001)

    def _closed(self, why: Closed) -> None:
        """A host of which nothing is asked in this run: one failure, and one line, however many pages it has."""
        if str(why) not in self.ledger.messages:
            self._fail(str(why))

    def _fail(self, message: str) -> None:
        self.ledger.fail(message)
        logger.warning("%s: %s", self.name, message)

    _referer: str | None = None
    _answered_at: datetime | None = None
