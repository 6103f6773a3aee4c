"""The form of WACZ 1.1.1 (specs.webrecorder.net): a ZIP file with a WARC file, its index, a list of pages and digests.

`archive/data.warc.gz` and `indexes/index.cdx` are stored in the ZIP as they are, so that a browser can read parts of
them. The index is CDXJ: a line `SURT TIMESTAMP JSON` says where an answer stands; a SURT is an address with its host
from the top domain down, without `www.`, in lower case, the query's parts sorted, so that its spellings stand together.
`datapackage.json` names every file with its digest, `datapackage-digest.json` has the digest of that.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import Any, NamedTuple
from urllib.parse import quote, unquote_to_bytes, urlsplit
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from parsers.moments import format_moment
from storage.archive.warc import Exchange, Headers, OriginalRecord, body_digest, format_date, response_parts, warcinfo

VERSION = "1.1.1"

WARC_NAME = "data.warc.gz"

REVISIT = "warc/revisit"
"""The media type of a record that repeats another one's body."""

_KEPT = "".join(map(chr, range(0x21, 0x7F))).translate({ord("#"): None, ord("%"): None})
"""Characters that have no percent code in a SURT, as the tools of web archives make it."""

_WWW = re.compile(r"^www[0-9]*\.(?=.*\.)")


class ListedPage(NamedTuple):
    """A line of pages.jsonl: what a reader may open."""

    url: str
    fetched_at: datetime
    title: str


class WaczWriter:
    """Writes one WACZ file: every exchange with `add`, then `finish`. The ZIP file is the caller's."""

    def __init__(self, package: ZipFile, created_at: datetime) -> None:
        self._package = package
        self._created_at = created_at
        self._resources: list[dict[str, Any]] = []
        self._index: list[str] = []
        self._originals: dict[tuple[str, str], OriginalRecord] = {}
        self._digest = sha256()
        self._size = 0
        self._warc = TemporaryFile()  # noqa: SIM115  closed by `finish`
        self._write(warcinfo(WARC_NAME, created_at.astimezone(UTC).strftime("%Y%m%d")))

    def add(self, exchange: Exchange) -> None:
        """Writes an answer and its request; a body that this address gave before becomes a revisit."""
        digest = body_digest(exchange.body)
        original = self._originals.get((exchange.url, digest)) if exchange.body else None
        response, request = response_parts(exchange, digest, original)
        offset = self._size
        self._write(response + request)
        line = {
            "url": exchange.url,
            "mime": REVISIT if original else _media_type_of(exchange.headers),
            "status": str(exchange.status),
            "digest": digest,
            "length": str(len(response)),
            "offset": str(offset),
            "filename": WARC_NAME,
        }
        moment = exchange.fetched_at.astimezone(UTC)
        self._index.append(f"{to_surt(exchange.url)} {moment:%Y%m%d%H%M%S} {json.dumps(line)}\n")
        if original is None:
            date = format_date(exchange.fetched_at)
            self._originals[exchange.url, digest] = OriginalRecord(WARC_NAME, offset, date)

    def finish(self, pages: Iterable[ListedPage], about: Mapping[str, str]) -> None:
        """Writes index, list of pages and digests. `about`: title, description and more of datapackage.json."""
        self._add_warc()
        self._name_resource(f"archive/{WARC_NAME}", self._digest.hexdigest(), self._size)
        self._add_file("indexes/index.cdx", "".join(sorted(self._index)).encode(), ZIP_STORED)
        lines: list[dict[str, Any]] = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}]
        lines += [
            {"id": str(number), "url": page.url, "ts": format_moment(page.fetched_at), "title": page.title}
            for number, page in enumerate(pages, 1)
        ]
        listed = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
        self._add_file("pages/pages.jsonl", listed.encode(), ZIP_DEFLATED)
        package = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "software": "zhengce",
            "created": format_moment(self._created_at),
            **about,
            "resources": self._resources,
        }
        written = json.dumps(package, ensure_ascii=False, indent=2).encode()
        self._package.writestr(_member("datapackage.json", ZIP_DEFLATED), written)
        digest = {"path": "datapackage.json", "hash": f"sha256:{sha256(written).hexdigest()}"}
        self._package.writestr(_member("datapackage-digest.json", ZIP_DEFLATED), json.dumps(digest, indent=2))

    def _add_warc(self) -> None:
        """Adds the WARC file with its size known: a member of unknown size gets a local header longer than the central
        directory says, and readers that look up ranges (replayweb.page) begin each record too early."""
        member = _member(f"archive/{WARC_NAME}", ZIP_STORED)
        member.file_size = self._size
        self._warc.seek(0)
        with self._warc, self._package.open(member, "w") as written:
            copyfileobj(self._warc, written)

    def _write(self, data: bytes) -> None:
        self._warc.write(data)
        self._digest.update(data)
        self._size += len(data)

    def _add_file(self, path: str, content: bytes, compression: int) -> None:
        self._package.writestr(_member(path, compression), content)
        self._name_resource(path, sha256(content).hexdigest(), len(content))

    def _name_resource(self, path: str, digest: str, size: int) -> None:
        name = path.rpartition("/")[2]
        self._resources.append({"name": name, "path": path, "hash": f"sha256:{digest}", "bytes": size})


def _member(path: str, compression: int) -> ZipInfo:
    member = ZipInfo(path)  # without the clock's time: the digests are what counts
    member.compress_type = compression
    return member


def _media_type_of(headers: Headers) -> str:
    """text/html of `Content-Type: text/html; charset=utf-8`; `unk` where there is none."""
    media_type = next((value for name, value in headers if name.lower() == "content-type"), "")
    return media_type.partition(";")[0].strip().lower() or "unk"


def to_surt(url: str) -> str:
    """cn,gov,miit)/a?b=1 for https://www.miit.gov.cn/A/?b=1#c; the address itself where it has no host."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host:
        return _recode(url)
    labels = _WWW.sub("", _recode(host)).split(".")
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    place = ",".join(reversed(labels)) + (f":{port}" if port and port != usual else "")
    query = f"?{'&'.join(sorted(_recode(parts.query).split('&')))}" if parts.query else ""
    return f"{place}){_recode(parts.path).rstrip('/') or '/'}{query}"


def _recode(part: str) -> str:
    """In small letters, with the percent codes that must be and no others."""
    plain = part.encode()
    while (decoded := unquote_to_bytes(plain)) != plain:
        plain = decoded
    return quote(plain, safe=_KEPT).lower()
