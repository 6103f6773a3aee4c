"""Connections of the server: how long a client may take to send a request, how many may wait, and what the log says."""

import asyncio
import logging
import resource
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
"""From a connection's first moment, or the end of its last answer, until the head of a request is complete."""

BODY_SECONDS = 30.0
"""From a request's head until its body is complete."""

MOST_FILES = 4096
"""Open files that the process allows itself where the system lets it; half of them are connections."""

ACCEPTED_AT_ONCE = 100
"""Connections that are taken before any of them is looked at: more would use up the files."""

REPEAT_SECONDS = 60.0
"""For which a line of the log that repeats is only counted."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What clients that send nothing may take."""

    connections: int
    head_seconds: float = HEAD_SECONDS
    body_seconds: float = BODY_SECONDS


class _BoundedProtocol(H11Protocol):
    """HTTP/1.1 that closes a connection whose client does not send what it began.

    Where there are as many connections as are allowed, a new one takes the place of the one that has waited longest
    for its client; where all of them are being answered, the new one is closed.
    """

    limits: Limits
    waiting: dict["_BoundedProtocol", None]
    """Of the whole server: the connections that wait for their clients, the longest waiting first."""
    _timer: asyncio.TimerHandle | None = None
    _awaited: type[h11.IDLE] | type[h11.SEND_BODY] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        # asyncio does it only for sockets that name their protocol; the listening one, made by `create_server`, has 0.
        # Without it, the second write of an answer waits for the client to acknowledge the first: 40 ms.
        if (connected := transport.get_extra_info("socket")) is not None:
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        has_room = len(self.connections) < self.limits.connections or self._make_room()
        super().connection_made(transport)
        self._watch()
        if not has_room:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def _watch(self) -> None:
        """Starts the time of what the client has to send now, unless it runs already."""
        state = self.conn.their_state
        awaited = state if state in (h11.IDLE, h11.SEND_BODY) and not self.transport.is_closing() else None
        if awaited is self._awaited:
            return
        self._cancel()
        if awaited is not None:
            seconds = self.limits.head_seconds if awaited is h11.IDLE else self.limits.body_seconds
            self._awaited = awaited
            self.waiting[self] = None
            self._timer = self.loop.call_later(seconds, self.transport.abort)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self.waiting.pop(self, None)
        self._timer = self._awaited = None

    def _make_room(self) -> bool:
        oldest = next(iter(self.waiting), None)
        if oldest is None:
            return False
        oldest._cancel()
        oldest.transport.abort()
        return True


class RepeatFilter(logging.Filter):
    """Lets a line pass once in REPEAT_SECONDS, then with the number of those that it stands for."""

    def __init__(self, seconds: float = REPEAT_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._seconds, self._clock = seconds, clock
        self._seen: dict[tuple[str, int, str], tuple[float, int]] = {}
        """Logger, level and line -> when it was last written, and how often it came since."""

    def filter(self, record: logging.LogRecord) -> bool:
        line, now = record.getMessage(), self._clock()
        key = (record.name, record.levelno, line)
        written, count = self._seen.get(key, (now - self._seconds, 0))
        if now - written < self._seconds:
            self._seen[key] = (written, count + 1)
            return False
        if len(self._seen) >= 1000:
            self._seen.clear()
        self._seen[key] = (now, 0)
        if count:
            record.msg, record.args = f"{line.rstrip()} ({count} times more since it was last written)", None
        return True


def most_connections() -> int:
    """How many connections the process can hold beside its files; raises its own limit of files where it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return files // 2


def server_config(app: ASGIApp, limits: Limits, **options: Any) -> uvicorn.Config:
    """The settings of a server whose clients are held to these limits."""
    protocol = type("BoundedProtocol", (_BoundedProtocol,), {"limits": limits, "waiting": {}})
    return uvicorn.Config(
        app, http=protocol, ws="none", backlog=ACCEPTED_AT_ONCE, server_header=False, lifespan="on", **options
    )


def count_repeats() -> None:
    """Holds the log of the server and of its event loop to a line a minute for what repeats."""
    for name in ("uvicorn.error", "asyncio"):
        logging.getLogger(name).addFilter(RepeatFilter())
