"""The page /bodies/NAME: an issuing body, its names over time, its documents by year and where they come from."""

from datetime import date
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, HTTPException, Query, Request, Response
from sqlalchemy.engine import Connection

from parsers.grammar.agencies import AGENCIES, PLAIN_NAMES
from parsers.registry.closed_sites import closed_sites
from storage.documents import provenance
from storage.documents.filters import DAY, Filters
from storage.schema import documents
from zhengce.web.api.parameters import PlainPage
from zhengce.web.api.routes import Name, coverage, reader
from zhengce.web.middleware import root_of
from zhengce.web.pages.rendering import presets
from zhengce.web.pages.rendering.templates import page

router = APIRouter()

_YEAR = sa.func.substr(sa.cast(DAY, sa.Text), 1, 4)


@router.get("/bodies/{body}")
def body_page(request: Request, body: Name, params: Annotated[PlainPage, Query()]) -> Response:
    """A body: its names over time, its documents by year, where they come from, and whether its site is closed."""
    agency = AGENCIES.get(body)
    if agency is None:
        raise HTTPException(404, f"there is no body {body}")
    state = request.app.state
    with reader(request).connection() as connection:
        found = provenance.of_body(connection, body)
        years = _by_year(connection, body)
        missing = next(
            (source.missing for source in coverage(request).read(connection).sources if source.name == body), ()
        )
    return page(
        request,
        "body.html",
        agency=agency,
        # Those of the body itself, the oldest first; of two with one time, in the order of the table.
        names=sorted(PLAIN_NAMES[agency.id], key=lambda name: (name.valid_from or date.min, name.valid_to or date.max)),
        came_from=[other for other in AGENCIES.values() if body in other.successor],
        went_to=[AGENCIES[name] for name in agency.successor if name in AGENCIES],
        provenance=found,
        years=years,
        year_url=lambda year: f"{root_of(request)}/search?issuer={body}&from={year}-01-01&to={year}-12-31",
        year_is_on=lambda year: False,
        closed=closed_sites().get(body),
        is_crawled=body in state.sources,
        missing=missing if body in state.sources else (),
        span=_span,
    )


def _span(first: date | None, last: date | None) -> str:
    """2008-03 – 2018-03; empty where neither month is known."""
    if first is None and last is None:
        return ""
    return f"{first:%Y-%m} – " + (f"{last:%Y-%m}" if last else "") if first else f"– {last:%Y-%m}"


def _by_year(connection: Connection, body: str) -> list[tuple[str, int, int]]:
    """The documents of a body by year."""
    query = sa.select(_YEAR, sa.func.count()).select_from(documents)
    query = query.where(*Filters(issuers=(body,)).conditions(), DAY.is_not(None)).group_by(_YEAR)
    counts = {int(row[0]): row[1] for row in connection.execute(query)}
    return presets.strip(counts)
