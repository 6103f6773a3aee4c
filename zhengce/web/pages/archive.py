"""The pages /archive/ID: an archived answer, in a sandbox and as text."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from zhengce.web.api import captures
from zhengce.web.api.parameters import PlainPage
from zhengce.web.api.routes import Id, reader
from zhengce.web.pages.rendering.templates import page

router = APIRouter()


@router.get("/archive/{capture_id}")
def archive_page(request: Request, capture_id: Id, params: Annotated[PlainPage, Query()]) -> Response:
    """An archived answer: what is known of it, and the page itself in a sandbox."""
    return page(request, "archive.html", answer=_captured(request, capture_id))


@router.get("/archive/{capture_id}/page")
def archive_content(request: Request, capture_id: Id) -> Response:
    """The archived page, for the frame of `archive_page`: nothing in it runs, nothing is loaded."""
    answer = _captured(request, capture_id)
    if not answer.is_page:
        raise HTTPException(404, "this answer is not a page")
    found = captures.exchange(request.app.state.archive, answer)
    text = captures.text_of(found)
    policy = f"{captures.SANDBOX}; frame-ancestors 'self'"
    return HTMLResponse(text, headers={"Content-Security-Policy": policy})


@router.get("/archive/{capture_id}/source")
def archive_source(request: Request, capture_id: Id) -> Response:
    """The archived answer as text."""
    answer = _captured(request, capture_id)
    if not answer.is_text:
        raise HTTPException(404, "this answer is not text")
    found = captures.exchange(request.app.state.archive, answer)
    return PlainTextResponse(captures.text_of(found))


def _captured(request: Request, capture_id: int) -> captures.ArchivedAnswer:
    with reader(request).connection() as connection:
        answer = captures.find(connection, capture_id)
    if answer is None:
        raise HTTPException(404, f"there is no archived answer {capture_id}")
    return answer
