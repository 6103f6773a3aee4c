"""Reads WARC files, ours and other tools', compressed or not, whatever is wrong with them.

Lines, heads and records are bounded, a file is read once from start to end, and a bad record costs that record alone.
"""

import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from io import BufferedIOBase, BufferedReader, BytesIO, RawIOBase
from pathlib import Path
from typing import Any

from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecordLoader

from storage.archive.files import WarcFile
from storage.archive.warc import GZIP, HEADER_PREFIX, ORIGINAL, Exchange

PIECE_BYTES = 1 << 14
"""Bytes of a compressed file that are unpacked at once."""
SEARCHED_BYTES, OVERLAP = 1 << 20, 16
"""Bytes that are searched at once for the record behind a damaged one, and of them those that are searched twice."""

HEAD_BYTES = 1 << 20
"""Bytes of a record's head and that of its answer."""
LARGEST_ANSWER = 64 << 20
"""Bytes of the largest answer that a crawl takes, as it comes and unpacked."""
LARGEST_RECORD = LARGEST_ANSWER + 2 * HEAD_BYTES
"""Bytes of a record that is read."""
LONGEST_LINE = 1 << 16
LONGEST_NUMBER = 15
"""Digits of a length or an offset."""
LONGEST_MESSAGE = 200
"""Characters of a message about a record, which quotes the file."""

ABOUT_AN_ADDRESS = ("response", "revisit", "resource", "request")
"""Kinds of record that are nothing without an address."""

MEMBER_START = b"\x1f\x8b\x08"
"""A gzip member begins so."""
RECORD_START = b"WARC/"
"""A record begins so."""
BEHIND_A_BLANK_LINE = re.compile(rb"\n\r?\nWARC/")

_LOADER = ArcWarcRecordLoader(verify_http=False, arc2warc=False)


class Unreadable(ValueError):
    """Why a record cannot be had: follows on "the record at …"."""

    def __init__(self, why: str) -> None:
        super().__init__(why if len(why) <= LONGEST_MESSAGE else f"{why[: LONGEST_MESSAGE - 1]}…")


class Broken(Unreadable):
    """The compressed stream is torn or damaged; so may be the record that was read of it last."""


class Record:
    """One record of a WARC file, with the place where it stands."""

    def __init__(self, lines: "Lines", first: bytes, offset: int, left: int | None) -> None:
        """Reads the record whose first line is `first`; `left`: bytes of the file from that line on, where known.

        Raises Unreadable.
        """
        try:
            found = _LOADER.parse_record_stream(lines, statusline=first, known_format="warc")
        except (OSError, Unreadable):
            raise
        except Exception as error:  # warcio raises whatever its code comes upon in a broken head
            if isinstance(error, EOFError):
                raise Unreadable("is torn") from error
            if isinstance(error, AttributeError):  # it looks into the address of an answer that has none
                raise Unreadable("has no WARC-Target-URI") from error
            stated = " ".join(str(error).split()) or type(error).__name__
            raise Unreadable(f"is no WARC record ({stated})") from error
        self.fields = found.rec_headers
        self.http = found.http_headers
        self.kind: str = found.rec_type or ""
        self.offset = offset
        self.length = 0
        """Bytes in the file, compressed where the file is; 0 where that is not known."""
        self._check_size(left)
        if self.kind in ABOUT_AN_ADDRESS and not self.url:
            raise Unreadable("has no WARC-Target-URI")
        self.content: bytes = found.raw_stream.read()
        if found.raw_stream.limit:
            raise Unreadable("is torn")

    def _check_size(self, left: int | None) -> None:
        stated = self.field("Content-Length") or ""
        if not (stated.isascii() and stated.isdecimal()):
            raise Unreadable(f"has no usable Content-Length ({stated or 'none'})")
        if left is not None and int(stated[:LONGEST_NUMBER]) > left:
            raise Unreadable("is torn")
        if len(stated) > LONGEST_NUMBER or int(stated) > LARGEST_RECORD:
            raise Unreadable(f"is larger than {LARGEST_RECORD >> 20} MiB")

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
        if (
            not (offset.isdecimal() and len(offset) <= LONGEST_NUMBER)
            or name in ("", ".", "..")
            or {"/", "\\"} & {*name}
        ):
            return None
        return name, int(offset)

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


class Lines:
    """What warcio reads records from: lines of a bounded length, and no head longer than HEAD_BYTES."""

    def __init__(self, stream: BufferedIOBase) -> None:
        self._stream = stream
        self._head = 0
        self.blanks = 0
        """Bytes of the blank lines before the record."""

    def first_line(self) -> bytes:
        """The first line of the next record, behind blank ones; empty at the end. Raises Unreadable."""
        self.blanks = 0
        while line := self._stream.readline(LONGEST_LINE):
            self._head = len(line)
            if line.strip(b"\r\n") or self.blanks > HEAD_BYTES:
                break
            self.blanks += len(line)
        if line and not line.startswith(RECORD_START):
            shown = line[:LONGEST_MESSAGE].decode("utf-8", "replace")
            raise Unreadable(f"is no WARC record (its first line is {shown.strip()!r})")
        return line

    def readline(self, length: int | None = None) -> bytes:
        """A line of a head. Raises Unreadable where it is too long, or the lines together are."""
        line = self._stream.readline(LONGEST_LINE if length is None else min(length, LONGEST_LINE))
        self._head += len(line)
        if len(line) == LONGEST_LINE or self._head > HEAD_BYTES:
            raise Unreadable(
                f"has a head with a line of more than {LONGEST_LINE >> 10} KiB or {HEAD_BYTES >> 10} KiB in all"
            )
        return line

    def read(self, length: int) -> bytes:
        """So many bytes, fewer at the end."""
        return self._stream.read(length)

    def tell(self) -> int:
        """Where the head is that is read."""
        return self._head


class _Member(RawIOBase):
    """A gzip member of a file, unpacked as it is read. Reading raises Broken where it is torn or damaged."""

    def __init__(self, file: "BufferedReader[Any]") -> None:
        self._file = file
        self._reader = zlib.decompressobj(GZIP)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._reader.eof:
            return 0
        try:
            data = self._reader.decompress(self._reader.unconsumed_tail, len(buffer))
            while not data and not self._reader.eof:
                packed = self._file.read1(PIECE_BYTES)
                if not packed:
                    raise Broken("is torn")
                data = self._reader.decompress(packed, len(buffer))
        except zlib.error as error:
            raise Broken(f"is damaged ({error})") from error
        buffer[: len(data)] = data
        return len(data)

    @property
    def end(self) -> int | None:
        """Where in the file it ends; None before all of it was read."""
        return self._file.tell() - len(self._reader.unused_data) if self._reader.eof else None


def members(place: Path | WarcFile, offset: int = 0, length: int = 0) -> Iterator[Record | Damage]:
    """The records of a file from an offset on, and where one is torn, damaged or too large, that and then the next.

    Reads a file once and holds one record at a time, whatever the file says of itself. `length`: as of `WarcFile.open`.
    """
    with WarcFile.at(place).open(offset, length) as file:
        yield from _packed(file, offset) if _is_packed(file, offset) else _unpacked(file, offset)


def _is_packed(file: "BufferedReader[Any]", offset: int) -> bool:
    """Whether a file is compressed: asked where reading begins, and at its beginning where no record begins there."""
    if not file.peek(2).startswith((MEMBER_START[:2], RECORD_START)):
        file.seek(0)
    found = file.peek(2).startswith(MEMBER_START[:2])
    file.seek(offset)
    return found


def record_date(warc: WarcFile, offset: int) -> str | None:
    """The WARC-Date of the record at an offset, as written; None where none can be read there. Raises OSError."""
    with warc.open(offset, PIECE_BYTES) as file:
        is_packed = _is_packed(file, offset)
        lines = Lines(BufferedReader(_Member(file), PIECE_BYTES) if is_packed else file)
        try:
            line = lines.first_line()
            while line := line and lines.readline().strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"warc-date":
                    return value.strip().decode("ascii", "replace")
        except Unreadable:
            return None
    return None


def _packed(file: "BufferedReader[Any]", offset: int) -> Iterator[Record | Damage]:
    """The records of a gzip file. Most files have a member a record; one that holds several is read, too."""
    while True:
        file.seek(offset)
        if not file.peek(1):
            return
        member = _Member(file)
        lines = Lines(BufferedReader(member, PIECE_BYTES))
        record: Record | None = None
        try:
            while first := lines.first_line():
                if record:
                    yield record
                record = Record(lines, first, offset, None)
        except Unreadable as error:
            if record and not isinstance(error, Broken):
                yield record
            yield Damage(offset, str(error))
        else:
            if record:
                record.length = (member.end or offset) - offset
                yield record
        following = member.end or _next_member(file, offset)
        if following is None:
            return
        offset = following


def _unpacked(file: "BufferedReader[Any]", offset: int) -> Iterator[Record | Damage]:
    """The records of a file that is not compressed."""
    size = file.seek(0, os.SEEK_END)
    file.seek(offset)
    lines = Lines(file)
    while True:
        begin = file.tell()
        try:
            if not (first := lines.first_line()):
                return
            place = begin + lines.blanks
            record = Record(lines, first, place, size - place)
            record.length = file.tell() - place
        except Unreadable as error:
            place = begin + lines.blanks
            yield Damage(place, str(error))
            following = _next_record(file, place)
            if following is None:
                return
            file.seek(following)
        else:
            yield record


def _next_member(file: "BufferedReader[Any]", offset: int) -> int | None:
    """Where the next record begins behind a damaged one; None where no other does."""
    for place in _places(file, re.compile(re.escape(MEMBER_START)), offset + 1):
        file.seek(place)
        try:
            text = zlib.decompressobj(GZIP).decompress(file.read(PIECE_BYTES), len(RECORD_START))
        except zlib.error:
            continue
        if text == RECORD_START:
            return place
    return None


def _next_record(file: "BufferedReader[Any]", offset: int) -> int | None:
    """Where, behind a damaged record of a file that is not compressed, the next begins: after a blank line."""
    return next((end - len(RECORD_START) for end in _places(file, BEHIND_A_BLANK_LINE, offset, at_end=True)), None)


def _places(file: "BufferedReader[Any]", sought: re.Pattern[bytes], offset: int, at_end: bool = False) -> Iterator[int]:
    """Where a pattern of a few bytes begins, or ends, from an offset on; reads the file in blocks that overlap."""
    while True:
        file.seek(offset)
        block = file.read(SEARCHED_BYTES)
        for found in sought.finditer(block):
            yield offset + (found.end() if at_end else found.start())
        if len(block) < SEARCHED_BYTES:
            return
        offset += SEARCHED_BYTES - OVERLAP


def read_exchange(record: Record, request: Record | None, body: bytes | None) -> Exchange:
    """An exchange from its records; `body` is that of the original where the record is a revisit. Raises ValueError."""
    moment = record.field("WARC-Date") or ""
    headers = [(str(name), str(value)) for name, value in record.http.headers] if record.http else []
    content = record.content if body is None else body
    coding = next((value for name, value in headers if name.lower() == "transfer-encoding"), "")
    if "chunked" in coding.lower():  # another tool's file, which holds the answer as it came over the wire
        content = _unchunked(content)
        headers = [(name, value) for name, value in headers if name.lower() != "transfer-encoding"]
    headers = [(name.removeprefix(HEADER_PREFIX), value) for name, value in headers]
    status, _, reason = (record.http.statusline if record.http else "200 OK").partition(" ")
    if record.kind == "resource":
        headers = [("Content-Type", record.field("Content-Type") or "application/octet-stream")]
    sent = [(str(name), str(value)) for name, value in request.http.headers] if request and request.http else []
    return Exchange(
        method=request.http.protocol if request and request.http else "GET",
        url=record.url,
        request_headers=sent,
        request_body=request.content if request else b"",
        status=int(status),
        reason=reason,
        headers=headers,
        body=content,
        fetched_at=read_date(moment),
    )


def _unchunked(content: bytes) -> bytes:
    try:
        return bytes(ChunkedDataReader(BytesIO(content)).read()) if content else b""
    except Exception as error:
        raise ValueError(f"its chunks are damaged ({' '.join(str(error).split())[:LONGEST_MESSAGE]})") from error


def read_date(text: str) -> datetime:
    """A WARC-Date. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # WARC-Date is in UTC, whether it says so or not
