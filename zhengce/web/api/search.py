"""What a search finds, as JSON, as counts, and as a file for reference managers."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query, Request, Response

from storage.documents import queries
from zhengce.citations import STYLES, citation_file
from zhengce.citations.facts import CitationFacts
from zhengce.web.api import schemas as s
from zhengce.web.api.parameters import CitationParams, ResultParams, SearchParams
from zhengce.web.api.routes import answers, reader, resource, searches

MOST = 5_000
"""Documents in a file."""
SECONDS = 60.0
"""How long the queries for a file may take."""

PLAIN = ("text/plain", "txt")
"""Media type and ending of a style that no reference manager imports."""

FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A file to import; of a style that no reference manager imports, a line for each document.",
        "content": {(style.media_type or PLAIN)[0]: {"schema": {}} for style in STYLES.values()},
    }
}

router = resource()


@answers(router, "/search", "search", {})
def search(request: Request, params: Annotated[ResultParams, Query()]) -> s.SearchAnswer:
    """Documents that hold the words and pass the filters; without words, the newest."""
    return searches(request).search(params)


@answers(router, "/facets", "search", {})
def facets(request: Request, params: Annotated[SearchParams, Query()]) -> s.FacetsAnswer:
    """How many of them have each value of each filter."""
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
