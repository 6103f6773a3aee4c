"""Memento (RFC 7089): /timegate/URL leads to the archived answer nearest to a moment, /timemap/link/URL lists them all.

The moments are those of the answers of pages. Of an attached file only the newest answer has an address.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from fastapi import APIRouter, HTTPException, Request, Response

from zhengce.brief.render_html import clean
from zhengce.web.api import captures
from zhengce.web.api.captures import ArchivedAnswer
from zhengce.web.api.routes import reader

router = APIRouter()

PER_TIMEMAP = 1000
"""Mementos of one TimeMap; each further TimeMap has an address of its own."""

DATETIME = "%a, %d %b %Y %H:%M:%S GMT"
"""The only form of Accept-Datetime (RFC 7089, 2.1.1)."""


@router.get("/timegate/{address:path}")
def timegate(request: Request, address: str) -> Response:
    """Leads to the memento nearest to Accept-Datetime, to the newest one without it (RFC 7089, 4.1, pattern 2.1)."""
    held = _mementos(request, address)
    given = request.headers.get("accept-datetime")
    wanted = _read_moment(given) if given else None
    chosen = min(held, key=lambda one: abs(one.fetched_at - wanted)) if wanted else held[-1]
    base = str(request.base_url)
    links = [
        captures.original_link(chosen.page_url),
        f"{captures.timemap_link(base, chosen.page_url)}; {_span(held)}",
        *dict.fromkeys(_link(base, one, held) for one in (held[0], chosen, held[-1])),
    ]
    found = {"Location": captures.memento_address(base, chosen), "Vary": "Accept-Datetime", "Link": ", ".join(links)}
    return Response(status_code=302, headers=found)


@router.get("/timemap/link/{address:path}")
@router.get("/timemap/link/{page:int}/{address:path}")  # the lower one is looked at first
def timemap(request: Request, address: str, page: int = 1) -> Response:
    """The mementos of an address, the oldest first, as links (RFC 7089, 5); more than PER_TIMEMAP in several parts."""
    held = _mementos(request, address)
    parts = [held[at : at + PER_TIMEMAP] for at in range(0, len(held), PER_TIMEMAP)]
    if not 1 <= page <= len(parts):
        raise HTTPException(404, f"the TimeMap of this address has the parts 1 to {len(parts)}")
    base, url = str(request.base_url), held[-1].page_url
    links = [
        captures.original_link(url),
        captures.timegate_link(base, url),
        *(
            f"{captures.timemap_link(base, url, number, 'self' if number == page else 'timemap')}; {_span(part)}"
            for number, part in enumerate(parts, 1)
        ),
        *(_link(base, one, held) for one in parts[page - 1]),
    ]
    return Response(",\n".join(links) + "\n", media_type="application/link-format")


def _mementos(request: Request, address: str) -> list[ArchivedAnswer]:
    """The answers of an address that can be shown, the oldest first. Raises HTTPException where there are none."""
    url = clean(f"{address}?{request.url.query}" if request.url.query else address)
    with reader(request).connection() as connection:
        held = [answer for answer in captures.of_address(connection, url) if answer.is_text]
    if not held:
        raise HTTPException(404, f"{url}: the archive has no answer of this address")
    return held


def _read_moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, DATETIME).replace(tzinfo=UTC)
    except ValueError:
        raise HTTPException(400, "Accept-Datetime is no moment; write it like Tue, 16 Nov 2021 02:30:00 GMT") from None


def _link(base: str, one: ArchivedAnswer, held: Sequence[ArchivedAnswer]) -> str:
    ends = [word for word, end in (("first", held[0]), ("last", held[-1])) if one.id == end.id]
    moment = captures.format_http_date(one.fetched_at)
    return f'<{captures.memento_address(base, one)}>; rel="{" ".join([*ends, "memento"])}"; datetime="{moment}"'


def _span(part: Sequence[ArchivedAnswer]) -> str:
    first, last = (captures.format_http_date(part[at].fetched_at) for at in (0, -1))
    return f'from="{first}"; until="{last}"'
