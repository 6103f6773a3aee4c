"""The form of WARC 1.1 (ISO 28500:2017): exchanges to records and back, one compressed member a record."""

import mmap
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

Headers = Sequence[tuple[str, str]]

COMPRESSION = 6
BLOCK = 1 << 18
MEMBER = b"\x1f\x8b\x08"
"""A gzip member begins so."""
BEGINNING = b"WARC/"
"""A record begins so."""

REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
ORIGINAL = "Zhengce-Original"
"""Header of a revisit record: where in its folder the body stands, `file offset`. Other tools pass over it."""

KEPT_AS = "X-Archive-Orig-"
"""The body is stored without its transfer encoding; the header that named it is kept under this prefix."""

END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. The body is as served: its content encoding kept, its transfer encoding undone."""

    method: str
    url: str
    request_headers: Headers
    request_body: bytes
    status: int
    reason: str
    headers: Headers
    body: bytes
    fetched_at: datetime


def body_digest(body: bytes) -> str:
    """The digest by which a body is known again."""
    return f"sha256:{sha256(body).hexdigest()}"


def warcinfo(name: str, day: str) -> bytes:
    """The first record of a file."""
    about = b"software: zhengce\r\nformat: WARC File Format 1.1\r\n"
    when = datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC)
    return _member("warcinfo", _record_id("warcinfo", name), when, about, [
        ("WARC-Filename", name),
        ("Content-Type", "application/warc-fields"),
    ])  # fmt: skip


def response_parts(exchange: Exchange, digest: str, original: tuple[str, int] | None) -> tuple[bytes, bytes]:
    """The response record of an exchange, a revisit where `original` says where the body stands, and its request."""
    when = exchange.fetched_at
    identity = f"{exchange.method} {exchange.url} {when.isoformat()} {digest}"
    response_id = _record_id("response", identity)
    head = _head(f"HTTP/1.1 {exchange.status} {exchange.reason}".rstrip(), _kept(exchange.headers))
    common = [("WARC-Target-URI", exchange.url), ("WARC-Payload-Digest", digest)]
    kind = [("Content-Type", "application/http; msgtype=response")]
    if original is None:
        response = _member("response", response_id, when, head + exchange.body, common + kind)
    else:
        revisit = [
            ("WARC-Profile", REVISIT_PROFILE),
            ("WARC-Refers-To-Target-URI", exchange.url),
            (ORIGINAL, f"{original[0]} {original[1]}"),
        ]
        response = _member("revisit", response_id, when, head, common + revisit + kind)
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    asked = _head(f"{exchange.method} {target} HTTP/1.1", exchange.request_headers) + exchange.request_body
    fields = [
        ("WARC-Target-URI", exchange.url),
        ("WARC-Concurrent-To", response_id),
        ("Content-Type", "application/http; msgtype=request"),
    ]
    return response, _member("request", _record_id("request", identity), when, asked, fields)


def _member(kind: str, record_id: str, when: datetime, block: bytes, fields: Sequence[tuple[str, str]]) -> bytes:
    moment = when.astimezone(UTC).isoformat().replace("+00:00", "Z")
    named = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", record_id),
        ("WARC-Date", moment),
        *fields,
        ("WARC-Block-Digest", body_digest(block)),
        ("Content-Length", str(len(block))),
    ]
    head = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in named) + "\r\n"
    packer = zlib.compressobj(COMPRESSION, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(head.encode() + block + END) + packer.flush()


def _record_id(kind: str, identity: str) -> str:
    # From the content, not by chance: the same exchanges make the same file.
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{kind} {identity}')}>"


def _head(first: str, headers: Headers) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers)]
    clean = [line.replace("\r", " ").replace("\n", " ") for line in lines]
    return ("\r\n".join(clean) + "\r\n\r\n").encode()


def _kept(headers: Headers) -> Headers:
    return [(KEPT_AS + name if name.lower() == "transfer-encoding" else name, value) for name, value in headers]


class Record:
    """One record of a WARC file, with the place where it stands."""

    def __init__(self, data: bytes, offset: int, length: int) -> None:
        stream = BytesIO(data)
        try:
            found = ArcWarcRecordLoader(verify_http=False, arc2warc=False).parse_record_stream(
                stream, known_format="warc"
            )
        except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError) as error:
            raise ValueError(str(error) or "not a WARC record") from error
        self.fields = found.rec_headers
        self.http = found.http_headers
        self.kind: str = found.rec_type or ""
        self.offset = offset
        self.length = length
        self.content: bytes = found.raw_stream.read()
        self.size = stream.tell()
        self.is_whole = not getattr(found.raw_stream, "limit", 0)

    def field(self, name: str) -> str | None:
        """A field of the record's head."""
        value = self.fields.get_header(name)
        return str(value) if value is not None else None

    @cached_property
    def url(self) -> str:
        """WARC-Target-URI; some tools put it in angle brackets."""
        return (self.field("WARC-Target-URI") or "").strip("<>")

    @property
    def payload_digest(self) -> str | None:
        """WARC-Payload-Digest as written."""
        return self.field("WARC-Payload-Digest")

    @property
    def original(self) -> tuple[str, int] | None:
        """Of one of our revisit records: file and offset of the record that has the body."""
        name, _, offset = (self.field(ORIGINAL) or "").rpartition(" ")
        return (name, int(offset)) if name and offset.isdecimal() and "/" not in name and "\\" not in name else None

    def belongs_to(self, other: "Record") -> bool:
        """Whether this record names the other as its counterpart, or neither names one and the address is the same."""
        named = self.field("WARC-Concurrent-To")
        if named:
            return named == other.field("WARC-Record-ID")
        return other.field("WARC-Concurrent-To") is None and self.url == other.url


@dataclass(frozen=True, slots=True)
class Damage:
    """What stands in place of a whole record."""

    offset: int
    why: str
    """What is wrong: follows on "the record at …"."""


def members(path: Path, offset: int = 0) -> Iterator[Record | Damage]:
    """The records of a file from an offset on, and where one is torn or damaged, that. In a compressed file the next
    whole one follows; in one that is not compressed, nothing does."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(offset)
        pieces = _unpacked(file, offset) if packed else _unpacked_plain(file.read(), offset)
        for piece in pieces:
            if isinstance(piece, Damage):
                yield piece
                continue
            data, start, length = piece
            at = 0
            while data[at:].strip(b"\r\n"):
                place = start + (0 if packed else at)
                try:
                    record = Record(data[at:], place, length)
                except ValueError as error:
                    yield Damage(place, f"is no WARC record ({error})")
                    break
                if not record.is_whole:
                    yield Damage(place, "is torn")
                    break
                at += record.size
                while data[at : at + 2] == b"\r\n":
                    at += 2
                yield record


def _unpacked_plain(data: bytes, offset: int) -> Iterator[tuple[bytes, int, int]]:
    yield data, offset, len(data)


def _unpacked(file: BinaryIO, offset: int) -> Iterator[tuple[bytes, int, int] | Damage]:
    """The members of a gzip file: their bytes unpacked, where each begins and how long it is packed."""
    rest = b""
    while True:
        reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
        parts: list[bytes] = []
        packed = 0
        wrong = ""
        while not (reader.eof or wrong):
            chunk = rest or file.read(BLOCK)
            rest = b""
            if not chunk and not packed:
                return
            packed += len(chunk)
            try:
                parts.append(reader.decompress(chunk))
            except zlib.error as error:
                wrong = f"is damaged ({error})"
            if not chunk:
                wrong = "is torn"
        if wrong:
            yield Damage(offset, wrong)
            following = _next_member(file, offset)
            if following is None:
                return
            offset = file.seek(following)
            continue
        rest = reader.unused_data
        packed -= len(rest)
        yield b"".join(parts), offset, packed
        offset += packed


def _next_member(file: BinaryIO, offset: int) -> int | None:
    """Where the next record begins behind a damaged one; None where no other does."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        while (offset := data.find(MEMBER, offset + 1)) >= 0:
            try:
                text = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data[offset : offset + BLOCK], len(BEGINNING))
            except zlib.error:
                continue
            if text == BEGINNING:
                return offset
    return None


def read_exchange(record: Record, request: Record | None, body: bytes | None) -> Exchange:
    """An exchange from its records; `body` is that of the original where the record is a revisit. Raises ValueError."""
    moment = record.field("WARC-Date") or ""
    headers = [(str(name), str(value)) for name, value in record.http.headers] if record.http else []
    content = record.content if body is None else body
    coding = next((value for name, value in headers if name.lower() == "transfer-encoding"), "")
    if "chunked" in coding.lower():  # another tool's file, which keeps the answer as it came over the wire
        content = ChunkedDataReader(BytesIO(content)).read() if content else b""
        headers = [(name, value) for name, value in headers if name.lower() != "transfer-encoding"]
    headers = [(name.removeprefix(KEPT_AS), value) for name, value in headers]
    status, _, reason = (record.http.statusline if record.http else "200 OK").partition(" ")
    if record.kind == "resource":
        headers = [("Content-Type", record.field("Content-Type") or "application/octet-stream")]
    asked = [(str(name), str(value)) for name, value in request.http.headers] if request and request.http else []
    return Exchange(
        method=request.http.protocol if request and request.http else "GET",
        url=record.url,
        request_headers=asked,
        request_body=request.content if request else b"",
        status=int(status),
        reason=reason,
        headers=headers,
        body=content,
        fetched_at=datetime.fromisoformat(moment),
    )
