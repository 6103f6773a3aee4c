"""The stable addresses /doc/BODY/YEAR/NUMBER, which lead to the page of their document."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse

from storage.documents import permalinks, queries
from zhengce.web.api.parameters import PlainPage
from zhengce.web.api.routes import reader
from zhengce.web.middleware import path_of, root_of
from zhengce.web.pages.rendering.templates import page

router = APIRouter()


@router.get("/doc/{body}/{year}/{number}")
def permalink(request: Request, params: Annotated[PlainPage, Query()]) -> Response:
    """Leads to the page of the document (303), or names all documents of one address (300)."""
    address = path_of(request.scope)
    with reader(request).connection() as connection:
        ids = permalinks.find(connection, address)
        if len(ids) == 1:
            return RedirectResponse(f"{root_of(request)}/documents/{ids[0]}", 303, {"Cache-Control": "no-cache"})
        documents = queries.stored(connection, ids, with_parts=False, with_body=False)
    if not documents:
        raise HTTPException(404, f"no document has the address {address}")
    return page(request, "permalink.html", code=300, address=address, found=documents)
