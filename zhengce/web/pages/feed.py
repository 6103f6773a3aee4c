"""What a search finds, as the feeds /feed.atom and /feed.json and as the calendar /calendar.ics."""

from pathlib import PurePosixPath
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from storage.search.searcher import Searcher
from zhengce.feeds import entries, feeds, ical
from zhengce.web.api.conditional import etag, headers, unchanged
from zhengce.web.api.parameters import SearchParams
from zhengce.web.api.routes import check_sources, reader, searches

router = APIRouter(dependencies=[Depends(check_sources)])

SECONDS = 30.0
"""How long the queries of a calendar may take."""
CALENDAR = {"Content-Type": ical.MEDIA_TYPE, "Content-Disposition": 'inline; filename="zhengce.ics"'}


@router.get("/feed.atom")
@router.get("/feed.json")
def feed(request: Request, params: Annotated[SearchParams, Query()]) -> Response:
    """What a search with these words and filters finds, the documents that changed last first."""
    form = feeds.ENDINGS[PurePosixPath(request.url.path).suffix]
    base = str(request.base_url)
    made = searches(request).feed(form, params, base, str(request.url))
    validator = etag(made.body)
    response = Response(made.body, headers=headers(validator) | {"Content-Type": made.media_type})
    return unchanged(request, validator) or response


@router.get("/calendar.ics")
def calendar_file(request: Request, params: Annotated[SearchParams, Query()]) -> Response:
    """The last days for comments and the days of effect of what a search finds."""
    filters = params.filters()
    with reader(request).long_connection(SECONDS) as connection:
        conditions = Searcher(connection).conditions(searches(request).expression(connection, params.q), filters)
        title = entries.title_of(filters, params.q)
        content = ical.render(connection, conditions, title, str(request.base_url))
    validator = etag(content)
    return unchanged(request, validator) or Response(content, headers=headers(validator) | CALENDAR)
