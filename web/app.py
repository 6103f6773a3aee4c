"""The web application: routes put together, with the headers and errors that all of them share."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from outputs.search.filter_values import BadFilter
from outputs.search.parser import BadQuery
from storage.archive import ArchiveError
from storage.database import Database
from storage.errors import StorageError
from storage.search import BadPlace
from web import (
    api,
    changes,
    citing,
    comparison,
    coverage_views,
    digest_views,
    published,
    relation_views,
    results,
    views,
)
from web.limits import SECONDS, Reader, TooSlow
from web.mcp.endpoint import PATH as MCP
from web.mcp.endpoint import Endpoint
from web.mcp.server import PolicyServer
from web.prefix import Prefix, path_of
from web.services import HealthCheck

HERE = Path(__file__).parent

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; frame-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""On every answer that does not set its own."""

DESCRIPTION = (
    "Chinese policy documents: search, documents whole, sources and a timeline. Read-only; JSON of every page."
)


def create_app(
    database: Database,
    archive: Path,
    *,
    sources: Sequence[str],
    seconds: float = SECONDS,
    check: HealthCheck | None = None,
    columns: Mapping[str, Sequence[str]] | None = None,
    stopping: Callable[[], bool] = lambda: False,
    publication: Path | None = None,
    prefix: str = "",
) -> FastAPI:
    """The application on an open database and the archive's folder.

    `sources` are those that are crawled, and can be asked for; `seconds` bounds the queries of a request; `check` says
    what is wrong with the sources, for who knows what is normal; `columns` are those of each source; `stopping` says
    whether the server ends: streams end then; `publication` is a folder that `zhengce publish` wrote;
    `prefix` is the path below which all of it is found: /zhengce.
    """
    reader = Reader(database, seconds)
    mcp = Endpoint(PolicyServer(reader, sources, columns=columns, check=check))
    app = FastAPI(
        title="zhengce 政策",
        description=DESCRIPTION,
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,  # these pages load their scripts from elsewhere
        redoc_url=None,
        lifespan=mcp.lifespan(),
    )
    app.state.reader = reader
    app.state.archive = archive
    app.state.check = check
    app.state.sources = sources
    app.state.stopping = stopping
    app.state.streams = changes.Streams()
    app.middleware("http")(_secured)
    app.add_middleware(Heads)
    if prefix:
        app.add_middleware(Prefix, prefix=prefix)
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)
    app.include_router(api.router)
    app.include_router(changes.router)
    app.include_router(views.router, include_in_schema=False)
    app.router.routes.append(Route(MCP, mcp, methods=["POST"]))
    app.include_router(citing.router, include_in_schema=False)
    app.state.publication = publication
    if publication is not None:
        app.mount(published.ADDRESS, published.PublishedFiles(publication), name="data")
    for pages in (comparison, coverage_views, digest_views, relation_views, results):
        app.include_router(pages.router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    return app


class Heads:
    """Answers HEAD as GET is answered, without the content: monitors and feed readers ask so."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Files answer HEAD by themselves; otherwise a large one would be read for nothing.
        is_file = scope["type"] == "http" and path_of(scope).startswith(f"{published.ADDRESS}/")
        if scope["type"] != "http" or scope["method"] != "HEAD" or is_file:
            await self.app(scope, receive, send)
            return

        async def send_headers(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        # The mark tells a stream, which would never end, that nobody reads it.
        await self.app({**scope, "method": "GET", "zhengce.head": True}, receive, send_headers)


async def _secured(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _problem(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    if path_of(request.scope).startswith(("/api", MCP)):
        return JSONResponse({"detail": detail}, status, headers)
    return views.problem(request, status, detail, headers)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return _problem(request, 422, "; ".join(_told(item) for item in error.errors()))


def _told(item: dict[str, object]) -> str:
    place = [str(part) for part in item["loc"][1:]]  # type: ignore[index]
    message = str(item["msg"]).removeprefix("Value error, ")
    return f"{'.'.join(place)}: {message}" if place else message


async def _unknown_source(request: Request, error: Exception) -> Response:
    return _problem(request, 422, f"source: {error}")


async def _bad(request: Request, error: Exception) -> Response:
    return _problem(request, 400, str(error))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _problem(request, error.status_code, str(error.detail), dict(error.headers or {}))


async def _slow(request: Request, error: Exception) -> Response:
    return _problem(request, 503, str(error), {"Retry-After": "5"})


async def _unreadable(request: Request, error: Exception) -> Response:
    return _problem(request, 503, "the database does not answer", {"Retry-After": "5"})


async def _not_archived(request: Request, error: Exception) -> Response:
    return _problem(request, 404, "the archive does not have this answer")


_HANDLERS: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    RequestValidationError: _invalid,
    BadFilter: _unknown_source,
    BadQuery: _bad,
    BadPlace: _bad,
    HTTPException: _http,
    TooSlow: _slow,
    ArchiveError: _not_archived,
    StorageError: _unreadable,
}
