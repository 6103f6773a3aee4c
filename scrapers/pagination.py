"""When the walk over a column's listing pages ends, and what a walk that was cut short still owes.

A walk goes from the newest page backwards and ends where a whole page holds nothing new. That is right only if all
below has been seen before. After a first crawl that was killed it has not: what was fetched is the newest part, and a
gap lies under it. So every run writes down, before it begins a column, how far back it is to go, and strikes that out
when it got there; the next run pays what is owed.

How far back a column is wanted at all is remembered, too. Who began it with `since` wants what is newer, now and from
every later crawl, until an earlier `since` or `full` asks for more; that is then owed.

A walk that is left after `most_pages` owes what lies below, too. The next one walks the newest pages as always, goes on
at the page where it was left, and pays so many pages more: no run is longer, and the end is reached in the end.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from parsers.addresses import comparable
from parsers.extraction import Entry, Listing

BEGINNING = date.min
"""Owed back to the very first row."""

TOO_MANY = "too many pages"

MARGIN = timedelta(days=7)
"""Rows are listed up to some days after their date, and move."""


def bound(debt: date | None, newest: date | None, since: date | None) -> date:
    """How far back a walk has to go: to its debt, or to the newest row of the last whole walk, or to `since`."""
    start = debt or (newest - MARGIN if newest else BEGINNING)
    return max(start, since) if since and not debt else start


@dataclass(slots=True)
class Walk:
    """One walk over one column."""

    since: date | None = None
    """What is listed before this day is left."""
    wanted_from: date = BEGINNING
    """How far back the column is wanted by this run and all before it."""
    full: bool = False
    first_time: bool = False
    """The column was never walked whole: what is known of it may be known from elsewhere."""
    debt: date | None = None
    newest_before: date | None = None
    """The newest row of the last whole walk."""
    has_one_page: bool = False
    most_pages: int | None = 1000
    """Listing pages after which this walk is left; None where all are known beforehand."""
    left_at: int | None = None
    """The page at which the last walk was left, having walked all above it."""
    free: int = 0
    """Pages on the way to that one, which do not count among `most_pages`."""
    number: int = 1
    """The listing page that comes next, counted from 1."""
    newest: date | None = None
    """The newest row of this walk."""
    seen: set[str] = field(default_factory=set)
    rows: int = 0
    pages: int = 0
    ended: str | None = None

    def within(self, entry: Entry) -> bool:
        """True for a row that this run is to look at; rows without a date always are."""
        return self.since is None or entry.published_on is None or entry.published_on >= self.since

    def page(self, listing: Listing, wanted: int) -> str | None:
        """Takes note of the next page and of how many of its rows were wanted; returns why the walk ends, or None."""
        urls = [comparable(entry.url) for entry in listing.entries]
        new = [url for url in urls if url not in self.seen]
        self.seen.update(urls)
        self.pages += 1
        self.rows += len(listing.entries)
        dates = listing.days
        if self.pages == 1:
            self.newest = max(dates, default=None)
        self.ended = self._why(listing, dates[-1] if dates else None, bool(new), wanted)
        if self.ended is None:
            self._turn(wanted)
        return self.ended

    def _turn(self, wanted: int) -> None:
        """Goes on to the next page, or, where nothing is new any more, to that at which the last walk was left."""
        if self.left_at is not None and not wanted and self.number < self.left_at:
            self.number, self.left_at, self.free = self.left_at, None, self.pages
        else:
            self.number += 1

    def _why(self, listing: Listing, last: date | None, has_new_rows: bool, wanted: int) -> str | None:
        if not has_new_rows:
            return "the last page" if not listing.entries else "the page repeats rows"
        if self.since and last and last < self.since:
            return "since"
        if self.has_one_page or (listing.pages is not None and self.number >= listing.pages):
            return "the last page"
        if listing.total is not None and len(self.seen) >= listing.total:
            return "the last page"
        if self.most_pages is not None and self.pages - self.free >= self.most_pages:
            return TOO_MANY
        if wanted or self.full or self.first_time:
            return None
        if self.debt and (last is None or last >= self.debt):
            return None
        return "nothing new"

    @classmethod
    def after(cls, state: Mapping[str, Any], *, since: date | None, full: bool, **options: Any) -> "Walk":
        """The walk to make after the one that kept `state`: back to `since`, else as far as the column is wanted."""
        before, debt = _date(state.get("since")) or BEGINNING, _date(state.get("owed"))
        start = since or (before if state and not full else BEGINNING)
        if state and start < before:
            debt = min(debt or start, start)
        return cls(
            **options,
            since=None if start == BEGINNING else start,
            wanted_from=min(start, before) if state else start,
            full=full,
            first_time=not state,
            debt=debt,
            newest_before=_date(state.get("newest")),
            left_at=None if full else state.get("left_at"),
        )

    def still_owed(self) -> date | None:
        """What the next run must walk back to, given how this walk ended."""
        if self.ended is None or self.ended == TOO_MANY:
            return bound(self.debt, self.newest_before, self.since)
        if self.ended == "since" and self.debt and self.since and self.debt < self.since:
            return self.debt
        return None

    def state(self) -> dict[str, Any]:
        """What the run keeps of the column."""
        debt = self.still_owed()
        newest = self.newest if self.ended else self.newest_before
        return {
            "pages": self.pages,
            "rows": self.rows,
            "ended": self.ended,
            "newest": newest.isoformat() if newest else None,
            "owed": debt.isoformat() if debt else None,
            "left_at": self.number if self.ended == TOO_MANY else None,
            "since": None if self.wanted_from == BEGINNING else self.wanted_from.isoformat(),
        }


def _date(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None
