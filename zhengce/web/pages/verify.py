"""The page /verify: a report or a bibliography in a form, and what is right, wrong or not held of it."""

from collections import Counter
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from zhengce.checking.answers import as_row, shown_first
from zhengce.checking.claims import VERDICTS
from zhengce.checking.verifying import verify
from zhengce.web.api.parameters import PlainPage
from zhengce.web.api.routes import reader
from zhengce.web.pages.rendering.templates import page

router = APIRouter()

SECONDS = 30.0
"""How long the queries of a check may take."""

LARGEST_FORM = 200_000
"""Bytes of a report with what a form makes of them."""


@router.get("/verify")
def verify_form(request: Request, params: Annotated[PlainPage, Query()]) -> Response:
    """The form that takes a report."""
    return page(request, "verify.html", claims=None, text="", counts={})


@router.post("/verify")
async def verify_page(request: Request) -> Response:
    """What the database has of a report: nothing of it is stored. The form sends `text`."""
    given = bytearray()
    async for part in request.stream():
        given += part
        if len(given) > LARGEST_FORM:
            raise HTTPException(413, f"a form may have {LARGEST_FORM:,} bytes; `zhengce verify` has no limit")
    try:
        text = parse_qs(given.decode("utf-8"), max_num_fields=10).get("text", [""])[0]
    except ValueError as error:
        raise HTTPException(422, f"the form cannot be read: {error}") from error
    return await run_in_threadpool(verified, request, text)


def verified(request: Request, text: str) -> Response:
    """The page with the claims of a text, what fails first."""
    with reader(request).long_connection(SECONDS) as connection:
        claims = verify(connection, text.splitlines(), request.app.state.sources, str(request.base_url))
    count = Counter(claim.verdict for claim in claims)
    counts = {verdict: count[verdict] for verdict in VERDICTS if count[verdict]}
    return page(
        request, "verify.html", claims=[as_row(claim) for claim in shown_first(claims)], text=text, counts=counts
    )
