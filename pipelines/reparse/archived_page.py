"""An archived answer as the page that the crawl read: its body decompressed and its headers read in the same way."""

from functools import cache

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Headers, Response
from scrapy.statscollectors import DummyStatsCollector

from parsers.page import Page, as_html
from storage.archive import LARGEST_ANSWER, Exchange


def page_of(exchange: Exchange, url: str | None = None) -> Page:
    """The page of an exchange. Raises ValueError where the body cannot be decompressed.

    `url`: the address that answered, where it is not the one that was requested.
    """
    headers = Headers()
    for name, value in exchange.headers:
        headers.appendlist(name, value)
    content_type = headers.get("Content-Type")
    return Page(
        url or exchange.url,
        _decompress(exchange, headers) if exchange.body else exchange.body,
        content_type=as_html(content_type.decode("latin-1") if content_type else None),
        fetched_at=exchange.fetched_at,
        status=exchange.status,
    )


def body_of(exchange: Exchange) -> bytes:
    """The file of an exchange. Raises ValueError where the body cannot be decompressed."""
    return page_of(exchange).body


def _decompress(exchange: Exchange, headers: Headers) -> bytes:
    """The body as the crawl's own middleware decompresses it, so that both read the same bytes."""
    encoding = b", ".join(headers.getlist("Content-Encoding")).decode("latin-1")
    if encoding.strip().lower() in ("", "identity"):
        return exchange.body
    request = Request(exchange.url)
    answer = Response(exchange.url, status=exchange.status, headers=headers, body=exchange.body, request=request)
    try:
        decompressed = _middleware().process_response(request, answer)
    except Exception as error:  # each library has errors of its own
        raise ValueError(f"the archived body is not {encoding}: {error}") from error
    assert isinstance(decompressed, Response)
    return decompressed.body


@cache
def _middleware() -> HttpCompressionMiddleware:
    crawler = Crawler(Spider, {"DOWNLOAD_MAXSIZE": LARGEST_ANSWER, "DOWNLOAD_WARNSIZE": LARGEST_ANSWER})
    crawler.stats = DummyStatsCollector(crawler)
    return HttpCompressionMiddleware.from_crawler(crawler)
