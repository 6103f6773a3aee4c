"""What a search finds, its counts, and the targets of documents, as JSON."""

from typing import Annotated

from fastapi import Query, Request
from sqlalchemy.engine import Connection

from storage.documents import targets as held_targets
from zhengce.documents.targets import as_row
from zhengce.english.indicators import indicator_filter
from zhengce.web.api import schemas as s
from zhengce.web.api.parameters import ResultParams, SearchParams, TargetParams
from zhengce.web.api.routes import answers, resource, searches

router = resource()


@answers(router, "/search", "search", {})
def search(request: Request, params: Annotated[ResultParams, Query()]) -> s.SearchAnswer:
    """Documents that hold the words and pass the filters; without words, the newest."""
    return searches(request).search(params)


@answers(router, "/facets", "search", {})
def facets(request: Request, params: Annotated[SearchParams, Query()]) -> s.FacetsAnswer:
    """How many of them have each value of each filter."""
    return searches(request).count_facets(params)


@answers(router, "/targets", "targets", {})
def targets(connection: Connection, params: Annotated[TargetParams, Query()]) -> s.TargetsAnswer:
    """Quantified targets of the documents that pass the filters, equal indicators side by side."""
    is_meant = indicator_filter(params.indicator) if params.indicator else None
    places = held_targets.places(connection, params.filters(), is_meant, params.year)
    end = params.offset + params.limit
    items = [s.TargetItem(**as_row(target)) for target in held_targets.read(connection, places[params.offset : end])]
    return s.TargetsAnswer(total=len(places), items=items, next_offset=end if end < len(places) else None)
