"""The failures of a crawl, each named by what happened: of a request, of a host, of a source's run, of a list."""

from scrapy.exceptions import IgnoreRequest

from parsers.errors import UnknownTemplate
from storage.crawl.stop_reason import StopReason


class NotModified(Exception):
    """Status 304: the page that we hold is current."""


class DownloadFailed(Exception):
    """There is no page. The message names the address and what came instead."""


class NotFound(DownloadFailed):
    """The site says that there is no such page: 404, 410, or a redirect to its home page."""


class MissingPage(NotFound):
    """A listing page that the list itself names is not there."""


class NotRecorded(DownloadFailed):
    """A replayed recording does not hold this page, which says nothing about the site."""


class Disallowed(DownloadFailed):
    """Not requested: robots.txt forbids the address, or it is outside the source's hosts."""


class NotAllowed(IgnoreRequest):
    """Raised by a middleware: robots.txt forbids the address, or a redirect leads off the site."""


class NotAFile(DownloadFailed):
    """A page in place of an attached file: an error page, a login, a message."""


class TooLarge(DownloadFailed):
    """An answer above DOWNLOAD_MAXSIZE, as it comes or unpacked, of which nothing was taken."""


class DataLoss(DownloadFailed):
    """The answer ended before it was whole."""


class Unavailable(DownloadFailed):
    """No usable answer: no connection, a time-out, 5xx, or 429 after all retries."""


class HostUnavailable(Unavailable):
    """Nothing is requested from a host for the rest of the run; the message names it and the reason.

    robots.txt that answers 5xx or not at all forbids everything (RFC 9309, 2.3.1.4).
    """


class TlsFailed(HostUnavailable):
    """No trusted connection: the certificate is not valid, or the server's TLS is too old."""


class Refused(DownloadFailed):
    """A script challenge or a block in place of the page. It is not worked around."""


class Challenged(Refused):
    """A script challenge."""


class Blocked(Refused):
    """A status that refuses us."""


class EngineStopped(Exception):
    """Scrapy is ending the crawl (a signal, a limit): nothing more may be requested."""


class SourceStopped(Exception):
    """The site refuses or does not answer; the run of this source ends."""

    def __init__(self, why: str, stop: StopReason = StopReason.FAILED, retry_after: int | None = None) -> None:
        super().__init__(why)
        self.stop = stop
        self.retry_after = retry_after


class EmptyListing(UnknownTemplate):
    """A list without rows where rows were always found. That is not "nothing new"."""


class StubPage(UnknownTemplate):
    """An HTML answer of a few bytes where a listing page should be."""
