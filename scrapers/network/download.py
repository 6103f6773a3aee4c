"""Makes the request of one page, and reads the response as a `Page` or as one of the failures."""

import contextlib
import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import scrapy.exceptions as scrapy_exceptions
from scrapy import FormRequest, Request
from scrapy.http import Response
from w3lib.url import safe_url_string

from parsers.files.sniff import HTML, sniff
from parsers.page import Page, as_html
from scrapers.exceptions import (
    Blocked,
    Challenged,
    DataLoss,
    Disallowed,
    DownloadFailed,
    NotAFile,
    NotAllowed,
    NotFound,
    NotModified,
    NotRecorded,
    TooLarge,
    Unavailable,
)
from scrapers.network.page_request import Answer, PageRequest
from scrapers.network.redaction import redact
from scrapers.network.replay import NOT_RECORDED
from storage.crawl.captures import CaptureFacts

HEAD = 4096
"""Bytes by which a web page is known."""
LONGEST_MESSAGE = 1 << 16
"""Bytes of a message in JSON, such as `{"code": 500, …}`."""

NO_ANSWER = (
    scrapy_exceptions.CannotResolveHostError,
    scrapy_exceptions.DownloadConnectionRefusedError,
    scrapy_exceptions.DownloadFailedError,
    scrapy_exceptions.DownloadTimeoutError,
    OSError,
)
"""Errors of a download without a usable answer."""

CHALLENGES = (412, 521)
"""Statuses with which the firewalls of Chinese ministries (Ruishu, Jiasule) send a script to be run."""
BLOCKS = (401, 403, 405, 407, 418, 451)
TLS_OBJECT = re.compile(r" ssl:(?:<[^>]*>|\w+)")
"""A part of aiohttp's messages that differs each time: ` ssl:<ssl.SSLContext object at 0x7f8f…>`."""
SHELLS = (b"parsetype=", b"<recordset>")
"""Parts of column pages of jpaas and jpage, which have as little text as a challenge."""
FILES = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"{\\rtf", b"7z\xbc\xaf")
"""Files begin so, which is quicker to see than that there is no script in 64 MB."""
QUESTION_MARKS = re.compile(rb"\?{5}")
"""What exportcontrol.mofcom.gov.cn sends for Chinese words to a client whose headers it does not know."""
HOMES = ("", "/", "/index.html", "/index.htm", "/index.shtml")
"""Paths to which sites redirect from pages that are gone."""


def request_for(page: PageRequest, **options: Any) -> Request:
    """The request in Scrapy's form; `options` are those of `Request`."""
    headers = {}
    if page.referer:
        headers["Referer"] = page.referer
    if page.etag:
        headers["If-None-Match"] = page.etag
    if page.last_modified:
        headers["If-Modified-Since"] = page.last_modified
    url = safe_url_string(page.url.split("#")[0])
    # verbatim: aiohttp would rewrite the address (%2C as a comma), and the archive would hold another one.
    meta = {"verbatim_url": True, "page_url": url}
    return FormRequest(url, formdata=page.form, headers=headers, meta=meta, **options)  # a GET without a form


def name_failure(request: Request, error: Exception, largest: int) -> Exception:
    """An error of a download as one of our failures; an unknown one, or one of ours, is returned as it is."""
    url = request.meta["page_url"]
    match error:
        case scrapy_exceptions.IgnoreRequest():
            if too_large := _too_large(error, largest):
                return _because(error, TooLarge(f"{url}: {too_large}"))
            kind = Disallowed if isinstance(error, NotAllowed) else DownloadFailed
            return _because(error, kind(f"{url}: {describe_error(error)}"))
        case scrapy_exceptions.ResponseDataLossError():
            return _because(error, DataLoss(f"{url}: the answer was cut before its end"))
        case scrapy_exceptions.DownloadCancelledError():
            if too_large := _too_large(error, largest):
                return _because(error, TooLarge(f"{url}: {too_large}"))
            return _because(error, DownloadFailed(f"{url}: {describe_error(error)}"))
        case _ if isinstance(error, NO_ANSWER):
            return _because(error, Unavailable(f"{url}: no answer: {describe_error(error)}"))
    return error


def _because(error: Exception, failure: DownloadFailed) -> DownloadFailed:
    failure.__cause__ = error
    return failure


def read_answer(response: Response) -> Answer:
    """The page of a response. Raises DownloadFailed and its kinds, or NotModified."""
    assert response.request is not None
    url: str = response.request.meta.get("page_url", response.request.url)
    status = response.status
    if NOT_RECORDED in response.headers:
        raise NotRecorded(f"{url}: not in the recording")
    if status == 304:
        raise NotModified(url)
    at = response.request.meta.get("fetched_at") or datetime.now(UTC)
    content_type = as_html(_header(response, "Content-Type"))
    page = Page(response.url, response.body, content_type=content_type, fetched_at=at, status=status)
    if status in (404, 410):
        raise NotFound(f"{url}: {status}, no such page")
    if status in CHALLENGES or _is_challenge(page):
        raise Challenged(f"{url}: a script challenge (status {status}) in place of the page")
    if status in BLOCKS:
        raise Blocked(f"{url}: blocked with status {status}")
    if status >= 500 or status == 429 or status == 408:
        raise Unavailable(f"{url}: status {status}")
    if not 200 <= status < 300:
        raise DownloadFailed(f"{url}: status {status}")
    if "dataloss" in response.flags:
        raise DataLoss(f"{url}: the answer was cut before its end")
    if not response.body:
        raise DownloadFailed(f"{url}: an empty answer")
    if page.body.isascii() and not page.body.startswith(FILES) and len(QUESTION_MARKS.findall(page.body)) >= 5:
        raise DownloadFailed(f"{url}: question marks in place of Chinese characters")
    if urlsplit(response.url).path in HOMES and urlsplit(url).path not in HOMES:
        raise NotFound(f"{url}: redirected to the home page")
    media_type = (content_type or "").split(";")[0].strip().lower() or None
    facts = status, _header(response, "ETag"), _header(response, "Last-Modified"), media_type, at
    location = response.request.meta.get("location")
    return Answer(page, CaptureFacts(location, *facts) if location else None)


def check_is_file(answer: Answer) -> None:
    """Raises NotAFile where a web page, or a message in JSON, was answered in place of an attached file."""
    body = answer.page.body
    if sniff(body[:HEAD]) == HTML:
        raise NotAFile(f"{answer.page.url}: a web page in place of the file")
    if len(body) <= LONGEST_MESSAGE and body.lstrip()[:1] == b"{":
        with contextlib.suppress(ValueError):
            json.loads(body)
            raise NotAFile(f"{answer.page.url}: a message in JSON in place of the file")


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _is_challenge(page: Page) -> bool:
    if page.body.startswith(FILES) or any(shell in page.body for shell in SHELLS):
        return False
    return page.is_challenge


def _too_large(error: BaseException, largest: int) -> str | None:
    """Our message for an answer, compressed or not, above DOWNLOAD_MAXSIZE; None for another error."""
    if not re.search("DOWNLOAD_MAXSIZE|download max size", str(error)):
        return None
    return f"an answer of more than {largest / 2**20:.0f} MB, not taken"


def describe_error(error: BaseException) -> str:
    """The message of an error in one line, without secrets and parts that differ each time."""
    text = " ".join(TLS_OBJECT.sub("", str(error)).split()).rstrip(".")
    return redact(text) or type(error).__name__
