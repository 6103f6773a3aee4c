"""What an editor does beside documents: logs in, gives a title, tags, a note and links, accepts English."""

from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field
from sqlalchemy.engine import Connection

from storage.documents import queries
from storage.documents.queries import StoredDocument
from storage.editing import annotations
from storage.translations.texts import KINDS, Text, TextKind
from zhengce.documents.editing import check_line, check_note, check_tag
from zhengce.english import review
from zhengce.newsletter.editing import write_coverage
from zhengce.web.api.parameters import LARGEST_ID, PageParams
from zhengce.web.api.routes import Id, reader
from zhengce.web.middleware import root_of
from zhengce.web.pages import login
from zhengce.web.pages.rendering.templates import page

router = APIRouter()

Fields = Annotated[dict[str, str], Depends(login.read_form)]

ROWS = 30
SECONDS = 30.0
"""How long the texts that await a person may be looked for."""


class LoginPage(PageParams):
    """The login page; `token` comes with the address that the server printed."""

    token: str = ""


@router.get("/desk/login", dependencies=[Depends(login.check_editing)])
def login_page(request: Request, params: Annotated[LoginPage, Query()]) -> Response:
    """A form for the token; opening it uses up nothing."""
    return page(request, "login.html", token=params.token)


@router.post("/desk/login")
def log_in(request: Request, fields: Annotated[dict[str, str], Depends(login.read_login)]) -> Response:
    """Begins a session for the token."""
    editing = login.editing_of(request)
    name = check_line(fields.get("name", ""), "a name", login.LONGEST_NAME)
    session = editing.open_session(fields.get("token", "").strip(), name) if editing else None
    if editing is None or session is None:
        raise HTTPException(403, "this is not the token that the server printed last; each is good for one login")
    response = RedirectResponse(f"{root_of(request)}/desk", 303)
    editing.keep_session(request, response, session)
    return response


@router.post("/desk/documents/{document_id}")
def change_annotations(request: Request, document_id: Id, fields: Fields) -> Response:
    """Keeps an editor's English title, note, tags and coverage of a document."""
    editor = login.editor_of(request)
    title = check_line(fields.get("title_en", ""))
    note = check_note(fields.get("note", ""))
    tags = [check_tag(tag) for tag in fields.get("tags", "").replace("，", ",").split(",") if tag.strip()]
    with reader(request).database.write() as connection:
        document = _held(connection, document_id)
        held = document.annotations
        if "title_en" in fields and title != (document.title_en or ""):
            annotations.set_title(connection, document_id, title or None, editor)
        if "note" in fields and note != (held.note or ""):
            annotations.set_note(connection, document_id, note or None, editor)
        for tag in dict.fromkeys([*held.tags, *tags]) if "tags" in fields else ():
            if (tag in held.tags) != (tag in tags):
                annotations.set_tag(connection, document_id, tag, editor, given=tag in tags)
        if "coverage" in fields:
            write_coverage(connection, document_id, held.links, fields["coverage"], editor)
    return RedirectResponse(f"{root_of(request)}/documents/{document_id}#desk", 303)


def _held(connection: Connection, document_id: int) -> StoredDocument:
    document = queries.by_id(connection, document_id)
    if document is None:
        raise HTTPException(404, f"there is no document {document_id}")
    if document.id != document_id:  # what the form does not show of the other one would be removed
        raise HTTPException(409, f"document {document_id} was merged into document {document.id}; load the page again")
    return document


class EnglishPage(PageParams):
    """Texts of one kind, and how many of them to pass over."""

    kind: TextKind = "name"
    skip: int = Field(default=0, ge=0, le=LARGEST_ID)


@router.get("/desk/english", dependencies=[Depends(login.check_editing)])
def english_page(request: Request, params: Annotated[EnglishPage, Query()]) -> Response:
    """What no person has read, those of picked documents first."""
    with reader(request).long_connection(SECONDS) as connection:
        reviews = list(islice(review.unreviewed(connection, [params.kind]), params.skip, params.skip + ROWS + 1))
    return page(
        request, "english.html", rows=reviews[:ROWS], is_more=len(reviews) > ROWS, kinds=KINDS, params=params, size=ROWS
    )


@router.post("/desk/english")
def accept_english(request: Request, fields: Fields) -> Response:
    """Accepts the English of a title (`document_id`), or of any text (`kind`, `chinese`), and goes back to the page."""
    editor, back = login.editor_of(request), local_address(fields.get("back", ""), "/desk/english")
    with reader(request).database.write() as connection:
        english, number = review.check_english(fields.get("english", "")), fields.get("document_id", "")
        kind = next((kind for kind in KINDS if kind == fields.get("kind")), None)
        if kind and fields.get("chinese"):
            review.accept_text(connection, Text(kind, fields["chinese"]), english, editor)
        else:
            document = queries.by_id(connection, int(number)) if number.isascii() and number.isdigit() else None
            if document is None:
                raise HTTPException(404, f"there is no document {number}")
            review.accept_title(connection, document, english, editor)
    return RedirectResponse(f"{root_of(request)}{back}", 303)


def local_address(address: str, default: str) -> str:
    """An address of our own pages; the default in place of any other."""
    is_local = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_local else default
