"""The figures of a crawl, for the run record, `health` and the table; requests and statuses are counted by Scrapy."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from scrapy.statscollectors import StatsCollector

from parsers.errors import Challenge, NotReadable
from parsers.extraction import Listing
from parsers.fields import shown_in
from parsers.record import PolicyDocument
from scrapers.exceptions import (
    Blocked,
    Challenged,
    DataLoss,
    EmptyListing,
    MissingPage,
    NotFound,
    NotRecorded,
    TlsFailed,
    Unavailable,
)
from scrapers.network.redaction import redact
from scrapers.walk.row_classifier import Rows
from storage.crawl.runs import RunFacts
from storage.crawl.stop_reason import StopReason
from storage.errors import StorageError
from storage.health import Trouble

Count = Literal[
    "listings", "fetched", "new", "revised", "unchanged", "merged", "returned", "gone", "failed", "files", "refused"
]
"""Of a source: listing pages read, notice pages requested, outcomes of notices, pages, files and columns that failed,
attached files fetched, requests refused."""

COUNTED = shown_in("health")
"""Fields of which is counted how many documents have them: a site that stops printing one is noticed by it."""

EXAMPLES = 3
"""Addresses of rows passed over that are stored of a column."""

TROUBLES: tuple[tuple[type[Exception], Trouble], ...] = (
    (EmptyListing, "empty listing"),
    (Challenged, "challenge"),
    (Challenge, "challenge"),
    (Blocked, "blocked"),
    (MissingPage, "missing page"),
    (NotFound, "missing page"),
    (NotRecorded, "not recorded"),
    (DataLoss, "no answer"),
    (TlsFailed, "TLS failed"),
    (Unavailable, "no answer"),
    (NotReadable, "new template"),
)
"""Exception -> its name in `health`. The first that fits holds."""


def trouble_of(error: Exception) -> Trouble:
    """The name of an error in `health`; `failed` for one without a name of its own."""
    return next((name for kind, name in TROUBLES if isinstance(error, kind)), "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary(RunFacts):
    """One source's row of the table with which a crawl ends."""

    source: str
    merged: int = 0
    """Pages that are another address of a document already held."""
    gone: int = 0
    returned: int = 0
    unusable: str | None = None
    """The error of the database or the archive that ended the run."""

    @property
    def ok(self) -> bool:
        """True where the run came to its end, or was put off by our own rule, and nothing failed."""
        ended_well = self.stop in (StopReason.FINISHED, StopReason.PAUSED, StopReason.UNDER_WAY)
        return self.failed == 0 and ended_well


@dataclass(slots=True)
class ColumnStats:
    """The figures of one column, or of the pages that are looked at again (`AGAIN`)."""

    answered_at: datetime | None = None
    """When the first listing page was answered: for a replayed page the day of its recording."""
    rows: int = 0
    """Of the first listing page, and those of them that are dated."""
    dated: int = 0
    walked: int = 0
    """Of all listing pages, and those of them that are known to be no notices, or that no rule takes."""
    ignored: int = 0
    passed_over: int = 0
    examples: dict[str, None] = field(default_factory=dict)
    """Addresses of rows passed over, each once."""
    read: int = 0
    """Notices that were read and stored, and the fields that they have."""
    found: Counter[str] = field(default_factory=Counter)
    listing: tuple[Trouble, str] | None = None
    """What ended the walk over the column before its time."""
    notices: dict[Trouble, list[Any]] = field(default_factory=dict)
    """Notices that could not be had, read or stored: how many, and the first message."""

    def add_listing(self, listing: Listing, answered_at: datetime | None) -> None:
        """Counts the rows of the first listing page."""
        self.answered_at, self.rows, self.dated = answered_at, len(listing.entries), len(listing.days)

    def add_rows(self, rows: Rows) -> None:
        """Counts the rows of one listing page by what they are."""
        self.walked += len(rows.notices) + len(rows.ignored) + len(rows.strangers)
        self.ignored += len(rows.ignored)
        self.passed_over += len(rows.strangers)
        self.examples |= dict.fromkeys(rows.strangers)

    def add_document(self, document: PolicyDocument) -> None:
        """Counts a notice that was read and stored, and the fields that it has."""
        self.read += 1
        self.found.update(name for name in COUNTED if getattr(document, name))

    def count_failure(self, trouble: Trouble, why: str) -> None:
        """Counts a notice that could not be had, read or stored."""
        self.notices.setdefault(trouble, [0, redact(why)])[0] += 1

    def fail_listing(self, why: Exception) -> None:
        """Keeps what ended the walk over the column before its time."""
        self.listing = trouble_of(why), redact(str(why))

    @property
    def strangers(self) -> tuple[int, int, list[str]]:
        """How many rows no rule takes, of how many, and some of their addresses."""
        return self.passed_over, self.walked, list(self.examples)[:EXAMPLES]

    def state(self) -> dict[str, Any]:
        """The figures as the run record keeps them, without empty ones."""
        state = {
            "answered_at": self.answered_at and self.answered_at.isoformat(),
            "rows": self.rows,
            "dated": self.dated,
            "ignored": self.ignored,
            "passed_over": list(self.strangers) if self.passed_over else None,
            "read": self.read,
            "found": dict(self.found),
            "listing": self.listing and list(self.listing),
            "notices": {name: list(lost) for name, lost in self.notices.items()},
        }
        return {name: value for name, value in state.items() if value}


@dataclass(slots=True)
class CrawlStats:
    """The figures of one source's crawl."""

    source: str
    collector: StatsCollector | None = None
    """Scrapy's own figures."""
    counts: Counter[Count] = field(default_factory=Counter)
    columns: defaultdict[str, ColumnStats] = field(default_factory=lambda: defaultdict(ColumnStats))
    messages: list[str] = field(default_factory=list)
    reason: str = "finished"
    """Why the run ended, for people; `finished` where nothing ended it early."""
    stop_reason: StopReason = StopReason.FINISHED
    """The same for programs."""
    retry_after: int | None = None
    unusable: str | None = None
    """The error of the database or the archive that ended the run."""

    def note(self, message: str) -> None:
        """Adds a message, without secrets, to those of the run."""
        self.messages.append(redact(message))

    def fail(self, message: str) -> None:
        """Counts a page or a column that failed; the message names it."""
        self.counts["failed"] += 1
        self.note(message)

    def end(self, reason: str, stop: StopReason, retry_after: int | None = None) -> None:
        """Sets why the run ends: `reason` for people, `stop` for programs."""
        self.reason, self.stop_reason, self.retry_after = redact(reason), stop, retry_after

    def stop(self, error: StorageError) -> None:
        """Ends the run because of the database or the archive; the first error holds."""
        self.unusable = self.unusable or str(error)
        self.end(f"stopped: {self.unusable}", StopReason.STORAGE)

    @property
    def never_answered(self) -> bool:
        """True where requests were made and none was answered, not even with an error or an untrusted certificate."""
        untrusted = f"downloader/exception_type_count/{TlsFailed.__module__}.{TlsFailed.__qualname__}"
        own = self._of_scrapy
        return bool(own.get("downloader/request_count")) and not own.keys() & {"downloader/response_count", untrusted}

    @property
    def _of_scrapy(self) -> Mapping[str, Any]:
        return self.collector.get_stats() if self.collector else {}

    def facts(self, columns: Mapping[str, Mapping[str, Any]]) -> RunFacts:
        """The run record; `columns` are the states of the columns."""
        return RunFacts(columns=columns, **self._shared())

    def summary(self) -> RunSummary:
        """The row of the table; for a crawl that has ended."""
        own: dict[str, Any] = {what: self.counts[what] for what in ("merged", "gone", "returned")}
        return RunSummary(source=self.source, unusable=self.unusable, **own, **self._shared())

    def _shared(self) -> dict[str, Any]:
        counts: tuple[Count, ...] = ("listings", "fetched", "new", "revised", "unchanged", "failed", "files")
        by_status = "downloader/response_status_count/"
        own = self._of_scrapy
        return {
            **{what: self.counts[what] for what in counts},
            "requests": int(own.get("downloader/request_count", 0)),  # robots.txt and retries included
            "statuses": {key.removeprefix(by_status): own[key] for key in own if key.startswith(by_status)},
            "reason": self.reason,
            "stop": self.stop_reason,
            "retry_after": self.retry_after,
            "messages": tuple(self.messages),
        }
