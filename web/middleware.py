"""What every request passes: a limit of requests at once, HEAD as GET, and the path that a proxy takes away."""

import re
from collections.abc import Awaitable, Callable

from fastapi import Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

READ_AT_ONCE = 10
"""How many times as many answers may be on their way to readers."""


class RequestLimit:
    """Limits concurrent requests; answers 503 beyond the limit, so that those that are taken are answered.

    A place is free again when the answer begins: who reads it slowly, or follows a stream, holds up nobody.
    READ_AT_ONCE times as many may be read at once, since what is being sent takes memory.
    """

    def __init__(self, app: ASGIApp, limit: int, refuse: Callable[[Request, str], Response]) -> None:
        """`refuse` makes the answer to a request that is not taken, from what is wrong."""
        self.app, self.limit, self._refuse = app, limit, refuse
        self._waiting = 0
        self._open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self._waiting >= self.limit or self._open >= self.limit * READ_AT_ONCE:
            detail = f"the server is busy: {self.limit} requests wait already; try again in a moment"
            await self._refuse(Request(scope), detail)(scope, receive, send)
            return
        self._waiting += 1
        self._open += 1
        has_place = True

        def leave() -> None:
            nonlocal has_place
            self._waiting -= has_place
            has_place = False

        async def send_on(message: Message) -> None:
            leave()
            await send(message)

        try:
            await self.app(scope, receive, send_on)
        finally:
            leave()
            self._open -= 1


class HeadAsGet:
    """Answers HEAD as GET is answered, without the content: monitors and feed readers ask so.

    Not below `except_below`: files answer HEAD by themselves; a large one would be read for nothing.
    """

    def __init__(self, app: ASGIApp, except_below: str) -> None:
        self.app, self._except_below = app, except_below

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        if not is_head or path_of(scope).startswith(f"{self._except_below}/"):
            await self.app(scope, receive, send)
            return

        async def send_headers(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        # The mark tells a stream, which would never end, that nobody reads it.
        await self.app({**scope, "method": "GET", "zhengce.head": True}, receive, send_headers)


class RootPath:
    """Puts the application below a path of its host, whether a reverse proxy leaves that in a request or takes it away.

    Starlette routes by `root_path`, and expects it to begin the path.
    """

    def __init__(self, app: ASGIApp, root: str) -> None:
        """`root`: /zhengce, without a slash at its end."""
        self.app, self._root = app, root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = scope["path"]
            below = path if path.startswith(f"{self._root}/") else self._root + path
            scope = {**scope, "path": f"{self._root}/" if path == self._root else below, "root_path": self._root}
        await self.app(scope, receive, send)


def root_of(request: Request) -> str:
    """The path below which the application stands: /zhengce, or nothing."""
    root: str = request.app.state.root
    return root


def path_of(scope: Scope) -> str:
    """The path of a request below that."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path.removeprefix(root) if root and path.startswith(f"{root}/") else path


def is_root_path(text: str) -> bool:
    """True for a path below which the application can stand: /zhengce, /tools/zhengce."""
    return re.fullmatch(r"(/[A-Za-z0-9._~-]+)+", text) is not None


def secured(
    headers: dict[str, str], *, has_forms: bool
) -> Callable[[Request, Callable[[Request], Awaitable[Response]]], Awaitable[Response]]:
    """Puts these header fields on every answer that does not set its own."""

    async def run(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        if has_forms:
            # With no-referrer, browsers send `Origin: null` with a page's own forms (Fetch, 3.2), as another site's
            # could.
            response.headers.setdefault("Referrer-Policy", "same-origin")
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    return run
