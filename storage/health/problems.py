"""What can be wrong with a source, what is normal of it, and how both are called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

Trouble = Literal[
    "empty listing", "challenge", "blocked", "missing page", "no answer", "TLS failed", "new template", "not recorded",
    "failed",
]  # fmt: skip
"""What can happen to a listing page or a notice; stored with the run of the crawl that met it."""

ProblemKind = Literal[
    "never ran", "challenge", "blocked", "TLS failed", "no answer", "stopped", "empty listing", "missing page",
    "new template", "rows passed over", "field lost", "few rows", "silent", "late", "behind", "missed",
    "not recorded", "failed", "pages failing", "files failing", "not delivered", "archive damaged",
]  # fmt: skip
"""What can be wrong with a source, in the order in which they are listed."""

ORDER = {kind: place for place, kind in enumerate(get_args(ProblemKind))}

AGAIN = ""
"""In place of a column's name: pages that were looked at again because their time had come."""


@dataclass(frozen=True, slots=True)
class Normal:
    """What is normal of one column."""

    name: str
    rows: int = 1
    """On its first listing page."""
    quiet_days: int | None = None
    """Days without a new document that are nothing to worry about; None: it may be silent for ever."""
    always: tuple[str, ...] = ()
    """Fields that its documents always have."""
    strangers: float = 0.0
    """Share of its rows that no rule takes and that is nothing to worry about."""
    dated: bool = True
    """Whether its rows carry a day."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A source with its columns, and how often it is to be crawled."""

    name: str
    columns: tuple[Normal, ...]
    every: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Closed:
    """A source whose site cannot be crawled: it gets no requests, which is no problem."""

    name: str
    reason: str
    seen_on: str
    """When that was last seen: a day, or a month where no day is known."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong."""

    kind: ProblemKind
    what: str
    """In one line, naming an address or figures."""
    since: datetime | None = None
    column: str | None = None


def passed_over(number: int, rows: int, examples: Sequence[str]) -> str:
    """The message about rows of a list that no rule takes."""
    lead = "row leads" if number == 1 else "rows lead"
    return f"{number} of {rows} {lead} to no notice that is known, such as {examples[0] if examples else '?'}"
