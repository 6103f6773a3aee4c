"""What a search finds, as the feed /feed.atom."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from zhengce.feeds import atom
from zhengce.web.api.conditional import validated
from zhengce.web.api.parameters import SearchParams
from zhengce.web.api.routes import check_sources, reader

router = APIRouter(dependencies=[Depends(check_sources)])


@router.get("/feed.atom")
def feed(request: Request, params: Annotated[SearchParams, Query()]) -> Response:
    """What a search with these words and filters finds, the documents that changed last first."""
    with reader(request).connection() as connection:
        base, own_url = str(request.base_url), str(request.url)
        body = atom.feed(connection, params.filters(), query=params.q, base=base, own_url=own_url)
    return validated(request, body, atom.MEDIA_TYPE)
