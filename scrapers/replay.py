"""Answers requests from a recorded archive in place of the network, so that a replayed crawl passes through every
middleware and pipeline of a live one."""

import asyncio
import hashlib
from pathlib import Path
from typing import ClassVar, Self
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from parsers.addresses import comparable
from storage.archive import Archive, ArchiveError, Location, exchanges, holds_answers

NOT_RECORDED = "X-Zhengce-Not-Recorded"
"""The header of the answer to a request that the recording does not hold."""


def check(recording: Path) -> None:
    """Raises ArchiveError where a file is no recording, before anything is crawled from it."""
    if not holds_answers(recording):
        raise ArchiveError(f"{recording}: no WARC recording: there is no answer of a site in it")


class Turns:
    """Lets the sources of a replay go on in turn, a request each, so that a recording always gives the same database.

    Of two pages of one document that two sources hold, the first that comes founds it. A source keeps its turn from
    one answer to its next request: all that the answer leads to is done, or is in the writer's queue, by then.
    """

    _of: ClassVar[WeakKeyDictionary[asyncio.AbstractEventLoop, "Turns"]] = WeakKeyDictionary()

    def __init__(self) -> None:
        self._places: dict[object, asyncio.Event | None] = {}
        """Sources in the order of their turns, and what those wait for that have something to ask."""
        self._holder: object = None

    @classmethod
    def here(cls) -> "Turns":
        """Those of the event loop that runs."""
        return cls._of.setdefault(asyncio.get_running_loop(), cls())

    def join(self, source: object) -> None:
        """Gives a source a place before those that came earlier."""
        self._places = {source: None, **self._places}

    async def take(self, source: object) -> None:
        """Passes the turn on, if it is this source's, and waits until it comes round."""
        if self._holder == source:
            self._places[source] = self._places.pop(source)
            self._holder = None
        if source in self._places:  # it left where its engine has stopped
            self._places[source] = called = asyncio.Event()
            self._call()
            await called.wait()

    def leave(self, source: object) -> None:
        """Gives up a source's place."""
        self._places.pop(source, None)
        if self._holder == source:
            self._holder = None
        self._call()

    def _call(self) -> None:
        """Gives the turn to the first, once that has something to ask."""
        first = next(iter(self._places), None)
        if self._holder is None and first is not None and (called := self._places[first]) is not None:
            self._holder = first
            called.set()


class Replay:
    """A download handler over a WARC file. Where one request was recorded more than once, the last answer holds."""

    lazy = False

    def __init__(self, recording: Path, source: object = None) -> None:
        self._archive = Archive(recording.parent)
        self._places: dict[bytes, Location] = {}
        self._alike: dict[bytes, Location] = {}
        """The same by the address as it is compared: recordings of old asked for https whatever a list printed."""
        for location, exchange in exchanges(recording):
            self._places[_key(exchange.method, exchange.url, exchange.request_body)] = location
            self._alike[_key(exchange.method, comparable(exchange.url), exchange.request_body)] = location
        self._turns = Turns.here()
        self._source = source  # Scrapy makes a handler for http and one for https
        self._turns.join(source)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The handler over the recording that `ZHENGCE_REPLAY` names."""
        return cls(Path(crawler.settings["ZHENGCE_REPLAY"]), crawler)

    async def download_request(self, request: Request) -> Response:
        """The recorded answer, as it was served; 404 with a header that says so where there is none.

        Raises ResponseDataLossError for an answer that was recorded shorter than it announced itself.
        """
        await self._turns.take(self._source)
        location = self._places.get(_key(request.method, request.url, request.body)) or self._alike.get(
            _key(request.method, comparable(request.url), request.body)
        )
        if location is None:
            text = f"not in the recording: {request.method} {request.url}"
            return Response(request.url, status=404, headers={NOT_RECORDED: "1"}, body=text.encode(), request=request)
        exchange = self._archive.read(location)
        headers = Headers()
        for name, value in exchange.headers:
            headers.appendlist(name, value)
        announced = (headers.get("Content-Length") or b"").decode("latin-1")
        if announced.isdigit() and int(announced) > len(exchange.body):
            raise ResponseDataLossError(f"{len(exchange.body)} of {announced} bytes")
        request.meta["fetched_at"] = exchange.fetched_at
        kind = responsetypes.from_args(headers=headers, url=request.url, body=exchange.body)
        return kind(request.url, status=exchange.status, headers=headers, body=exchange.body, request=request)

    async def close(self) -> None:
        """Closes the recording."""
        self._turns.leave(self._source)
        self._archive.close()


def _key(method: str, url: str, body: bytes) -> bytes:
    return hashlib.sha256(b"\0".join((method.encode(), url.encode(), body))).digest()
