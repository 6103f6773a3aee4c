"""What is requested next of one column; it goes with each of its requests in `cb_kwargs`.

A request leads to the next: from a listing page to its new or changed notices, one after another, then to their
attached files, then to the next page. So one request of a column is under way at any time, however long the column, and
what is held in memory are light rows.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from parsers.extraction import Listing
from scrapers.walk.column import Column
from scrapers.walk.pagination import Walk
from storage.crawl.files import PendingFile
from storage.crawl.pages import PendingPage


@dataclass(slots=True, eq=False, kw_only=True)
class Frontier:
    """Notices and files to request, one after another: those of one column, or those that are due again."""

    name: str
    """The column's name, or `AGAIN`."""
    priority: int
    """Of its requests: higher than those of all columns behind it."""
    pages: deque[PendingPage] = field(default_factory=deque)
    """Notices that are not requested yet."""
    files: deque[PendingFile] = field(default_factory=deque)
    """Attached files of notices that were requested."""
    includes_due_files: bool = False
    """The files that are due were added to `files`."""


@dataclass(slots=True, eq=False, kw_only=True)
class ColumnFrontier(Frontier):
    """The frontier of a column: its listing pages, and the notices and files that the last of them led to."""

    column: Column
    walk: Walk
    listing: Listing | None = None
    """The listing page whose notices are requested."""
    number_pending: int = 0
    """Number of its rows that were new, changed or failed."""
    answered_at: datetime | None = None
    """Time of the last answer for a listing page."""
    is_spare: bool = False
    """The listing page is that of the spare address; there is no other one."""
    begun: bool = False
    """The first listing page was answered, or failed."""
    over: bool = False
