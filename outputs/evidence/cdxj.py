"""CDXJ: the index of a WARC file that replay tools look addresses up in, a line a record, sorted.

A line is `SURT TIMESTAMP JSON`. The SURT of an address has its host from the top domain down, without `www.`, and its
path and query in lower case, the query's parts sorted: so that spellings of one address stand together.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

_KEPT = ":/?#[]@!$&'()*+,;=%~|"
"""Characters of an address that have no percent code in a SURT."""

_WWW = re.compile(r"^www[0-9]*\.(?=.*\.)")


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What the index says of one response or revisit."""

    url: str
    fetched_at: datetime
    media_type: str
    """`warc/revisit` for a revisit."""
    status: int
    digest: str
    """sha256: of the body."""
    offset: int
    length: int
    """Bytes of the compressed record."""


def format_index(entries: list[IndexEntry], filename: str) -> str:
    """The sorted lines of the index of a WARC file."""
    return "".join(sorted(f"{_line(entry, filename)}\n" for entry in entries))


def _line(entry: IndexEntry, filename: str) -> str:
    fields = {
        "url": entry.url,
        "mime": entry.media_type,
        "status": str(entry.status),
        "digest": entry.digest,
        "length": str(entry.length),
        "offset": str(entry.offset),
        "filename": filename,
    }
    return f"{to_surt(entry.url)} {entry.fetched_at.astimezone(UTC):%Y%m%d%H%M%S} {json.dumps(fields)}"


def to_surt(url: str) -> str:
    """cn,gov,miit)/a?b=1 for https://www.miit.gov.cn/A/?b=1#c; the address itself where it has no host."""
    url = quote(url, safe=_KEPT).lower()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return url
    if not host:
        return url
    labels = _WWW.sub("", host).split(".")
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    place = ",".join(reversed(labels)) + (f":{port}" if port and port != usual else "")
    query = f"?{'&'.join(sorted(parts.query.split('&')))}" if parts.query else ""
    return f"{place}){parts.path.rstrip('/') or '/'}{query}"
