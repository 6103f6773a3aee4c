"""Attached files for the page and the API: their text a piece at a time, and the archived copy as a download."""

import re
from pathlib import PurePosixPath
from typing import Annotated
from urllib.parse import quote, unquote, urlsplit

from fastapi import HTTPException, Query, Response
from sqlalchemy.engine import Connection

from storage.archive import ArchiveError, ArchivePlace
from storage.attachments import queries
from storage.attachments.queries import HeldFile
from zhengce.web.api import captures
from zhengce.web.api import schemas as s
from zhengce.web.api.documents import check_moved
from zhengce.web.api.parameters import TextParams
from zhengce.web.api.routes import Id, Number, answers, resource

router = resource()

LONGEST = 20_000
"""Characters of a piece of text."""

_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\\/:*?"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+')
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}")


def held_file(connection: Connection, document_id: int, number: int) -> HeldFile:
    """An attached file of a document, counted from 1. Raises Moved and HTTPException."""
    check_moved(connection, document_id)
    file = queries.find(connection, document_id, number)
    if file is None:
        raise HTTPException(404, f"there is no attachment {number} of document {document_id}")
    return file


@answers(router, "/documents/{document_id}/attachments/{number}/text", "documents")
def attachment_text(
    connection: Connection, document_id: Id, number: Number, params: Annotated[TextParams, Query()]
) -> s.AttachmentText:
    """A piece of the text of an attached file: of one page, sheet or member, by default the first with text."""
    page, offset = params.page, params.offset
    file = held_file(connection, document_id, number)
    pages = queries.pages(connection, number, file.id)
    found = next((one for one in pages if page in (None, one.page)), None)
    if found is None and page is not None:
        raise HTTPException(404, f"there is no text on page {page} of attachment {number} of document {document_id}")
    numbers = [one.page for one in pages]
    at, name, whole = (found.page, found.name, found.text) if found else (None, None, "")
    end = piece_end(whole, offset)
    following = next((later for later in numbers if at is not None and later > at), None)
    return s.AttachmentText(
        document_id=document_id,
        attachment=number,
        title=file.title,
        url=file.url,
        media_type=file.media_type,
        state=file.state,
        reason=file.reason,
        pages=numbers,
        page=at,
        name=name,
        offset=offset,
        text=whole[offset:end],
        next_page=at if end < len(whole) else following,
        next_offset=end if end < len(whole) else 0,
    )


def download(place: ArchivePlace, file: HeldFile, number: int) -> Response:
    """The archived copy, to be saved and never shown by the browser. Raises ArchiveError."""
    where = file.archived
    if where is None:
        raise ArchiveError(f"{file.url}: not in the archive")
    plain = f"attachment-{number}{_ending(file)}"
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{_name(file)}",
        "Content-Security-Policy": captures.SANDBOX,
    }
    return captures.stream(place, where, captures.content_of, "application/octet-stream", headers)


def _ending(file: HeldFile) -> str:
    try:
        ending = PurePosixPath(unquote(urlsplit(file.url).path)).suffix
    except ValueError:  # not an address
        return ""
    return ending.lower() if _ENDING.fullmatch(ending) else ""


def _name(file: HeldFile) -> str:
    ending = _ending(file)
    name = _UNSAFE.sub(" ", file.title).strip(" .")[:100].removesuffix(ending) or "attachment"
    return quote(name + ending, safe="")


def piece_end(whole: str, offset: int, longest: int = LONGEST) -> int:
    """Where a piece ends: behind the last whole paragraph that fits, or where a paragraph is too long for one."""
    end = offset + longest
    if end >= len(whole):
        return len(whole)
    line = whole.rfind("\n", offset, end)
    return line + 1 if line > offset else end
