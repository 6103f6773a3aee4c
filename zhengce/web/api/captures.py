"""Archived answers shown safely: as text, or as a page in a sandbox in which nothing runs and nothing is loaded."""

import gzip
import io
import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.addresses import address_key
from parsers.markup.decoding import decode
from storage.archive import Archive, ArchiveError, ArchivePlace, Exchange, Location
from storage.schema import captures, pages
from zhengce.documents.links import web_address

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"
"""For an archived page: no scripts, no forms, no network, an origin of its own."""

LARGEST = 20_000_000
"""Bytes of an answer that are shown, after it was unpacked."""

LARGEST_FILE = 200_000_000
"""Bytes of an attached file that is handed out."""

_OF_AN_ADDRESS = ":/?#[]@!$&'()*+,;=%~"
"""Characters that a header's address keeps as they are; of the others it has the percent code."""

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
    page_url: str
    """The page that was asked for, as addresses are compared."""

    @property
    def is_page(self) -> bool:
        """Whether it is HTML."""
        return (self.media_type or "text/html").partition(";")[0].strip() in ("text/html", "application/xhtml+xml")

    @property
    def is_text(self) -> bool:
        """Whether it can be read as text."""
        return self.is_page or _TEXTUAL.match(self.media_type or "") is not None


_known = sa.select(captures, pages.c.document_id, pages.c.url.label("page_url")).join(
    pages, pages.c.id == captures.c.page_id
)


def find(connection: Connection, capture_id: int) -> ArchivedAnswer | None:
    """What is known of an archived answer; None where there is none of this id."""
    row = connection.execute(_known.where(captures.c.id == capture_id)).first()
    return _answer(row) if row else None


def of_address(connection: Connection, url: str) -> list[ArchivedAnswer]:
    """The archived answers of a page, the oldest first; its address may be typed with or without scheme and www."""
    query = _known.where(pages.c.address_key == address_key(url))
    return [_answer(row) for row in connection.execute(query.order_by(captures.c.fetched_at, captures.c.id))]


def _answer(row: Any) -> ArchivedAnswer:
    location = Location(row.file, row.offset, row.digest, row.length)
    known = (row.id, row.document_id, row.url, row.status, row.media_type, row.digest, row.fetched_at)
    return ArchivedAnswer(*known, location, row.page_url)


def exchange(place: ArchivePlace, answer: ArchivedAnswer) -> Exchange:
    """The answer as it was served. Raises ArchiveError where the archive has it no more, or names a file outside it."""
    with Archive(place) as archive:
        return archive.read(answer.location)


def memento_headers(found: Exchange) -> dict[str, str]:
    """When the answer was captured and of which address, by RFC 7089; without a link where that is none of the web."""
    headers = {"Memento-Datetime": format_http_date(found.fetched_at)}
    if address := web_address(found.url):
        headers["Link"] = original_link(address)
    return headers


def page_headers(base: str, answer: ArchivedAnswer, found: Exchange) -> dict[str, str]:
    """The same of an answer of a page, with its TimeGate and TimeMap on the server whose address is `base`."""
    url = answer.page_url
    links = (original_link(url), timegate_link(base, url), timemap_link(base, url))
    return memento_headers(found) | {"Link": ", ".join(links)}


def original_link(url: str) -> str:
    """The link to the page that an answer is a memento of."""
    return f'<{_quoted(url)}>; rel="original"'


def timegate_link(base: str, url: str) -> str:
    """The link to the TimeGate of a page."""
    return f'<{base}timegate/{_quoted(url, but="#")}>; rel="timegate"'


def timemap_link(base: str, url: str, number: int = 1, relation: str = "timemap") -> str:
    """The link to a part of the TimeMap of a page."""
    part = f"{number}/" if number > 1 else ""
    target = f"<{base}timemap/link/{part}{_quoted(url, but='#')}>"
    return f'{target}; rel="{relation}"; type="application/link-format"'


def memento_address(base: str, answer: ArchivedAnswer) -> str:
    """Where an answer that is text is shown as it was."""
    return f"{base}archive/{answer.id}/{'page' if answer.is_page else 'source'}"


def format_http_date(moment: datetime) -> str:
    """Tue, 16 Nov 2021 02:30:00 GMT."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _quoted(url: str, but: str = "") -> str:
    return quote(url, safe=_OF_AN_ADDRESS.replace(but, "") if but else _OF_AN_ADDRESS)


def text_of(found: Exchange) -> str:
    """The answer's body as text. Raises ArchiveError where it is packed in an unknown way or too large."""
    headers = {name.lower(): value for name, value in found.headers}
    return decode(_unpacked(found.body, headers.get("content-encoding", "")), headers.get("content-type"))


def content_of(found: Exchange) -> bytes:
    """The bytes of an attached file, as its reader had them. Raises ArchiveError as `text_of` does."""
    headers = {name.lower(): value for name, value in found.headers}
    return _unpacked(found.body, headers.get("content-encoding", ""), LARGEST_FILE)


def _unpacked(body: bytes, encoding: str, largest: int = LARGEST) -> bytes:
    kind = encoding.strip().lower()
    try:
        if kind in ("gzip", "x-gzip"):
            with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
                body = packed.read(largest + 1)
        elif kind == "deflate":
            body = _inflated(body, largest)
        elif kind not in ("", "identity"):
            raise ArchiveError(f"packed as {kind}, which cannot be shown")
    except (OSError, EOFError, zlib.error) as error:
        raise ArchiveError(f"the answer cannot be unpacked ({error})") from error
    if len(body) > largest:
        raise ArchiveError(f"larger than {largest:,} bytes; read it from the archive itself")
    return body


def _inflated(body: bytes, largest: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(body, largest + 1)
    except zlib.error:  # some servers send the bare stream
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, largest + 1)
