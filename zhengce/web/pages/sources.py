"""The page /sources: what is read, how fresh, what is missing."""

from collections.abc import Sequence
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.engine import Connection

from parsers.grammar.agencies import AGENCIES, Agency
from parsers.registry.closed_sites import closed_sites
from parsers.registry.rights import rights_of
from storage.documents import provenance
from storage.documents.filters import Filters
from storage.schema import documents, issuing_bodies
from zhengce.web.api.parameters import PlainPage
from zhengce.web.api.routes import coverage, reader
from zhengce.web.coverage import SourceCoverage
from zhengce.web.pages.rendering.templates import page

router = APIRouter()


@router.get("/sources")
def sources_page(request: Request, params: Annotated[PlainPage, Query()]) -> Response:
    """The sources, and all that is not covered, with the reason."""
    with reader(request).connection() as connection:
        covered = coverage(request).read(connection)
        held = _held_by_body(connection)
        closed = [(site, provenance.of_body(connection, site.body)) for site in closed_sites().values()]
    read = [source for source in covered.sources if source.documents or source.last_crawl_at]
    return page(
        request,
        "sources.html",
        coverage=covered,
        read=sorted(read, key=lambda source: (-source.documents, source.source)),
        unread=[source for source in covered.sources if source not in read],
        last_read=covered.last_read,
        closed=closed,
        not_crawled=[(agency, held[agency.id]) for agency in _not_crawled(covered.sources) if agency.id in held],
        terms={source.source: rights_of(source.source) for source in read},
    )


def _held_by_body(connection: Connection) -> dict[str, int]:
    query = (
        sa.select(issuing_bodies.c.agency_id, sa.func.count(documents.c.id.distinct()))
        .join(documents, documents.c.id == issuing_bodies.c.document_id)
        .where(*Filters().conditions(), issuing_bodies.c.agency_id.is_not(None))
        .group_by(issuing_bodies.c.agency_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _not_crawled(sources: Sequence[SourceCoverage]) -> list[Agency]:
    """The bodies of today whose own site is neither crawled nor known to be closed, in the order of the table."""
    known = {source.source for source in sources} | {*closed_sites()}
    return [agency for agency in AGENCIES.values() if agency.valid_to is None and agency.id not in known]
