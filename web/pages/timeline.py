"""The page of the timeline: how many documents of each stage a search finds over time."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from storage.relations.status import today
from storage.search import facets
from web.api.conditional import etag, page_etag, unchanged
from web.api.parameters import TimelinePage
from web.api.routes import check_sources, searches
from web.api.schemas import TimelineAnswer
from web.pages import chart, presets
from web.pages.links import Links
from web.pages.views import keep_page, kept_page, language_of, page
from web.searching import bucket_names

router = APIRouter(dependencies=[Depends(check_sources)])

HEIGHT = 220
"""Pixels of the bars."""


@router.get("/timeline")
def timeline_page(request: Request, asked: Annotated[TimelinePage, Query()]) -> Response:
    """Documents over time by stage, as a drawing and as a table."""
    counted, language, day = searches(request).timeline(asked), language_of(request, asked.lang), today()
    bodies = searches(request).values(asked, "issuer", facets.MOST)
    validator = page_etag(request, language, etag(counted), etag(repr(bodies)), str(day))
    if fresh := unchanged(request, validator) or kept_page(request, validator):
        return fresh
    links = Links(asked, "/timeline")
    shown: dict[str, Any] = {
        "answer": TimelineAnswer.model_validate_json(counted),
        "bodies": bodies,
        "bucket_name": bucket_names.name,
        "links": links,
        "asked": asked,
        "periods": presets.periods(day),
        **chart.on_a_page(counted, links, language, HEIGHT),
    }
    return keep_page(request, page(request, "timeline.html", asked.lang, **shown), validator)
