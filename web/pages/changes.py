"""The page /changes: the log of changes, the newest first."""

from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Query, Request, Response

from storage import changes
from storage.schema import documents
from web.api.parameters import ChangesPage
from web.api.routes import reader
from web.pages.rendering.templates import page

router = APIRouter()

MOST_CHANGES = 50
"""Changes on a page."""


@router.get("/changes")
def changes_page(request: Request, params: Annotated[ChangesPage, Query()]) -> Response:
    """What became new, was revised, merged, withdrawn or came back, the newest first."""
    with reader(request).connection() as connection:
        found = changes.before(connection, params.before, MOST_CHANGES + 1)
        ids = {change.document_id for change in found}
        query = sa.select(documents.c.id, documents.c.title).where(documents.c.id.in_(ids))
        titles = {row.id: row.title for row in connection.execute(query)}
        last = changes.last_number(connection)
    return page(
        request,
        "changes.html",
        params.lang,
        changes=found[:MOST_CHANGES],
        titles=titles,
        last=last,
        before=found[MOST_CHANGES - 1].number if len(found) > MOST_CHANGES else None,
        is_first=params.before is None,
    )
