"""The pages /documents/ID/attachments/N: the text of an attached file, and its archived copy."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from sqlalchemy.engine import Connection

from outputs.english.texts import paragraphs_in_english
from parsers.grammar.articles import Unit, cut_passages
from parsers.passages import passages_of
from storage.attachments import queries as held_files
from storage.documents import queries
from web.api import attachments
from web.api.parameters import AttachmentPage
from web.api.routes import Id, Number, needles, reader
from web.pages.documents import reading
from web.pages.rendering.presets import numbers
from web.pages.rendering.templates import language_of, page

router = APIRouter()

MOST_CUT = 500_000
"""Characters of a file up to which it is cut into units for its table of contents."""


@router.get("/documents/{document_id}/attachments/{number}")
def attachment_page(
    request: Request, document_id: Id, number: Number, params: Annotated[AttachmentPage, Query()]
) -> Response:
    """The text of an attached file, a page at a time."""
    with reader(request).connection() as connection:
        found = attachments.text(connection, document_id, number, params.page, params.offset)
        held = queries.by_id(connection, document_id)
        if found is None or held is None:
            raise HTTPException(404, f"there is no such attachment of document {document_id}, or no text on that page")
        wanted = needles(request, connection, params.q)
        text = found.text.rstrip("\n").split("\n") if found.text else []
        english = paragraphs_in_english(connection, text)
        units = _units(connection, held.id, number)
    here = [unit for unit in units if unit.page == found.page] if not found.offset else []
    is_bilingual = language_of(request, params.lang) == "en" if params.bilingual is None else params.bilingual
    at = found.pages.index(found.page) if found.page in found.pages else 0
    values: dict[str, Any] = {
        "document": held,
        "blocks": reading.blocks(text, here, wanted, english),
        "contents": reading.contents(units, ()),
        "english": english,
        "bilingual": is_bilingual and any(english),
        "previous": found.page if found.offset else found.pages[at - 1] if at else None,
        "numbers": [found.pages[one - 1] if one else None for one in numbers(at + 1, len(found.pages))],
        "q": params.q,
    }
    return page(request, "attachment.html", params.lang, attachment=found, **values)


def _units(connection: Connection, document_id: int, number: int) -> Sequence[Unit]:
    """The units of a file, as far as it is no book."""
    file = held_files.find(connection, document_id, number)
    pages = held_files.pages(connection, number, file.id) if file else []
    if sum(len(one.text) for one in pages) > MOST_CUT:
        return ()
    return cut_passages(tuple(passages_of("", {number: [(one.page, one.text) for one in pages]})))


@router.get("/documents/{document_id}/attachments/{number}/file")
def attachment_file(request: Request, document_id: Id, number: Number) -> Response:
    """The archived copy of an attached file, as a download."""
    with reader(request).connection() as connection:
        file = held_files.find(connection, document_id, number)
    if file is None:
        raise HTTPException(404, f"there is no such attachment of document {document_id}")
    return attachments.download(request.app.state.archive, file, number)
