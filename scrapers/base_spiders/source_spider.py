"""How a source is crawled: column after column from the newest listing page back, then what is due for another look.

One request at a time, each awaited where it is needed: the code reads in the order in which the site is asked, and the
next request waits until a record is stored. It is stored here, not yielded: Scrapy 2.19 waits for ever for an item of
`start()` that is in the pipelines when a crawl is stopped.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any

from scrapy import signals

import parsers.document
from parsers.addresses import comparable
from parsers.errors import ErrorPage, NotReadable
from parsers.extraction import Entry, Listing
from parsers.record import PolicyDocument
from pipelines.validation import faults
from scrapers.base_spiders.attached_files import AttachedFiles
from scrapers.base_spiders.site_spider import SiteSpider
from scrapers.exceptions import (
    DownloadFailed,
    EngineStopped,
    HostUnavailable,
    MissingPage,
    NotFound,
    NotModified,
    NotRecorded,
    SourceStopped,
    StubPage,
)
from scrapers.network.page_request import Answer, PageRequest
from scrapers.run.stats import ColumnStats, trouble_of
from scrapers.walk.column import Column
from scrapers.walk.pagination import ColumnWalk, Walk, WalkEnd
from scrapers.walk.row_classifier import classify_rows
from storage.crawl import files, pages
from storage.crawl.pages import PendingPage
from storage.documents.writing import saving
from storage.documents.writing.visit import Outcome
from storage.errors import PageLost, StorageError
from storage.health import AGAIN, Trouble, passed_over

logger = logging.getLogger(__name__)

PAGES_IN_SHORT, NOTICES_IN_SHORT = 2, 3
"""Listing pages, and notices of the first of them, that a short crawl requests of each column."""


class SourceSpider(SiteSpider):
    """The base class of all sources; `SiteSpider` has what a source declares and which arguments it takes."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.files = AttachedFiles(self)
        self.walks: list[ColumnWalk] = []
        """The columns that were begun."""
        self.walk: ColumnWalk | None = None
        """That of the column which is requested now; None before the first and behind the last."""
        self.storing: asyncio.Future[Outcome | None] | None = None
        """The record that is being stored; it is even where the crawl is stopped meanwhile."""

    async def start(self) -> AsyncIterator[None]:
        """Crawls the source: column after column, then what is due again; ends where the site or storage does."""
        if self.session.run_id is None:  # another crawl of this source is running, or it is backing off
            return
        try:
            await self.files.record_skipped()
            for column in self.columns:
                await self._walk(column)
            if not self.short:
                await self._look_again()
        except EngineStopped:  # Scrapy's own end: a limit, a signal
            return
        except SourceStopped as why:
            self._stop(why)
        except StorageError as why:
            self.stats.stop(why)
        return
        yield  # an async generator, as Scrapy wants it

    def _stop(self, why: SourceStopped) -> None:
        """Records why the run of this source ends."""
        cause = why.__cause__
        if isinstance(cause, StorageError):
            self.stats.stop(cause)
            return
        if isinstance(cause, DownloadFailed) and self.walk is not None:
            self.stats.columns[self.walk.name].fail_listing(cause)
            self.walk.is_begun = True
        self.stats.end(str(why), why.stop, why.retry_after)
        self.stats.note(str(why))

    # Columns

    async def _walk(self, column: Column) -> None:
        """Walks a column from its newest page back; a fault of ours ends the walk over this column alone."""
        try:
            walk = await self._begin(column)
            async for notices in self._listing_pages(walk):
                await self._read_notices(notices)
            self._conclude(walk)
            await self.session.note(self.column_states)
        except (EngineStopped, SourceStopped, StorageError):
            raise
        except Exception as error:
            logger.exception("%s: %s", self.name, column.name)
            self.stats.fail(f"a fault of zhengce: {type(error).__name__}: {error}")

    async def _begin(self, column: Column) -> ColumnWalk:
        """The walk over a column, at its first listing page."""
        state = await self.session.column_state(self.name, column.name)
        most = PAGES_IN_SHORT if self.short else None
        pages_of = Walk.after(
            state, since=self.since, full=self.full, has_one_page=column.has_one_page, most_pages=most
        )
        self.walk = ColumnWalk(column, pages_of)
        self.walks.append(self.walk)
        return self.walk

    async def _listing_pages(self, walk: ColumnWalk) -> AsyncIterator[Sequence[PendingPage]]:
        """The notices of each listing page that are new, changed or failed, until nothing is new."""
        while True:
            try:
                listing = await self._listing_page(walk)
                if listing is None:
                    walk.pages.ended = WalkEnd.LAST_PAGE
                    return
                notices = await self._notices_to_fetch(walk, listing)
            except (DownloadFailed, NotReadable) as why:
                self._fail_listing(walk, why)
                return
            yield notices
            if walk.pages.page(listing, len(notices)) or walk.is_spare:
                return

    async def _listing_page(self, walk: ColumnWalk) -> Listing | None:
        """The next listing page, None behind the last; that of the spare address where the first one fails."""
        column, n = walk.column, walk.pages.number
        self.referer = column.home
        try:
            return await self.listing(column, n)
        except HostUnavailable:
            raise
        except (DownloadFailed, NotReadable) as why:
            if n > 1:
                self._check_is_behind_last_page(walk, why)
                return None
            if column.spare is None or isinstance(why, NotRecorded):
                raise
            self.note(f"{column.name}: {why}; requested {column.spare} instead, which shows the newest rows only")
            walk.is_spare = True
            return self.read_listing((await self.fetch(PageRequest(column.spare))).page, column)

    def _check_is_behind_last_page(self, walk: ColumnWalk, why: Exception) -> None:
        """Raises the failure of a page behind the first, but where it failed because the list has ended."""
        n, last_page = walk.pages.number, walk.pages.last_page
        if isinstance(why, NotRecorded):
            self.note(f"{walk.name}: {why}")
            return
        # Behind the last page some sites answer a stub; those with numbered pagers an error page with status 200.
        is_error_page = isinstance(why, ErrorPage) and walk.column.pager is not None
        if not (isinstance(why, NotFound | StubPage) or is_error_page):
            raise why
        if last_page is not None and n <= last_page:
            raise MissingPage(f"page {n} of {last_page} is missing: {why}") from why

    async def _notices_to_fetch(self, walk: ColumnWalk, listing: Listing) -> Sequence[PendingPage]:
        """Counts the rows of a listing page; gives its notices that are new, changed or failed."""
        column, stats = walk.column, self.stats.columns[walk.name]
        self.stats.counts["listings"] += 1
        if walk.pages.number == 1:
            stats.add_listing(listing, self.answered_at)
        rows = classify_rows(column, self.notice, walk.pages.number, listing)
        stats.add_rows(rows)
        walk.listing = listing
        if not walk.is_begun:
            walk.is_begun = True
            self._set_state(walk)
            await self.session.note(self.column_states)  # so that a killed crawl leaves its backlog on record
        unseen = [row for row in rows.notices if not self.column_of(row.url) and walk.pages.within(row)]
        pending = await self.session.write(pages.pages_to_fetch, self.name, unseen, self.session.now())
        for row in rows.notices:
            self.listed.setdefault(comparable(row.url), column)
        if self.short:
            return pending[:NOTICES_IN_SHORT] if walk.pages.number == 1 else []
        return pending

    def _fail_listing(self, walk: ColumnWalk, why: DownloadFailed | NotReadable) -> None:
        """Records a listing page that could not be had or read, which ends the walk over its column."""
        self.stats.columns[walk.name].fail_listing(why)
        if isinstance(why, HostUnavailable):
            self.fail_host(why)
        else:
            self.fail(f"{walk.name}: {why}")
        if isinstance(why, MissingPage):
            walk.pages.ended = WalkEnd.MISSING_PAGE
        walk.is_begun = True

    def end(self) -> None:
        """Records the progress of the columns that were not walked to their end."""
        for walk in self.walks:
            if walk.is_begun and not walk.is_over:
                self._conclude(walk)
        for name, state in self.column_states.items():  # its notices may have come after its walk
            state["seen"] = self._seen(self.stats.columns[name])

    def _conclude(self, walk: ColumnWalk) -> None:
        walk.is_over = True
        if (stats := self.stats.columns[walk.name]).passed_over:
            self.note(f"{walk.name}: {passed_over(*stats.strangers)}")
        self._set_state(walk)

    def _set_state(self, walk: ColumnWalk) -> None:
        seen = self._seen(self.stats.columns[walk.name])
        self.column_states[walk.name] = {**walk.pages.state(), "seen": seen}

    def _seen(self, column: ColumnStats) -> dict[str, Any]:
        return column.state() | ({"recorded": True} if self.session.recorded else {})

    async def _look_again(self) -> None:
        """Reads the pages and files that are due for another look, at most MOST_DUE pages; a message names the rest."""
        self.column_states.setdefault(AGAIN, {})
        self.walk = None
        most = pages.MOST_DUE + len(self.failed_pages) + 1
        due = await self.session.write(pages.due, self.name, self.session.now(), most)
        due = [pending for pending in due if comparable(pending.entry.url) not in self.failed_pages]
        if len(due) > pages.MOST_DUE:
            self.note(f"more pages than the {pages.MOST_DUE} of one crawl are due for another look; the next goes on")
        await self._read_notices(due[: pages.MOST_DUE])
        await self._fetch_files(await self.files.due())

    # Notices and their files

    async def _read_notices(self, notices: Sequence[PendingPage]) -> None:
        """Reads and stores these notices one after another, then fetches their files."""
        documents: list[int] = []
        for pending in notices:
            if read := await self._read_notice(pending):
                self.storing = asyncio.ensure_future(self._store(pending.entry, *read))
                outcome = await asyncio.shield(self.storing)
                if outcome is not None and read[0].attachments:
                    documents.append(outcome.document_id)
        await self._fetch_files(await self.files.of_documents(documents))

    async def _fetch_files(self, pending_files: Sequence[files.PendingFile]) -> None:
        for file in pending_files:
            await self.files.fetch(file)

    async def _read_notice(self, pending: PendingPage) -> tuple[PolicyDocument, Answer] | None:
        """The record of one notice, and its page; None where there is none, which is recorded and fails no other."""
        entry, column = pending.entry, self.column_of(pending.entry.url)
        self.referer = column.home if column else None
        self.stats.counts["fetched"] += 1
        try:
            answer = await self.notice_page(pending)
            document = parsers.document.parse(answer.page, entry, entry.stage)
        except NotModified:
            await self.session.write(pages.not_modified, self.name, entry.url, self.session.now())
            self.stats.counts["unchanged"] += 1
        except NotFound as why:
            if not await self._record_gone(entry, str(why)) and pending.reason in ("new", "failed"):
                await self._record_failed(entry, str(why), "missing page")
        except HostUnavailable as why:  # not requested: the page itself did not fail
            self._stats_of(entry).count_failure(trouble_of(why), str(why))
            self.fail_host(why)
        except (DownloadFailed, NotReadable) as why:
            await self._record_failed(entry, str(why), trouble_of(why))
        except (EngineStopped, StorageError):
            raise
        except SourceStopped as why:
            cause = why.__cause__
            kind = trouble_of(cause) if isinstance(cause, DownloadFailed) else "failed"
            await self._record_failed(entry, str(why), kind)
            raise
        except Exception as error:  # a bug met on one page must not cost the others
            logger.exception("%s: reading %s", self.name, entry.url)
            await self._record_failed(entry, f"{entry.url}: the parser failed: {type(error).__name__}: {error}")
        else:
            return document, answer
        return None

    async def _store(self, entry: Entry, document: PolicyDocument, answer: Answer) -> Outcome | None:
        """Saves a record, whole or not at all; None where it is not stored. Raises StorageError."""
        lost = f"{document.url}: not stored: "
        try:
            if wrong := faults(document, date.today()):
                await self._record_failed(entry, f"{lost}{'; '.join(wrong)}")
                return None
            now = self.session.now()
            outcome = await self.session.write(saving.save, document, answer.capture, entry, now)
        except PageLost as why:
            if why.for_good:
                await self._record_gone(entry, f"{lost}{why}")
            else:
                await self._record_failed(entry, f"{lost}{why}")
            return None
        except StorageError as why:
            with contextlib.suppress(StorageError):
                await self._record_failed(entry, f"{lost}{why}")
            raise
        except Exception as why:  # a fault of ours costs this page alone
            await self._record_failed(entry, f"{lost}{type(why).__name__}: {why}")
            return None
        self.stats.counts[outcome.kind] += 1
        self._stats_of(entry).add_document(document)
        send = self.crawler.signals.send_catch_log_async  # for the feeds of `scrapy crawl -O`
        await send(signals.item_scraped, item=document.to_dict(), response=None, spider=self)
        return outcome

    async def _record_gone(self, entry: Entry, why: str) -> bool:
        """Records a page without its document as gone; True where it was held until now."""
        newly = await self.session.write(pages.gone, self.name, entry.url, why, self.session.now())
        if newly:
            self.stats.counts["gone"] += 1
            self.stats.note(f"gone: {why}")
        return newly

    async def _record_failed(self, entry: Entry, why: str, trouble: Trouble = "failed") -> None:
        """Records a notice that could not be fetched, read or stored; the next run tries again."""
        self.failed_pages.add(comparable(entry.url))
        self._stats_of(entry).count_failure(trouble, why)
        self.fail(why)
        await self.session.write(pages.failed, self.name, entry.url, entry, why, self.session.now())

    def _stats_of(self, entry: Entry) -> ColumnStats:
        column = self.column_of(entry.url)
        return self.stats.columns[column.name if column else AGAIN]
