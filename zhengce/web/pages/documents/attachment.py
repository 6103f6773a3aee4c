"""The pages /documents/ID/attachments/N: the text of an attached file, and its archived copy."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from storage.articles.units import units_of_file
from storage.attachments import queries as held_files
from zhengce.web.api import attachments
from zhengce.web.api.documents import held_document
from zhengce.web.api.parameters import AttachmentPage
from zhengce.web.api.routes import Id, Number, needles, reader
from zhengce.web.pages.documents import reading
from zhengce.web.pages.rendering.presets import numbers
from zhengce.web.pages.rendering.templates import page

router = APIRouter()


@router.get("/documents/{document_id}/attachments/{number}")
def attachment_page(
    request: Request, document_id: Id, number: Number, params: Annotated[AttachmentPage, Query()]
) -> Response:
    """The text of an attached file, a page at a time."""
    with reader(request).connection() as connection:
        file = attachments.held_file(connection, document_id, number)
        piece = attachments.attachment_text(connection, document_id, number, params)
        document = held_document(connection, document_id)
        wanted = needles(request, connection, params.q)
        text = piece.text.rstrip("\n").split("\n") if piece.text else []
        units = units_of_file(connection, number, file.id)
        here = [unit for unit in units if unit.page == piece.page] if not piece.offset else []
        pages = held_files.pages(connection, number, file.id)
        before = sum(len(page_text.text) + 1 for page_text in pages if page_text.page < (piece.page or 0))
        shown_text = reading.text_values(connection, text, units, here, wanted, params.bilingual, before=before)
    at = piece.pages.index(piece.page) if piece.page in piece.pages else 0
    values: dict[str, Any] = {
        "document": document,
        "attachment": piece,
        "previous": piece.page if piece.offset else piece.pages[at - 1] if at else None,
        "numbers": [number and piece.pages[number - 1] for number in numbers(at + 1, len(piece.pages))],
        "q": params.q,
    }
    return page(request, "attachment.html", **values, **shown_text)


@router.get("/documents/{document_id}/attachments/{number}/file")
def attachment_file(request: Request, document_id: Id, number: Number) -> Response:
    """The archived copy of an attached file, as a download."""
    with reader(request).connection() as connection:
        file = attachments.held_file(connection, document_id, number)
    return attachments.download(request.app.state.archive, file, number)
