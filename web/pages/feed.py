"""The feeds /feed.atom and /feed.json of what a search finds."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from outputs.syndication import feeds
from web.api.parameters import SearchParams
from web.api.routes import check_sources, searches

router = APIRouter(dependencies=[Depends(check_sources)])


@router.get("/feed.atom")
@router.get("/feed.json")
def feed(request: Request, params: Annotated[SearchParams, Query()]) -> Response:
    """What a search with these words and filters finds, the documents that changed last first."""
    form: feeds.Format = "atom" if request.url.path.endswith(".atom") else "json"
    base = str(request.base_url)
    made = searches(request).feed(form, params, base, str(request.url))
    fresh = made.is_fresh(request.headers.get("if-none-match"), request.headers.get("if-modified-since"))
    if fresh:
        return Response(status_code=304, headers=made.headers())
    return Response(made.body, headers=made.headers() | {"Content-Type": made.media_type})
