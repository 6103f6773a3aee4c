"""Servers: `serve`, the page and API, and `mcp`, tools for language models."""

import socket
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

import click
import uvicorn

from scrapers import spiders
from storage import health
from storage.health.problems import Watched
from zhengce.cli.shared.database import opened
from zhengce.cli.shared.errors import Unusable
from zhengce.cli.shared.options import BASE, Count, Settings, command
from zhengce.web.app import create_app
from zhengce.web.coverage import Columns, CoverageReader, HealthCheck
from zhengce.web.database import Reader
from zhengce.web.middleware import is_root_path
from zhengce.web.pages.login import LOOPBACK, Editing
from zhengce.web.searching import SearchService

MOST_CONNECTIONS = 900
"""Beyond them the answer is 503: a process may hold 1,024 files by default."""

SERVER: Mapping[str, Any] = {
    "http": "h11",
    "ws": "none",
    "lifespan": "on",
    "limit_concurrency": MOST_CONNECTIONS,
    "timeout_keep_alive": 10,  # seconds for which an idle connection stays open
    "h11_max_incomplete_event_size": 64 << 10,  # bytes of a head that is not complete
    "timeout_graceful_shutdown": 5,  # seconds for which answers go on that are under way as the server ends
    "server_header": False,
    "log_level": "warning",
}
"""How uvicorn runs."""

STALLED = 60_000
"""Milliseconds after which Linux ends the connection of a reader that takes nothing."""


@command("serve")
@click.option("--host", metavar="HOST", default="127.0.0.1", help="Address to listen on; the page has no accounts.")
@click.option("--port", type=Count(0, 65535), metavar="N", default=8000)
@click.option("--edit", is_flag=True, help="Who opens the address that is printed may pick, tag and write.")
@click.option("--edit-from-anywhere", is_flag=True, help="Allow --edit with a --host other than loopback.")
@click.option(
    "--prefix", metavar="PATH", default="", help="Path below which a reverse proxy offers the page: /zhengce."
)
@click.pass_obj
def serve(settings: Settings, host: str, port: int, edit: bool, edit_from_anywhere: bool, prefix: str) -> None:
    """Serve the web page and API for analysts on this database; read-only without --edit."""
    if not host.strip():
        raise Unusable("--host: empty, which would mean every address of this machine; name one, such as 127.0.0.1")
    path = prefix.rstrip("/")
    if path and not is_root_path(path):
        raise Unusable(f"--prefix {prefix}: not a path; write it like /zhengce")
    if edit and host not in LOOPBACK and not edit_from_anywhere:
        raise Unusable(f"--edit --host {host}: others could reach it; --edit-from-anywhere allows that")

    def address() -> str:
        return f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}{path}"

    def show_login(token: str) -> None:
        click.echo(f"{address()}/desk/login?token={token} (to edit; good for one login)", err=True)

    watched = cache(partial(_watched, settings))
    with opened(settings) as db, _listen(host, port) as listening:
        own_port = listening.getsockname()[1]
        editing = Editing(show_login, is_loopback=not edit_from_anywhere, port=own_port) if edit else None
        web = create_app(
            db,
            settings.archive,
            sources=spiders.names(),
            check=_checking(watched),
            columns=_columns(watched),
            editing=editing,
            configuration=settings.chosen,
            prefix=path,
        )
        click.echo(f"{address()}/ (Ctrl-C ends)", err=True)
        # Requests are answered in threads, and each query lets go of Python's lock: with the usual 5 ms until a busy
        # thread gives it back, a page of twenty queries would wait for a tenth of a second.
        sys.setswitchinterval(0.0005)
        if editing:
            editing.offer_login()
        uvicorn.Server(uvicorn.Config(web, **SERVER)).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise Unusable(f"{host}:{port}: {error.strerror or error}; name another --port") from error
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALLED)
    return listening


@command("mcp")
@BASE
@click.pass_obj
def mcp(settings: Settings, base: str | None) -> None:
    """Answer MCP tools for language models on standard input and output, read-only; clients start it: docs/api.md."""
    from zhengce.web.mcp.server import (  # the protocol's library, which `serve` loads when asked
        STDIO_SECONDS,
        PolicyServer,
    )

    watched = cache(partial(_watched, settings))
    with opened(settings) as db:
        coverage = CoverageReader(spiders.names(), _checking(watched), _columns(watched))
        server = PolicyServer(SearchService(Reader(db, STDIO_SECONDS)), coverage, base)
        server.run_stdio()


def _watched(settings: Settings) -> list[Watched]:
    """What health compares the crawls of each source with."""
    from scrapers.run import baselines, process  # Scrapy, which a server needs for its first look at the sources

    return baselines.watched(process.sources(), settings.chosen.cadences(spiders.names()))


def _checking(watched: Callable[[], list[Watched]]) -> HealthCheck:
    return lambda connection: health.check(connection, watched(), datetime.now(UTC))


def _columns(watched: Callable[[], list[Watched]]) -> Columns:
    return lambda: {source.name: [column.name for column in source.columns] for source in watched()}
