"""The page /audit: a bibliography in a form, and what is held of it."""

from collections import Counter
from datetime import date
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from zhengce.checking.audit import findings as audits
from zhengce.search.filter_values import BadFilter, read_day
from zhengce.web.api.parameters import PlainPage
from zhengce.web.api.routes import reader
from zhengce.web.pages.rendering.templates import page

router = APIRouter()

SECONDS = 30.0
"""How long the queries of an audit may take."""

LARGEST_FORM = 200_000
"""Bytes of a bibliography with what a form makes of them."""

MOST_LINES = 300
"""Lines of a bibliography in a form."""


@router.get("/audit")
def audit_form(request: Request, params: Annotated[PlainPage, Query()]) -> Response:
    """The form that takes a bibliography."""
    return page(request, "audit.html", findings=None, lines="", since="", counts={})


@router.post("/audit")
async def audit_page(request: Request) -> Response:
    """What the database has of a bibliography: nothing of it is stored. The form sends `lines` and `since`."""
    given = bytearray()
    async for part in request.stream():
        given += part
        if len(given) > LARGEST_FORM:
            raise HTTPException(413, f"a form may have {LARGEST_FORM:,} bytes; `zhengce audit` has no limit")
    try:
        fields = parse_qs(given.decode("utf-8"), max_num_fields=10)
        lines = fields.get("lines", [""])[0]
        since = fields.get("since", [""])[0]
        first = read_day(since) if since else None
    except (ValueError, BadFilter) as error:
        raise HTTPException(422, f"the form cannot be read: {error}") from error
    if len(lines.splitlines()) > MOST_LINES:
        raise HTTPException(422, f"a form may have {MOST_LINES} lines; `zhengce audit` has no limit")
    return await run_in_threadpool(_audited, request, lines, since, first)


def _audited(request: Request, lines: str, since: str, first: date | None) -> Response:
    with reader(request).long_connection(SECONDS) as connection:
        sources, base = request.app.state.sources, str(request.base_url)
        findings = list(audits.audit(connection, lines.splitlines(), first, sources, base))
    count = Counter(finding.status for finding in findings)
    counts = {status: count[status] for status in audits.STATUSES if count[status]}
    return page(request, "audit.html", findings=audits.shown_first(findings), lines=lines, since=since, counts=counts)
