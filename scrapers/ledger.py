"""What one run of one source did: the figures of its row in the table, its messages, and the state of its columns."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from redaction import redact
from scrapers.watch import Watch
from storage.crawl.runs import PAUSED
from storage.errors import StorageError


@dataclass(slots=True)
class Ledger:
    """Figures of a run while it goes."""

    requests: int = 0
    """Answers and failures, robots.txt and retries included."""
    listings: int = 0
    fetched: int = 0
    """Notice pages asked for."""
    outcomes: Counter[str] = field(default_factory=Counter)
    gone: int = 0
    failed: int = 0
    """Pages and columns that failed."""
    statuses: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    """Field of the record -> how many of the records read had it."""
    read: int = 0
    """Records read."""
    messages: list[str] = field(default_factory=list)
    columns: dict[str, dict[str, Any]] = field(default_factory=dict)
    watches: dict[str, Watch] = field(default_factory=dict)
    """Column -> what was seen of it; `AGAIN` for pages looked at again."""
    reason: str = "finished"
    unusable: str | None = None
    """What the database or the archive said when it ended the run."""

    def watch(self, column: str) -> Watch:
        """What is seen of a column in this run."""
        return self.watches.setdefault(column, Watch())

    def fail(self, message: str) -> None:
        """One page or one column failed; the message names it."""
        self.failed += 1
        self.messages.append(message)

    def stop(self, error: StorageError) -> None:
        """The database or the archive cannot be used, and ends the run."""
        self.unusable = self.unusable or str(error)
        self.reason = f"stopped: {self.unusable}"


UNDER_WAY = "another crawl of"
"""How the reason of a run begins that left its source to the crawl that has it."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One source's row of the table with which a crawl ends."""

    source: str
    listings: int = 0
    fetched: int = 0
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    failed: int = 0
    reason: str = "finished"
    messages: tuple[str, ...] = ()
    merged: int = 0
    """Pages that turned out to be another address of a document already held."""
    gone: int = 0
    returned: int = 0
    requests: int = 0
    statuses: Mapping[str, int] = field(default_factory=dict)
    unusable: str | None = None
    """What the database or the archive said when it ended the run."""

    @property
    def ok(self) -> bool:
        """True where the run came to its end, or was put off by our own rule, and nothing failed."""
        return self.failed == 0 and (self.reason == "finished" or self.reason.startswith((PAUSED, UNDER_WAY)))

    @classmethod
    def of(cls, source: str, ledger: Ledger) -> "RunSummary":
        """The row that a ledger adds up to."""
        outcomes = ledger.outcomes
        return cls(
            source=source,
            listings=ledger.listings,
            fetched=ledger.fetched,
            new=outcomes["new"],
            revised=outcomes["revised"],
            unchanged=outcomes["unchanged"],
            failed=ledger.failed,
            reason=redact(ledger.reason),
            messages=tuple(map(redact, ledger.messages)),
            merged=outcomes["merged"],
            gone=ledger.gone,
            returned=outcomes["returned"],
            requests=ledger.requests,
            statuses=dict(ledger.statuses),
            unusable=ledger.unusable,
        )
