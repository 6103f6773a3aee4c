"""Where a crawl is: the walk over one column, and what is left to request of a listing page."""

from collections import deque
from dataclasses import dataclass, field

from parsers.extraction import Listing
from scrapers.walk.column import Column
from scrapers.walk.pagination import Walk
from storage.crawl.files import PendingFile
from storage.crawl.pages import PendingPage


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


@dataclass(slots=True, eq=False)
class Position:
    """What a crawl requests now: the column, and its notices and files that are still to come."""

    name: str
    """The column's name, or `AGAIN`."""
    walk: ColumnWalk | None = None
    """None for pages and files that are due for another look."""
    notices: deque[PendingPage] = field(default_factory=deque)
    files: deque[PendingFile] = field(default_factory=deque)
