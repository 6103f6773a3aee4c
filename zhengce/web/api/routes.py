"""What the addresses of the JSON API share: how a function answers at one, and what it may need of the application."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import TypeAdapter
from sqlalchemy.engine import Connection

from zhengce.search import snippets
from zhengce.search.filter_values import source_name
from zhengce.web.api import schemas as s
from zhengce.web.api.conditional import validated
from zhengce.web.api.parameters import LARGEST_ID
from zhengce.web.coverage import CoverageReader
from zhengce.web.database import Reader
from zhengce.web.searching import SearchService

REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": s.Refusal, "description": "The query cannot be understood."},
    422: {"model": s.Refusal, "description": "A parameter is unknown or outside its limits."},
    503: {
        "model": s.Refusal,
        "description": "It took too long, there were too many requests at once, or the database is silent.",
    },
}
MISSING: dict[int | str, dict[str, Any]] = {404: {"model": s.Refusal, "description": "There is none of this name."}}

Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Number = Annotated[int, Path(ge=1, le=10_000)]

_Read = TypeVar("_Read", bound=Callable[..., Any])


def check_sources(request: Request) -> None:
    """Raises BadFilter for a source that is not crawled."""
    for name in filter(None, request.query_params.getlist("source")):
        source_name(name, request.app.state.sources)


def resource() -> APIRouter:
    """A part of the API."""
    return APIRouter(prefix="/api", responses=REFUSALS, dependencies=[Depends(check_sources)])


def answers(router: APIRouter, path: str, tag: str, more: dict[int | str, Any] = MISSING) -> Callable[[_Read], _Read]:
    """Offer a function at an address: what it returns, as JSON with a validator, of one view of the database.

    It is called with `connection` and `request`, where it has such parameters; its others are those of the request.
    """

    def decorate(read: _Read) -> _Read:
        signature = inspect.signature(read)
        needs_request = "request" in signature.parameters
        adapter: TypeAdapter[Any] = TypeAdapter(signature.return_annotation)

        @wraps(read)
        def answer(request: Request, **given: Any) -> Response:
            if needs_request:
                given["request"] = request
            if "connection" in signature.parameters:
                with reader(request).connection() as connection:
                    found = read(connection=connection, **given)
            else:
                found = read(**given)
            return validated(request, adapter.dump_json(found, by_alias=True), "application/json")

        own = [one for name, one in signature.parameters.items() if name not in ("connection", "request")]
        of_request = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Request)
        answer.__signature__ = signature.replace(parameters=[of_request, *own])  # type: ignore[attr-defined]
        model = signature.return_annotation
        router.add_api_route(path, answer, tags=[tag], responses=more, response_model=model, methods=["GET"])
        return read

    return decorate


def reader(request: Request) -> Reader:
    """The application's database."""
    found: Reader = request.app.state.reader
    return found


def searches(request: Request) -> SearchService:
    """What answers the application's searches."""
    found: SearchService = request.app.state.searches
    return found


def coverage(request: Request) -> CoverageReader:
    """What the database covers, read at most once in half a minute."""
    found: CoverageReader = request.app.state.coverage
    return found


def needles(request: Request, connection: Connection, q: str | None) -> list[str]:
    """The words of a query as they are marked in a text."""
    expression = searches(request).expression(connection, q)
    return snippets.needles(expression) if expression else []
