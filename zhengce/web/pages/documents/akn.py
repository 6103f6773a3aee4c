"""The file /documents/ID/akn.xml: a document as Akoma Ntoso."""

from fastapi import APIRouter, Request, Response

from zhengce.akomantoso.document import render
from zhengce.akomantoso.metadata import MEDIA_TYPE
from zhengce.web.api.documents import held_document
from zhengce.web.api.routes import Id, reader

router = APIRouter()


@router.get("/documents/{document_id}/akn.xml")
def akoma_ntoso(request: Request, document_id: Id) -> Response:
    """A document, its units and its attached files as Akoma Ntoso 3.0."""
    with reader(request).connection() as connection:
        text = render(connection, held_document(connection, document_id))
    return Response(text, media_type=MEDIA_TYPE)
