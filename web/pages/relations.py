"""The pages for people on targets and lives."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from web.api import relations
from web.api.parameters import LifePage, TargetsPage
from web.api.routes import Id, check_sources, reader
from web.pages.links import Links
from web.pages.views import page

router = APIRouter(dependencies=[Depends(check_sources)])


@router.get("/documents/{document_id}/life")
def life_page(request: Request, document_id: Id, params: Annotated[LifePage, Query()]) -> Response:
    """The life of a document, with the words of every step."""
    with reader(request).connection() as connection:
        found = relations.life(connection, document_id, params.on)
    if found is None:
        raise HTTPException(404, f"there is no document {document_id}")
    return page(request, "life.html", params.lang, life=found, params=params, document_id=document_id)


@router.get("/targets")
def targets_page(request: Request, params: Annotated[TargetsPage, Query()]) -> Response:
    """Targets of all documents."""
    with reader(request).connection() as connection:
        answer = relations.find_targets(connection, params)
    return page(request, "targets.html", params.lang, params=params, answer=answer, links=Links(params, "/targets"))
