"""Limits concurrent requests: how many are answered at once, and how much of their bodies may be read."""

from collections.abc import Callable
from contextlib import suppress

from fastapi import Request, Response
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_REQUESTS = 100
"""Requests that are answered or wait; beyond them the answer is 503."""

READ_AT_ONCE = 10
"""How many times as many answers may be on their way to readers."""

READ_BODY = 1 << 20
"""Bytes of a body that are read before the request takes a place: more than any route reads."""

READ_BODIES = 64 << 20
"""Bytes of all bodies that are arriving."""


class RequestLimit:
    """Limits concurrent requests; answers 503 beyond the limit, so that those that are taken are answered.

    A place is taken when the body has arrived and free again when the answer begins: who sends or reads slowly, or
    follows a stream, holds up nobody. READ_AT_ONCE times as many may be read at once, since what is being sent takes
    memory.
    """

    def __init__(self, app: ASGIApp, limit: int, refuse: Callable[[Request, str], Response]) -> None:
        """`refuse` makes the answer to a request that is not taken, from what is wrong."""
        self.app, self.limit, self._refuse = app, limit, refuse
        self._waiting = 0
        self._open = 0
        self._arriving = 0
        """Bytes of the bodies that are not complete."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with suppress(ClientDisconnect):  # nobody waits for an answer
            await self._take(scope, await self._read_body(scope, receive), send)

    async def _read_body(self, scope: Scope, receive: Receive) -> Receive:
        """Waits for the body, or its first READ_BODY bytes; gives what it has read again, then the rest.

        Raises ClientDisconnect where the client leaves before.
        """
        headers = Headers(scope=scope)
        if headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:
            return receive
        body, more = bytearray(), True
        try:
            while more and len(body) < READ_BODY and self._arriving < READ_BODIES:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                more = message.get("more_body", False)
                body += message.get("body", b"")
                self._arriving += len(message.get("body", b""))
        finally:
            self._arriving -= len(body)
        read: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": more}]

        async def receive_again() -> Message:
            return read.pop() if read else await receive()

        return receive_again

    async def _take(self, scope: Scope, receive: Receive, send: Send) -> None:
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
