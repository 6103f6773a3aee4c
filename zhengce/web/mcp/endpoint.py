"""The MCP server at /mcp of the web application: streamable HTTP without sessions, a JSON answer to each POST."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

if TYPE_CHECKING:
    from zhengce.web.mcp.server import PolicyServer

PATH = "/mcp"

MOST_BYTES = 1_000_000
"""Of a request: a bibliography of 100 lines is well below."""

LOCAL = ("localhost", "127.0.0.1", "::1")


class Endpoint:
    """Takes the requests to /mcp. The protocol's library, large and slow to load, is loaded for the first one."""

    def __init__(self, make: "Callable[[], PolicyServer]") -> None:
        self._server = cache(make)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = Headers(scope=scope).get("origin")
        if origin is not None and not _is_local(origin):
            # A web page somewhere else, which a browser lets call this server. Programs send no Origin.
            refused = JSONResponse({"detail": f"not from {origin}: /mcp answers programs, not other web pages"}, 403)
            await refused(scope, receive, send)
            return
        server = await anyio.to_thread.run_sync(self._server)
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        # Without sessions nothing is stored for a client, so that none can use up room by opening many.
        manager = StreamableHTTPSessionManager(
            server.protocol, json_response=True, stateless=True, max_request_body_size=MOST_BYTES
        )
        async with manager.run():
            await manager.handle_request(scope, receive, send)


def _is_local(origin: str) -> bool:
    try:
        return urlsplit(origin).hostname in LOCAL
    except ValueError:
        return False
