"""A download handler over a recorded archive: a replayed crawl runs every middleware and pipeline of a live one."""

import asyncio
import hashlib
import logging
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Self, cast
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from parsers.addresses import comparable
from storage.archive import Archive, ArchiveError, Location, exchanges, holds_answers

NOT_RECORDED = "X-Zhengce-Not-Recorded"
"""Header of the response to a request that is not in the recording."""


log = logging.getLogger(__name__)


def check(recording: Path) -> None:
    """Raises ArchiveError where a file is no recording."""
    if not holds_answers(recording):
        raise ArchiveError(f"{recording}: no WARC recording: there is no answer of a site in it")


class ReplayOrder:
    """Gives the sources of a replay turns of one request, so that a recording always gives the same database.

    The first of two pages makes the document, whichever source it is from. A source keeps its turn from one response
    to its next request: by then the results of the response are in the writer's queue.
    """

    _of: ClassVar[WeakKeyDictionary[asyncio.AbstractEventLoop, "ReplayOrder"]] = WeakKeyDictionary()

    def __init__(self) -> None:
        self._places: dict[object, asyncio.Event | None] = {}
        """Sources in the order of their turns, and the events of those that wait with a request."""
        self._holder: object = None

    @classmethod
    def here(cls) -> "ReplayOrder":
        """The order of the running event loop."""
        return cls._of.setdefault(asyncio.get_running_loop(), cls())

    def join(self, source: object) -> None:
        """Adds a source before those that joined earlier."""
        self._places = {source: None, **self._places}

    async def take(self, source: object) -> None:
        """Passes on this source's turn, and waits for its next one."""
        if self._holder == source:
            self._places[source] = self._places.pop(source)
            self._holder = None
        if source in self._places:  # it left where its engine has stopped
            self._places[source] = called = asyncio.Event()
            self._call()
            await called.wait()

    def leave(self, source: object) -> None:
        """Removes a source."""
        self._places.pop(source, None)
        if self._holder == source:
            self._holder = None
        self._call()

    def _call(self) -> None:
        """Gives the turn to the first source, once it has a request."""
        first = next(iter(self._places), None)
        if self._holder is None and first is not None and (called := self._places[first]) is not None:
            self._holder = first
            called.set()


@dataclass(frozen=True)
class Index:
    """Where the answers of a WARC file stand. Of a request that was recorded repeatedly the last response holds."""

    places: dict[bytes, Location]
    alike: dict[bytes, Location]
    """The same by comparable address: old recordings have https where a list printed http."""
    damage: list[str]
    """Messages about records that cannot be read."""

    @classmethod
    def of(cls, recording: Path) -> "Index":
        """The index of a file, which is read once for all sources of a crawl."""
        facts = recording.stat()
        return _read_index(recording, facts.st_ino, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=1)
def _read_index(recording: Path, *state: int) -> Index:
    """`state` tells one state of the file from another."""
    index = Index({}, {}, [])
    for location, exchange in exchanges(recording, on_damage=index.damage.append):
        index.places[_key(exchange.method, exchange.url, exchange.request_body)] = location
        index.alike[_key(exchange.method, comparable(exchange.url), exchange.request_body)] = location
    return index


class Replay:
    """A download handler over a WARC file."""

    lazy = False
    _by_crawler: ClassVar[WeakKeyDictionary[Crawler, "Replay"]] = WeakKeyDictionary()

    def __init__(self, recording: Path, source: object = None) -> None:
        self._archive = Archive(recording.parent)
        self._index = Index.of(recording)
        for line in self._index.damage:
            log.warning(line)
        self._order = ReplayOrder.here()
        self._source = source  # Scrapy makes a handler for http and one for https
        self._order.join(source)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The handler over the recording that `ZHENGCE_REPLAY` names."""
        cls._by_crawler[crawler] = replay = cls(Path(crawler.settings["ZHENGCE_REPLAY"]), crawler)
        return replay

    @classmethod
    def of(cls, crawler: Crawler) -> Self | None:
        """The recording that answers a crawl; None where the network does."""
        return cast(Self | None, cls._by_crawler.get(crawler))

    def holds(self, url: str) -> bool:
        """Whether a GET of this address was recorded."""
        return _key("GET", comparable(url), b"") in self._index.alike

    async def download_request(self, request: Request) -> Response:
        """The recorded response; 404 with the header NOT_RECORDED where there is none.

        Raises ResponseDataLossError for one shorter than its Content-Length.
        """
        await self._order.take(self._source)
        location = self._index.places.get(_key(request.method, request.url, request.body)) or self._index.alike.get(
            _key(request.method, comparable(request.url), request.body)
        )
        if location is None:
            text = f"not in the recording: {request.method} {request.url}"
            return Response(request.url, status=404, headers={NOT_RECORDED: "1"}, body=text.encode(), request=request)
        exchange = self._archive.read(location)
        headers = Headers(exchange.headers, encoding="latin-1")
        announced = (headers.get("Content-Length") or b"").decode("latin-1")
        if announced.isdigit() and int(announced) > len(exchange.body):
            raise ResponseDataLossError(f"{len(exchange.body)} of {announced} bytes")
        request.meta["fetched_at"] = exchange.fetched_at
        kind = responsetypes.from_args(headers=headers, url=request.url, body=exchange.body)
        return kind(request.url, status=exchange.status, headers=headers, body=exchange.body, request=request)

    async def close(self) -> None:
        """Closes the recording."""
        self._order.leave(self._source)
        self._archive.close()


def _key(method: str, url: str, body: bytes) -> bytes:
    return hashlib.sha256(b"\0".join((method.encode(), url.encode(), body))).digest()
