"""How one page is asked for, and what came: the page, or which failure. Here a Scrapy response ends, a Page begins."""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import scrapy.exceptions as scrapy_exceptions
from scrapy import Request
from scrapy.http import Response
from w3lib.url import safe_url_string

from parsers.page import Page, as_html
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


def request_for(ask: Ask, **options: Any) -> Request:
    """The request that an ask describes; `options` are Scrapy's own."""
    headers = {}
    if ask.referer:
        headers["Referer"] = ask.referer
    if ask.etag:
        headers["If-None-Match"] = ask.etag
    if ask.last_modified:
        headers["If-Modified-Since"] = ask.last_modified
    if ask.form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    url = safe_url_string(ask.url.split("#")[0])
    # verbatim: the client underneath would write the address anew (%2C as a comma), and the archive would keep another.
    meta = {"verbatim_url": True, "asked": url}
    return Request(url, method=ask.method, body=ask.body, headers=headers, meta=meta, **options)


def name_failure(request: Request, error: Exception, largest: int) -> Exception:
    """A failed download as one of our failures. What has its name already, or none, comes as it is."""
    url = request.meta["asked"]
    match error:
        case scrapy_exceptions.IgnoreRequest():
            kind = Forbidden if describe_error(error).startswith(NOT_ALLOWED) else Failed
            return _because(error, kind(f"{url}: {_too_large(error, largest) or describe_error(error)}"))
        case scrapy_exceptions.ResponseDataLossError():
            return _because(error, Cut(f"{url}: the answer was cut before its end"))
        case scrapy_exceptions.DownloadCancelledError():
            return _because(error, Failed(f"{url}: {_too_large(error, largest) or describe_error(error)}"))
        case _ if isinstance(error, NO_ANSWER):
            return _because(error, Silent(f"{url}: no answer: {describe_error(error)}"))
    return error


def _because(error: Exception, failure: Failed) -> Failed:
    failure.__cause__ = error
    return failure


def read_answer(response: Response) -> Answer:
    """The page that a response brought. Raises Failed and its kinds, or NotModified."""
    assert response.request is not None
    url: str = response.request.meta["asked"]
    status = response.status
    if NOT_RECORDED in response.headers:
        raise NotRecorded(f"{url}: not in the recording")
    if status == 304:
        raise NotModified(url)
    page = Page(
        response.url,
        response.body,
        content_type=as_html(_header(response, "Content-Type")),
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
    return Answer(
        page,
        location=response.request.meta.get("location"),
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


def _too_large(error: BaseException, largest: int) -> str | None:
    """In our words where Scrapy says that an answer, packed or unpacked, is larger than we take."""
    if not re.search("DOWNLOAD_MAXSIZE|download max size", str(error)):
        return None
    return f"an answer of more than {largest / 2**20:.0f} MB, not taken"


def describe_error(error: BaseException) -> str:
    """What an error says, in one line, without what differs each time."""
    text = " ".join(TLS_OBJECT.sub("", str(error)).split()).rstrip(".")
    return redact(text) or type(error).__name__
