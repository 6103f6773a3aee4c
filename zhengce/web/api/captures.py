"""Archived answers shown safely: as text, or as a page in a sandbox in which nothing runs and nothing is loaded."""

import io
import re
import tempfile
import threading
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import BinaryIO

import sqlalchemy as sa
from fastapi.responses import StreamingResponse
from sqlalchemy.engine import Connection
from starlette.types import Receive, Scope, Send

from parsers.markup.decoding import decode
from storage.archive import Archive, ArchiveError, ArchivePlace, Exchange, Location
from storage.schema import captures, pages

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"
"""For an archived page: no scripts, no forms, no network, an origin of its own."""

LARGEST = 20_000_000
"""Bytes of an answer that are shown, after it was unpacked."""

LARGEST_FILE = 200_000_000
"""Bytes of an attached file that is handed out."""

READ_AT_ONCE = 2
_reading = threading.BoundedSemaphore(READ_AT_ONCE)

GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS

PIECE = 1 << 18
"""Bytes that are sent at a time."""

_TEXTUAL = re.compile(r"^(?:text/|application/(?:json|xml|xhtml\+xml|javascript))")


@dataclass(frozen=True, slots=True)
class ArchivedAnswer:
    """What the database knows of an archived answer."""

    id: int
    document_id: int | None
    url: str
    status: int
    media_type: str | None
    digest: str
    fetched_at: datetime
    location: Location

    @property
    def is_page(self) -> bool:
        """Whether it is HTML."""
        return (self.media_type or "text/html").partition(";")[0].strip() in ("text/html", "application/xhtml+xml")

    @property
    def is_text(self) -> bool:
        """Whether it can be read as text."""
        return self.is_page or _TEXTUAL.match(self.media_type or "") is not None


_known = sa.select(captures, pages.c.document_id).join(pages, pages.c.id == captures.c.page_id)


def find(connection: Connection, capture_id: int) -> ArchivedAnswer | None:
    """What is known of an archived answer; None where there is none of this id."""
    row = connection.execute(_known.where(captures.c.id == capture_id)).first()
    if row is None:
        return None
    location = Location(row.file, row.offset, row.digest, row.length)
    facts = (row.id, row.document_id, row.url, row.status, row.media_type, row.digest, row.fetched_at)
    return ArchivedAnswer(*facts, location)


class FileStream(StreamingResponse):
    """An open file as an answer, as fast as the client reads; it is closed then, however that ends."""

    def __init__(self, file: BinaryIO, media_type: str, headers: Mapping[str, str]) -> None:
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        pieces = iter(partial(file.read, PIECE), b"")
        super().__init__(pieces, media_type=media_type, headers={**headers, "Content-Length": str(size)})
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._file:
            await super().__call__(scope, receive, send)


def stream(
    place: ArchivePlace,
    location: Location,
    content_of: Callable[[Exchange], bytes],
    media_type: str,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> FileStream:
    """What an archived answer holds; READ_AT_ONCE are in memory, those that are being sent on disk.

    Raises ArchiveError where the archive has it no more, or names a file outside it.
    """
    with _reading, Archive(place) as archive:
        content = content_of(archive.read(location))
        file = tempfile.TemporaryFile(prefix="zhengce-")  # noqa: SIM115 - its answer closes it
        file.write(content)
    return FileStream(file, media_type, headers)


def text_of(found: Exchange) -> bytes:
    """The answer's body as text in UTF-8. Raises ArchiveError where it is packed in an unknown way or too large."""
    headers = {name.lower(): value for name, value in found.headers}
    text = decode(_unpacked(found.body, headers.get("content-encoding", "")), headers.get("content-type"))
    return text.encode()


def content_of(found: Exchange) -> bytes:
    """The bytes of an attached file, as its reader had them. Raises ArchiveError as `text_of` does."""
    headers = {name.lower(): value for name, value in found.headers}
    return _unpacked(found.body, headers.get("content-encoding", ""), LARGEST_FILE)


def _unpacked(body: bytes, encoding: str, largest: int = LARGEST) -> bytes:
    kind = encoding.strip().lower()
    if kind in ("gzip", "x-gzip", "deflate"):
        try:
            body = zlib.decompressobj(GZIP_OR_ZLIB).decompress(body, largest + 1)
        except zlib.error:  # some servers send the bare stream
            try:
                body = zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, largest + 1)
            except zlib.error as error:
                raise ArchiveError(f"the answer cannot be unpacked ({error})") from error
    elif kind not in ("", "identity"):
        raise ArchiveError(f"packed as {kind}, which cannot be shown")
    if len(body) > largest:
        raise ArchiveError(f"larger than {largest:,} bytes; read it from the archive itself")
    return body
