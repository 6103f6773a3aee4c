"""The page /targets: quantified targets of all documents."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from web.api import relations
from web.api.parameters import TargetsPage
from web.api.routes import check_sources, reader
from web.pages.rendering.links import links_of
from web.pages.rendering.templates import page

router = APIRouter(dependencies=[Depends(check_sources)])


@router.get("/targets")
def targets_page(request: Request, params: Annotated[TargetsPage, Query()]) -> Response:
    """Targets of all documents."""
    with reader(request).connection() as connection:
        answer = relations.find_targets(connection, params)
    return page(
        request, "targets.html", params.lang, params=params, answer=answer, links=links_of(request, params, "/targets")
    )
