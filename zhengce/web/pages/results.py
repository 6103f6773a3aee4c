"""Hands out exactly the documents that a search finds: as files, as citations and as a feed."""

import tempfile
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from storage.documents import queries
from zhengce.citations.facts import CitationFacts
from zhengce.feeds import atom
from zhengce.tables.exporting import export_documents
from zhengce.web.api import captures
from zhengce.web.api.conditional import validated
from zhengce.web.api.parameters import ResultsPage, SearchParams
from zhengce.web.api.routes import check_sources, reader, searches
from zhengce.web.pages.documents.cite import citation_answer

router = APIRouter(dependencies=[Depends(check_sources)])

MOST = 5_000
"""Documents in a file."""
SECONDS = 60.0
"""How long the queries for a file may take."""

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@router.get("/results.{ending}")
def results_file(request: Request, ending: Literal["csv", "xlsx"], params: Annotated[ResultsPage, Query()]) -> Response:
    """The results as a file, CSV or XLSX, as `zhengce export` writes them."""
    with tempfile.TemporaryDirectory(prefix="zhengce-") as folder:
        path = Path(folder) / f"results.{ending}"
        with reader(request).long_connection(SECONDS) as connection:
            found = queries.each_of(connection, searches(request).ids(connection, params, MOST))
            export_documents(connection, path, found)
        file = path.open("rb")  # is read on where its folder has gone
    headers = {"Content-Disposition": f'attachment; filename="zhengce.{ending}"'}
    return captures.FileStream(file, MEDIA_TYPES[ending], headers)


@router.get("/results/cite")
def results_cited(request: Request, params: Annotated[ResultsPage, Query()]) -> Response:
    """The citations of the results as a file in one style."""
    with reader(request).long_connection(SECONDS) as connection:
        ids = searches(request).ids(connection, params, MOST)
        facts = [CitationFacts(document) for document in queries.each_of(connection, ids, parts=())]
    return citation_answer(facts, params.style, "zhengce")


@router.get("/feed.atom")
def feed(request: Request, params: Annotated[SearchParams, Query()]) -> Response:
    """What a search with these words and filters finds, the documents that changed last first."""
    with reader(request).connection() as connection:
        base, own_url = str(request.base_url), str(request.url)
        body = atom.feed(connection, params.filters(), query=params.q, base=base, own_url=own_url)
    return validated(request, body, atom.MEDIA_TYPE)
