"""What is requested for one page, and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass

from parsers.page import Page
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
    """A page as the site sent it."""

    page: Page
    capture: CaptureFacts | None
    """What the database keeps of it; None where the page is not archived."""
