"""What one run saw of one column, beside its documents: kept with the run, compared with what is normal by `health`."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from parsers.errors import Challenge, NotReadable, UnknownTemplate
from parsers.extraction import Listing
from parsers.record import PolicyDocument
from scrapers.answers import Blocked, Challenged, Cut, Forbidden, Missing, NotRecorded, Silent, TlsFailed
from storage.health import AGAIN, Trouble, passed_over

if TYPE_CHECKING:
    from scrapers.rows import Rows

__all__ = ["AGAIN", "COUNTED", "EmptyListing", "Watch", "trouble_of"]

COUNTED = (
    "document_number",
    "document_type",
    "issuing_bodies",
    "written_on",
    "published_on",
    "topic",
    "body",
    "attachments",
)
"""Fields of which is counted how many documents have them: a site that stops printing one is noticed by it."""


class EmptyListing(UnknownTemplate):
    """A list without rows where rows were always found. That is not "nothing new"."""


EXAMPLES = 3
"""Addresses of rows passed over that are kept of a column."""

TROUBLES: tuple[tuple[type[Exception], Trouble], ...] = (
    (EmptyListing, "empty listing"),
    (Challenged, "challenge"),
    (Challenge, "challenge"),
    (Blocked, "blocked"),
    (Missing, "dead link"),
    (NotRecorded, "not recorded"),
    (Forbidden, "forbidden"),
    (Cut, "cut answer"),
    (TlsFailed, "TLS failed"),
    (Silent, "no answer"),
    (UnknownTemplate, "new template"),
    (NotReadable, "unreadable"),
)
"""What happened -> how `health` calls it. The first that fits holds."""


def trouble_of(error: Exception) -> Trouble:
    """The name of what happened; `failed` for whatever has no name of its own."""
    return next((name for kind, name in TROUBLES if isinstance(error, kind)), "failed")


@dataclass(slots=True)
class Watch:
    """Figures of one column in one run."""

    asked_at: datetime | None = None
    """When its first listing page was answered; of a replayed page, when it was recorded."""
    rows: int | None = None
    """Rows on the first listing page; None where it could not be read."""
    dated: int = 0
    """Those of them that carry a date."""
    walked: int = 0
    """Rows of all listing pages that were walked."""
    ignored: int = 0
    """Those of them that are known to be no notices."""
    passed_over: int = 0
    """Those that no rule takes."""
    examples: list[str] = field(default_factory=list)
    """Addresses of some of these, each once."""
    read: int = 0
    """Notices read and kept."""
    found: Counter[str] = field(default_factory=Counter)
    """Field -> in how many of them it was found."""
    listing: tuple[Trouble, str] | None = None
    """What kept the walk from its end."""
    notices: dict[Trouble, list[str]] = field(default_factory=dict)
    """What happened to single notices -> what was said of each."""

    def listed(self, listing: Listing, asked_at: datetime | None) -> None:
        """The first listing page was read."""
        self.asked_at = asked_at
        self.rows = len(listing.entries)
        self.dated = len(listing.days)

    def sorted(self, rows: "Rows") -> None:
        """The rows of a listing page were told apart."""
        self.walked += len(rows.notices) + len(rows.ignored) + len(rows.strangers)
        self.ignored += len(rows.ignored)
        self.passed_over += len(rows.strangers)
        new = [url for url in dict.fromkeys(rows.strangers) if url not in self.examples]
        self.examples += new[: EXAMPLES - len(self.examples)]

    @property
    def strange(self) -> str | None:
        """What is said of rows that no rule takes; None where there are none."""
        return passed_over(self.passed_over, self.walked, self.examples) if self.passed_over else None

    def understood(self, document: PolicyDocument, fields: Iterable[str] = COUNTED) -> None:
        """A notice was read and kept."""
        self.read += 1
        self.found.update(name for name in fields if getattr(document, name))

    def lost(self, trouble: Trouble, why: str) -> None:
        """A notice was not had, not read or not stored."""
        self.notices.setdefault(trouble, []).append(why)

    def state(self) -> dict[str, Any]:
        """As kept with the run; what is empty is left out."""
        state = {
            "asked_at": self.asked_at.isoformat() if self.asked_at else None,
            "rows": self.rows,
            "dated": self.dated if self.rows else None,
            "ignored": self.ignored,
            "passed_over": [self.passed_over, self.walked, self.examples] if self.passed_over else None,
            "read": self.read,
            "found": dict(self.found),
            "listing": list(self.listing) if self.listing else None,
            "notices": {trouble: [len(said), said[0]] for trouble, said in self.notices.items()},
        }
        return {name: value for name, value in state.items() if value not in (None, 0, {})}
