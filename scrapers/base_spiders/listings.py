"""What becomes of each listing page: its rows are sorted and looked up, and the walk over its column goes on."""

from collections import deque
from collections.abc import Sequence
from typing import Any

from parsers.addresses import comparable
from parsers.errors import NotReadable
from parsers.extraction import Entry, Listing
from scrapers.base_spiders.site_spider import SiteSpider
from scrapers.exceptions import DownloadFailed, HostUnavailable, MissingPage
from scrapers.run.stats import ColumnStats
from scrapers.walk.column import Column
from scrapers.walk.frontier import ColumnFrontier, Frontier
from scrapers.walk.pagination import Walk, WalkEnd
from scrapers.walk.row_classifier import classify_rows
from storage.crawl import pages
from storage.crawl.pages import PendingPage
from storage.health import AGAIN

PRIORITY_STEP = 100
"""Between the priorities of two columns, so that retries and redirects stay within their column's range."""


class Listings:
    """Walks over the columns of one crawl, and records how far each walk came."""

    def __init__(self, spider: SiteSpider) -> None:
        self._spider = spider
        self._frontiers: list[ColumnFrontier] = []
        self._to_walk = len(spider.columns)
        """Number of columns that are not walked to their end yet."""

    async def begin(self, column: Column, place: int) -> ColumnFrontier:
        """The frontier of a column at its first listing page."""
        spider = self._spider
        spider.earlier_states[column.name] = state = await spider.session.column_state(spider.name, column.name)
        walk = Walk.after(
            state,
            since=spider.since,
            full=spider.full,
            has_one_page=column.has_one_page,
            most_pages=None if column.index else column.most_pages,
        )
        frontier = ColumnFrontier(name=column.name, priority=-PRIORITY_STEP * place, column=column, walk=walk)
        self._frontiers.append(frontier)
        return frontier

    async def read_rows(self, frontier: ColumnFrontier, listing: Listing | None) -> None:
        """Adds the notices of a listing page that are new, changed or failed; None: there is no such page."""
        spider, column, walk = self._spider, frontier.column, frontier.walk
        if listing is None:
            walk.ended = WalkEnd.LAST_PAGE
            return
        stats = spider.stats.column(column.name)
        spider.stats.count("listings")
        if walk.number == 1:
            stats.add_listing(listing, frontier.answered_at)
        rows = classify_rows(column, spider.notice, walk.number, listing)
        stats.add_rows(rows)
        if not frontier.begun:
            frontier.begun = True
            self._set_state(frontier)
            await spider.session.note(spider.column_states)  # so that a killed crawl leaves its backlog on record
        unseen = [row for row in rows.notices if not spider.column_of(row.url) and walk.within(row)]
        frontier.pages.extend(await self._pages_to_fetch(unseen))
        for row in rows.notices:
            spider.listed.setdefault(comparable(row.url), column)
        frontier.listing, frontier.number_pending = listing, len(frontier.pages)

    def fail(self, frontier: ColumnFrontier, why: DownloadFailed | NotReadable) -> None:
        """Records a listing page that could not be had or read, which ends the walk over its column."""
        self._spider.stats.column(frontier.name).fail_listing(why)
        if isinstance(why, HostUnavailable):
            self._spider.fail_host(why)
        else:
            self._spider.fail(f"{frontier.name}: {why}")
        if isinstance(why, MissingPage):
            frontier.walk.ended = WalkEnd.MISSING_PAGE
        frontier.over = frontier.begun = True

    def turn_page(self, frontier: ColumnFrontier) -> bool:
        """Turns to the next listing page once the notices of the last one were requested; False at the end."""
        walk = frontier.walk
        if frontier.over:
            return False
        if frontier.listing is not None:
            n = walk.number
            walk.page(frontier.listing, frontier.number_pending)
            frontier.listing = None
            if walk.ended is WalkEnd.TOO_MANY_PAGES:
                message = f"{frontier.name}: left at listing page {n} without an end; the next crawl goes on there"
                self._spider.note(message)
        return walk.ended is None and not frontier.is_spare

    async def end_column(self, frontier: ColumnFrontier) -> Frontier | None:
        """Closes a column; returns the frontier of pages to look at again after the last one."""
        spider = self._spider
        self._conclude(frontier)
        await spider.session.note(spider.column_states)
        self._to_walk -= 1
        if self._to_walk:
            return None
        spider.column_states.setdefault(AGAIN, {})
        return Frontier(name=AGAIN, priority=-PRIORITY_STEP * len(spider.columns), pages=deque(await self._due()))

    def end(self) -> None:
        """Records the progress of the columns that were not walked to their end."""
        for frontier in self._frontiers:
            if frontier.begun and not frontier.over:
                self._conclude(frontier)
        for name, state in self._spider.column_states.items():  # its notices may have come after its walk
            state["seen"] = self._seen(self._spider.stats.column(name))

    def _conclude(self, frontier: ColumnFrontier) -> None:
        frontier.over = True
        if strange := self._spider.stats.column(frontier.name).strange:
            self._spider.note(f"{frontier.name}: {strange}")
        self._set_state(frontier)

    def _set_state(self, frontier: ColumnFrontier) -> None:
        spider, name = self._spider, frontier.name
        seen = self._seen(spider.stats.column(name))
        spider.column_states[name] = {**frontier.walk.state(), **spider.identifiers.get(name, {}), "seen": seen}

    def _seen(self, column: ColumnStats) -> dict[str, Any]:
        recorded = {"recorded": True} if self._spider.session.recorded else {}
        return column.state() | recorded

    async def _pages_to_fetch(self, entries: Sequence[Entry]) -> list[PendingPage]:
        session = self._spider.session
        return await session.write(pages.pages_to_fetch, self._spider.name, entries, session.now())

    async def _due(self) -> list[PendingPage]:
        """Pages to look at again, at most MOST_DUE a run; a message names the rest."""
        session, failed = self._spider.session, self._spider.failed_pages
        most = pages.MOST_DUE + len(failed) + 1
        due = await session.write(pages.due, self._spider.name, session.now(), most)
        due = [pending for pending in due if comparable(pending.entry.url) not in failed]
        if len(due) > pages.MOST_DUE:
            self._spider.note(
                f"more pages than the {pages.MOST_DUE} of one crawl are due for another look; the next goes on"
            )
        return due[: pages.MOST_DUE]
