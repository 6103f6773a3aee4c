"""What is requested of one column at this time and which of its rows wait; it goes with each request in `cb_kwargs`.

A request leads to the next: from a listing page to its wanted notices, one after another, then to their attached files,
then to the next page. So one request of a column is under way at any time, however long the column, and what is held in
memory are light rows.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from parsers.extraction import Listing
from scrapers.network.download import Answer, Steps
from scrapers.walk.column import Ask, Column
from scrapers.walk.pagination import Walk
from storage.crawl.files import PendingFile
from storage.crawl.pages import PendingPage


@dataclass(slots=True, eq=False)
class Frontier:
    """The requests of one column, or of the pages that are looked at again."""

    name: str
    """The column's name, or `AGAIN`."""
    priority: int
    """Of its requests: higher than those of all columns behind it."""
    column: Column | None = None
    walk: Walk | None = None
    steps: Steps[Any] | None = None
    """The request under way: of a listing page, of `pending` or of `file`."""
    pending: PendingPage | None = None
    waiting: deque[PendingPage] = field(default_factory=deque)
    """Notices of the listing page that are not requested yet."""
    file: PendingFile | None = None
    files: deque[PendingFile] = field(default_factory=deque)
    """Attached files of those notices that are not requested yet."""
    is_behind_files: bool = False
    """The files that were due are among those that were taken up: no more are looked for."""
    listing: Listing | None = None
    """The listing page whose notices are requested."""
    number_pending: int = 0
    """Number of its rows that were wanted."""
    is_spare: bool = False
    """The listing page came from the spare address; it is the only one."""
    begun: bool = False
    """The first listing page was answered, or failed."""
    over: bool = False

    @property
    def is_new(self) -> bool:
        """Whether what is requested was never read before."""
        subject = self.file or self.pending
        return subject is not None and subject.reason == "new"

    def go_on(self, came: Answer | Exception | None) -> Ask:
        """Passes in the last result (None at the start) and returns the next request.

        Raises StopIteration with the value of the steps, or their failure.
        """
        assert self.steps is not None
        if isinstance(came, Exception):
            return self.steps.throw(came)
        return next(self.steps) if came is None else self.steps.send(came)
