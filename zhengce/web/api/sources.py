"""The sources as JSON: what each holds, whether it is well, its terms of reuse; and the sites that are closed."""

from typing import Literal

from fastapi import Request
from pydantic import BaseModel
from sqlalchemy.engine import Connection

from parsers.registry.rights import rights_of
from zhengce.web.api.routes import answers, coverage, resource


class RightsShape(BaseModel):
    """The terms of reuse of a source's site as found; nulls where nothing is known."""

    source: str
    terms: str
    """A summary, or `none found`."""
    quote: str | None
    basis: Literal["read", "reported"] | None
    address: str | None
    found_on: str | None
    statement: str | None


class SourceShape(BaseModel):
    """A source by its names."""

    source: str
    name: str
    name_en: str


class SourceAnswer(SourceShape):
    """A source that is crawled."""

    documents: int
    """All that stand on its pages but news: what its filter finds."""
    first_day: str | None
    last_day: str | None
    last_crawl_at: str | None
    state: Literal["well", "wanting", "never crawled"]
    missing: list[str]
    """What is wrong and since when."""
    columns: list[str]
    rights: RightsShape


class ClosedShape(SourceShape):
    """A source whose site cannot be crawled, and the sources that have documents of its body."""

    address: str
    reason: str
    seen_on: str
    documents_elsewhere: int
    found_at: list[str]


class SourcesAnswer(BaseModel):
    """All sources; closed ones apart."""

    sources: list[SourceAnswer]
    closed: list[ClosedShape]


router = resource()


@answers(router, "/sources", "sources", {})
def sources(request: Request, connection: Connection) -> SourcesAnswer:
    """The sources and whether they are well."""
    answer = coverage(request).answer(connection)
    for source in answer["sources"]:
        source["rights"] = rights_of(source["source"]).to_dict()
    return SourcesAnswer(**answer)
