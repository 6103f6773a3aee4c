"""An archived answer as the page that the crawl saw: body unpacked as the crawl unpacks it, header read alike."""

from functools import cache

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Headers, Response
from scrapy.statscollectors import DummyStatsCollector

from parsers.page import Page
from storage.archive import LARGEST_ANSWER, Exchange


def page_of(exchange: Exchange, url: str | None = None) -> Page:
    """The page that an exchange brought. Raises ValueError where the body does not unpack.

    `url` is the address that answered, where it is not the one that was asked.
    """
    headers = Headers()
    for name, value in exchange.headers:
        headers.appendlist(name, value)
    content_type = headers.get("Content-Type")
    return Page(
        url or exchange.url,
        _unpacked(exchange, headers) if exchange.body else exchange.body,
        content_type=html_or(content_type.decode("latin-1") if content_type else None),
        fetched_at=exchange.fetched_at,
        status=exchange.status,
    )


def html_or(said: str | None) -> str | None:
    """What a Content-Type header says; but no ministry has notices in plain text, which is a server's word for "I do
    not know"."""
    return said.replace("text/plain", "text/html", 1) if said and said.startswith("text/plain") else said


def _unpacked(exchange: Exchange, headers: Headers) -> bytes:
    """The body as the crawl's own middleware unpacks it: a page that is read again is, byte for byte, the page that was
    read."""
    packing = b", ".join(headers.getlist("Content-Encoding")).decode("latin-1")
    if packing.strip().lower() in ("", "identity"):
        return exchange.body
    request = Request(exchange.url)
    answer = Response(exchange.url, status=exchange.status, headers=headers, body=exchange.body, request=request)
    try:
        unpacked = _compression().process_response(request, answer)
    except Exception as error:  # each library has errors of its own
        raise ValueError(f"the archived body is not {packing}: {error}") from error
    assert isinstance(unpacked, Response)
    return unpacked.body


@cache
def _compression() -> HttpCompressionMiddleware:
    crawler = Crawler(Spider, {"DOWNLOAD_MAXSIZE": LARGEST_ANSWER, "DOWNLOAD_WARNSIZE": LARGEST_ANSWER})
    crawler.stats = DummyStatsCollector(crawler)
    return HttpCompressionMiddleware.from_crawler(crawler)
