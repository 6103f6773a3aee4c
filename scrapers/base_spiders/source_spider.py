"""The walk of a source's spider: from listing pages to notices to attached files, column after column, then what is due
again.

One request at a time: `start()` yields the first request of each column, and the callback or errback of each request
yields the next. The requests of a column have a higher priority than those of later columns.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

import parsers.document
from parsers.errors import ErrorPage, NotReadable
from parsers.extraction import Listing
from pipelines.items import NoticeItem
from scrapers.base_spiders.attached_files import AttachedFiles
from scrapers.base_spiders.listings import Listings
from scrapers.base_spiders.notices import STOPPED, Notices
from scrapers.base_spiders.site_spider import SiteSpider
from scrapers.exceptions import (
    DownloadFailed,
    HostUnavailable,
    MissingPage,
    NotFound,
    NotRecorded,
    Paused,
    SourceStopped,
    StubPage,
)
from scrapers.network.download import name_failure, read_answer, request_for
from scrapers.network.downloadermiddlewares import ALLOW_OFFSITE, pause_reason
from scrapers.network.page_request import Answer, PageRequest, Result, Steps, resume
from scrapers.walk.column import Column
from scrapers.walk.frontier import ColumnFrontier, Frontier
from storage.crawl.files import PendingFile
from storage.crawl.pages import PendingPage
from storage.documents.writing.visit import Outcome
from storage.errors import StorageError

SECONDS_OF_A_FILE = 300.0
"""Within which an attached file has to come: the largest is many times as large as any page."""

T = TypeVar("T")
Page = PageRequest | Steps[T]
"""A page that takes one request, or the steps of one that takes more."""
Walking = AsyncIterator[Request | NoticeItem]


class SourceSpider(SiteSpider):
    """The base class of all sources; `SiteSpider` has what a source declares and which arguments it takes."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.listings = Listings(self)
        self.notices = Notices(self)
        self.files = AttachedFiles(self)
        self.current: Frontier | None = None
        """What is walked now."""

    async def start(self) -> Walking:
        """Yields the first request of each column."""
        if self.session.run_id is None:  # another crawl of this source is running, or it is backing off
            return
        try:
            self.check_quiet_hours()
        except Paused as why:
            self._stop(why)
            return
        for place, column in enumerate(self.columns):
            with self._ending():
                if place == 0:
                    await self.files.record_skipped()
                frontier = await self.listings.begin(column, place)
            with self._ending(frontier):
                if request := await self._next(frontier):
                    yield request

    def parse(self, response: Response, url: str | None = None) -> Iterator[dict[str, Any]]:
        """The record of a notice, for `scrapy parse URL`, where `url` is the address that a saved page stands for."""
        yield parsers.document.parse(read_answer(response.replace(url=url or response.url)).page).to_dict()

    # Callbacks, and the errback of all requests

    async def parse_listing(self, came: Response | Exception, frontier: ColumnFrontier, page: Page[Listing]) -> Walking:
        """Reads a listing page, or what is requested in its place; yields the request of its first notice."""
        with self._ending(frontier):
            answer = self._answer(came)
            if isinstance(answer, Answer):
                frontier.answered_at = answer.page.fetched_at
            if request := await self._take_listing(frontier, page, answer) or await self._next(frontier):
                yield request

    async def parse_notice(
        self, came: Response | Exception, frontier: Frontier, page: Page[Answer], pending: PendingPage
    ) -> Walking:
        """Reads a notice, or records its failure; yields its record, and the next request."""
        with self._ending(frontier):
            got = self._take(page, self._answer(came), self.parse_notice, frontier=frontier, pending=pending)
            if isinstance(got, Request):
                yield got
                return
            if (item := await self.notices.read(pending, got)) is not None:
                self.files.expect(item)
                yield item
            if request := await self._next(frontier):
                yield request

    async def parse_file(
        self, came: Response | Exception, frontier: Frontier, page: PageRequest, file: PendingFile
    ) -> Walking:
        """Saves an attached file, or records its failure; yields the next request."""
        with self._ending(frontier):
            await self.files.take(file, self._answer(came))
            if request := await self._next(frontier):
                yield request

    async def failed(self, failure: Failure) -> Walking:
        """Hands a failure, under its name, to the callback of its request."""
        error, request = failure.value, cast(Request, failure.request)  # type: ignore[attr-defined]  # set by Scrapy
        assert isinstance(error, Exception)
        named = name_failure(request, error, self.settings.getint("DOWNLOAD_MAXSIZE"))
        came = self.count_answer(request.meta["page_url"], named)
        async for made in cast(Any, request.callback)(came, **request.cb_kwargs):
            yield made

    # What the pipelines report

    async def stored(self, item: NoticeItem, outcome: Outcome) -> None:
        """Counts a record that is in the database; its files are requested next."""
        self.notices.count_stored(item, outcome)
        self.files.add_outcome(item, outcome)

    async def not_stored(self, item: NoticeItem, why: Exception) -> None:
        """Records why a record is not in the database."""
        try:
            await self.notices.record_not_stored(item, why)
        finally:
            self.files.add_outcome(item, None)

    def end(self) -> None:
        """Records the progress of the columns that were not walked to their end."""
        self.listings.end()

    def check_quiet_hours(self) -> None:
        """Raises Paused in quiet hours, before any column is begun."""
        quiet = None if self.session.recorded else self.settings["ZHENGCE_QUIET_HOURS"]
        if why := pause_reason(quiet, self.session.now()):
            raise Paused(why)

    # Answers

    def _answer(self, came: Response | Exception) -> Answer | Exception:
        if isinstance(came, Exception):
            return came
        answer: Answer | Exception
        try:
            answer = read_answer(came)
        except Exception as why:
            answer = why
        assert came.request is not None
        return self.count_answer(came.request.meta["page_url"], answer)

    async def _take_listing(
        self, frontier: ColumnFrontier, page: Page[Listing], came: Answer | Exception | None
    ) -> Request | None:
        """Takes an answer for a listing page (None: nothing was requested); gives the request that it takes next."""
        try:
            got = self._read_or_replace(frontier, page, came)
            if isinstance(got, Request):
                return got
            await self.listings.read_rows(frontier, got)
        except (DownloadFailed, NotReadable) as why:
            self.listings.fail(frontier, why)
        return None

    def _read_or_replace(
        self, frontier: ColumnFrontier, page: Page[Listing], came: Answer | Exception | None
    ) -> Request | Listing | None:
        """The listing, None behind the last page, or the request that the page takes next: that of the spare address
        where the first page fails."""
        column, n, last_page = frontier.column, frontier.walk.number, frontier.walk.last_page
        try:
            got = self._further(page, came, self.parse_listing, frontier=frontier)
            return self.read_listing(got.page, column) if isinstance(got, Answer) else got
        except HostUnavailable:
            raise
        except (DownloadFailed, NotReadable) as why:
            if n > 1:
                self._check_is_behind_last_page(column, n, last_page, why)
                return None
            if column.spare is None or frontier.is_spare or isinstance(why, NotRecorded):
                raise
            self.note(f"{column.name}: {why}; requested {column.spare} instead, which shows the newest rows only")
            frontier.is_spare = True
            spare = PageRequest(column.spare)
            return self._request(spare, self.parse_listing, frontier=frontier, page=spare)

    def _check_is_behind_last_page(self, column: Column, n: int, last_page: int | None, why: Exception) -> None:
        """Raises the failure of page `n`, but where it failed because the list has ended."""
        if isinstance(why, NotRecorded):
            self.note(f"{column.name}: {why}")
            return
        # Behind the last page some sites answer a stub; those with numbered pagers an error page with status 200.
        is_error_page = isinstance(why, ErrorPage) and column.pager is not None
        if not (isinstance(why, NotFound | StubPage) or is_error_page):
            raise why
        if last_page is not None and n <= last_page:
            raise MissingPage(f"page {n} of {last_page} is missing: {why}") from why

    def _take(
        self, page: Page[Answer], came: Answer | Exception | None, callback: Any, **subject: Any
    ) -> Request | Answer | Exception:
        """The request that a notice or a file takes next, its answer, or its failure."""
        try:
            return self._further(page, came, callback, **subject)
        except Exception as why:
            return why

    def _further(
        self, page: Page[T], came: Answer | Exception | None, callback: Any, **subject: Any
    ) -> Request | Answer | T:
        """The request that a page takes next (the first one where nothing came), or its result. Raises its failure."""
        if isinstance(page, PageRequest):
            if isinstance(came, Exception):
                raise came
            return self._request(page, callback, page=page, **subject) if came is None else came
        while True:
            step = resume(page, came)
            if isinstance(step, Result):
                return step.value
            try:
                return self._request(step, callback, page=page, **subject)
            except DownloadFailed as off_site:
                came = off_site

    @contextmanager
    def _ending(self, frontier: Frontier | None = None) -> Iterator[None]:
        """Ends the run where the site or the database ends it."""
        try:
            yield
        except SourceStopped as why:
            self._stop(why, frontier)
            raise CloseSpider(STOPPED) from why
        except StorageError as why:
            self.stats.stop(why)
            raise CloseSpider(STOPPED) from why

    def _stop(self, why: SourceStopped, frontier: Frontier | None = None) -> None:
        """Records why the run of this source ends."""
        cause = why.__cause__
        if isinstance(cause, StorageError):
            self.stats.stop(cause)
            return
        if isinstance(cause, DownloadFailed) and isinstance(frontier, ColumnFrontier):
            self.stats.column(frontier.name).fail_listing(cause)
            frontier.begun = True
        self.stats.end(str(why), why.stop, why.retry_after)
        self.stats.note(str(why))

    # Requests

    async def _next(self, frontier: Frontier | None) -> Request | None:
        """The next request of a column, or of what is behind it; None where its walk, or the crawl, is at its end."""
        while frontier is not None:
            request: Request | None = None
            if frontier.pages:
                request = await self._open_notice(frontier, frontier.pages.popleft())
            elif (file := await self.files.next(frontier)) is not None:
                request = await self._open_file(frontier, file)
            elif not isinstance(frontier, ColumnFrontier):
                return None
            elif self.listings.turn_page(frontier):
                page = self.listing(frontier.column, frontier.walk.number)
                request = await self._take_listing(frontier, page, None)
            else:
                frontier = await self.listings.end_column(frontier)
            if request is not None:
                return request
        return None

    async def _open_notice(self, frontier: Frontier, pending: PendingPage) -> Request | None:
        self.stats.count("fetched")
        got: Request | Answer | Exception
        try:
            page = self.notice_page(pending)
        except Exception as why:
            got = why
        else:
            got = self._take(page, None, self.parse_notice, frontier=frontier, pending=pending)
        if isinstance(got, Request):
            return got
        await self.notices.read(pending, got)  # a failure without a request, as for an address off the site
        return None

    async def _open_file(self, frontier: Frontier, file: PendingFile) -> Request | None:
        url = self.secure(file.url)
        page = PageRequest(url, referer=file.page_url, etag=file.etag, last_modified=file.last_modified)
        got = self._take(page, None, self.parse_file, frontier=frontier, file=file)
        if isinstance(got, Request):
            got.meta.update({ALLOW_OFFSITE: True, "download_timeout": SECONDS_OF_A_FILE})
            return got
        await self.files.take(file, got)
        return None

    def _request(self, request: PageRequest, callback: Any, **subject: Any) -> Request:
        """The request of a page, of its column's priority. Raises DownloadFailed for an address off the site."""
        frontier, pending, file = subject["frontier"], subject.get("pending"), subject.get("file")
        if self.current is None or getattr(frontier, "begun", True):  # the first ones are made ahead, of all columns
            self.current = frontier
        if self.is_off_site(request.url) and not (file and self.file_rules.is_of_the_body(request.url)):
            raise DownloadFailed(f"{request.url}: off the site, at {urlsplit(request.url).hostname}")
        column = self.column_of(pending.entry.url) if pending else getattr(frontier, "column", None)
        if request.referer is None and column is not None:
            request = replace(request, referer=column.home)
        made = request_for(
            request, callback=callback, errback=self.failed, cb_kwargs=subject, priority=frontier.priority
        )
        made.meta["is_new"] = any(one is not None and one.reason == "new" for one in (pending, file))
        return made
