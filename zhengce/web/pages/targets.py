"""The page /targets: quantified targets of all documents in one table."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.engine import Connection

from storage.documents import targets as held_targets
from storage.documents.queries import StoredDocument
from storage.documents.targets import HeldTarget
from storage.resolution.redirects import present_id
from zhengce.documents.goals import Goal, axis_of, goals
from zhengce.documents.targets import as_row
from zhengce.english.indicators import indicator_filter
from zhengce.web.api.parameters import TargetsPage
from zhengce.web.api.routes import check_sources, reader
from zhengce.web.pages.rendering.links import links_of
from zhengce.web.pages.rendering.templates import page

router = APIRouter(dependencies=[Depends(check_sources)])


@router.get("/targets")
def targets_page(request: Request, params: Annotated[TargetsPage, Query()]) -> Response:
    """Targets of all documents: below their documents, or in another order plan after plan."""
    with reader(request).connection() as connection:
        total, found = _targets(connection, params)
        bodies = held_targets.bodies(connection)
    following = params.offset + params.limit
    values: dict[str, Any] = {
        "params": params,
        "links": links_of(request, params, "/targets"),
        "total": total,
        "groups": [(document, list(rows)) for document, rows in groupby(_goals(found), key=lambda row: row[0])],
        "axis": axis_of(target.target for target in found),
        "bodies": bodies,
        "previous": max(0, params.offset - params.limit) if params.offset else None,
        "following": following if following < total else None,
    }
    return page(request, "targets.html", **values)


def _targets(connection: Connection, params: TargetsPage) -> tuple[int, Sequence[HeldTarget]]:
    """How many targets pass the filters, and those of a page."""
    is_meant = indicator_filter(params.indicator) if params.indicator else None
    one = present_id(connection, params.document) if params.document else None
    order = params.order or "newest"
    places = held_targets.places(connection, params.filters(), is_meant, params.year, document_id=one, order=order)
    return len(places), list(held_targets.read(connection, places[params.offset : params.offset + params.limit]))


def _goals(found: Sequence[HeldTarget]) -> Iterator[tuple[StoredDocument, Goal]]:
    """Each row with its document, in the order of the targets."""
    for _, several in groupby(found, key=lambda one: one.document.id):
        targets = list(several)
        yield from (
            (targets[0].document, goal) for goal in goals([(target.target, as_row(target)) for target in targets])
        )
