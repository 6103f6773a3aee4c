"""The page /targets: quantified targets of all documents, as pictures and as a table; of one document as SVG, PNG."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from sqlalchemy.engine import Connection

from storage.documents import targets as held_targets
from storage.documents.filters import Filters
from storage.documents.targets import HeldTarget, TargetOrder
from storage.relations.status import today
from storage.resolution.redirects import present_id
from zhengce.documents.targets import as_row
from zhengce.english.indicators import indicator_filter
from zhengce.web.api.documents import held_document
from zhengce.web.api.parameters import TargetsPage
from zhengce.web.api.relation_schemas import TargetItem
from zhengce.web.api.routes import Id, check_sources, reader
from zhengce.web.pages.rendering import multiples
from zhengce.web.pages.rendering.links import links_of
from zhengce.web.pages.rendering.pictures import Ending, picture
from zhengce.web.pages.rendering.templates import page, render

router = APIRouter(dependencies=[Depends(check_sources)])

ROWS = 50
"""Of the table on a page."""
MOST_PRINTED = 60
"""Targets of a sheet for print."""


@router.get("/targets")
def targets_page(request: Request, params: Annotated[TargetsPage, Query()]) -> Response:
    """Targets of all documents."""
    is_table = params.view == "table"
    limit = ROWS if is_table else params.limit
    with reader(request).connection() as connection:
        total, found = _targets(connection, params, limit)
        bodies, topics = held_targets.bodies_and_topics(connection)
    axis = multiples.axis_of(found)
    following = params.offset + limit
    values: dict[str, Any] = {
        "params": params,
        "links": links_of(request, params, "/targets"),
        "total": total,
        "rows": [TargetItem(**as_row(one)) for one in found] if is_table else [],
        "groups": [] if is_table else multiples.groups(found, axis, params.group),
        "axis": axis,
        "bodies": bodies,
        "topics": topics,
        "previous": max(0, params.offset - limit) if params.offset else None,
        "following": following if following < total else None,
    }
    return page(request, "targets.html", **values)


@router.get("/documents/{document_id}/targets.{ending}")
def targets_picture(request: Request, document_id: Id, ending: Ending) -> Response:
    """The targets of a document as one drawing, for print."""
    with reader(request).connection() as connection:
        document = held_document(connection, document_id)
        places = held_targets.places(connection, Filters(), document_id=document.id, order="newest")
        found = list(held_targets.read(connection, places[:MOST_PRINTED]))
    if not found:
        raise HTTPException(404, f"document {document_id} sets no targets")
    axis = multiples.axis_of(found)
    sheet = multiples.sheet(multiples.groups(found, axis, "document"))
    text = render(request, "targets.svg", sheet=sheet, axis=axis, total=len(found), today=today())
    return picture(text, f"targets-{document.id}", ending)


def _targets(connection: Connection, params: TargetsPage, limit: int) -> tuple[int, Sequence[HeldTarget]]:
    """How many targets pass the filters, and those of a page."""
    is_meant = indicator_filter(params.indicator) if params.indicator else None
    order: TargetOrder = params.order or ("newest" if params.group == "document" else "indicator")
    one = present_id(connection, params.document) if params.document else None
    places = held_targets.places(connection, params.filters(), is_meant, params.year, document_id=one, order=order)
    return len(places), list(held_targets.read(connection, places[params.offset : params.offset + limit]))
