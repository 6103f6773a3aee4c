"""iCalendar (RFC 5545): the last days for comments and the days of effect of the documents that a search finds.

An event is a whole day. Its id is made of the document's address and of what happens on the day, its DTSTAMP is when
the document last changed: the same database gives the same bytes, whatever the clock says.
"""

from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from icalendar import Calendar, Event
from sqlalchemy.engine import Connection

from storage.documents import queries
from storage.documents.queries import StoredDocument
from storage.schema import documents
from zhengce.brief.items import document_url
from zhengce.documents.links import web_address
from zhengce.english.titles.shown import printed_title
from zhengce.newsletter.render_html import clean
from zhengce.tables.sanitize import printable

MEDIA_TYPE = "text/calendar; charset=utf-8"
MOST = 2_000
"""Documents of a calendar: those with the latest days."""

KINDS = {"comments_due_on": "Comments end", "effective_on": "Takes effect"}
"""Day of a record -> what happens on it."""

_DAYS = tuple(documents.c[name] for name in KINDS)


def render(
    connection: Connection, conditions: Sequence[sa.ColumnElement[bool]], title: str, base: str | None = None
) -> bytes:
    """The calendar of the documents that meet the conditions. `base`: where `zhengce serve` answers."""
    latest = sa.func.coalesce(*_DAYS).desc()
    with_day = sa.or_(*(day.is_not(None) for day in _DAYS))
    query = sa.select(documents.c.id).where(*conditions, with_day).order_by(latest, documents.c.id).limit(MOST)
    ids = connection.execute(query).scalars().all()
    calendar = Calendar()
    for name, value in (("prodid", "-//zhengce//EN"), ("version", "2.0"), ("name", title), ("x-wr-calname", title)):
        calendar.add(name, _text(value))
    for document in queries.each_of(connection, ids, with_parts=False, with_body=False):
        for name in KINDS:
            if getattr(document.record, name) is not None:
                calendar.add_component(_event(document, name, base))
    content: bytes = calendar.to_ical()
    return content


def _event(document: StoredDocument, name: str, base: str | None) -> Event:
    record = document.record
    day, chinese = getattr(record, name), " ".join(record.title.split())
    own, page = document_url(base, document.id), web_address(record.url)
    lines = [chinese, record.document_number, *(body.name for body in record.issuing_bodies), page]
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"{record.url}#{name}")))
    event.add("dtstamp", document.revised_at or document.first_seen_at)
    event.add("dtstart", day)
    event.add("summary", _text(f"{KINDS[name]}: {printed_title(document) or chinese}"))
    event.add("description", "\n".join(_text(line) for line in lines if line))
    event.add("transp", "TRANSPARENT")
    if address := own or page:
        event.add("url", address)
    return event


def _text(value: str) -> str:
    return clean(printable(value))
