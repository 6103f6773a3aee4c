"""The page /brief and its files: what a policy newsletter needs of a period, as the command gives it."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.engine import Connection

from storage.documents.filters import DAY, Filters
from storage.editing import issues
from storage.relations.status import today
from storage.resolution.redirects import present_id
from storage.schema import documents
from storage.search.searcher import Searcher
from zhengce.brief import blocks, parts
from zhengce.brief import gathering as briefs
from zhengce.brief.gathering import GROUPS, Brief, Line
from zhengce.web.api.documents import held_document
from zhengce.web.api.parameters import BriefPage
from zhengce.web.api.routes import check_sources, reader, searches
from zhengce.web.middleware import root_of
from zhengce.web.pages import login
from zhengce.web.pages.editing.desk import local_address
from zhengce.web.pages.rendering import presets
from zhengce.web.pages.rendering.links import links_of
from zhengce.web.pages.rendering.templates import BUTTONS, page

router = APIRouter(dependencies=[Depends(check_sources)])

SECONDS = 30.0
"""How long the queries of a brief may take."""
DAYS = 30
"""Length of the brief where no period is given: it ends with the newest document."""
MOST_WHOLE = 1_000
"""Documents that a search may find for a brief of all of them where no period is given."""

MEDIA_TYPES = {"markdown": "text/markdown", "html": "text/html", "json": "application/json"}
ENDINGS = {"md": "markdown", "html": "html", "json": "json"}


@router.get("/brief")
def brief_page(request: Request, params: Annotated[BriefPage, Query()]) -> Response:
    """What a policy newsletter needs of a period."""
    with reader(request).long_connection(SECONDS) as connection:
        first, last, is_part = _period(request, connection, params)
        brief = briefs.gather(connection, first, last, params.filters(), params.limit, query=params.q)
    groups = [(key, brief.total(key), [_entry(line, key, brief) for line in brief.groups[key]]) for key in GROUPS]
    return page(
        request,
        "brief.html",
        brief=brief,
        summary=blocks.counts(brief),
        groups=[group for group in groups if group[1]],
        not_shown={key: blocks.not_shown(brief, key) for key in GROUPS},
        is_part=is_part,
        links=links_of(request, params, "/brief", from_=brief.date_from, to=brief.date_to),
        periods=presets.periods(today()),
        params=params,
    )


def _entry(line: Line, key: str, brief: Brief) -> dict[str, Any]:
    """A document of a group for the template; its figures where it stands whole in this group."""
    return {
        "item": line.item,
        "row": parts.row(line.item),
        "is_whole": line.whole_in == key,
        "events": blocks.events(line, brief),
    }


def _period(request: Request, connection: Connection, params: BriefPage) -> tuple[date, date, bool]:
    """The first and the last day of the brief, and whether days of what was searched for are left out unasked.

    Where no period is given, those of the whole search; the last ones where it finds much, or is for all documents.
    """
    if params.from_ and params.to:
        return params.from_, params.to, False
    filters = replace(params.filters(), date_from=None, date_to=None)
    where = Searcher(connection).conditions(searches(request).expression(connection, params.q), filters)
    held = sa.select(documents.c.id).where(*where, today() >= DAY)
    last = params.to or connection.execute(held.with_only_columns(sa.func.max(DAY))).scalar() or today()
    first = last - timedelta(days=min(DAYS - 1, last.toordinal() - 1))
    is_part = False
    if params.from_ is None and (params.q or filters != Filters()):
        is_part = connection.execute(held.offset(MOST_WHOLE).limit(1)).first() is not None
        if not is_part:
            first = connection.execute(held.with_only_columns(sa.func.min(DAY))).scalar() or first
    return min(params.from_ or first, last), last, is_part


@router.post("/brief/picks")
def pick(request: Request, fields: Annotated[dict[str, str], Depends(login.read_form)]) -> Response:
    """Picks a document for the issue that is written now, or puts it aside (`pick`: "25 top", "25 aside").

    The page comes back at the row of the document; a script gets what is picked now.
    """
    number, _, action = fields.get("pick", "").partition(" ")
    editor, kind = login.editor_of(request), next((kind for kind in BUTTONS if kind == action), None)
    if not (number.isascii() and number.isdigit()) or (kind is None and action != "aside"):
        raise HTTPException(400, "there is no such action")
    with reader(request).database.write() as connection:
        document = held_document(connection, present_id(connection, int(number)))
        if kind:
            issues.add_document(connection, document.id, kind, editor)
        else:
            issues.put_aside(connection, document.id, editor)
        counts = Counter(picked for picked, _ in issues.list_picks(connection))
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"picked": kind, "counts": {button: counts[button] for button in BUTTONS}})
    back = local_address(fields.get("back", ""), "/brief")
    return RedirectResponse(f"{root_of(request)}{back}#document-{document.id}", 303)


@router.get("/brief.{ending}")
def brief_file(
    request: Request, ending: Literal["md", "html", "json"], params: Annotated[BriefPage, Query()]
) -> Response:
    """The brief as `zhengce brief` prints it, whole."""
    form = ENDINGS[ending]
    with reader(request).long_connection(SECONDS) as connection:
        first, last, _ = _period(request, connection, params)
        brief = briefs.gather(connection, first, last, params.filters(), query=params.q)
        text = blocks.render(brief, form, str(request.base_url))
    headers = {"Content-Disposition": f'attachment; filename="brief.{ending}"'}
    return Response(text.encode(), media_type=f"{MEDIA_TYPES[form]}; charset=utf-8", headers=headers)
