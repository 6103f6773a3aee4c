"""What a search finds, as JSON and as counts."""

from typing import Annotated

from fastapi import Query, Request

from zhengce.web.api import schemas as s
from zhengce.web.api.parameters import ResultParams, SearchParams
from zhengce.web.api.routes import answers, reader, resource, searches

router = resource()


@answers(router, "/search", "search", {})
def search(request: Request, params: Annotated[ResultParams, Query()]) -> s.SearchAnswer:
    """Documents that hold the words and pass the filters; without words, the newest."""
    return searches(request).search(params)


@answers(router, "/facets", "search", {})
def facets(request: Request, params: Annotated[SearchParams, Query()]) -> s.FacetsAnswer:
    """How many of them have each value of each filter."""
<<<<<<< HEAD
    return searches(request).count_facets(params)


@router.get("/citations", tags=["search"], response_class=Response, responses=FILE)
def citations(request: Request, params: Annotated[CitationParams, Query()]) -> Response:
    """The citations of the first 5,000 documents that a search finds, in its order."""
    with reader(request).long_connection(SECONDS) as connection:
        ids = searches(request).ids(connection, params, MOST)
        facts = [CitationFacts(document) for document in queries.each_of(connection, ids, with_parts=False)]
    return file_answer(facts, params.style, "zhengce")


def file_answer(facts: Sequence[CitationFacts], style: str, name: str) -> Response:
    """Citations as a download of this name."""
    media_type, ending = STYLES[style].media_type or PLAIN
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(citation_file(facts, style), media_type=f"{media_type}; charset=utf-8", headers=headers)
=======
    return searches(request).count_facets(params, reader(request).seconds)
>>>>>>> 3dbf1658 (Hand out one thing at one address: no publication, bodies, lives, articles, series or citations of their own)
