"""The page /documents/ID/life: drafts, interpretations, changes and the end of a document, each with its words."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response

from web.api import relations
from web.api.parameters import LifePage
from web.api.routes import Id, reader
from web.pages.rendering.templates import page

router = APIRouter()


@router.get("/documents/{document_id}/life")
def life_page(request: Request, document_id: Id, params: Annotated[LifePage, Query()]) -> Response:
    """The life of a document, with the words of every step."""
    with reader(request).connection() as connection:
        found = relations.life(connection, document_id, params.on)
    if found is None:
        raise HTTPException(404, f"there is no document {document_id}")
    return page(request, "life.html", params.lang, life=found, params=params, document_id=document_id)
