"""CDXJ: where each answer stands in WARC files, a line `SURT TIMESTAMP JSON` an answer, sorted by bytes.

The SURT of an address has its host from the top domain down, without `www.`, and its path and query in lower case, the
query's parts sorted: so that spellings of one address stand together.
"""

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urlsplit

from storage.archive import ArchiveError, ArchivePlace
from storage.archive.exchange_reader import ANSWERS
from storage.archive.files import ArchiveFiles, WarcFile
from storage.archive.warc import Headers, body_digest
from storage.archive.warc_reader import Damage, Record, members, read_date
from zhengce.tables.whole_file import whole_file

REVISIT = "warc/revisit"
"""The media type of a record that repeats another one's body."""

_KEPT = "".join(map(chr, range(0x21, 0x7F))).translate({ord("#"): None, ord("%"): None})
"""Characters that have no percent code in a SURT, as the tools of web archives make it."""

_WWW = re.compile(r"^www[0-9]*\.(?=.*\.)")


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What was indexed."""

    files: int
    answers: int
    damages: Sequence[str]
    """A line for each record that cannot be read."""


def write_index(place: ArchivePlace, file: Path) -> IndexReport:
    """Writes the index of all files of an archive, whole or not at all; without any answer none is written.

    Reads every record. Raises OSError where the index cannot be written, ArchiveError where the archive cannot be read.
    """
    files = ArchiveFiles.at(place)
    try:
        names = sorted(name for name in files.sizes() if name.endswith(".warc.gz"))
    except OSError as error:
        raise ArchiveError(str(error)) from None
    damages: list[str] = []
    # Sorted in a file of its own where they grow: an archive has millions of lines.
    with closing(sqlite3.connect("")) as sorter:
        sorter.execute("CREATE TABLE lines (line TEXT)")
        for name in names:
            lines = ((line,) for line in _lines(WarcFile(files, name), damages))
            sorter.executemany("INSERT INTO lines VALUES (?)", lines)
        (answers,) = sorter.execute("SELECT count(*) FROM lines").fetchone()
        if answers:
            with whole_file(file) as unfinished, unfinished.open("w", encoding="ascii", newline="\n") as written:
                written.writelines(line for (line,) in sorter.execute("SELECT line FROM lines ORDER BY line"))
    return IndexReport(len(names), answers, damages)


def _lines(warc: WarcFile, damages: list[str]) -> Iterator[str]:
    try:
        for record in members(warc):
            try:
                if isinstance(record, Damage):
                    raise ValueError(record.why)
                if record.kind in ANSWERS:
                    yield _line(record, warc.name)
            except ValueError as error:
                damages.append(f"{warc.name}: the record at {record.offset} {error}")
    except OSError as error:
        raise ArchiveError(f"{warc}: the archive file cannot be read ({error.strerror or error})") from None


def _line(record: Record, filename: str) -> str:
    """Raises ValueError where the record does not say what an index needs."""
    headers = record.headers or [("Content-Type", record.field("Content-Type") or "")]
    return format_line(
        read_date(record.field("WARC-Date") or ""),
        url=record.url,
        mime=REVISIT if record.kind == "revisit" else media_type_of(headers),
        status=record.status[0],
        digest=record.payload_digest or body_digest(record.content),
        length=record.length,
        offset=record.offset,
        filename=filename,
    )


def format_line(fetched_at: datetime, *, url: str, **fields: str | int) -> str:
    """A line of the index, with its end. `fields`: mime, status, digest of the body, length (bytes of the compressed
    record), offset, filename."""
    values = {"url": url} | {name: str(value) for name, value in fields.items()}
    return f"{to_surt(url)} {fetched_at.astimezone(UTC):%Y%m%d%H%M%S} {json.dumps(values)}\n"


def media_type_of(headers: Headers) -> str:
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
