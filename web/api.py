"""The JSON API, which every page is made from; described at /api/openapi.json."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request

from outputs.search.filter_values import source_name
from web import attachments, relations, services
from web import schemas as s
from web import source_schemas as of_source
from web.limits import Reader
from web.parameters import LARGEST_ID, Asking, AskingSeries, AskingTargets, OnDay, Searching, TextPlace
from web.relation_schemas import LifeAnswer, SeriesAnswer
from web.target_schemas import TargetsAnswer

REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": s.Refusal, "description": "The query cannot be understood."},
    422: {"model": s.Refusal, "description": "A parameter is unknown or outside its limits."},
    503: {"model": s.Refusal, "description": "The question took too long, or the database does not answer."},
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


@router.get("/search")
def search(request: Request, asked: Annotated[Searching, Query()]) -> s.SearchAnswer:
    """Documents that hold the words and pass the filters; without words, the newest."""
    with reader(request).connection() as connection:
        return services.searched(connection, asked)


@router.get("/facets")
def facets(request: Request, asked: Annotated[Asking, Query()]) -> s.FacetsAnswer:
    """How many of them have each value of each filter."""
    with reader(request).connection() as connection:
        return services.counted(connection, asked)


@router.get("/timeline")
def timeline(request: Request, asked: Annotated[Asking, Query()]) -> s.TimelineAnswer:
    """How many of them each body issued each month."""
    with reader(request).connection() as connection:
        return services.timeline(connection, asked)


@router.get("/documents/{document_id}", responses=MISSING)
def document(request: Request, document_id: Id) -> s.DocumentAnswer:
    """A document whole: facts with evidence, text, attachments, citations both ways, pages, revisions."""
    with reader(request).connection() as connection:
        found = services.document(connection, document_id)
    if found is None:
        raise HTTPException(404, f"there is no document {document_id}")
    return found


@router.get("/documents/{document_id}/attachments/{number}/text", responses=MISSING)
def attachment_text(
    request: Request, document_id: Id, number: Number, asked: Annotated[TextPlace, Query()]
) -> s.AttachmentText:
    """A piece of the text of an attached file: of one page, sheet or member, by default the first with text."""
    with reader(request).connection() as connection:
        found = attachments.text(connection, document_id, number, asked.page, asked.offset)
    if found is None:
        raise HTTPException(404, f"there is no such attachment of document {document_id}, or no text on that page")
    return found


@router.get("/documents/{document_id}/life", responses=MISSING)
def life(request: Request, document_id: Id, asked: Annotated[OnDay, Query()]) -> LifeAnswer:
    """The life of the document that this one is or is about: drafts, interpretations, changes and its end."""
    with reader(request).connection() as connection:
        found = relations.life(connection, document_id, asked.on)
    if found is None:
        raise HTTPException(404, f"there is no document {document_id}")
    return found


@router.get("/targets")
def targets(request: Request, asked: Annotated[AskingTargets, Query()]) -> TargetsAnswer:
    """Quantified targets of the documents that pass the filters, equal indicators side by side."""
    with reader(request).connection() as connection:
        return relations.find_targets(connection, asked)


@router.get("/series")
def series(request: Request, asked: Annotated[AskingSeries, Query()]) -> SeriesAnswer:
    """Which numbers of a series are held and which are missing, by year."""
    with reader(request).connection() as connection:
        return relations.find_series(connection, asked)


@router.get("/sources")
def sources(request: Request) -> of_source.SourcesAnswer:
    """The sources and whether they are well."""
    with reader(request).connection() as connection:
        return services.sources(connection, request.app.state.check)


@router.get("/sources/{name}", responses=MISSING)
def source(request: Request, name: Name) -> of_source.SourceAnswer:
    """A source and its last crawls."""
    with reader(request).connection() as connection:
        found = services.source(connection, name, request.app.state.check)
    if found is None:
        raise HTTPException(404, f"there is no source {name}")
    return found
