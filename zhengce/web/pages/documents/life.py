"""The page /documents/ID/life: drafts, interpretations, changes and the end of a document, each with its words."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from storage.documents import queries
from zhengce.web.api import documents
from zhengce.web.api.parameters import LifePage
from zhengce.web.api.routes import Id, reader
from zhengce.web.pages.documents.steps import steps
from zhengce.web.pages.rendering.templates import page

router = APIRouter()


@router.get("/documents/{document_id}/life")
def life_page(request: Request, document_id: Id, params: Annotated[LifePage, Query()]) -> Response:
    """The life of a document, with the words of every step."""
    with reader(request).connection() as connection:
        answer = documents.life(connection, document_id, params)
        main = documents.document(connection, answer.document_id)
        named = [answer.document_id, answer.standing.document_id, *(event.document_id for event in answer.events)]
        ids = sorted({one for one in named if one})
        held = {
            document.id: document for document in queries.stored(connection, ids, with_parts=False, with_body=False)
        }
    of_life = {event.document_id for event in answer.events if event.kind in ("draft", "document")}
    line = steps(answer.events, {one: held[one] for one in held if one in of_life}, document_id, main.id)
    shown = {id(step.event) for step in line if step.event}
    return page(
        request,
        "life.html",
        document=main,
        life=answer,
        held=held,
        steps=line,
        linked=[event for event in answer.events if id(event) not in shown],
        drafts=[step for step in line if step.kind == "draft" and step.document_id != main.id],
        document_id=document_id,
    )
