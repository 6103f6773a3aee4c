"""The MCP server at /mcp of the web application: streamable HTTP without sessions, a JSON answer to each POST."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from web.mcp.server import PolicyServer

PATH = "/mcp"

MOST_BYTES = 1_000_000
"""Of a request: a bibliography of 100 lines is well below."""

LOCAL = ("localhost", "127.0.0.1", "::1")


class Endpoint:
    """Takes the requests to /mcp while the application runs."""

    def __init__(self, server: PolicyServer) -> None:
        self._server = server
        self._manager: StreamableHTTPSessionManager | None = None

    def lifespan(self) -> Callable[[Any], AbstractAsyncContextManager[None]]:
        """For the application: starts and ends what answers the requests."""

        @asynccontextmanager
        async def run(app: Any) -> AsyncIterator[None]:
            # Without sessions nothing is stored for a client, so that none can use up room by opening many.
            self._manager = StreamableHTTPSessionManager(
                self._server.protocol, json_response=True, stateless=True, max_request_body_size=MOST_BYTES
            )
            async with self._manager.run():
                yield

        return run

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = Headers(scope=scope).get("origin")
        if origin is not None and not _is_local(origin):
            # A web page somewhere else, which a browser lets call this server. Programs send no Origin.
            refused = JSONResponse({"detail": f"not from {origin}: /mcp answers programs, not other web pages"}, 403)
            await refused(scope, receive, send)
            return
        assert self._manager is not None, "the application runs without its lifespan"
        await self._manager.handle_request(scope, receive, send)


def _is_local(origin: str) -> bool:
    try:
        return urlsplit(origin).hostname in LOCAL
    except ValueError:
        return False
