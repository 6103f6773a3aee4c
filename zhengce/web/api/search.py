"""What a search finds, as JSON and as counts."""

from typing import Annotated

from fastapi import Query, Request

from zhengce.web.api import schemas as s
from zhengce.web.api.parameters import ResultParams, SearchParams
from zhengce.web.api.routes import answers, resource, searches

router = resource()


@answers(router, "/search", "search", {})
def search(request: Request, params: Annotated[ResultParams, Query()]) -> s.SearchAnswer:
    """Documents that hold the words and pass the filters; without words, the newest."""
    return searches(request).search(params)


@answers(router, "/facets", "search", {})
def facets(request: Request, params: Annotated[SearchParams, Query()]) -> s.FacetsAnswer:
    """How many of them have each value of each filter."""
    return searches(request).count_facets(params)
