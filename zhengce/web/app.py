"""The web application: routes put together, with the headers and errors that all of them share."""

import mimetypes
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.routing import Route

from storage.archive import ArchiveError, ArchivePlace
from storage.database import Database
from storage.editing.undo import NotUndone
from storage.errors import StorageError
from storage.search.searcher import BadPlace
from zhengce.documents.editing import NotWritable
from zhengce.newsletter.issue import NoSuchIssue
from zhengce.search.filter_values import BadFilter
from zhengce.search.query import BadQuery
from zhengce.settings.load import Configuration, ConfigurationError
from zhengce.tables.whole_file import ExportError
from zhengce.web.api import attachments, changes, documents
from zhengce.web.api import search as search_api
from zhengce.web.api import sources as sources_api
from zhengce.web.api.conditional import validated
from zhengce.web.coverage import Columns, CoverageReader, HealthCheck
from zhengce.web.database import SECONDS, Reader
from zhengce.web.errors import Moved, Unanswered
from zhengce.web.mcp.endpoint import PATH as MCP
from zhengce.web.mcp.endpoint import Endpoint
from zhengce.web.middleware import Gate, path_of, root_of
from zhengce.web.pages import archive, brief, compare, gone, results, search, sources, targets, verify
from zhengce.web.pages.documents import attachment, cite, document
from zhengce.web.pages.documents import changes as document_changes
from zhengce.web.pages.editing import desk, issues, watches
from zhengce.web.pages.login import Editing
from zhengce.web.pages.rendering.invented import InventedTexts
from zhengce.web.pages.rendering.templates import problem
from zhengce.web.searching import SearchService

if TYPE_CHECKING:
    from zhengce.web.mcp.server import PolicyServer

HERE = Path(__file__).parent

RESOURCES = (search_api, documents, attachments, sources_api, changes)
"""All addresses of the JSON API, each with its router; described at /api/openapi.json."""

PAGES = (
    *(search, document, document_changes, attachment, cite),
    *(compare, results, targets, brief, verify, sources, archive),
    *(desk, issues, watches, gone),
)
"""Each with its router."""

THREADS = 4
"""In which requests are answered; others wait for one of them. More would only share the same cores."""

RETRY_SECONDS = "5"
"""After which a client may ask again what was not answered."""

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

FORM_HEADERS = {"Referrer-Policy": "same-origin"}
"""Where pages have forms: with no-referrer, browsers send `Origin: null` with a page's own forms (Fetch, 3.2), as
another site's could."""

ROBOTS = "".join(
    ("User-agent: *\n", *(f"Disallow: {path}\n" for path in ("/api/", "/desk", "/issues", "/watches", "/mcp", "/*?")))
)
"""Documents may be indexed; each search with each filter would be a page of its own."""

DESCRIPTION = "Chinese policy documents: search, documents whole, sources. Read-only; JSON of every page."


def create_app(
    database: Database,
    archive: ArchivePlace,
    *,
    sources: Sequence[str],
    seconds: float = SECONDS,
    check: HealthCheck | None = None,
    columns: Columns = dict,
    editing: Editing | None = None,
    configuration: Configuration | None = None,
    prefix: str = "",
) -> FastAPI:
    """The application on an open database and its archive.

    `sources` are those that are crawled, and that a filter may name; `seconds` bounds a statement of a request;
    `check` says what is wrong with the sources, for who knows what is normal; `columns` are those of each source. With
    `editing`, those who log in may write; without, nobody. `configuration`: its channels and watches are shown to
    them. `prefix` is the path below which all of it is found: /zhengce.
    """
    reader = Reader(database, seconds)
    searches, coverage = SearchService(reader), CoverageReader(sources, check, columns)

    def make_mcp() -> "PolicyServer":
        from zhengce.web.mcp.server import PolicyServer

        return PolicyServer(searches, coverage)

    app = FastAPI(
        title="zhengce 政策",
        description=DESCRIPTION,
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,  # these pages load their scripts from elsewhere
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
        lifespan=_lifespan(reader),
    )
    app.state.reader = reader
    app.state.searches = searches
    app.state.archive = archive
    app.state.sources = sources
    app.state.coverage = coverage
    app.state.invented = InventedTexts(reader)
    app.state.editing = editing
    app.state.configuration = configuration or Configuration()
    app.state.root = prefix
    headers = HEADERS if editing is None else HEADERS | FORM_HEADERS
    app.add_middleware(Gate, root=prefix, names=editing.hosts if editing else (), headers=headers, refuse=_problem)
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)
    for part in RESOURCES:
        app.include_router(part.router)
    app.router.routes.append(Route(MCP, Endpoint(make_mcp), methods=["POST"]))
    for pages in PAGES:
        app.include_router(pages.router, include_in_schema=False)
    app.add_api_route("/robots.txt", lambda: PlainTextResponse(ROBOTS), include_in_schema=False)
    for path, name in (("/static/{name}", ""), ("/llms.txt", "llms.txt"), ("/favicon.ico", "icon.svg")):
        app.router.routes.append(Route(path, _sending(name), methods=["GET"]))
    return app


def _lifespan(reader: Reader) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def run(app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = THREADS
        yield
        reader.stop()

    return run


def _problem(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    if path_of(request.scope).startswith(("/api", "/feed.", MCP)):
        return JSONResponse({"detail": detail}, status, headers)
    return problem(request, status, detail, headers)


_STATIC = {file.name: file.read_bytes() for file in (HERE / "static").iterdir()}


def _sending(name: str) -> Callable[[Request], Awaitable[Response]]:
    """Sends our own files, from memory and without a thread: they are there while a database does not answer."""

    async def answer(request: Request) -> Response:
        file = name or request.path_params["name"]
        if file not in _STATIC:
            raise HTTPException(404, f"there is no {path_of(request.scope)}")
        return validated(request, _STATIC[file], mimetypes.guess_type(file)[0] or "text/plain; charset=utf-8")

    return answer


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    detail = "; ".join(_line(item) for item in error.errors())
    if path_of(request.scope) == "/compare":
        detail += "; open a document and choose “Compare”, or give two: /compare?one=2&other=13"
    return _problem(request, 422, detail)


_IN_WORDS = {
    "missing": "is missing",
    "int_parsing": "expected a number",
    "literal_error": "expected {expected}",
    "less_than_equal": "at most {le}",
    "greater_than_equal": "at least {ge}",
    "extra_forbidden": "is no parameter of this page",
    "string_too_long": "at most {max_length} characters",
}
"""Kind of error of pydantic -> what it says to people; other kinds say it themselves."""


def _line(item: dict[str, Any]) -> str:
    place = [str(part) for part in item["loc"][1:]]
    if item["loc"][0] == "path":
        expected = item.get("ctx", {}).get("expected", "a number")
        return f"there is nothing at “{item['input']}”: {' '.join(place).replace('_id', '')} is given by {expected}"
    if words := _IN_WORDS.get(item["type"]):
        return f"{'.'.join(place)}: {words.format(**item.get('ctx', {}))}"
    message = str(item["msg"]).removeprefix("Value error, ")
    return f"{'.'.join(place)}: {message}" if place else message


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = f"there is no {path_of(request.scope)}" if error.detail == "Not Found" else str(error.detail)
    return _problem(request, error.status_code, detail, dict(error.headers or {}))


async def _moved(request: Request, error: Exception) -> Response:
    """Leads from an address of a merged document to that of the one that it is: 308, and 301 for pages.

    Asked again each time, for an editor may part the two.
    """
    assert isinstance(error, Moved)
    path = re.sub(r"/documents/[0-9]+", f"/documents/{error.document_id}", quote(path_of(request.scope)), count=1)
    query = f"?{request.url.query}" if request.url.query else ""
    status = 308 if path.startswith("/api") else 301
    return RedirectResponse(f"{root_of(request)}{path}{query}", status, {"Cache-Control": "no-cache"})


_REFUSALS: dict[type[Exception], tuple[int, str]] = {
    BadFilter: (422, "source: {}"),
    BadQuery: (400, "{}"),
    BadPlace: (400, "{}"),
    NotWritable: (422, "{}"),
    ConfigurationError: (422, "{}"),
    NotUndone: (409, "{}"),
    NoSuchIssue: (404, "{}"),
    ExportError: (501, "{}"),
    Unanswered: (503, "{}"),
    ArchiveError: (404, "the archive does not have this answer"),
    StorageError: (503, "the database does not answer"),
}
"""Error -> the status of the answer, and its words, of which {} are those of the error."""


async def _refused(request: Request, error: Exception) -> Response:
    status, words = next(_REFUSALS[kind] for kind in type(error).__mro__ if kind in _REFUSALS)
    return _problem(request, status, words.format(error), {"Retry-After": RETRY_SECONDS} if status == 503 else None)


_HANDLERS: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    RequestValidationError: _invalid,
    HTTPException: _http,
    Moved: _moved,
    **dict.fromkeys(_REFUSALS, _refused),
}
