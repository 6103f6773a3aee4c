"""Hands out exactly the documents that a search finds: as files and as citations."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from sqlalchemy.engine import Connection

from storage.documents import queries
from storage.documents.queries import StoredDocument
from zhengce import citations
from zhengce.documents import view as documents
from zhengce.tables.exporting import export_documents
from zhengce.tables.whole_file import ExportError
from zhengce.web.api import captures
from zhengce.web.api.parameters import ResultsPage
from zhengce.web.api.routes import check_sources, reader, searches
from zhengce.web.pages.rendering.links import links_of
from zhengce.web.pages.rendering.templates import page

router = APIRouter(dependencies=[Depends(check_sources)])

MOST = 5_000
"""Documents in a file."""
SECONDS = 60.0
"""How long the queries for a file may take."""
MOST_SHOWN = 100
"""Citations on a page."""

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def found(request: Request, connection: Connection, params: ResultsPage, most: int = MOST) -> Iterator[StoredDocument]:
    """The documents that the search finds, in its order, with all their parts."""
    return queries.each_of(connection, searches(request).ids(connection, params, most))


@router.get("/results.{ending}")
def results_file(
    request: Request, ending: Literal["csv", "xlsx", "json"], params: Annotated[ResultsPage, Query()]
) -> Response:
    """The results as a file: CSV and XLSX as `zhengce export` writes them, JSON as a list of records."""
    with tempfile.TemporaryDirectory(prefix="zhengce-") as folder:
        path = Path(folder) / f"results.{ending}"
        try:
            with reader(request).long_connection(SECONDS) as connection:
                held = found(request, connection, params)
                if ending == "json":
                    _write_json(path, held)
                else:
                    export_documents(connection, path, held)
        except ExportError as error:
            raise HTTPException(501, str(error)) from error
        file = path.open("rb")  # is read on where its folder has gone
    headers = {"Content-Disposition": f'attachment; filename="zhengce.{ending}"'}
    return captures.FileStream(file, MEDIA_TYPES[ending], headers)


def _write_json(path: Path, held: Iterator[StoredDocument]) -> None:
    """A list of records, one after another, so that they need not all be in memory."""
    with path.open("w", encoding="utf-8") as file:
        for number, one in enumerate(held):
            file.write(",\n" if number else "[\n")
            json.dump(documents.select(one, documents.RECORD), file, ensure_ascii=False, indent=1)
        file.write("\n]\n" if file.tell() else "[]\n")


@router.get("/results/cite")
def cite_page(request: Request, params: Annotated[ResultsPage, Query()]) -> Response:
    """The citations of the results in one style, with links to the others and to a file."""
    with reader(request).connection() as connection:
        shown = list(found(request, connection, params, MOST_SHOWN + 1))
    style = params.style
    if citations.STYLES[style].media_type:
        text = citations.cite_all(shown[:MOST_SHOWN], style)
    else:
        text = "\n\n".join(citations.cite(document, style) for document in shown[:MOST_SHOWN])
    return page(
        request,
        "cite_results.html",
        links=links_of(request, params, "/results/cite"),
        styles={key: one.name for key, one in citations.STYLES.items()},
        style=style,
        text=text,
        has_more=len(shown) > MOST_SHOWN,
        most=MOST_SHOWN,
    )
