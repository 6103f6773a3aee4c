"""Addresses that are no longer answered, each with what there is instead, and those that lead to another page.

`gone.csv`: a path, and either the words or the address that the page became a part of.
"""

from collections.abc import Callable

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from parsers.csv_tables import rows_of
from zhengce.web.middleware import root_of

router = APIRouter()


def _answer_gone(words: str) -> Callable[[], None]:
    def gone() -> None:
        raise HTTPException(410, f"this address is gone: {words}")

    return gone


def _lead_to(address: str) -> Callable[[Request], Response]:
    def lead(request: Request) -> Response:
        return RedirectResponse(f"{root_of(request)}{address.format(**request.path_params)}", 301)

    return lead


for _row in rows_of(__package__, "gone.csv"):
    if _row["leads_to"]:
        router.add_api_route(_row["path"], _lead_to(_row["leads_to"]), response_class=Response)
    else:
        router.add_api_route(_row["path"], _answer_gone(_row["instead"]))
