"""What every request passes: names of hosts, HEAD as GET, the path below a proxy."""

import re
from collections.abc import Callable, Collection, Mapping
from urllib.parse import urlsplit

from fastapi import Request, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HOST = re.compile(r"(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
"""policies.example.org, 127.0.0.1:8000, [::1]:8000"""


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
        await self.app({**scope, "method": "GET"}, receive, send)  # the server sends no content in answer to HEAD


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


class SecurityHeaders:
    """Puts these header fields on every answer that does not set its own."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self.app, self._headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    own.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_on)


class ForPaths:
    """Passes the requests to some paths through a middleware, all others by it."""

    def __init__(self, app: ASGIApp, middleware: Callable[[ASGIApp], ASGIApp], has: Callable[[str], bool]) -> None:
        self.app, self._through, self._has = app, middleware(app), has

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        chosen = self._through if scope["type"] == "http" and self._has(path_of(scope)) else self.app
        await chosen(scope, receive, send)


class HostCheck:
    """Answers 400 where Host or Origin is no address, and 403 where Host is none of `names`, if there are any.

    A page of another site may let its own name resolve to this computer (DNS rebinding), and would read an editor's
    notes.
    """

    def __init__(self, app: ASGIApp, names: Collection[str], refuse: Callable[[Request, int, str], Response]) -> None:
        """`refuse` makes the answer, from a status and what is wrong."""
        self.app, self._names, self._refuse = app, names, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (wrong := self._find_wrong(Headers(scope=scope))):
            await self._refuse(Request(scope), *wrong)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _find_wrong(self, headers: Headers) -> tuple[int, str] | None:
        host, origin = headers.get("host", ""), headers.get("origin", "")
        try:
            urlsplit(origin)
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return 400, "Host or Origin is no address"
        if host and not _HOST.fullmatch(host):
            return 400, "Host is no address"
        if self._names and name not in self._names:
            return 403, "editing is open on this computer alone"
        return None
