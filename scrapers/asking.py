"""Asks for one page and says what came: the page, or which failure. Here a Scrapy response ends and a Page begins."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import scrapy.exceptions as scrapy_exceptions
from scrapy import Request
from scrapy.http import Response
from w3lib.url import safe_url_string

from parsers.page import Page
from pipelines.archived import html_or
from redaction import redact
from scrapers.answers import (
    Answer,
    Blocked,
    Challenged,
    Cut,
    Failed,
    Forbidden,
    Missing,
    NotModified,
    NotRecorded,
    Silent,
)
from scrapers.column import Ask
from scrapers.replay import NOT_RECORDED

if TYPE_CHECKING:
    from scrapers.source import Source

NO_ANSWER = (
    scrapy_exceptions.CannotResolveHostError,
    scrapy_exceptions.DownloadConnectionRefusedError,
    scrapy_exceptions.DownloadFailedError,
    scrapy_exceptions.DownloadTimeoutError,
    OSError,
)
"""What a download raises where nothing usable came."""

NOT_ALLOWED = ("Forbidden by robots.txt", "redirected off the site")
"""How the reasons begin for which an address is not asked at all."""

CHALLENGES = (412, 521)
"""Statuses with which the walls in front of Chinese ministries ask for a script to be run (Ruishu, Jiasule)."""
BLOCKS = (401, 403, 405, 407, 418, 451)
TLS_OBJECT = re.compile(r" ssl:(?:<[^>]*>|\w+)")
"""A part of aiohttp's messages that tells nothing and differs each time: ` ssl:<ssl.SSLContext object at 0x7f8f…>`."""
SHELL = b"parsetype="
"""A column page of jpaas shows as little text as a challenge; its scripts name the unit that fills it."""
HOMES = ("", "/", "/index.html", "/index.htm", "/index.shtml")
"""Where sites send a reader whose page is gone."""


async def fetch(
    spider: "Source", ask: Ask, *, referer: str | None, etag: str | None, last_modified: str | None
) -> Answer:
    """The answer to one request. Raises Failed and its kinds, or NotModified."""
    headers = {}
    if referer:
        headers["Referer"] = referer
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    if ask.form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    url = safe_url_string(ask.url.split("#")[0])
    # verbatim: the client underneath would write the address anew (%2C as a comma), and the archive would keep another.
    request = Request(url, method=ask.method, body=ask.body, headers=headers, meta={"verbatim_url": True})
    engine = spider.crawler.engine
    assert engine is not None
    try:
        response = await engine.download_async(request)
    except scrapy_exceptions.IgnoreRequest as why:
        kind = Forbidden if describe_error(why).startswith(NOT_ALLOWED) else Failed
        raise kind(f"{url}: {_too_large(spider, why) or describe_error(why)}") from why
    except scrapy_exceptions.ResponseDataLossError as why:
        raise Cut(f"{url}: the answer was cut before its end") from why
    except scrapy_exceptions.DownloadCancelledError as why:
        raise Failed(f"{url}: {_too_large(spider, why) or describe_error(why)}") from why
    except NO_ANSWER as why:
        raise Silent(f"{url}: no answer: {describe_error(why)}") from why
    return _answer(url, response)


def _answer(url: str, response: Response) -> Answer:
    status = response.status
    if NOT_RECORDED in response.headers:
        raise NotRecorded(f"{url}: not in the recording")
    if status == 304:
        raise NotModified(url)
    page = Page(
        response.url,
        response.body,
        content_type=html_or(_header(response, "Content-Type")),
        fetched_at=_fetched_at(response),
        status=status,
    )
    if status in (404, 410):
        raise Missing(f"{url}: {status}, no such page")
    if status in CHALLENGES or _is_challenge(page):
        raise Challenged(f"{url}: a script challenge (status {status}) in place of the page")
    if status in BLOCKS:
        raise Blocked(f"{url}: blocked with status {status}")
    if status >= 500 or status == 429 or status == 408:
        raise Silent(f"{url}: status {status}")
    if not 200 <= status < 300:
        raise Failed(f"{url}: status {status}")
    if "dataloss" in response.flags:
        raise Cut(f"{url}: the answer was cut before its end")
    if not response.body:
        raise Failed(f"{url}: an empty answer")
    if urlsplit(response.url).path in HOMES and urlsplit(url).path not in HOMES:
        raise Missing(f"{url}: redirected to the home page")
    meta = response.request.meta if response.request else {}
    return Answer(
        page,
        location=meta.get("location"),
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        media_type=(page.content_type or "").split(";")[0].strip().lower() or None,
    )


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _fetched_at(response: Response) -> datetime:
    at = response.request.meta.get("fetched_at") if response.request else None
    return at if isinstance(at, datetime) else datetime.now(UTC)


def _is_challenge(page: Page) -> bool:
    if page.body[:5].startswith((b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or SHELL in page.body:
        return False
    return page.is_challenge


def _too_large(spider: "Source", error: BaseException) -> str | None:
    """In our words where Scrapy says that an answer, packed or unpacked, is larger than we take."""
    if not re.search("DOWNLOAD_MAXSIZE|download max size", str(error)):
        return None
    return f"an answer of more than {spider.crawler.settings.getint('DOWNLOAD_MAXSIZE') / 2**20:.0f} MB, not taken"


def describe_error(error: BaseException) -> str:
    """What an error says, in one line, without what differs each time."""
    text = " ".join(TLS_OBJECT.sub("", str(error)).split()).rstrip(".")
    return redact(text) or type(error).__name__
