"""Reads WARC files, ours and other tools', whatever is wrong with them: a gzip member for each record.

Records are bounded, a file is read once from start to end, and a bad record costs that record alone.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from io import BufferedReader
from pathlib import Path
from typing import Any

from storage.archive.files import WarcFile, is_file_name
from storage.archive.warc import GZIP, HEADER_PREFIX, ORIGINAL, Exchange, Headers

PIECE_BYTES = 1 << 14
"""Bytes of a compressed file that are unpacked at once."""
SEARCHED_BYTES, OVERLAP = 1 << 20, 16
"""Bytes that are searched at once for the record behind a damaged one, and of them those that are searched twice."""

HEAD_BYTES = 1 << 20
"""Bytes of a record's head, and of that of its answer."""
LARGEST_ANSWER = 64 << 20
"""Bytes of the largest answer that a crawl takes, as it comes and unpacked."""
LARGEST_RECORD = LARGEST_ANSWER + 2 * HEAD_BYTES
"""Bytes of a record that is read."""
LONGEST_NUMBER = 15
"""Digits of a length or an offset."""
LONGEST_MESSAGE = 200
"""Characters of a message about a record, which quotes the file."""

ABOUT_AN_ADDRESS = ("response", "revisit", "resource", "request")
"""Kinds of record that are nothing without an address."""

MEMBER_START = b"\x1f\x8b\x08"
"""A gzip member begins so."""
RECORD_START = b"WARC/1."
"""A record begins so."""
_DATE = re.compile(rb"(?mi)^WARC-Date:[ \t]*(\S+)")


class Unreadable(ValueError):
    """Why a record cannot be had: follows on "the record at …"."""

    def __init__(self, why: str) -> None:
        super().__init__(why if len(why) <= LONGEST_MESSAGE else f"{why[: LONGEST_MESSAGE - 1]}…")


@dataclass(frozen=True, slots=True)
class Damage:
    """What stands in place of a whole record."""

    offset: int
    why: str
    """What is wrong: follows on "the record at …"."""


class Record:
    """One record of a WARC file, with the place where it stands."""

    def __init__(self, data: bytes, offset: int, length: int) -> None:
        """`length`: bytes in the file. Raises Unreadable."""
        self.offset, self.length = offset, length
        first, fields, content = _parts_of(data)
        if not first.startswith(RECORD_START.decode()):
            raise Unreadable(f"is no WARC record (its first line is {first.strip()[:60]!r})")
        self._fields = {name.lower(): value for name, value in reversed(fields)}
        self.kind = self.field("WARC-Type") or ""
        stated = self.field("Content-Length") or ""
        if not (stated.isascii() and stated.isdecimal()):
            raise Unreadable(f"has no usable Content-Length ({stated or 'none'})")
        if len(content) < int(stated[:LONGEST_NUMBER]):
            raise Unreadable("is torn")
        if content[int(stated) :].strip(b"\r\n"):
            raise Unreadable("is packed together with others; each has to be a gzip member of its own")
        if self.kind in ABOUT_AN_ADDRESS and not self.url:
            raise Unreadable("has no WARC-Target-URI")
        self.content = content[: int(stated)]
        self.status_line = ""
        """Of the answer or the request in it: the first line of its head; empty where it has none."""
        self.headers: Headers = ()
        if self.kind in ("response", "revisit", "request") and self.content:
            self.status_line, self.headers, self.content = _parts_of(self.content)

    def field(self, name: str) -> str | None:
        """A field of the record's head."""
        return self._fields.get(name.lower())

    @cached_property
    def url(self) -> str:
        """WARC-Target-URI; some tools put it in angle brackets."""
        return (self.field("WARC-Target-URI") or "").strip("<>")

    @property
    def status(self) -> tuple[int, str]:
        """The HTTP status and its words. Raises ValueError."""
        _, _, status = self.status_line.partition(" ")
        number, _, reason = status.partition(" ")
        return (int(number), reason.strip()) if self.status_line else (200, "OK")

    @property
    def original(self) -> tuple[str, int] | None:
        """Of one of our revisit records: file and offset of the record that has the body."""
        name, _, offset = (self.field(ORIGINAL) or "").rpartition(" ")
        if not (offset.isdecimal() and len(offset) <= LONGEST_NUMBER and is_file_name(name)):
            return None
        return name, int(offset)

    def belongs_to(self, other: "Record") -> bool:
        """Whether this record names the other as its counterpart, or neither names one and the address is the same."""
        named = self.field("WARC-Concurrent-To")
        if named:
            return named == other.field("WARC-Record-ID")
        return other.field("WARC-Concurrent-To") is None and self.url == other.url


def members(place: Path | WarcFile, offset: int = 0, length: int = 0) -> Iterator[Record | Damage]:
    """The records of a file from an offset on, and where one is torn, damaged or too large, that and then the next.

    Reads a file once and holds one record at a time, whatever the file says of itself. `length`: as of `WarcFile.open`.
    """
    with WarcFile.at(place).open(offset, length) as file:
        following: int | None = offset
        while following is not None:
            offset, following = following, None
            file.seek(offset)
            if not (begins := file.peek(1)):
                return
            if offset == 0 and begins.startswith(RECORD_START):
                yield Damage(0, "is not compressed; pack each record as a gzip member of its own")
                return
            try:
                data = bytearray()
                following = _unpack(file, data)
                record: Record | Damage = Record(bytes(data), offset, following - offset)
            except Unreadable as error:
                record = Damage(offset, str(error))
                following = following or _next_member(file, offset)
            yield record


def _unpack(file: "BufferedReader[Any]", data: bytearray) -> int:
    """Unpacks the gzip member that begins here; gives where it ends. Raises Unreadable."""
    reader = zlib.decompressobj(GZIP)
    try:
        while not reader.eof:
            packed = reader.unconsumed_tail or file.read1(PIECE_BYTES)
            if not packed:
                raise Unreadable("is torn")
            data += reader.decompress(packed, PIECE_BYTES)
            if not data.startswith(RECORD_START[: len(data)]):
                raise Unreadable(f"is no WARC record (its first line is {bytes(data[:60])!r})")
            if len(data) > LARGEST_RECORD:
                raise Unreadable(f"is larger than {LARGEST_RECORD >> 20} MiB")
    except zlib.error as error:
        raise Unreadable(f"is damaged ({error})") from error
    return file.tell() - len(reader.unused_data)


def _next_member(file: "BufferedReader[Any]", offset: int) -> int | None:
    """Where the next record begins behind a damaged one; None where no other does."""
    place = offset + 1
    while True:
        file.seek(place)
        block = file.read(SEARCHED_BYTES)
        at = -1
        while (at := block.find(MEMBER_START, at + 1)) >= 0:
            file.seek(place + at)
            try:
                text = zlib.decompressobj(GZIP).decompress(file.read(PIECE_BYTES), len(RECORD_START))
            except zlib.error:
                continue
            if text == RECORD_START:
                return place + at
        if len(block) < SEARCHED_BYTES:
            return None
        place += SEARCHED_BYTES - OVERLAP


def _parts_of(data: bytes) -> tuple[str, Headers, bytes]:
    """The first line of a head, its fields, and what stands behind it. Raises Unreadable."""
    end = re.compile(rb"\r?\n\r?\n").search(data, 0, HEAD_BYTES)
    if end is None:
        raise Unreadable(f"has a head without an end, or of more than {HEAD_BYTES >> 10} KiB")
    first, *fields = map(_decoded, data[: end.start()].splitlines() or (b"",))
    pairs = (line.partition(":") for line in fields if ":" in line)
    return first, [(name.strip(), value.strip()) for name, _, value in pairs], data[end.end() :]


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def record_date(warc: WarcFile, offset: int) -> str | None:
    """The WARC-Date of the record at an offset, as written; None where none can be read there. Raises OSError."""
    with warc.open(offset, PIECE_BYTES) as file:
        try:
            head = zlib.decompressobj(GZIP).decompress(file.read(PIECE_BYTES), PIECE_BYTES)
        except zlib.error:
            return None
    match = _DATE.search(head) if head.startswith(RECORD_START) else None
    return match[1].decode("ascii", "replace") if match else None


def read_exchange(record: Record, request: Record | None, body: bytes | None) -> Exchange:
    """An exchange from its records; `body` is that of the original where the record is a revisit. Raises ValueError."""
    content, headers = record.content if body is None else body, list(record.headers)
    if "chunked" in next((value for name, value in headers if name.lower() == "transfer-encoding"), "").lower():
        content = _unchunked(content)  # another tool's file, which holds the answer as it came over the wire
        headers = [(name, value) for name, value in headers if name.lower() != "transfer-encoding"]
    if record.kind == "resource":
        headers = [("Content-Type", record.field("Content-Type") or "application/octet-stream")]
    status, reason = record.status
    return Exchange(
        method=(request.status_line.partition(" ")[0] if request else "") or "GET",
        url=record.url,
        request_headers=list(request.headers) if request else [],
        request_body=request.content if request else b"",
        status=status,
        reason=reason,
        headers=[(name.removeprefix(HEADER_PREFIX), value) for name, value in headers],
        body=content,
        fetched_at=read_date(record.field("WARC-Date") or ""),
    )


def _unchunked(content: bytes) -> bytes:
    """A body without the lengths of its chunks (RFC 9112, 7.1). Raises ValueError."""
    body, at = bytearray(), 0
    while content:
        end = content.index(b"\r\n", at)
        size = int(content[at:end].partition(b";")[0], 16)
        if size <= 0:
            break
        body += content[end + 2 : end + 2 + size]
        at = end + 2 + size + 2
    return bytes(body)


def read_date(text: str) -> datetime:
    """A WARC-Date. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # WARC-Date is in UTC, whether it says so or not
