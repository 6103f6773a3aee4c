"""The pages /documents/ID/attachments/N: the text of an attached file, and its archived copy."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from storage.articles.units import units_of_file
from storage.attachments import queries as held_files
from zhengce.english.texts import paragraphs_in_english
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
        attachment_text = attachments.attachment_text(connection, document_id, number, params)
        document = held_document(connection, document_id)
        wanted = needles(request, connection, params.q)
        text = attachment_text.text.rstrip("\n").split("\n") if attachment_text.text else []
        english = paragraphs_in_english(connection, text)
        units = units_of_file(connection, number, file.id)
        pages = held_files.pages(connection, number, file.id)
    here = [unit for unit in units if unit.page == attachment_text.page] if not attachment_text.offset else []
    before = sum(len(page_text.text) + 1 for page_text in pages if page_text.page < (attachment_text.page or 0))
    marks = reading.unit_marks(text, here, "../articles/", before)
    at = attachment_text.pages.index(attachment_text.page) if attachment_text.page in attachment_text.pages else 0
    values: dict[str, Any] = {
        "document": document,
        "blocks": reading.blocks(text, marks, here, wanted, english),
        "contents": reading.contents(units, ()),
        "english": english,
        "bilingual": params.bilingual and any(english),
        "previous": attachment_text.page if attachment_text.offset else attachment_text.pages[at - 1] if at else None,
        "numbers": [
            attachment_text.pages[one - 1] if one else None for one in numbers(at + 1, len(attachment_text.pages))
        ],
        "q": params.q,
    }
    return page(request, "attachment.html", attachment=attachment_text, **values)


@router.get("/documents/{document_id}/attachments/{number}/file")
def attachment_file(request: Request, document_id: Id, number: Number) -> Response:
    """The archived copy of an attached file, as a download."""
    with reader(request).connection() as connection:
        file = attachments.held_file(connection, document_id, number)
    return attachments.download(request.app.state.archive, file, number)
