"""What a search finds, as the feed /feed.atom."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

<<<<<<< HEAD
from zhengce.feeds import atom
from zhengce.web.api.conditional import etag, headers, unchanged
=======
from storage.search.searcher import Searcher
from zhengce.feeds import entries, feeds, ical
from zhengce.web.api.conditional import validated
>>>>>>> 3dbf1658 (Hand out one thing at one address: no publication, bodies, lives, articles, series or citations of their own)
from zhengce.web.api.parameters import SearchParams
from zhengce.web.api.routes import check_sources, reader

router = APIRouter(dependencies=[Depends(check_sources)])

<<<<<<< HEAD
=======
SECONDS = 30.0
"""How long the queries of a calendar may take."""

>>>>>>> 3dbf1658 (Hand out one thing at one address: no publication, bodies, lives, articles, series or citations of their own)

@router.get("/feed.atom")
def feed(request: Request, params: Annotated[SearchParams, Query()]) -> Response:
    """What a search with these words and filters finds, the documents that changed last first."""
<<<<<<< HEAD
    with reader(request).connection() as connection:
        base, own_url = str(request.base_url), str(request.url)
        body = atom.feed(connection, params.filters(), query=params.q, base=base, own_url=own_url)
    validator = etag(body)
    return unchanged(request, validator) or Response(body, headers=headers(validator), media_type=atom.MEDIA_TYPE)
=======
    form = feeds.ENDINGS[PurePosixPath(request.url.path).suffix]
    base = str(request.base_url)
    made = searches(request).feed(form, params, base, str(request.url))
    return validated(request, made.body, made.media_type)


@router.get("/calendar.ics")
def calendar_file(request: Request, params: Annotated[SearchParams, Query()]) -> Response:
    """The last days for comments and the days of effect of what a search finds."""
    filters = params.filters()
    with reader(request).long_connection(SECONDS) as connection:
        conditions = Searcher(connection).conditions(searches(request).expression(connection, params.q), filters)
        title = entries.title_of(filters, params.q)
        content = ical.render(connection, conditions, title, str(request.base_url))
    return validated(request, content, ical.MEDIA_TYPE, {"Content-Disposition": 'inline; filename="zhengce.ics"'})
>>>>>>> 3dbf1658 (Hand out one thing at one address: no publication, bodies, lives, articles, series or citations of their own)
