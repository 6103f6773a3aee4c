"""What a source defines of its site, and how one page is requested; the methods that a source may override."""

import asyncio
import logging
import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Literal, Self
from urllib.parse import urlsplit, urlunsplit

import scrapy
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from parsers.addresses import comparable
from parsers.errors import UnknownTemplate
from parsers.extraction import Entry, Listing
from parsers.page import Page
from parsers.sites import reader_of
from pipelines.session import StorageSession
from scrapers.exceptions import HostUnavailable, NotFound, NotModified, Refused, SourceStopped, StubPage, Unavailable
from scrapers.network.download import Answer, Steps
from scrapers.run import source_settings
from scrapers.run.spider_arguments import read_day, read_flag
from scrapers.run.stats import ColumnStats, CrawlStats
from scrapers.walk.column import Ask, Column
from scrapers.walk.frontier import Frontier
from storage.crawl import runs
from storage.crawl.pages import PendingPage
from storage.health import AGAIN

logger = logging.getLogger(__name__)

REFUSALS_IN_A_ROW = 2
"""Refused pages in a row that end the run; one refused page fails alone."""
SILENCES_IN_A_ROW = 5
"""Failed requests to one host in a row, after their retries, that end the run."""
STUB = 1024
"""Bytes. Some sites answer a page behind the last with a shorter stub and status 200."""

Group = Literal["State Council and planning", "Industry and technology", "Trade and finance", "Society and environment"]


class SiteSpider(scrapy.Spider):
    """One ministry. A source names its columns and overrides a method for what is odd about its site.

    Arguments: `since` (a day, `2021-11-01`; older rows are skipped), `full` (walk every column to its end), `anyway`
    (crawl also where the site refused lately).
    """

    site: str
    """The body's Chinese name."""
    group: Group
    """Under which heading the tables of sources list it."""
    allowed_domains: tuple[str, ...]
    """The only hosts that are requested. A source with a reader of its own takes the reader's `HOSTS`."""
    columns: tuple[Column, ...]
    """In the order of the crawl: first those that say most of a document."""
    notice: re.Pattern[str]
    """Addresses of notice pages, as `addresses.comparable` writes them: with https whatever the row prints. Rows that
    lead elsewhere (topic pages, other sites) are passed over, and told unless their column names them as `ignored`."""

    session: StorageSession

    def __init__(
        self, since: str | date | None = None, full: bool | str = False, anyway: bool | str = False, **options: Any
    ) -> None:
        super().__init__(**options)
        self.since = read_day(since)
        self.full = read_flag(full)
        self.anyway = read_flag(anyway)
        self.column_states: dict[str, dict[str, Any]] = {}
        """Column -> what this run keeps of it, for the next one."""
        self.listed: dict[str, Column] = {}
        """Address of a row of this run -> the column that showed it first."""
        self._lost: set[str] = set()
        self._refusals = 0
        self._silences: Counter[str] = Counter()
        self._column_name = AGAIN
        """The column to which what is requested now belongs; `AGAIN` for pages looked at again."""
        self._earlier_states: dict[str, dict[str, Any]] = {}
        """Column -> what the previous run kept of it."""
        self._remembered: dict[str, dict[str, Any]] = {}
        self._frontiers: list[Frontier] = []
        self._to_walk = 0
        """Number of columns that are not walked to their end yet."""
        self._closing: asyncio.Future[None] | None = None
        self._reader = reader_of(self.name)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Adds the source's own settings and those of a replay. Raises UsageError where the recording is none."""
        super().update_settings(settings)
        source_settings.apply(settings, cls.name)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider with its database and archive open."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.session = StorageSession.open(crawler.settings)
        return spider

    @cached_property
    def stats(self) -> CrawlStats:
        """The figures of this crawl."""
        return CrawlStats(self.crawler.stats, self.name)

    @property
    def column_stats(self) -> ColumnStats:
        """The figures of the column to which what is requested now belongs."""
        return self.stats.column(self._column_name)

    # What a source may override

    def listing(self, column: Column, n: int) -> Steps[Listing]:
        """Page `n` of a column, counted from 1. Raises DownloadFailed or NotReadable."""
        ask = column.ask(n)
        if ask is None:
            return Listing(())
        return self.read_listing((yield from self.ask(ask, referer=column.home)).page)

    def notice_page(self, pending: PendingPage) -> Steps[Answer]:
        """The page of a notice. Raises DownloadFailed, or NotModified where the held page is current."""
        url = self.secure(pending.entry.url)
        return (yield from self.ask(url, etag=pending.etag, last_modified=pending.last_modified))

    # For sources

    def is_notice(self, entry: Entry) -> bool:
        """Whether a row leads to a notice of this source, in whatever form it prints the address."""
        return self.notice.fullmatch(comparable(entry.url)) is not None

    def secure(self, url: str) -> str:
        """The address as printed, but with https where a column of the source is at that host with https.

        MIIT's lists print http for hosts that answer on https; other hosts may answer on http alone.
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
                raise StubPage(f"{page.url}: a stub of {len(page.body)} bytes in place of a list") from why
            raise

    def ask(
        self, what: Ask | str, *, referer: str | None = None, etag: str | None = None, last_modified: str | None = None
    ) -> Steps[Answer]:
        """One request and its answer. Raises SourceStopped where the last requests were refused or not answered."""
        ask = Ask(what) if isinstance(what, str) else what
        ask = replace(ask, referer=referer or self._referer, etag=etag, last_modified=last_modified)
        host = urlsplit(ask.url).netloc
        try:
            answer = yield ask
        except Refused as why:
            self._refusals += 1
            if self._refusals >= REFUSALS_IN_A_ROW:
                raise SourceStopped(f"{runs.REFUSED} {self._refusals} times in a row; {why}") from why
            raise
        except HostUnavailable:
            raise  # not requested: counts no further silence
        except Unavailable as why:
            self._silences[host] += 1  # by host: one host's answers must not hide another's failure
            if self._silences[host] >= SILENCES_IN_A_ROW:
                raise SourceStopped(f"{runs.SILENT} {self._silences[host]} times in a row; {why}") from why
            raise
        except (NotModified, NotFound):
            self._refusals = self._silences[host] = 0
            raise
        self._refusals = self._silences[host] = 0
        self._answered_at = answer.page.fetched_at
        return answer

    def note(self, message: str) -> None:
        """Logs a message for the user that is no failure, and keeps it with the run."""
        self.stats.note(message)
        logger.warning("%s: %s", self.name, message)

    def remembered(self, column: Column, at_most: timedelta) -> dict[str, str] | None:
        """What an earlier run, not longer ago than `at_most`, remembered for this column."""
        state = self._remembered.get(column.name) or self._earlier_states.get(column.name, {})
        known, learnt = state.get("remembered"), state.get("remembered_at")
        if not known or not learnt or self.session.now() - datetime.fromisoformat(learnt) > at_most:
            return None
        self._remembered[column.name] = {"remembered": known, "remembered_at": learnt}
        return dict(known)

    def remember(self, column: Column, what: dict[str, str]) -> None:
        """Keeps identifiers of a column for later runs."""
        self._remembered[column.name] = {"remembered": what, "remembered_at": self.session.now().isoformat()}

    def forget(self, column: Column) -> None:
        """Drops what was remembered for a column."""
        self._remembered[column.name] = {"remembered": None, "remembered_at": None}

    def _fail(self, message: str) -> None:
        self.stats.fail(message)
        logger.warning("%s: %s", self.name, message)

    _referer: str | None = None
    _answered_at: datetime | None = None
