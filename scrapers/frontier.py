"""What is requested of one column at this time and which of its rows wait; it goes with each request in `cb_kwargs`.

A request leads to the next: from a listing page to its wanted notices, one after another, then to the next page. So one
request of a column is under way at any time, however long the column, and what is held in memory are light rows.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from parsers.extraction import Listing
from scrapers.column import Ask, Column
from scrapers.download import Answer, Steps
from scrapers.pagination import Walk
from storage.crawl.pages import Wanted


@dataclass(slots=True, eq=False)
class Frontier:
    """The walk over one column, or the pages that are looked at again."""

    name: str
    """The column's name, or `AGAIN`."""
    priority: int
    """Of its requests: higher than those of all columns behind it."""
    column: Column | None = None
    walk: Walk | None = None
    steps: Steps[Any] | None = None
    """What is being asked for: a listing page, or `wanted`."""
    wanted: Wanted | None = None
    waiting: deque[Wanted] = field(default_factory=deque)
    """Notices of the page that are still to be asked."""
    listing: Listing | None = None
    """The page whose notices are being asked."""
    number_wanted: int = 0
    """Rows of it that were wanted."""
    is_spare: bool = False
    """The page came by the column's spare way; there is none behind it."""
    begun: bool = False
    """Its first page was answered, or will not be."""
    over: bool = False

    def go_on(self, came: Answer | Exception | None) -> Ask:
        """Hands over what came (None: nothing was asked yet) and gives the request to make next.

        Raises StopIteration with what was got, or whatever failed.
        """
        assert self.steps is not None
        if isinstance(came, Exception):
            return self.steps.throw(came)
        return next(self.steps) if came is None else self.steps.send(came)
