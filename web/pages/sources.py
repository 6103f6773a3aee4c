"""The pages /sources and /sources/NAME: what is crawled, and how each crawl went."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response

from parsers.registry.rights import rights_of
from web.api import documents
from web.api.parameters import PlainPage
from web.api.routes import Name, reader
from web.pages.rendering.templates import page

router = APIRouter()


@router.get("/sources")
def sources_page(request: Request, params: Annotated[PlainPage, Query()]) -> Response:
    """All sources."""
    with reader(request).connection() as connection:
        found = documents.sources(connection, request.app.state.check)
    known = {one.source: bool(rights_of(one.source).terms) for one in found.sources}
    return page(request, "sources.html", params.lang, sources=found.sources, closed=found.closed, has_terms=known)


@router.get("/sources/{name}")
def source_page(request: Request, name: Name, params: Annotated[PlainPage, Query()]) -> Response:
    """A source and its crawls."""
    with reader(request).connection() as connection:
        found = documents.source(connection, name, request.app.state.check)
    if found is None:
        raise HTTPException(404, f"there is no source {name}")
    return page(request, "source.html", params.lang, source=found)
