"""The walk of a source's spider: from listing pages to notices to attached files, column after column, then what is due
again.

One request at a time: `start()` yields the first request of each column, and the callback or errback of each request
yields the next. The requests of a column have a higher priority than those of later columns.
"""

from collections import deque
from collections.abc import AsyncIterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from parsers.addresses import comparable
from parsers.errors import NotReadable, UnknownTemplate
from parsers.extraction import Entry, Listing
from pipelines.items import NoticeItem
from scrapers.base_spiders.file_spider import FileSpider
from scrapers.base_spiders.notice_spider import STOPPED
from scrapers.exceptions import DownloadFailed, HostUnavailable, NotFound, NotRecorded, Paused, SourceStopped, StubPage
from scrapers.network.download import Answer, Steps, name_failure, read_answer, request_for
from scrapers.network.downloadermiddlewares import ALLOW_OFFSITE, pause_reason
from scrapers.run.stats import ColumnStats
from scrapers.walk.column import Ask, Column
from scrapers.walk.frontier import Frontier
from scrapers.walk.pagination import TOO_MANY, Walk
from scrapers.walk.row_classifier import classify_rows
from storage.crawl import pages
from storage.crawl.pages import PendingPage
from storage.errors import StorageError
from storage.health import AGAIN

SECONDS_OF_A_FILE = 300.0
"""Within which an attached file has to come: the largest is many times as large as any page."""

APART = 100
"""Between the priorities of two columns, so that retries and redirects stay within their column's range."""


class Source(FileSpider):
    """The base class of all sources; `SiteSpider` says what a source defines and which arguments it takes."""

    async def start(self) -> AsyncIterator[Request | NoticeItem]:
        """The first request of each column."""
        if self.session.run_id is None:  # another crawl of this source is running, or it is backing off
            return
        try:
            self._pause()
        except Paused as why:
            self._stop(why)
            return
        self._to_walk = len(self.columns)
        for place, column in enumerate(self.columns):
            try:
                if place == 0:
                    await self.leave_files()
                frontier = await self._begin(column, -APART * place)
            except StorageError as why:
                self.stats.stop(why)
                raise CloseSpider(STOPPED) from why
            async for made in self._go_on(frontier, None):
                yield made

    async def answered(self, response: Response, frontier: Frontier) -> AsyncIterator[Request | NoticeItem]:
        """Callback of every request: yields the record of the page and the next request."""
        came: Answer | Exception
        try:
            came = read_answer(response)
        except Exception as why:
            came = why
        async for made in self._go_on(frontier, came):
            yield made

    async def failed(self, failure: Failure) -> AsyncIterator[Request | NoticeItem]:
        """Errback of every request: names the failure and yields the next request."""
        error, request = failure.value, failure.request  # type: ignore[attr-defined]  # set by Scrapy
        assert isinstance(error, Exception)
        came = name_failure(request, error, self.settings.getint("DOWNLOAD_MAXSIZE"))
        async for made in self._go_on(request.cb_kwargs["frontier"], came):
            yield made

    def end(self) -> None:
        """Records the progress of the columns that were not walked to their end."""
        for frontier in self._frontiers:
            if frontier.begun and not frontier.over:
                self._conclude(frontier)
        for name, state in self.column_states.items():  # its notices may have come after its walk
            state["seen"] = self._seen(self.stats.column(name))

    def _pause(self) -> None:
        """Raises Paused where the run begins in quiet hours, before any column is begun."""
        quiet = None if self.session.recorded else self.settings["ZHENGCE_QUIET_HOURS"]
        if why := pause_reason(quiet, self.session.now()):
            raise Paused(why)

    # The walk

    async def _begin(self, column: Column, priority: int) -> Frontier:
        self._earlier_states[column.name] = state = await self.session.column_state(self.name, column.name)
        walk = Walk.after(
            state,
            since=self.since,
            full=self.full,
            has_one_page=column.has_one_page,
            most_pages=None if column.index else column.most_pages,
        )
        frontier = Frontier(column.name, priority, column, walk, self._listing(column, walk.number))
        self._frontiers.append(frontier)
        return frontier

    async def _go_on(self, frontier: Frontier, came: Answer | Exception | None) -> AsyncIterator[Request | NoticeItem]:
        """Takes the result of a frontier's last request and makes the next, of this column or of what follows it."""
        try:
            while True:
                self._turn_to(frontier)
                got: Any = None
                try:
                    ask = frontier.go_on(came)
                    if (away := self._off_site(ask, frontier)) is None:
                        yield self._request(ask, frontier)
                        return
                    came = away
                    continue
                except StopIteration as end:
                    got = end.value
                except Exception as why:
                    got = why
                if frontier.file is not None:
                    await self.file_came(frontier.file, got)
                elif frontier.pending is None:
                    await self._listing_came(frontier, got)
                elif (read := await self._notice_came(frontier.pending, got)) is not None:
                    self.expect(read)
                    yield read
                came = None
                while not await self._has_next(frontier):
                    if (after := await self._end_frontier(frontier)) is None:
                        return
                    frontier = after
        except SourceStopped as why:
            self._stop(why, frontier)
            raise CloseSpider(STOPPED) from why
        except StorageError as why:
            self.stats.stop(why)
            raise CloseSpider(STOPPED) from why

    def _turn_to(self, frontier: Frontier) -> None:
        """Requests and counts belong to this frontier from now on."""
        column, name = frontier.column, frontier.name
        if frontier.pending is not None:
            column = self.listed.get(comparable(frontier.pending.entry.url))
            name = column.name if column else AGAIN
        self._referer = column.home if column else None
        self._column_name = name

    def _request(self, ask: Ask, frontier: Frontier) -> Request:
        request = request_for(
            ask,
            callback=self.answered,
            errback=self.failed,
            cb_kwargs={"frontier": frontier},
            priority=frontier.priority,
        )
        if frontier.file is not None:
            request.meta.update({ALLOW_OFFSITE: True, "download_timeout": SECONDS_OF_A_FILE})
        return request

    def _off_site(self, ask: Ask, frontier: Frontier) -> DownloadFailed | None:
        """The failure of a request to another host, which Scrapy would drop silently."""
        host = urlsplit(ask.url).hostname
        if host in self.allowed_domains or (frontier.file is not None and self.is_of_the_body(ask.url)):
            return None
        return DownloadFailed(f"{ask.url}: off the site, at {host}")

    async def _has_next(self, frontier: Frontier) -> bool:
        """Sets what a frontier requests next; False at its end."""
        if frontier.waiting:
            frontier.pending = frontier.waiting.popleft()
            frontier.steps = self.notice_page(frontier.pending)
            self.stats.count("fetched")
            return True
        frontier.pending = frontier.steps = None
        frontier.file = await self.next_file(frontier)
        if frontier.file is not None:
            frontier.steps = self.file_answer(frontier.file)
            return True
        column, walk = frontier.column, frontier.walk
        if frontier.over or column is None or walk is None:
            return False
        if frontier.listing is not None:
            n = walk.number
            walk.page(frontier.listing, frontier.number_pending)
            frontier.listing = None
            if walk.ended == TOO_MANY:
                self.note(f"{column.name}: left at listing page {n} without an end; the next crawl goes on there")
        if walk.ended is not None or frontier.is_spare:
            return False
        frontier.steps = self._listing(column, walk.number)
        return True

    async def _end_frontier(self, frontier: Frontier) -> Frontier | None:
        """Closes a frontier; returns the one of pages to look at again after the last column."""
        if frontier.column is None:
            return None
        self._turn_to(frontier)
        self._conclude(frontier)
        await self.session.note(self.column_states)
        self._to_walk -= 1
        if self._to_walk:
            return None
        self.column_states.setdefault(AGAIN, {})
        return Frontier(AGAIN, -APART * len(self.columns), waiting=deque(await self._due()))

    def _conclude(self, frontier: Frontier) -> None:
        frontier.over = True
        if said := self.stats.column(frontier.name).strange:
            self.note(f"{frontier.name}: {said}")
        self._set_state(frontier)

    def _set_state(self, frontier: Frontier) -> None:
        assert frontier.walk is not None
        remembered, seen = self._remembered.get(frontier.name, {}), self._seen(self.stats.column(frontier.name))
        self.column_states[frontier.name] = {**frontier.walk.state(), **remembered, "seen": seen}

    def _seen(self, column: ColumnStats) -> dict[str, Any]:
        recorded = {"recorded": True} if self.session.recorded else {}
        return column.state() | recorded

    def _stop(self, why: SourceStopped, frontier: Frontier | None = None) -> None:
        """Records why the run of this source ends."""
        cause = why.__cause__
        if isinstance(cause, StorageError):
            self.stats.stop(cause)
            return
        if isinstance(cause, DownloadFailed) and frontier is not None and frontier.column is not None:
            self.column_stats.fail_listing(cause)
            frontier.begun = True
        self.stats.end(str(why))
        self.stats.note(str(why))

    # Listing pages

    def _listing(self, column: Column, n: int) -> Steps[tuple[Listing | None, bool]]:
        """Page `n`, None behind the last one; and whether it came from the spare address."""
        first: DownloadFailed | NotReadable
        try:
            return (yield from self.listing(column, n)), False
        except HostUnavailable:
            raise
        except NotRecorded as why:
            if n > 1:
                self.note(f"{column.name}: {why}")
                return None, False
            raise
        except (NotFound, UnknownTemplate) as why:
            if n > 1 and isinstance(why, NotFound | StubPage):  # some sites answer a stub there
                return None, False
            if n > 1 or column.spare is None:
                raise
            first = why
        except (DownloadFailed, NotReadable) as why:
            if n > 1 or column.spare is None:
                raise
            first = why
        self.note(f"{column.name}: {first}; asked {column.spare} instead, which shows the newest rows only")
        return self.read_listing((yield from self.ask(column.spare, referer=column.home)).page), True

    async def _listing_came(self, frontier: Frontier, got: tuple[Listing | None, bool] | Exception) -> None:
        """Takes a listing page, or its failure, which fails the column."""
        assert frontier.column is not None
        try:
            if isinstance(got, Exception):
                raise got
            await self._read_rows(frontier, *got)
        except HostUnavailable as why:
            self.column_stats.fail_listing(why)
            self._closed(why)
            frontier.over = frontier.begun = True
        except (DownloadFailed, NotReadable) as why:
            self.column_stats.fail_listing(why)
            self._fail(f"{frontier.name}: {why}")
            frontier.over = frontier.begun = True

    async def _read_rows(self, frontier: Frontier, listing: Listing | None, is_spare: bool) -> None:
        column, walk = frontier.column, frontier.walk
        assert column is not None
        assert walk is not None
        if listing is None:
            walk.ended = "the last page"
            return
        self.stats.count("listings")
        if walk.number == 1:
            self.column_stats.add_listing(listing, self._answered_at)
        rows = classify_rows(column, self.notice, walk.number, listing)
        self.column_stats.add_rows(rows)
        if not frontier.begun:
            frontier.begun = True
            self._set_state(frontier)
            await self.session.note(self.column_states)  # so that a killed crawl leaves its debt on record
        unseen = [row for row in rows.notices if comparable(row.url) not in self.listed and walk.within(row)]
        frontier.waiting.extend(await self._wanted(unseen))
        for row in rows.notices:
            self.listed.setdefault(comparable(row.url), column)
        frontier.listing, frontier.number_pending, frontier.is_spare = listing, len(frontier.waiting), is_spare

    async def _wanted(self, entries: Sequence[Entry]) -> list[PendingPage]:
        await self.session.note_looks()
        now = self.session.now()
        return await self.session.writer.write(
            lambda connection: pages.pages_to_fetch(connection, self.name, entries, now)
        )

    async def _due(self) -> list[PendingPage]:
        """Pages to look at again, at most MOST_DUE a run; a message tells of more."""
        await self.session.note_looks()
        now, most = self.session.now(), pages.MOST_DUE + len(self._lost) + 1
        due = await self.session.writer.write(lambda connection: pages.due(connection, self.name, now, most))
        due = [pending for pending in due if comparable(pending.entry.url) not in self._lost]
        if len(due) > pages.MOST_DUE:
            self.note(f"more pages than the {pages.MOST_DUE} of one crawl are due for another look; the next goes on")
        return due[: pages.MOST_DUE]
