"""An archived answer as the page that the crawl saw: body unpacked as the crawl unpacks it, header read alike."""

from collections.abc import Callable

from scrapy.utils._compression import _inflate, _unbrotli, _unzstd
from scrapy.utils.gz import gunzip

from parsers.page import Page
from storage.archive import Exchange

LARGEST = 64 * 2**20
"""Bytes to which an answer may unpack, as in a crawl (`DOWNLOAD_MAXSIZE`)."""

# The crawl's own: a page that is read again must be, byte for byte, the page that was read.
UNPACK: dict[str, Callable[..., bytes]] = {
    "gzip": gunzip,
    "x-gzip": gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}


def page_of(exchange: Exchange, url: str | None = None) -> Page:
    """The page that an exchange brought. Raises ValueError where the body does not unpack.

    `url` is the address that answered, where it is not the one that was asked.
    """
    headers = {name.lower(): value for name, value in exchange.headers}
    body = exchange.body
    for encoding in reversed([name.strip().lower() for name in headers.get("content-encoding", "").split(",")]):
        if encoding in UNPACK and body:
            body = _unpacked(body, encoding)
    return Page(
        url or exchange.url,
        body,
        content_type=html_or(headers.get("content-type")),
        fetched_at=exchange.fetched_at,
        status=exchange.status,
    )


def html_or(said: str | None) -> str | None:
    """What a Content-Type header says; but no ministry has notices in plain text, which is a server's word for "I do
    not know"."""
    return said.replace("text/plain", "text/html", 1) if said and said.startswith("text/plain") else said


def _unpacked(body: bytes, encoding: str) -> bytes:
    try:
        return UNPACK[encoding](body, max_size=LARGEST)
    except Exception as error:  # each library has errors of its own
        raise ValueError(f"the archived body is not {encoding}: {error}") from error
