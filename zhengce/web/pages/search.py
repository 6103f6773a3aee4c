"""The page /search: the documents that are found, and filters with counts. Also / with parameters; without, it is the
front page.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from storage.relations.status import today
from zhengce.citations import STYLES
from zhengce.web.api.parameters import MOST_PAGES, SearchPage
from zhengce.web.api.routes import check_sources, searches
from zhengce.web.middleware import path_of
from zhengce.web.pages.home import home_page
from zhengce.web.pages.rendering import presets
from zhengce.web.pages.rendering.links import links_of
from zhengce.web.pages.rendering.templates import page

router = APIRouter(dependencies=[Depends(check_sources)])

FACETS = ("issuer", "type", "stage", "status", "topic", "source")


@router.get("/")
@router.get("/search")
def search_page(request: Request, params: Annotated[SearchPage, Query()]) -> Response:
    """The documents, and filters with counts."""
    if path_of(request.scope) == "/" and not request.query_params:
        return home_page(request)
    day = today()
    answer, rows, counts = searches(request).search_and_count(params.model_copy(update={"near": True}))
    here = params.page + bool(answer.next) if answer.items else 1
    last = min(MOST_PAGES, max(-(-answer.total // params.limit), here))
    links = links_of(request, params, path_of(request.scope))
    shown: dict[str, Any] = {
        "numbers": presets.numbers(params.page, last) if last > 1 and not params.after else [],
        "periods": presets.periods(day),
        "limit": params.limit,
        "params": params,
        "rows": rows,
        "answer": answer,
        "counts": counts,
        "kinds": FACETS,
        "years": presets.strip({int(item.value): item.count for item in counts.facets.get("year", [])}),
        "links": links,
        "styles": [(key, style.name) for key, style in STYLES.items()],
    }
    return page(request, "search.html", **shown)
