"""Names the figures of a crawl in Scrapy's stats, and reads them back for the run record, `health` and the table.

`zhengce/<source>/<figure>` belongs to the source, `zhengce/<source>/<column>/<figure>` to one column. Requests and HTTP
statuses are those that Scrapy counts itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
from storage.health import Trouble, passed_over

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


class ColumnStats:
    """The figures of one column."""

    def __init__(self, stats: StatsCollector, prefix: str) -> None:
        self._stats = stats
        self._prefix = prefix

    def add_listing(self, listing: Listing, answered_at: datetime | None) -> None:
        """Counts the rows of the first listing page; `answered_at` is the day of recording for a replayed page."""
        self._set("answered_at", answered_at)
        self._set("rows", len(listing.entries))
        self._set("dated", len(listing.days))

    def add_rows(self, rows: Rows) -> None:
        """Counts the rows of one listing page by what they are."""
        self._add("walked", len(rows.notices) + len(rows.ignored) + len(rows.strangers))
        self._add("ignored", len(rows.ignored))
        self._add("passed_over", len(rows.strangers))
        examples = dict.fromkeys([*self._get("passed_over/examples", []), *rows.strangers])
        self._set("passed_over/examples", list(examples)[:EXAMPLES])

    def add_document(self, document: PolicyDocument) -> None:
        """Counts a notice that was read and stored, and the fields that it has."""
        self._add("read")
        for name in COUNTED:
            if getattr(document, name):
                self._add(f"found/{name}")

    def count_failure(self, trouble: Trouble, why: str) -> None:
        """Counts a notice that could not be had, read or stored; keeps the first message of each kind."""
        self._add(f"lost/{trouble}")
        self._set(f"lost/{trouble}/example", self._get(f"lost/{trouble}/example", redact(why)))

    def fail_listing(self, why: Exception) -> None:
        """Keeps what ended the walk over the column before its time."""
        self._set("listing", [trouble_of(why), redact(str(why))])

    @property
    def strange(self) -> str | None:
        """The message about rows that no rule takes; None where there are none."""
        if not self._get("passed_over"):
            return None
        return passed_over(self._get("passed_over"), self._get("walked"), self._get("passed_over/examples"))

    def state(self) -> dict[str, Any]:
        """The figures as the run record keeps them, without empty ones."""
        answered_at, lost = self._get("answered_at"), _below(self._stats, f"{self._prefix}/lost/")
        state = {
            "answered_at": answered_at.isoformat() if answered_at else None,
            "rows": self._get("rows"),
            "dated": self._get("dated") if self._get("rows") else None,
            "ignored": self._get("ignored"),
            "passed_over": [self._get(name) for name in ("passed_over", "walked", "passed_over/examples")]
            if self._get("passed_over")
            else None,
            "read": self._get("read"),
            "found": _below(self._stats, f"{self._prefix}/found/"),
            "listing": self._get("listing"),
            "notices": {name: [lost[name], lost[f"{name}/example"]] for name in lost if "/" not in name},
        }
        return {name: value for name, value in state.items() if value not in (None, 0, {})}

    def _add(self, name: str, number: int = 1) -> None:
        self._stats.inc_value(f"{self._prefix}/{name}", number)

    def _set(self, name: str, value: Any) -> None:
        self._stats.set_value(f"{self._prefix}/{name}", value)

    def _get(self, name: str, default: Any = None) -> Any:
        return self._stats.get_value(f"{self._prefix}/{name}", default)


class CrawlStats:
    """The figures of one source's crawl."""

    def __init__(self, stats: StatsCollector | None, source: str) -> None:
        assert stats is not None  # Scrapy makes the collector before the spider is opened
        self._stats = stats
        self.source = source
        self._prefix = f"zhengce/{source}"

    def column(self, name: str) -> ColumnStats:
        """The figures of a column, or of the pages that are looked at again (`AGAIN`)."""
        return ColumnStats(self._stats, f"{self._prefix}/{name}")

    def count(self, what: Count) -> None:
        """Adds one."""
        self._stats.inc_value(f"{self._prefix}/{what}")

    def __getitem__(self, what: Count) -> int:
        return int(self._stats.get_value(f"{self._prefix}/{what}", 0))

    def note(self, message: str) -> None:
        """Adds a message, without secrets, to those of the run."""
        self._stats.set_value(f"{self._prefix}/messages", [*self.messages, redact(message)])

    def fail(self, message: str) -> None:
        """Counts a page or a column that failed; the message names it."""
        self.count("failed")
        self.note(message)

    def end(self, reason: str, stop: StopReason, retry_after: int | None = None) -> None:
        """Sets why the run ends: `reason` for people, `stop` for programs."""
        self._stats.set_value(f"{self._prefix}/reason", redact(reason))
        self._stats.set_value(f"{self._prefix}/stop", stop)
        self._stats.set_value(f"{self._prefix}/retry_after", retry_after)

    def stop(self, error: StorageError) -> None:
        """Ends the run because of the database or the archive; the first error holds."""
        self._stats.set_value(f"{self._prefix}/unusable", self.unusable or str(error))
        self.end(f"stopped: {self.unusable}", StopReason.STORAGE)

    @property
    def messages(self) -> tuple[str, ...]:
        """The messages of the run."""
        return tuple(self._stats.get_value(f"{self._prefix}/messages", ()))

    @property
    def reason(self) -> str:
        """Why the run ended; `finished` where nothing ended it early."""
        return str(self._stats.get_value(f"{self._prefix}/reason", "finished"))

    @property
    def stop_reason(self) -> StopReason:
        """The same for programs."""
        return StopReason(self._stats.get_value(f"{self._prefix}/stop", StopReason.FINISHED))

    @property
    def never_answered(self) -> bool:
        """True where requests were made and none was answered, not even with an error or an untrusted certificate."""
        requests, answers = (self._stats.get_value(f"downloader/{name}_count", 0) for name in ("request", "response"))
        untrusted = f"downloader/exception_type_count/{TlsFailed.__module__}.{TlsFailed.__qualname__}"
        return bool(requests) and not answers and not self._stats.get_value(untrusted)

    @property
    def unusable(self) -> str | None:
        """The error of the database or the archive that ended the run."""
        return self._stats.get_value(f"{self._prefix}/unusable")  # type: ignore[no-any-return]

    @property
    def filled(self) -> dict[str, float]:
        """Field -> share of the documents read that have it, 0 to 1; empty where none was read."""
        read = self._sum("read")
        return {name: round(self._sum(f"found/{name}") / read, 3) for name in COUNTED} if read else {}

    def _sum(self, figure: str) -> int:
        """A figure of a column, summed over all columns."""
        stats = self._stats.get_stats()
        return sum(n for key, n in stats.items() if key.startswith(f"{self._prefix}/") and key.endswith(f"/{figure}"))

    def facts(self, columns: Mapping[str, Mapping[str, Any]]) -> RunFacts:
        """The run record; `columns` are the states of the columns."""
        return RunFacts(columns=columns, filled=self.filled, **self._shared())

    def summary(self) -> RunSummary:
        """The row of the table; for a crawl that has ended."""
        return RunSummary(
            source=self.source,
            merged=self["merged"],
            gone=self["gone"],
            returned=self["returned"],
            unusable=self.unusable,
            **self._shared(),
        )

    def _shared(self) -> dict[str, Any]:
        counts: tuple[Count, ...] = ("listings", "fetched", "new", "revised", "unchanged", "failed", "files")
        return {
            **{what: self[what] for what in counts},
            "requests": int(self._stats.get_value("downloader/request_count", 0)),  # robots.txt and retries included
            "statuses": _below(self._stats, "downloader/response_status_count/"),
            "reason": self.reason,
            "stop": self.stop_reason,
            "retry_after": self._stats.get_value(f"{self._prefix}/retry_after"),
            "messages": self.messages,
        }


def _below(stats: StatsCollector, prefix: str) -> dict[str, Any]:
    """The figures whose keys begin so, by the rest of their keys."""
    return {key.removeprefix(prefix): value for key, value in stats.get_stats().items() if key.startswith(prefix)}
