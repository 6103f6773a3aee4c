"""The page /documents/ID/sources: the addresses of a document and its files, their archived copies and digests."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from storage.archive import Location
from storage.attachments import queries as held_files
from zhengce.web.api import documents
from zhengce.web.api.parameters import PlainPage
from zhengce.web.api.routes import Id, reader
from zhengce.web.pages.rendering.templates import page

router = APIRouter()


@router.get("/documents/{document_id}/sources")
def sources_page(request: Request, document_id: Id, params: Annotated[PlainPage, Query()]) -> Response:
    """Where a document was found, and where its pages and files stand in the archive."""
    with reader(request).connection() as connection:
        document = documents.document(connection, document_id)
        files: Mapping[int, Location | None] = {
            number: file.archived
            for number in range(1, len(document.attachments) + 1)
            if (file := held_files.find(connection, document.id, number))
        }
    return page(request, "document_sources.html", document=document, files=files)
