"""The page /desk/english: English that no person has read; and the form by which an editor accepts it, on any page."""

from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field
from sqlalchemy.engine import Connection

from storage.documents import queries
from storage.documents.queries import StoredDocument
from storage.translations.texts import KINDS, Text, TextKind
from zhengce.documents.editing import NotWritable
from zhengce.english import review
from zhengce.english.accepting import accept_text, accept_title
from zhengce.web.api.parameters import LARGEST_ID, PageParams
from zhengce.web.api.routes import reader
from zhengce.web.middleware import root_of
from zhengce.web.pages import login
from zhengce.web.pages.rendering.templates import page

router = APIRouter()

ROWS = 30
SECONDS = 30.0
"""How long the texts that await a person may be looked for."""


class EnglishPage(PageParams):
    """Texts of one kind, and how many of them to pass over."""

    kind: TextKind = "name"
    skip: int = Field(default=0, ge=0, le=LARGEST_ID)


@router.get("/desk/english")
def english_page(request: Request, params: Annotated[EnglishPage, Query()]) -> Response:
    """What no person has read, those of picked documents first."""
    if login.editing_of(request) is None:
        raise HTTPException(404, "this page is read-only; `zhengce serve --edit` allows editing")
    with reader(request).long_connection(SECONDS) as connection:
        reviews = list(islice(review.unreviewed(connection, [params.kind]), params.skip, params.skip + ROWS + 1))
    return page(
        request,
        "english.html",
        rows=reviews[:ROWS],
        is_more=len(reviews) > ROWS,
        kinds=KINDS,
        params=params,
        size=ROWS,
    )


@router.post("/desk/english")
def accept_english(request: Request, fields: Annotated[dict[str, str], Depends(login.read_form)]) -> Response:
    """Accepts the English of a title (`document_id`), or of any text (`kind`, `chinese`), and goes back to the page."""
    editor, back = login.editor_of(request), local_address(fields.get("back", ""), "/desk/english")
    with reader(request).database.write() as connection:
        try:
            english = review.check_english(fields.get("english", ""))
        except NotWritable as error:
            raise HTTPException(422, str(error)) from error
        _accept(connection, fields, english, editor)
    return RedirectResponse(f"{root_of(request)}{back}", 303)


def _accept(connection: Connection, fields: dict[str, str], english: str, editor: Any) -> None:
    kind = next((kind for kind in KINDS if kind == fields.get("kind")), None)
    if kind and fields.get("chinese"):
        accept_text(connection, Text(kind, fields["chinese"]), english, editor)
        return
    accept_title(connection, _document(connection, fields.get("document_id", "")), english, editor)


def _document(connection: Connection, number: str) -> StoredDocument:
    document = queries.by_id(connection, int(number)) if number.isascii() and number.isdigit() else None
    if document is None:
        raise HTTPException(404, f"there is no document {number}")
    return document


def local_address(address: str, default: str) -> str:
    """An address of our own pages; the default in place of any other."""
    is_local = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_local else default
