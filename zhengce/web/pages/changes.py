"""The page /changes: the log of changes, the newest first, and a search of what came into documents or went out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from storage import changes
from storage.documents import queries
from storage.documents.changed_texts import WHAT
from zhengce.documents import changes as log
from zhengce.web.api.parameters import ChangesPage
from zhengce.web.api.routes import check_sources, reader
from zhengce.web.pages.rendering.links import links_of
from zhengce.web.pages.rendering.templates import page

router = APIRouter(dependencies=[Depends(check_sources)])

MOST_CHANGES = 40
"""Changes on a page."""


@router.get("/changes")
def changes_page(request: Request, params: Annotated[ChangesPage, Query()]) -> Response:
    """What became new, was revised, merged, withdrawn or came back; or the revisions that a search finds."""
    links = links_of(request, params, "/changes")
    with reader(request).connection() as connection:
        if params.q or params.what:
            found = log.find_texts(
                connection,
                params.q,
                params.what or "added",
                params.filters(),
                before=params.before,
                limit=MOST_CHANGES + 1,
            )
            before = found[MOST_CHANGES - 1]["number"] if len(found) > MOST_CHANGES else None
            shown = found[:MOST_CHANGES]
            return page(
                request, "changes.html", params.lang, params=params, links=links, whats=WHAT, found=shown, before=before
            )
        listed = changes.before(connection, params.before, MOST_CHANGES + 1)
        ids = sorted({change.document_id for change in listed})
        held = {one.id: one for one in queries.stored(connection, ids, with_parts=False, with_body=False)}
    return page(
        request,
        "changes.html",
        params.lang,
        params=params,
        links=links,
        whats=WHAT,
        found=None,
        changes=listed[:MOST_CHANGES],
        held=held,
        before=listed[MOST_CHANGES - 1].number if len(listed) > MOST_CHANGES else None,
    )
