"""What a source's spider knows of its site, and how it asks for one page. What a leaf overrides stands here."""

import asyncio
import logging
import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
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
from scrapers import manners
from scrapers.answers import (
    Answer,
    Closed,
    Missing,
    NotModified,
    Refused,
    Silent,
    SourceStopped,
)
from scrapers.arguments import read_day, read_flag
from scrapers.column import Ask, Column
from scrapers.ledger import Ledger
from scrapers.storage_session import Keep
from scrapers.visit import Steps, Visit
from scrapers.watch import Watch
from storage.crawl import runs
from storage.crawl.pages import Wanted

logger = logging.getLogger(__name__)

REFUSALS_IN_A_ROW = 2
"""One challenged page fails alone; two in a row are the site's answer to us, and end the run."""
SILENCES_IN_A_ROW = 5
"""A host that does not answer five times in a row, retries included, is left alone until the next run."""
STUB = 1024
"""Bytes. Some sites answer a page behind the last with a stub of a few hundred bytes and status 200."""


Group = Literal["State Council and planning", "Industry and technology", "Trade and finance", "Society and environment"]


class Stub(UnknownTemplate):
    """An HTML answer of a few bytes where a listing page should be."""


class SiteSpider(scrapy.Spider):
    """One ministry. A leaf names its columns; what is odd about a site is a method that it overrides.

    Arguments: `since` (a day, `2021-11-01`: what is listed before it is left), `full` (walk every column to its end),
    `anyway` (ask also where the site refused lately).
    """

    site: str
    """The body's Chinese name."""
    group: Group
    """Under which heading the tables of sources list it."""
    allowed_domains: tuple[str, ...]
    """The hosts that are asked, these and no others. A source with a reader of its own takes the reader's `HOSTS`."""
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
        self._states: dict[str, dict[str, Any]] = {}
        """Column -> what the last run before this one kept of it."""
        self._remembered: dict[str, dict[str, Any]] = {}
        self._visits: list[Visit] = []
        self._to_walk = 0
        """Columns that have not been walked to their ends."""
        self._closing: asyncio.Future[None] | None = None
        self._reader = reader_of(self.name)

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

    # What a leaf may override

    def listing(self, column: Column, n: int) -> Steps[Listing]:
        """Page `n` of a column, counted from 1. Raises Failed or NotReadable."""
        ask = column.ask(n)
        if ask is None:
            return Listing(())
        return self.read_listing((yield from self.ask(ask, referer=column.home)).page)

    def notice_page(self, wanted: Wanted) -> Steps[Answer]:
        """The page of a notice. Raises Failed, or NotModified where the page that we hold still stands."""
        url = self.secure(wanted.entry.url)
        return (yield from self.ask(url, etag=wanted.etag, last_modified=wanted.last_modified))

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

    def ask(
        self, what: Ask | str, *, referer: str | None = None, etag: str | None = None, last_modified: str | None = None
    ) -> Steps[Answer]:
        """One request and its answer; counts refusals and silences, and ends the run where they come in a row."""
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
        state = self._remembered.get(column.name) or self._states.get(column.name, {})
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

    def _fail(self, message: str) -> None:
        self.ledger.fail(message)
        logger.warning("%s: %s", self.name, message)

    _referer: str | None = None
    _answered_at: datetime | None = None
