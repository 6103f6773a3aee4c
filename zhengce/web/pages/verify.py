"""The page /verify: a report or a bibliography in a form, and beside its lines what is right, wrong or not held."""

import re
from collections import Counter, defaultdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from markupsafe import Markup

from zhengce.checking.answers import as_row
from zhengce.checking.claims import VERDICTS
from zhengce.checking.verifying import verify
from zhengce.newsletter.render_html import rich
from zhengce.newsletter.rich_text import spans
from zhengce.web.api.parameters import PlainPage
from zhengce.web.api.routes import reader
from zhengce.web.pages.login import read_fields
from zhengce.web.pages.rendering.templates import page

router = APIRouter()

SECONDS = 30.0
"""How long the queries of a check may take."""

LARGEST_FORM, MOST_FIELDS = 200_000, 10
"""Bytes of a report with what a form makes of them, and fields of the form."""

_HEAD = re.compile(r"\s*(#{1,6}|[-*+•])\s+")
"""What makes a line of Markdown a heading or an item."""


@router.get("/verify")
def verify_form(request: Request, params: Annotated[PlainPage, Query()]) -> Response:
    """The form that takes a report."""
    return page(request, "verify.html", rows=None, text="", counts={})


@router.post("/verify")
async def verify_page(request: Request) -> Response:
    """What the database has of a report: nothing of it is stored. The form sends `text`."""
    text = (await read_fields(request, LARGEST_FORM, MOST_FIELDS)).get("text", "")
    found = await run_in_threadpool(check_of, request, text)
    return page(request, "verify.html", text=text, **found)


def check_of(request: Request, text: str) -> dict[str, Any]:
    """The lines of a text, each with its claims, and how many there are of each verdict."""
    lines = text.splitlines()
    with reader(request).long_connection(SECONDS) as connection:
        claims = verify(connection, lines, request.app.state.sources, str(request.base_url))
    of_line = defaultdict(list)
    for claim in sorted(claims, key=lambda claim: VERDICTS.index(claim.verdict)):
        of_line[claim.line].append(as_row(claim))
    rows = [(*_shown(line), of_line[number]) for number, line in enumerate(lines, 1) if line.strip()]
    count = Counter(claim.verdict for claim in claims)
    return {"rows": rows, "counts": {verdict: count[verdict] for verdict in VERDICTS if count[verdict]}}


def _shown(line: str) -> tuple[str, Markup]:
    """What a line of Markdown is (head, item, plain), and its words."""
    head = _HEAD.match(line)
    kind = "plain" if head is None else "head" if head[1].startswith("#") else "item"
    return kind, Markup(rich(spans(line[head.end() :] if head else line)))
