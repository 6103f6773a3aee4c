"""The JSON of sources: runs, backoff, terms of reuse, sites that are closed."""

from datetime import date
from typing import Literal

from pydantic import BaseModel

from storage.documents.provenance import Share
from zhengce.web.api.schemas import Moment


class RunShape(BaseModel):
    """One crawl of one source."""

    id: int
    started_at: Moment
    finished_at: Moment | None
    reason: str | None
    listings: int
    fetched: int
    new: int
    revised: int
    unchanged: int
    failed: int
    statuses: dict[str, int]
    messages: list[str]


class RestShape(BaseModel):
    """A source that refused us gets no requests before `until`."""

    until: Moment
    why: str


class RightsShape(BaseModel):
    """The terms of reuse of a source's site as found; nulls where nothing is known."""

    source: str
    terms: str
    """A summary, or `none found`."""
    terms_zh: str | None
    quote: str | None
    """The site's own words, where they are short."""
    basis: Literal["read", "reported"] | None
    """Read on a page of the site, or reported by others."""
    address: str | None
    """The page that has the words."""
    found_on: str | None
    """When they were last seen: a day, or a month."""
    statement: str | None
    """The site's page about its terms, where its address is known."""


class SourceAnswer(BaseModel):
    """A source and its health."""

    source: str
    name: str
    name_en: str
    documents: int
    """All that stand on its pages but news: what its filter finds."""
    newest: date | None
    pages: int
    pages_failing: int
    pages_gone: int
    last_success_at: Moment | None
    state: Literal["well", "failing", "running or killed", "never crawled"]
    problems: list[str]
    """What is wrong and since when."""
    rest: RestShape | None
    rights: RightsShape
    runs: list[RunShape]


class ClosedShape(BaseModel):
    """A source whose site cannot be crawled, and where the documents of its body stand."""

    source: str
    name: str
    name_en: str
    address: str
    reason: str
    reason_zh: str
    seen_on: str
    """When that was last seen: a day, or a month where no day is known."""
    documents: int
    newest: date | None
    found_at: list[Share]


class SourcesAnswer(BaseModel):
    """All sources, without their runs; closed ones apart."""

    sources: list[SourceAnswer]
    closed: list[ClosedShape]
