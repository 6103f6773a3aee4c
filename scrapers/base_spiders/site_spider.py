"""What a source defines of its site, the methods that it may override, and how one page is fetched."""

import logging
import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

import scrapy
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from parsers.addresses import comparable
from parsers.errors import UnknownTemplate
from parsers.extraction import Entry, Listing
from parsers.page import Page
from parsers.sites import reader_of
from parsers.time_limit import read_in_time
from pipelines.session import StorageSession
from scrapers.exceptions import (
    DownloadFailed,
    EngineStopped,
    HostUnavailable,
    NotFound,
    NotModified,
    Refused,
    SourceStopped,
    StubPage,
    Unavailable,
)
from scrapers.network.download import name_failure, read_answer, request_for
from scrapers.network.page_request import ALLOW_OFFSITE, Answer, PageRequest
from scrapers.network.redaction import redact
from scrapers.run import source_settings
from scrapers.run.source_settings import read_flag, read_since
from scrapers.run.stats import CrawlStats
from scrapers.walk.column import Column
from scrapers.walk.file_rules import FileRules
from storage.crawl.pages import PendingPage
from storage.crawl.stop_reason import StopReason

logger = logging.getLogger(__name__)

REFUSALS_IN_A_ROW = 2
"""Refused pages in a row that end the run; one refused page fails alone."""
SILENCES_IN_A_ROW = 5
"""Failed requests to one host in a row, after their retries, that end the run."""
STUB = 1024
"""Bytes. Some sites answer a page behind the last with a shorter stub and status 200."""


class SiteSpider(scrapy.Spider):
    """One ministry. A source names its columns and overrides a method for what is odd about its site.

    Arguments: `since` (a day, `2021-11-01`; older rows are skipped), `full` (walk every column to its end), `anyway`
    (crawl also where the site refused lately), `short` (two listing pages and three notices of each column).
    """

    site: str
    """The body's Chinese name."""
    group: str
    """Under which heading the tables of sources list it."""
    allowed_domains: tuple[str, ...]
    """The only hosts that are requested. A source with a reader of its own takes the reader's `HOSTS`."""
    columns: tuple[Column, ...]
    """In the order of the crawl: first those that say most of a document."""
    notice: re.Pattern[str]
    """Addresses of notice pages, as `addresses.comparable` writes them: with https whatever the row prints. Rows that
    lead elsewhere (topic pages, other sites) are passed over, and reported unless their column ignores them."""

    session: StorageSession

    def __init__(
        self,
        since: str | date | None = None,
        full: bool | str = False,
        anyway: bool | str = False,
        short: bool | str = False,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.since = read_since(since)
        self.full = read_flag(full)
        self.anyway = read_flag(anyway)
        self.short = read_flag(short)
        self.column_states: dict[str, dict[str, Any]] = {}
        """Column -> its state at the end of this run, for the next one."""
        self.listed: dict[str, Column] = {}
        """Address of a row of this run -> the column that showed it first."""
        self.pagers: dict[str, str | None] = {}
        """Column -> the name of its further pages, as the pager of its first page prints it."""
        self.failed_pages: set[str] = set()
        """Comparable addresses of the notices that failed in this run."""
        self.referer: str | None = None
        """The page on which a visitor would find what is requested: that of the column."""
        self.answered_at: datetime | None = None
        """Time of the last answer."""
        self.refusals = 0
        """Refused requests in a row."""
        self._silences: Counter[str] = Counter()
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
        return CrawlStats(self.name, self.crawler.stats)

    # What a source may override

    async def listing(self, column: Column, n: int) -> Listing:
        """Page `n` of a column, counted from 1. Raises DownloadFailed or NotReadable."""
        page = column.page_request(n, self.pagers.get(column.name))
        if page is None:
            raise UnknownTemplate(f"{column.home}: expected a pager that names page {n}, found none of a known form")
        return self.read_listing((await self.fetch(page)).page, column)

    async def notice_page(self, pending: PendingPage) -> Answer:
        """The page of a notice. Raises DownloadFailed, or NotModified where the one that is held is current."""
        url = self.secure(pending.entry.url)
        return await self.fetch(PageRequest(url, etag=pending.etag, last_modified=pending.last_modified))

    def read_listing(self, page: Page, column: Column) -> Listing:
        """A listing page of a column, as this source's site prints it."""
        try:
            listing = read_in_time(page.url, lambda: self._reader.read_listing(page))
        except UnknownTemplate as why:
            if len(page.body) < STUB and page.text.lstrip()[:1] not in ("{", "["):
                raise StubPage(f"{page.url}: a stub of {len(page.body)} bytes in place of a list") from why
            raise
        if column.pager is not None:  # all pages print the same name; the first page is the first to print it
            self.pagers.setdefault(column.name, column.pager(page))
        return listing

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

    async def fetch(self, page: PageRequest, **meta: Any) -> Answer:
        """What the site answers for one page; `meta` goes into that of Scrapy's request.

        Raises DownloadFailed or NotModified for this page, SourceStopped where the last requests were refused or not
        answered, EngineStopped where Scrapy is ending the crawl.
        """
        if self.is_off_site(page.url) and not meta.get(ALLOW_OFFSITE):
            raise DownloadFailed(f"{page.url}: off the site, at {urlsplit(page.url).hostname}")
        request = request_for(page if page.referer else replace(page, referer=self.referer))
        request.meta.update(meta)
        engine = self.crawler.engine
        assert engine is not None
        if engine.needs_backout():
            raise EngineStopped
        try:
            answer = read_answer(await engine.download_async(request))
        except Exception as error:
            if engine.needs_backout():
                raise EngineStopped from error
            failure = name_failure(request, error, self.settings.getint("DOWNLOAD_MAXSIZE"))
            self._count_failure(request.meta["page_url"], failure)
            if failure is error:
                raise
            raise failure from error
        self.refusals = self._silences[urlsplit(request.meta["page_url"]).netloc] = 0
        self.answered_at = answer.page.fetched_at
        return answer

    def _count_failure(self, url: str, why: Exception) -> None:
        """Raises SourceStopped where this and the last requests were refused or not answered."""
        host = urlsplit(url).netloc
        match why:
            case Refused():
                self.refusals += 1
                self.stats.counts["refused"] += 1
                if self.refusals >= REFUSALS_IN_A_ROW:
                    stop = StopReason.REFUSED
                    raise SourceStopped(f"stopped: refused {self.refusals} times in a row; {why}", stop) from why
            case HostUnavailable():
                pass  # not requested: counts no further silence
            case Unavailable():
                self._silences[host] += 1  # by host: one host's answers must not hide another's failure
                if self._silences[host] >= SILENCES_IN_A_ROW:
                    times = f"no answer {self._silences[host]} times in a row"
                    raise SourceStopped(f"stopped: {times}; {why}", StopReason.SILENT) from why
            case NotModified() | NotFound():
                self.refusals = self._silences[host] = 0

    def is_off_site(self, url: str) -> bool:
        """True for an address at another host, which Scrapy would drop silently."""
        return urlsplit(url).hostname not in self.allowed_domains

    @cached_property
    def file_rules(self) -> FileRules:
        """Which attached files are fetched, as the user set it."""
        return FileRules(
            self.allowed_domains,
            self.settings.getbool("ZHENGCE_FILES"),
            {port for column in self.columns if (port := urlsplit(column.home).port)},
        )

    def column_of(self, url: str) -> Column | None:
        """The column of this run that showed an address first."""
        return self.listed.get(comparable(url))

    def note(self, message: str) -> None:
        """Logs a message for the user that is no failure, and keeps it with the run."""
        self.stats.note(message)
        logger.warning("%s: %s", self.name, message)

    def fail(self, message: str) -> None:
        """Counts and logs a page or a column that failed."""
        self.stats.fail(message)
        logger.warning("%s: %s", self.name, message)

    def fail_host(self, why: HostUnavailable) -> None:
        """Counts a host without further requests once, however many pages it has."""
        if redact(str(why)) not in self.stats.messages:
            self.fail(str(why))
