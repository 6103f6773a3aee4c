"""What every source's spider shares: from a listing page to its notices, when to stop, what to look at again.

A source is walked as one would read it: column after column, page after page, each wanted notice in turn, one request
at a time. Each column's first request comes from `start()`, every other from the callback or errback of the one before
it; a column's requests have a higher priority than those of the columns behind it. Sources run beside one another.
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
from pipelines.items import Read
from scrapers import manners
from scrapers.answers import (
    Answer,
    Closed,
    Failed,
    Missing,
    NotRecorded,
    Paused,
    SourceStopped,
)
from scrapers.base_spiders.notice_spider import STOPPED, NoticeSpider
from scrapers.base_spiders.site_spider import Stub
from scrapers.column import Ask, Column
from scrapers.download import name_failure, read_answer, request_for
from scrapers.pagination import TOO_MANY, Walk
from scrapers.rows import sort_rows
from scrapers.stats import ColumnStats
from scrapers.visit import Steps, Visit
from storage.crawl import pages
from storage.crawl.pages import Wanted
from storage.errors import StorageError
from storage.health import AGAIN

APART = 100
"""Between the priorities of two columns; what is retried or redirected keeps its column's place."""


class Source(NoticeSpider):
    """One ministry. A leaf names its columns; what is odd about a site is a method that it overrides.

    Arguments: `since` (a day, `2021-11-01`: what is listed before it is left), `full` (walk every column to its end),
    `anyway` (ask also where the site refused lately).
    """

    async def start(self) -> AsyncIterator[Request | Read]:
        """The first request of each column."""
        if self.keep.run_id is None:  # another crawl of this source is going on, or it rests
            return
        try:
            self._pause()
        except Paused as why:
            self._stop(why)
            return
        self._to_walk = len(self.columns)
        for place, column in enumerate(self.columns):
            try:
                visit = await self._begin(column, -APART * place)
            except StorageError as why:
                self.stats.stop(why)
                raise CloseSpider(STOPPED) from why
            async for made in self._go_on(visit, None):
                yield made

    async def answered(self, response: Response, visit: Visit) -> AsyncIterator[Request | Read]:
        """The callback of every request: what its answer gives, and the request that comes next."""
        came: Answer | Exception
        try:
            came = read_answer(response)
        except Exception as why:
            came = why
        async for made in self._go_on(visit, came):
            yield made

    async def failed(self, failure: Failure) -> AsyncIterator[Request | Read]:
        """The errback of every request: what failed is named, and the next request is made."""
        error, request = failure.value, failure.request  # type: ignore[attr-defined]  # Scrapy gives it to an errback
        assert isinstance(error, Exception)
        came = name_failure(request, error, self.settings.getint("DOWNLOAD_MAXSIZE"))
        async for made in self._go_on(request.cb_kwargs["visit"], came):
            yield made

    def end(self) -> None:
        """Writes down how far the columns came that this crawl does not walk to their ends."""
        for visit in self._visits:
            if visit.begun and not visit.over:
                self._conclude(visit)
        for name, state in self.column_states.items():  # a page that a list showed counts with its column
            state["seen"] = self._seen(self.stats.column(name))

    def _pause(self) -> None:
        """Raises Paused where the run begins in quiet hours: no column is begun then, and none is owed."""
        quiet = None if self.keep.recorded else self.settings["ZHENGCE_QUIET_HOURS"]
        if why := manners.pause(quiet, self.keep.now()):
            raise Paused(why)

    # The walk

    async def _begin(self, column: Column, priority: int) -> Visit:
        self._earlier_states[column.name] = state = await self.keep.column_state(self.name, column.name)
        walk = Walk.after(
            state,
            since=self.since,
            full=self.full,
            has_one_page=column.has_one_page,
            most_pages=None if column.index else column.most_pages,
        )
        visit = Visit(column.name, priority, column, walk, self._listing(column, walk.number))
        self._visits.append(visit)
        return visit

    async def _go_on(self, visit: Visit, came: Answer | Exception | None) -> AsyncIterator[Request | Read]:
        """Takes what came of a visit's last request and makes its next one, or the first of what comes after it."""
        try:
            while True:
                self._turn_to(visit)
                got: Any = None
                try:
                    ask = visit.go_on(came)
                    if (away := self._off_site(ask)) is None:
                        yield self._request(ask, visit)
                        return
                    came = away
                    continue
                except StopIteration as end:
                    got = end.value
                except Exception as why:
                    got = why
                if visit.wanted is None:
                    await self._listing_came(visit, got)
                elif (read := await self._notice_came(visit.wanted, got)) is not None:
                    yield read
                came = None
                while not self._has_next(visit):
                    if (after := await self._end_visit(visit)) is None:
                        return
                    visit = after
        except SourceStopped as why:
            self._stop(why, visit)
            raise CloseSpider(STOPPED) from why
        except StorageError as why:
            self.stats.stop(why)
            raise CloseSpider(STOPPED) from why

    def _turn_to(self, visit: Visit) -> None:
        """What is asked and seen from now on belongs to this visit."""
        column, name = visit.column, visit.name
        if visit.wanted is not None:
            column = self.listed.get(comparable(visit.wanted.entry.url))
            name = column.name if column else AGAIN
        self._referer = column.home if column else None
        self._column_name = name

    def _request(self, ask: Ask, visit: Visit) -> Request:
        return request_for(
            ask, callback=self.answered, errback=self.failed, cb_kwargs={"visit": visit}, priority=visit.priority
        )

    def _off_site(self, ask: Ask) -> Failed | None:
        """Scrapy would drop such a request without a word."""
        host = urlsplit(ask.url).hostname
        return None if host in self.allowed_domains else Failed(f"{ask.url}: off the site, at {host}")

    def _has_next(self, visit: Visit) -> bool:
        """Turns a visit to what is to be asked next; False where it has come to its end."""
        if visit.waiting:
            visit.wanted = visit.waiting.popleft()
            visit.steps = self.notice_page(visit.wanted)
            self.stats.count("fetched")
            return True
        visit.wanted = visit.steps = None
        column, walk = visit.column, visit.walk
        if visit.over or column is None or walk is None:
            return False
        if visit.listing is not None:
            n = walk.number
            walk.page(visit.listing, visit.number_wanted)
            visit.listing = None
            if walk.ended == TOO_MANY:
                self.note(f"{column.name}: left at listing page {n} without an end; the next crawl goes on there")
        if walk.ended is not None or visit.is_spare:
            return False
        visit.steps = self._listing(column, walk.number)
        return True

    async def _end_visit(self, visit: Visit) -> Visit | None:
        """Concludes a visit; gives the one that follows, where the last column has been walked."""
        if visit.column is None:
            return None
        self._turn_to(visit)
        self._conclude(visit)
        await self.keep.note(self.column_states)
        self._to_walk -= 1
        if self._to_walk:
            return None
        self.column_states.setdefault(AGAIN, {})
        return Visit(AGAIN, -APART * len(self.columns), waiting=deque(await self._due()))

    def _conclude(self, visit: Visit) -> None:
        visit.over = True
        if said := self.stats.column(visit.name).strange:
            self.note(f"{visit.name}: {said}")
        self._set_state(visit)

    def _set_state(self, visit: Visit) -> None:
        assert visit.walk is not None
        remembered, seen = self._remembered.get(visit.name, {}), self._seen(self.stats.column(visit.name))
        self.column_states[visit.name] = {**visit.walk.state(), **remembered, "seen": seen}

    def _seen(self, column: ColumnStats) -> dict[str, Any]:
        recorded = {"recorded": True} if self.keep.recorded else {}
        return column.state() | recorded

    def _stop(self, why: SourceStopped, visit: Visit | None = None) -> None:
        """The run of this source ends here."""
        cause = why.__cause__
        if isinstance(cause, StorageError):
            self.stats.stop(cause)
            return
        if isinstance(cause, Failed) and visit is not None and visit.column is not None:
            self.column_stats.fail_listing(cause)
            visit.begun = True
        self.stats.end(str(why))
        self.stats.note(str(why))

    # Listing pages

    def _listing(self, column: Column, n: int) -> Steps[tuple[Listing | None, bool]]:
        """Page `n`, and whether it came by the spare way; None for a page behind the last one."""
        first: Failed | NotReadable
        try:
            return (yield from self.listing(column, n)), False
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
        return self.read_listing((yield from self.ask(column.spare, referer=column.home)).page), True

    async def _listing_came(self, visit: Visit, got: tuple[Listing | None, bool] | Exception) -> None:
        """A page of a column: its wanted notices are asked next. What fails, fails its column."""
        assert visit.column is not None
        try:
            if isinstance(got, Exception):
                raise got
            await self._read_rows(visit, *got)
        except Closed as why:
            self.column_stats.fail_listing(why)
            self._closed(why)
            visit.over = visit.begun = True
        except (Failed, NotReadable) as why:
            self.column_stats.fail_listing(why)
            self._fail(f"{visit.name}: {why}")
            visit.over = visit.begun = True

    async def _read_rows(self, visit: Visit, listing: Listing | None, is_spare: bool) -> None:
        column, walk = visit.column, visit.walk
        assert column is not None
        assert walk is not None
        if listing is None:
            walk.ended = "the last page"
            return
        self.stats.count("listings")
        if walk.number == 1:
            self.column_stats.add_listing(listing, self._answered_at)
        rows = sort_rows(column, self.notice, walk.number, listing)
        self.column_stats.add_rows(rows)
        if not visit.begun:
            visit.begun = True
            self._set_state(visit)
            await self.keep.note(self.column_states)  # a crawl that is killed leaves behind what it owes
        unseen = [row for row in rows.notices if comparable(row.url) not in self.listed and walk.within(row)]
        visit.waiting.extend(await self._wanted(unseen))
        for row in rows.notices:
            self.listed.setdefault(comparable(row.url), column)
        visit.listing, visit.number_wanted, visit.is_spare = listing, len(visit.waiting), is_spare

    async def _wanted(self, entries: Sequence[Entry]) -> list[Wanted]:
        await self.keep.note_looks()
        now = self.keep.now()
        return await self.keep.writer.write(lambda connection: pages.wanted(connection, self.name, entries, now))

    async def _due(self) -> list[Wanted]:
        """Pages to look at again: so many a run, in whatever lists they stand; what is left over is told."""
        await self.keep.note_looks()
        now, most = self.keep.now(), pages.MOST_DUE + len(self._lost) + 1
        due = await self.keep.writer.write(lambda connection: pages.due(connection, self.name, now, most))
        due = [wanted for wanted in due if comparable(wanted.entry.url) not in self._lost]
        if len(due) > pages.MOST_DUE:
            self.note(f"more pages than the {pages.MOST_DUE} of one crawl are due for another look; the next goes on")
        return due[: pages.MOST_DUE]
