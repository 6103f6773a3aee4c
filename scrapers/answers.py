"""What may come back when a page is asked for: an `Answer`, or one of the failures, each named by what happened."""

from dataclasses import dataclass

from parsers.page import Page
from storage.archive import Location


@dataclass(frozen=True, slots=True)
class Answer:
    """A page as the site gave it, and where in the archive it is kept."""

    page: Page
    location: Location | None
    etag: str | None = None
    last_modified: str | None = None
    media_type: str | None = None


class NotModified(Exception):
    """304: the page that we hold is the page as it is."""


class Failed(Exception):
    """The page was not had. The message names the address and what was there instead."""


class Missing(Failed):
    """The site says that there is no such page: 404, 410, or a redirect to its home page."""


class NotRecorded(Failed):
    """A replayed recording does not hold this page. Of the site that says nothing."""


class Forbidden(Failed):
    """Not asked at all: robots.txt forbids the address, or it lies outside the source's hosts."""


class Cut(Failed):
    """The answer ended before it was whole."""


class Silent(Failed):
    """No usable answer: no connection, a time-out, 5xx, or 429 after all retries."""


class Refused(Failed):
    """A script challenge or a block stands in place of the page. It is not worked around."""


class Challenged(Refused):
    """A script challenge."""


class Blocked(Refused):
    """A status that says that we are not wanted."""


class SourceStopped(Exception):
    """The site does not want or cannot bear more requests; the run of this source ends here."""


class Paused(SourceStopped):
    """Our own rule ends the run here for now; nothing is wrong."""
