"""The form of WARC 1.1 (ISO 28500:2017): an exchange and its records, one compressed member a record."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

Headers = Sequence[tuple[str, str]]

COMPRESSION = 6
GZIP = zlib.MAX_WBITS | 16

REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
ORIGINAL = "Zhengce-Original"
"""Header of a revisit record: where in its folder the body stands, `file offset`. Other tools pass over it."""

HEADER_PREFIX = "X-Archive-Orig-"
"""The body is stored without its transfer encoding; the header that named it stands under this prefix."""

RECORD_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. The body is as served: with its content encoding, its transfer encoding undone."""

    method: str
    url: str
    request_headers: Headers
    request_body: bytes
    status: int
    reason: str
    headers: Headers
    body: bytes
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class OriginalRecord:
    """The record whose body a revisit repeats."""

    file: str
    offset: int
    date: str
    """Its WARC-Date as written."""


def body_digest(body: bytes) -> str:
    """The digest by which a body is known again."""
    return f"sha256:{sha256(body).hexdigest()}"


def format_date(when: datetime) -> str:
    """A moment as WARC-Date has it, to the microsecond."""
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")


def warcinfo(name: str, day: str) -> bytes:
    """The first record of a file."""
    about = b"software: zhengce\r\nformat: WARC File Format 1.1\r\n"
    when = datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC)
    return _member("warcinfo", _record_id("warcinfo", name), when, about, [
        ("WARC-Filename", name),
        ("Content-Type", "application/warc-fields"),
    ])  # fmt: skip


def response_parts(exchange: Exchange, digest: str, original: OriginalRecord | None) -> tuple[bytes, bytes]:
    """The response record of an exchange, a revisit where `original` says where the body stands, and its request."""
    when = exchange.fetched_at
    identity = f"{exchange.method} {exchange.url} {when.isoformat()} {digest}"
    response_id = _record_id("response", identity)
    head = _head(f"HTTP/1.1 {exchange.status} {exchange.reason}".rstrip(), _renamed(exchange.headers))
    common = [("WARC-Target-URI", exchange.url), ("WARC-Payload-Digest", digest)]
    kind = [("Content-Type", "application/http; msgtype=response")]
    if original is None:
        response = _member("response", response_id, when, head + exchange.body, common + kind)
    else:
        revisit = [
            ("WARC-Profile", REVISIT_PROFILE),
            ("WARC-Refers-To-Target-URI", exchange.url),
            ("WARC-Refers-To-Date", original.date),
            (ORIGINAL, f"{original.file} {original.offset}"),
        ]
        response = _member("revisit", response_id, when, head, common + revisit + kind)
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    request = _head(f"{exchange.method} {target} HTTP/1.1", exchange.request_headers) + exchange.request_body
    fields = [
        ("WARC-Target-URI", exchange.url),
        ("WARC-Concurrent-To", response_id),
        ("Content-Type", "application/http; msgtype=request"),
    ]
    return response, _member("request", _record_id("request", identity), when, request, fields)


def _member(kind: str, record_id: str, when: datetime, block: bytes, fields: Sequence[tuple[str, str]]) -> bytes:
    named = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", record_id),
        ("WARC-Date", format_date(when)),
        *fields,
        ("WARC-Block-Digest", body_digest(block)),
        ("Content-Length", str(len(block))),
    ]
    head = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in named) + "\r\n"
    packer = zlib.compressobj(COMPRESSION, zlib.DEFLATED, GZIP)
    return packer.compress(head.encode() + block + RECORD_END) + packer.flush()


def _record_id(kind: str, identity: str) -> str:
    # From the content, not by chance: the same exchanges make the same file.
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{kind} {identity}')}>"


def _head(first: str, headers: Headers) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers)]
    clean = [line.replace("\r", " ").replace("\n", " ") for line in lines]
    return ("\r\n".join(clean) + "\r\n\r\n").encode()


def _renamed(headers: Headers) -> Headers:
    return [(HEADER_PREFIX + name if name.lower() == "transfer-encoding" else name, value) for name, value in headers]
