"""What may come back when a page is asked for: an `Answer`, or one of the failures, each named by what happened."""

from dataclasses import dataclass
from datetime import UTC, datetime

from parsers.errors import UnknownTemplate
from parsers.page import Page
from storage.archive import Location
from storage.crawl.captures import CaptureFacts


@dataclass(frozen=True, slots=True)
class Answer:
    """A page as the site gave it, and where in the archive it is kept."""

    page: Page
    location: Location | None
    etag: str | None = None
    last_modified: str | None = None
    media_type: str | None = None

    @property
    def capture(self) -> CaptureFacts | None:
        """What the database keeps of it; None where the archive does not have it."""
        if self.location is None:
            return None
        return CaptureFacts(
            location=self.location,
            status=self.page.status,
            etag=self.etag,
            last_modified=self.last_modified,
            media_type=self.media_type,
            fetched_at=self.page.fetched_at or datetime.now(UTC),
        )


class NotModified(Exception):
    """304: the page that we hold is the page as it is."""


class Failed(Exception):
    """The page was not had. The message names the address and what was there instead."""


class Missing(Failed):
    """The site says that there is no such page: 404, 410, or a redirect to its home page."""


class NotRecorded(Failed):
    """A replayed recording does not hold this page. Of the site that says nothing."""


class EmptyListing(UnknownTemplate):
    """A list without rows where rows were always found. That is not "nothing new"."""


class Forbidden(Failed):
    """Not asked at all: robots.txt forbids the address, or it lies outside the source's hosts."""


class Cut(Failed):
    """The answer ended before it was whole."""


class Silent(Failed):
    """No usable answer: no connection, a time-out, 5xx, or 429 after all retries."""


class Closed(Silent):
    """Nothing is asked of a host for the rest of the run; the message names it and says why. The next run tries."""


class RobotsUnreachable(Closed):
    """robots.txt answers 5xx, or not at all: then everything counts as forbidden (RFC 9309, 2.3.1.4)."""


class TlsFailed(Closed):
    """No connection that can be trusted: the certificate is not valid, or the server's TLS is too old."""


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
