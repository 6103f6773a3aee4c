"""Serves the application below a path of a host: https://policies.example.org/zhengce/."""

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OWN = re.compile(r'( (?:href|src|action)=")/(?!/)')
"""The beginning of an address of ours in a template: values from outside have their quotation marks escaped."""


class Prefix:
    """Takes requests with the prefix and without it: some reverse proxies leave it, others take it away."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        """`prefix`: /zhengce, without a slash at its end."""
        self.app = app
        self.prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path != self.prefix and not path.startswith(f"{self.prefix}/"):
            path = self.prefix + path

        async def send_prefixed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [self._header(*pair) for pair in message["headers"]]}
            await send(message)

        if path == self.prefix:
            path += "/"
        await self.app({**scope, "path": path, "root_path": self.prefix}, receive, send_prefixed)

    def _header(self, name: bytes, value: bytes) -> tuple[bytes, bytes]:
        own = name.lower() == b"location" and value.startswith(b"/") and not value.startswith(b"//")
        inside = value.startswith(f"{self.prefix}/".encode())
        return (name, self.prefix.encode() + value) if own and not inside else (name, value)


def prefixed(html: str, prefix: str) -> str:
    """A page of ours with the prefix before every address of ours, which templates begin with a slash."""
    return _OWN.sub(rf"\g<1>{prefix}/", html) if prefix else html


def path_of(scope: Scope) -> str:
    """The path of a request below the prefix."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path.removeprefix(root) if root and path.startswith(f"{root}/") else path


def is_prefix(text: str) -> bool:
    """Whether a text can be a prefix: /zhengce, /tools/zhengce."""
    return re.fullmatch(r"(/[A-Za-z0-9._~-]+)+", text) is not None
