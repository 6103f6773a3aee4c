"""The page /search: the documents that are found, and filters with counts. Also / with parameters; without, it is the
front page.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from storage.relations.status import STATUSES, today
from zhengce.web.api.conditional import page_etag, unchanged
from zhengce.web.api.parameters import MOST_PAGES, SearchPage, SearchParams
from zhengce.web.api.routes import check_sources, searches
from zhengce.web.api.schemas import TimelineAnswer
from zhengce.web.errors import Unanswered
from zhengce.web.middleware import path_of
from zhengce.web.pages.home import home_page
from zhengce.web.pages.rendering import chart, presets
from zhengce.web.pages.rendering.links import links_of
from zhengce.web.pages.rendering.templates import cache_page, cached_page, language_of, page, with_validator
from zhengce.web.searching.service import Version

router = APIRouter(dependencies=[Depends(check_sources)])

SHOWN_VALUES = 6
"""Of a filter; the others stand on its own page."""

HEIGHT = 90
"""Pixels of the timeline above the results."""

FACETS = ("issuer", "source", "type", "stage", "year", "topic")


@router.get("/")
@router.get("/search")
def search_page(request: Request, params: Annotated[SearchPage, Query()]) -> Response:
    """The documents, and filters with counts."""
    if path_of(request.scope) == "/" and not {*request.query_params} - {"lang"}:
        return home_page(request, params.lang)
    version, language, day = searches(request).version_now(), language_of(request, params.lang), today()
    if held := cached_page(request, language, version, day):
        return held
    answer, counts = searches(request).search_and_count(params.model_copy(update={"near": True}), version)
    dated = _timeline(request, params, version)
    validator = page_etag(request, language, answer, counts, dated, str(day))
    if fresh := unchanged(request, validator):
        return fresh
    last = min(MOST_PAGES, max(-(-answer.total // params.limit), params.page + bool(answer.next)))
    shown: dict[str, Any] = {
        "numbers": presets.numbers(params.page, last) if last > 1 and not params.after else [],
        "periods": presets.periods(day),
        "shown_values": SHOWN_VALUES,
        "limit": params.limit,
        "params": params,
        "answer": answer,
        "counts": counts,
        "kinds": FACETS,
        "statuses": STATUSES,
        "links": links_of(request, params, path_of(request.scope)),
    }
    shown |= chart.on_a_page(dated, shown["links"], language, HEIGHT)
    made = page(request, "search.html", params.lang, **shown)
    if counts.left_out or dated is None:
        return with_validator(made, validator)
    return cache_page(request, made, validator, language, version, day)


def _timeline(request: Request, params: SearchParams, version: Version) -> TimelineAnswer | None:
    """The timeline; None where it would have to be waited for, as with the counts."""
    try:
        return searches(request).timeline(params, 0, version)
    except Unanswered:
        return None
