"""The JSON API, which every page is made from; described at /api/openapi.json."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.engine import Connection

from zhengce.search import snippets
from zhengce.search.filter_values import source_name
from zhengce.web.api import attachments, documents, relations
from zhengce.web.api import schemas as s
from zhengce.web.api import source_schemas as of_source
from zhengce.web.api.conditional import json_answer
from zhengce.web.api.parameters import (
    LARGEST_ID,
    DayParams,
    ResultParams,
    SearchParams,
    SeriesParams,
    TargetParams,
    TextParams,
)
from zhengce.web.api.relation_schemas import LifeAnswer, SeriesAnswer, TargetsAnswer
from zhengce.web.database import Reader
from zhengce.web.mcp.coverage import CoverageReader
from zhengce.web.searching import SearchService

REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": s.Refusal, "description": "The query cannot be understood."},
    422: {"model": s.Refusal, "description": "A parameter is unknown or outside its limits."},
    503: {
        "model": s.Refusal,
        "description": "It took too long, there were too many requests at once, or the database is silent.",
    },
}
MISSING: dict[int | str, dict[str, Any]] = {404: {"model": s.Refusal, "description": "There is none of this name."}}


def check_sources(request: Request) -> None:
    """Raises BadFilter for a source that is not crawled."""
    for name in filter(None, request.query_params.getlist("source")):
        source_name(name, request.app.state.sources)


router = APIRouter(prefix="/api", responses=REFUSALS, dependencies=[Depends(check_sources)])

Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Number = Annotated[int, Path(ge=1, le=10_000)]
Name = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,40}$")]


def reader(request: Request) -> Reader:
    """The application's database."""
    found: Reader = request.app.state.reader
    return found


def searches(request: Request) -> SearchService:
    """What answers the application's searches."""
    found: SearchService = request.app.state.searches
    return found


def coverage(request: Request) -> CoverageReader:
    """What the database covers, read at most once in half a minute."""
    found: CoverageReader = request.app.state.coverage
    return found


def needles(request: Request, connection: Connection, q: str | None) -> list[str]:
    """The words of a query as they are marked in a text."""
    expression = searches(request).expression(connection, q)
    return snippets.needles(expression) if expression else []


@router.get("/search", tags=["search"], response_model=s.SearchAnswer)
def search(request: Request, params: Annotated[ResultParams, Query()]) -> Response:
    """Documents that hold the words and pass the filters; without words, the newest."""
    return json_answer(request, searches(request).search(params))


@router.get("/facets", tags=["search"], response_model=s.FacetsAnswer)
def facets(request: Request, params: Annotated[SearchParams, Query()]) -> Response:
    """How many of them have each value of each filter."""
    return json_answer(request, searches(request).count_facets(params, reader(request).seconds))


@router.get("/documents/{document_id}", tags=["documents"], responses=MISSING, response_model=s.DocumentAnswer)
def document(request: Request, document_id: Id) -> Response:
    """A document whole: facts with evidence, text, attachments, citations both ways, pages, revisions."""
    with reader(request).connection() as connection:
        found = documents.document(connection, document_id)
    return json_answer(request, found)


@router.get("/documents/{document_id}/attachments/{number}/text", tags=["documents"], responses=MISSING)
def attachment_text(
    request: Request, document_id: Id, number: Number, params: Annotated[TextParams, Query()]
) -> s.AttachmentText:
    """A piece of the text of an attached file: of one page, sheet or member, by default the first with text."""
    with reader(request).connection() as connection:
        return attachments.text(connection, document_id, number, params.page, params.offset)


@router.get("/documents/{document_id}/life", tags=["documents"], responses=MISSING)
def life(request: Request, document_id: Id, params: Annotated[DayParams, Query()]) -> LifeAnswer:
    """The life of the document that this one is or is about: drafts, interpretations, changes and its end."""
    with reader(request).connection() as connection:
        return relations.life(connection, documents.held_document(connection, document_id), params.on)


@router.get("/targets", tags=["targets"])
def targets(request: Request, params: Annotated[TargetParams, Query()]) -> TargetsAnswer:
    """Quantified targets of the documents that pass the filters, equal indicators side by side."""
    with reader(request).connection() as connection:
        return relations.find_targets(connection, params)


@router.get("/series", tags=["series"])
def series(request: Request, params: Annotated[SeriesParams, Query()]) -> SeriesAnswer:
    """Which numbers of a series are held and which are missing, by year."""
    with reader(request).connection() as connection:
        return relations.find_series(connection, params)


@router.get("/sources", tags=["sources"])
def sources(request: Request) -> of_source.SourcesAnswer:
    """The sources and whether they are well."""
    with reader(request).connection() as connection:
        return documents.sources(connection, request.app.state.check)


@router.get("/sources/{name}", tags=["sources"], responses=MISSING)
def source(request: Request, name: Name) -> of_source.SourceAnswer:
    """A source and its last crawls."""
    with reader(request).connection() as connection:
        return documents.source(connection, name, request.app.state.check)
