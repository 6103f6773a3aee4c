"""When the walk over a column's listing pages ends, and what an incomplete walk leaves to the next one (its backlog).

A walk goes back from the newest page and ends at a page without new rows. That is right only if all older rows have
been seen. After a killed first crawl they have not, so every run stores, before it begins a column, how far back it has
to go, and clears that at the end; the next run walks back that far.

The earliest day that is wanted is stored as well: `since` holds for all later crawls, until an earlier `since` or
`full` asks for more, which is then a backlog.

A walk that ends at a page that is missing leaves a backlog, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from parsers.addresses import comparable
from parsers.extraction import Entry, Listing
from scrapers.walk.column import Column

BEGINNING = date.min
"""A backlog down to the very first row."""


class WalkEnd(StrEnum):
    """Why a walk ended; None as long as it goes on, and where a failure ended it."""

    LAST_PAGE = "the last page"
    REPEATED_ROWS = "the page repeats rows"
    SINCE = "since"
    NOTHING_NEW = "nothing new"
    TOO_MANY_PAGES = "too many pages"
    MISSING_PAGE = "a page is missing"


MARGIN = timedelta(days=7)
"""Rows are listed up to some days after their date, and change places."""


def bound(backlog_from: date | None, newest: date | None, since: date | None) -> date:
    """The day to which a walk goes back: its backlog, the newest row of the last complete walk, or `since`."""
    start = backlog_from or (newest - MARGIN if newest else BEGINNING)
    return max(start, since) if since and not backlog_from else start


@dataclass(slots=True)
class Walk:
    """One walk over one column."""

    since: date | None = None
    """Rows before this day are skipped."""
    requested_from: date = BEGINNING
    """The earliest day that this run or any before it requested."""
    full: bool = False
    first_time: bool = False
    """No walk of the column was complete: known rows may be known from other columns."""
    backlog_from: date | None = None
    newest_before: date | None = None
    """The newest row of the last complete walk."""
    has_one_page: bool = False
    most_pages: int | None = None
    """Listing pages after which a short walk ends."""
    number: int = 1
    """The listing page that comes next, counted from 1."""
    newest: date | None = None
    """The newest row of this walk."""
    seen: set[str] = field(default_factory=set)
    rows: int = 0
    pages: int = 0
    last_page: int | None = None
    """The number of pages, as the list itself prints it."""
    ended: WalkEnd | None = None

    def within(self, entry: Entry) -> bool:
        """True for a row not older than `since`, or without a date."""
        return self.since is None or entry.published_on is None or entry.published_on >= self.since

    def page(self, listing: Listing, wanted: int) -> WalkEnd | None:
        """Adds a page of which `wanted` rows were wanted; returns why the walk ends, or None."""
        urls = [comparable(entry.url) for entry in listing.entries]
        new = [url for url in urls if url not in self.seen]
        self.seen.update(urls)
        self.pages += 1
        self.rows += len(listing.entries)
        self.last_page = listing.pages
        dates = listing.days
        if self.pages == 1:
            self.newest = max(dates, default=None)
        self.ended = self._why(listing, dates[-1] if dates else None, bool(new), wanted)
        if self.ended is None:
            self.number += 1
        return self.ended

    def _why(self, listing: Listing, last: date | None, has_new_rows: bool, wanted: int) -> WalkEnd | None:
        if not has_new_rows:
            return WalkEnd.REPEATED_ROWS if listing.entries else WalkEnd.LAST_PAGE
        if self.since and last and last < self.since:
            return WalkEnd.SINCE
        if self.has_one_page or (listing.pages is not None and self.number >= listing.pages):
            return WalkEnd.LAST_PAGE
        if listing.total is not None and len(self.seen) >= listing.total:
            return WalkEnd.LAST_PAGE
        if self.most_pages is not None and self.pages >= self.most_pages:
            return WalkEnd.TOO_MANY_PAGES
        if wanted or self.full or self.first_time:
            return None
        if self.backlog_from and (last is None or last >= self.backlog_from):
            return None
        return WalkEnd.NOTHING_NEW

    @classmethod
    def after(cls, state: Mapping[str, Any], *, since: date | None, full: bool, **options: Any) -> "Walk":
        """The walk after the one with this `state`: back to `since`, else to the earliest day ever requested."""
        before, backlog_from = _date(state.get("since")) or BEGINNING, _date(state.get("resume_from"))
        start = since or (BEGINNING if full else before)
        if start < before:
            backlog_from = min(backlog_from or start, start)
        return cls(
            **options,
            since=None if start == BEGINNING else start,
            requested_from=min(start, before) if state else start,
            full=full,
            first_time=not state,
            backlog_from=backlog_from,
            newest_before=_date(state.get("newest")),
        )

    def resume_from(self) -> date | None:
        """The day to which the next run must walk back; None without a backlog."""
        if self.ended in (None, WalkEnd.TOO_MANY_PAGES, WalkEnd.MISSING_PAGE):
            return bound(self.backlog_from, self.newest_before, self.since)
        if self.ended is WalkEnd.SINCE and self.backlog_from and self.since and self.backlog_from < self.since:
            return self.backlog_from
        return None

    def state(self) -> dict[str, Any]:
        """The state that the run stores with the column."""
        resume_from = self.resume_from()
        newest = self.newest if self.ended else self.newest_before
        return {
            "pages": self.pages,
            "rows": self.rows,
            "ended": self.ended,
            "newest": newest.isoformat() if newest else None,
            "resume_from": resume_from.isoformat() if resume_from else None,
            "since": None if self.requested_from == BEGINNING else self.requested_from.isoformat(),
        }


def _date(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


@dataclass(slots=True, eq=False)
class ColumnWalk:
    """The walk over one column's listing pages."""

    column: Column
    pages: Walk
    listing: Listing | None = None
    """The listing page whose notices are requested."""
    is_spare: bool = False
    """That page is the spare one; there is no other."""
    is_begun: bool = False
    """The first listing page was answered, or failed."""
    is_over: bool = False

    @property
    def name(self) -> str:
        """The column's name."""
        return self.column.name
