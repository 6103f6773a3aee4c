"""The pages /documents/ID/attachments/N: the text of an attached file, and its archived copy."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response

from outputs.english.texts import paragraphs_in_english
from outputs.search import snippets
from storage.attachments import queries as held_files
from web.api import attachments
from web.api.parameters import AttachmentPage
from web.api.routes import Id, Number, needles, reader
from web.pages.rendering.templates import page

router = APIRouter()


@router.get("/documents/{document_id}/attachments/{number}")
def attachment_page(
    request: Request, document_id: Id, number: Number, params: Annotated[AttachmentPage, Query()]
) -> Response:
    """The text of an attached file, a page at a time."""
    with reader(request).connection() as connection:
        found = attachments.text(connection, document_id, number, params.page, params.offset)
        wanted = needles(request, connection, params.q)
        text = found.text.rstrip("\n").split("\n") if found and found.text else []
        english = paragraphs_in_english(connection, text)
    if found is None:
        raise HTTPException(404, f"there is no such attachment of document {document_id}, or no text on that page")
    lines = [[snippets.marked(cell, wanted) for cell in line.split("\t")] for line in text]
    values: dict[str, Any] = {"lines": lines, "english": english, "bilingual": params.bilingual, "q": params.q}
    return page(request, "attachment.html", params.lang, attachment=found, **values)


@router.get("/documents/{document_id}/attachments/{number}/file")
def attachment_file(request: Request, document_id: Id, number: Number) -> Response:
    """The archived copy of an attached file, as a download."""
    with reader(request).connection() as connection:
        file = held_files.find(connection, document_id, number)
    if file is None:
        raise HTTPException(404, f"there is no such attachment of document {document_id}")
    return attachments.download(request.app.state.archive, file, number)
