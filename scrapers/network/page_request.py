"""What is requested for one page, and what is answered."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from parsers.page import Page
from storage.archive import Location
from storage.crawl.captures import CaptureFacts

T = TypeVar("T")


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


Steps = Generator[PageRequest, Answer, T]
"""The requests of a page that takes more than one: each is yielded, its answer is sent in or its failure thrown in, and
the result is returned."""


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """What the steps of a page came to."""

    value: T


def resume(steps: Steps[T], came: Answer | Exception | None) -> "PageRequest | Result[T]":
    """Passes the last answer or failure to the steps of a page (None at the start); gives the next request, or the
    result. Raises what the steps raise."""
    try:
        if isinstance(came, Exception):
            return steps.throw(came)
        return next(steps) if came is None else steps.send(came)
    except StopIteration as end:
        return Result(end.value)


def one_step(page: PageRequest) -> Steps[Answer]:
    """The steps of a page that takes one request."""
    return (yield page)
