"""One request to a server that may do anything: an answer of bounded size in a bounded time, or none."""

import threading
from collections.abc import Mapping
from http.client import HTTPException
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, build_opener

from zhengce.notifications.outgoing import NoRedirects

LARGEST_ERROR = 64 << 10
"""Bytes that are read of an answer other than 200."""


class Answer(NamedTuple):
    """What a server answered; `body` has at most one byte more than was asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def post(request: Request, seconds: float, largest: int) -> Answer:
    """Send a request and read the answer, all in so many seconds.

    The exchange runs in a thread that is left to itself when the time is over: a server can drip a head as well as a
    body. Raises TimeoutError, and OSError, HTTPException or ValueError of the connection.
    """
    ends: list[Answer | Exception] = []

    def exchange() -> None:
        try:
            ends.append(_exchange(request, seconds, largest))
        except Exception as error:
            ends.append(error)

    thread = threading.Thread(target=exchange, daemon=True)
    thread.start()
    thread.join(max(seconds, 0.0))
    end = ends[0] if ends else TimeoutError()
    if isinstance(end, Exception):
        raise end
    return end


def _exchange(request: Request, seconds: float, largest: int) -> Answer:
    try:
        response = build_opener(NoRedirects).open(request, timeout=max(seconds, 0.001))
    except HTTPError as error:
        response, largest = error, LARGEST_ERROR - 1
    with response:
        headers = {name.lower(): value for name, value in response.headers.items()}
        body, length = response.read(largest + 1), headers.get("content-length", "")
        if length.isdecimal() and len(body) < min(int(length), largest):
            raise HTTPException("it closes the connection amid its answer")
        return Answer(response.status, headers, body)
