"""The page of the timeline: how many documents of each stage a search finds over time."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from storage.relations.status import today
from storage.search import facets
from zhengce.web.api.conditional import page_etag, unchanged
from zhengce.web.api.parameters import TimelinePage
from zhengce.web.api.routes import check_sources, searches
from zhengce.web.pages.rendering import chart, presets
from zhengce.web.pages.rendering.links import links_of
from zhengce.web.pages.rendering.templates import cache_page, cached_page, language_of, page
from zhengce.web.searching import timeline

router = APIRouter(dependencies=[Depends(check_sources)])

HEIGHT = 220
"""Pixels of the bars."""


@router.get("/timeline")
def timeline_page(request: Request, params: Annotated[TimelinePage, Query()]) -> Response:
    """Documents over time by stage, as a drawing and as a table."""
    version, language, day = searches(request).version_now(), language_of(request, params.lang), today()
    if held := cached_page(request, language, version, day):
        return held
    counted = searches(request).timeline(params, version=version)
    bodies = searches(request).values(params, "issuer", facets.VALUES_SHOWN)
    validator = page_etag(request, language, counted, repr(bodies), str(day))
    if fresh := unchanged(request, validator):
        return fresh
    links = links_of(request, params, "/timeline")
    shown: dict[str, Any] = {
        "answer": counted,
        "bodies": bodies,
        "bucket_name": timeline.name,
        "links": links,
        "params": params,
        "periods": presets.periods(day),
        **chart.on_a_page(counted, links, language, HEIGHT),
    }
    return cache_page(request, page(request, "timeline.html", params.lang, **shown), validator, language, version, day)
