"""What every request passes: names of hosts, HEAD as GET, the path below a proxy, header fields of answers."""

import re
from collections.abc import Callable, Collection, Mapping
from urllib.parse import urlsplit

from fastapi import Request, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HOST = re.compile(r"(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
"""policies.example.org, 127.0.0.1:8000, [::1]:8000"""


class Gate:
    """Passes requests to the application, and puts header fields on every answer that does not set its own.

    Answers 400 where Host or Origin is no address, and 403 where Host is none of `names`, if there are any: a page of
    another site may let its own name resolve to this computer (DNS rebinding), and would read an editor's notes. HEAD
    is answered as GET is, without the content: monitors and feed readers ask so.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        root: str,
        names: Collection[str],
        headers: Mapping[str, str],
        refuse: Callable[[Request, int, str], Response],
    ) -> None:
        """`root`: the path below which the application stands, /zhengce, or nothing; `refuse` makes an answer."""
        self.app, self._root, self._names, self._headers, self._refuse = app, root, names, headers, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    own.setdefault(name, value)
            await send(message)

        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}  # the server sends no content in answer to HEAD
        if self._root:
            scope = {**scope, "path": self._below(scope["path"]), "root_path": self._root}
        wrong = self._find_wrong(Headers(scope=scope))
        await (self._refuse(Request(scope), *wrong) if wrong else self.app)(scope, receive, send_on)

    def _below(self, path: str) -> str:
        """The path with the root, which a reverse proxy leaves in a request or takes away."""
        if path == self._root:
            return f"{path}/"
        return path if path.startswith(f"{self._root}/") else self._root + path

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
