"""What is requested for one page, and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from parsers.page import Page
from storage.archive import Location
from storage.crawl.captures import CaptureFacts

ALLOW_OFFSITE = "allow_offsite"
"""Key in the meta of a request that may lead to another host: of an attached file of the body itself."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One request: an address, the fields of a form if the site wants a POST, and headers."""

    url: str
    form: Mapping[str, str] | None = None
    referer: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    """The validators (ETag, Last-Modified) of the copy that is held."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page as the site sent it, and its place in the archive."""

    page: Page
    location: Location | None
    etag: str | None = None
    last_modified: str | None = None
    media_type: str | None = None

    @property
    def capture(self) -> CaptureFacts | None:
        """The facts that the database keeps; None where the page is not archived."""
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
