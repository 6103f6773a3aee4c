"""The page /sources: what is read, how fresh, what is missing."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.engine import Connection

from parsers.grammar.agencies import AGENCIES, Agency
from parsers.registry.closed_sites import closed_sites
from parsers.registry.rights import rights_of
from storage.documents import provenance
from storage.documents.filters import DAY, Filters
from storage.schema import documents, issuing_bodies, pages
from zhengce.web import words
from zhengce.web.api.parameters import SourcesPage
from zhengce.web.api.routes import coverage, reader
from zhengce.web.coverage import SourceCoverage
from zhengce.web.pages.rendering.templates import page

router = APIRouter()

YEARS = 12
"""Years of the table, up to the newest."""

_YEAR = sa.func.substr(sa.cast(DAY, sa.Text), 1, 4)


@router.get("/sources")
def sources_page(request: Request, params: Annotated[SourcesPage, Query()]) -> Response:
    """The sources by year, and all that is not covered, with the reason."""
    with reader(request).connection() as connection:
        found = coverage(request).read(connection)
        by_year = _by_source_and_year(connection)
        held = _held_by_body(connection)
        closed = [(site, provenance.of_body(connection, site.body)) for site in closed_sites().values()]
    orders: dict[str, Callable[[SourceCoverage], Any]] = {
        "site": lambda source: words.value("source", source.source),
        "newest": lambda source: (source.last_day or "", source.source),
        "held": lambda source: (source.documents, source.source),
    }
    read = [source for source in found.sources if source.documents or source.last_crawl_at]
    return page(
        request,
        "sources.html",
        coverage=found,
        read=sorted(read, key=orders[params.sort], reverse=params.sort != "site"),
        sort=params.sort,
        unread=[source for source in found.sources if source not in read],
        last_read=max((source.last_crawl_at for source in read if source.last_crawl_at), default=None),
        years=sorted(sorted({year for _, year in by_year}, reverse=True)[:YEARS]),
        counts=by_year,
        most=max(by_year.values(), default=1),
        closed=closed,
        not_crawled=[(agency, held[agency.id]) for agency in _not_crawled(found.sources) if agency.id in held],
        terms={source.source: rights_of(source.source) for source in read},
    )


def _by_source_and_year(connection: Connection) -> dict[tuple[str, str], int]:
    query = (
        sa.select(pages.c.source, _YEAR, sa.func.count(documents.c.id.distinct()))
        .join(documents, documents.c.id == pages.c.document_id)
        .where(*Filters().conditions(), DAY.is_not(None))
        .group_by(pages.c.source, _YEAR)
    )
    return {(row[0], row[1]): row[2] for row in connection.execute(query)}


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
