"""Writes exchanges as a WARC 1.1 file that is the same byte for byte whenever and wherever it is written."""

import gzip
import hashlib
import io
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

RECORDED_AT = "2026-10-09T02:00:00Z"
HTTP_DATE = "Fri, 09 Oct 2026 02:00:00 GMT"
USER_AGENT = "zhengce sample"
_IDS = uuid.UUID("6f0d1e3c-2f8a-5c1e-9c64-2d1f0a5b7e11")
_INFO = "format: WARC File Format 1.1\r\ndescription: imitation pages of ministries, see zhengce/sample/README.md\r\n"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what the site answers."""

    url: str
    body: bytes
    content_type: str = ""
    method: str = "GET"
    request_body: bytes = b""
    status: int = 200
    disposition: str = ""
    """Content-Disposition, which some sites send with a file."""
    announced: int | None = None
    """Content-Length where it is not the length of the body."""

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The answer's headers, in the order of sending."""
        pairs = [("Server", "sample"), ("Content-Type", self.content_type), ("Content-Disposition", self.disposition)]
        if self.status == 200 and self.method == "GET":
            pairs.append(("ETag", f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'))
        return [
            *((name, value) for name, value in pairs if value),
            ("Content-Length", str(self.announced or len(self.body))),
        ]


def warc(exchanges: Iterable[Exchange], name: str) -> bytes:
    """The recording of these exchanges, in order: a warcinfo record, then a response and its request each.

    Records are gzip members of their own, without a time of writing; their ids come from what is in them.
    """
    out = io.BytesIO()
    out.write(_record("warcinfo", None, f"{name}:warcinfo", "application/warc-fields", _INFO.encode(), ()))
    for number, exchange in enumerate(exchanges):
        identity = f"{name}:{number}:{exchange.method}:{exchange.url}"
        block = _response(exchange)
        digest = "sha256:" + hashlib.sha256(exchange.body).hexdigest()
        extra = (("WARC-Payload-Digest", digest),)
        out.write(_record("response", exchange.url, identity, "application/http;msgtype=response", block, extra))
        concurrent = (("WARC-Concurrent-To", _id("response", identity)),)
        request = _request(exchange)
        out.write(_record("request", exchange.url, identity, "application/http;msgtype=request", request, concurrent))
    return out.getvalue()


def _id(kind: str, identity: str) -> str:
    return f"<{uuid.uuid5(_IDS, f'{kind}:{identity}').urn}>"


def _record(
    kind: str, url: str | None, identity: str, content_type: str, block: bytes, extra: tuple[tuple[str, str], ...]
) -> bytes:
    headers = [("WARC-Type", kind), ("WARC-Record-ID", _id(kind, identity)), ("WARC-Date", RECORDED_AT)]
    if url is not None:
        headers.append(("WARC-Target-URI", url))
    headers += [*extra, ("WARC-Block-Digest", "sha256:" + hashlib.sha256(block).hexdigest())]
    headers += [("Content-Type", content_type), ("Content-Length", str(len(block)))]
    head = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n"
    return gzip.compress(head.encode() + block + b"\r\n\r\n", compresslevel=9, mtime=0)


def _response(exchange: Exchange) -> bytes:
    status = HTTPStatus(exchange.status)
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", f"Date: {HTTP_DATE}"]
    lines += [f"{name}: {value}" for name, value in exchange.headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + exchange.body


def _request(exchange: Exchange) -> bytes:
    parts = urlsplit(exchange.url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [f"{exchange.method} {target} HTTP/1.1", f"Host: {parts.netloc}", f"User-Agent: {USER_AGENT}"]
    if exchange.request_body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(exchange.request_body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + exchange.request_body
