"""Answers requests from a recorded archive in place of the network, so that a replayed crawl passes through every
middleware and pipeline of a live one."""

import hashlib
from pathlib import Path
from typing import Self

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


class Replay:
    """A download handler over a WARC file. Where one request was recorded more than once, the last answer holds."""

    lazy = False

    def __init__(self, recording: Path) -> None:
        self._archive = Archive(recording.parent)
        self._places: dict[bytes, Location] = {}
        self._alike: dict[bytes, Location] = {}
        """The same by the address as it is compared: recordings of old asked for https whatever a list printed."""
        for location, exchange in exchanges(recording):
            self._places[_key(exchange.method, exchange.url, exchange.request_body)] = location
            self._alike[_key(exchange.method, comparable(exchange.url), exchange.request_body)] = location

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The handler over the recording that `ZHENGCE_REPLAY` names."""
        return cls(Path(crawler.settings["ZHENGCE_REPLAY"]))

    async def download_request(self, request: Request) -> Response:
        """The recorded answer, as it was served; 404 with a header that says so where there is none.

        Raises ResponseDataLossError for an answer that was recorded shorter than it announced itself.
        """
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
        self._archive.close()


def _key(method: str, url: str, body: bytes) -> bytes:
    return hashlib.sha256(b"\0".join((method.encode(), url.encode(), body))).digest()
