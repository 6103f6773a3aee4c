"""CDXJ: where an answer stands in a WARC file, as a line `SURT TIMESTAMP JSON`.

The SURT of an address has its host from the top domain down, without `www.`, and its path and query in lower case, the
query's parts sorted: so that spellings of one address stand together.
"""

import json
import re
from datetime import UTC, datetime
from urllib.parse import quote, unquote_to_bytes, urlsplit

from storage.archive.warc import Headers

REVISIT = "warc/revisit"
"""The media type of a record that repeats another one's body."""

_KEPT = "".join(map(chr, range(0x21, 0x7F))).translate({ord("#"): None, ord("%"): None})
"""Characters that have no percent code in a SURT, as the tools of web archives make it."""

_WWW = re.compile(r"^www[0-9]*\.(?=.*\.)")


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
