"""The pages /archive/ID: an archived answer, in a sandbox and as text."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response

from parsers.moments import CHINA
from storage.documents import queries
from zhengce.documents.phrases import short_day
from zhengce.web.api import captures
from zhengce.web.api.parameters import PlainPage
from zhengce.web.api.routes import Id, reader
from zhengce.web.pages.rendering.templates import page

router = APIRouter()


@router.get("/archive/{capture_id}")
def archive_page(request: Request, capture_id: Id, params: Annotated[PlainPage, Query()]) -> Response:
    """An archived answer: of which document, the page itself in a sandbox, and what is known of it."""
    answer = _captured(request, capture_id)
    with reader(request).connection() as connection:
        document = queries.by_id(connection, answer.document_id) if answer.document_id else None
    day = short_day(answer.fetched_at.astimezone(CHINA).date())
    return page(request, "archive.html", answer=answer, document=document, day=day)


@router.get("/archive/{capture_id}/page")
def archive_content(request: Request, capture_id: Id) -> Response:
    """The archived page, for the frame of `archive_page`: nothing in it runs, nothing is loaded."""
    answer = _captured(request, capture_id)
    if not answer.is_page:
        raise HTTPException(404, "this answer is not a page")
    policy = {"Content-Security-Policy": f"{captures.SANDBOX}; frame-ancestors 'self'"}
    return _stream(request, answer, "text/html; charset=utf-8", policy)


@router.get("/archive/{capture_id}/source")
def archive_source(request: Request, capture_id: Id) -> Response:
    """The archived answer as text."""
    answer = _captured(request, capture_id)
    if not answer.is_text:
        raise HTTPException(404, "this answer is not text")
    return _stream(request, answer, "text/plain; charset=utf-8", {})


def _stream(request: Request, answer: captures.ArchivedAnswer, media_type: str, headers: Mapping[str, str]) -> Response:
    return captures.stream(request.app.state.archive, answer.location, captures.text_of, media_type, headers)


def _captured(request: Request, capture_id: int) -> captures.ArchivedAnswer:
    with reader(request).connection() as connection:
        answer = captures.find(connection, capture_id)
    if answer is None:
        raise HTTPException(404, f"there is no archived answer {capture_id}")
    return answer
