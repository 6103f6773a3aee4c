"""Atom (RFC 4287): the documents that changed last, for all, each filter and any search.

An entry is one version of a document. Its id is a UUID made of the document and of the change that brought the version.
So it stays the same in every feed and place, and a new one appears, and fires in any reader, when the ministry edits
the text, takes it down or puts it back, and when another document ends it or is what a draft became. What we do to
ourselves (a better parser, a merge) fires nothing.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from lxml import etree
from sqlalchemy.engine import Connection

from parsers.moments import CHINA, format_moment
from parsers.record import PolicyDocument
from parsers.registry.rights import LAW, rights_of
from storage.documents.filters import Filters
from storage.search.searcher import Searcher
from zhengce.brief import parts
from zhengce.brief.blocks import document
from zhengce.brief.gathering import shown_filters
from zhengce.documents import life
from zhengce.documents import view as documents
from zhengce.documents.links import web_address
from zhengce.documents.phrases import phrase_or
from zhengce.english import vocabulary
from zhengce.feeds import versions
from zhengce.feeds.versions import Version
from zhengce.newsletter import render_html
from zhengce.newsletter.render_html import clean
from zhengce.search.parser import understand
from zhengce.search.query import is_blank

TITLE = "zhengce 政策"
GENERATOR = "zhengce"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
MOST = 100
"""Entries in a feed by default."""

_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_IRI = re.compile(r"[\s<>\"{}|\\^`]")


def feed(
    connection: Connection,
    filters: Filters | None = None,
    *,
    query: str | None = None,
    base: str | None = None,
    own_url: str | None = None,
    limit: int = MOST,
) -> bytes:
    """The feed of the documents that a search for `query` finds and that pass the filters, those changed last first.

    `base`: where `zhengce serve` answers, for links to documents and archived copies; `own_url`: where this feed is.
    The same database gives the same bytes. Raises BadQuery.
    """
    chosen = filters or Filters()
    words = None if query is None or is_blank(query) else query
    searcher = Searcher(connection)
    expression = understand(connection, words, searcher).expression if words else None
    found = versions.load(connection, searcher.conditions(expression, chosen), limit)
    updated = max((version.changed_at for version in found), default=datetime(1970, 1, 1, tzinfo=UTC))
    root = etree.Element(f"{{{_ATOM}}}feed", {_LANGUAGE: "en"}, nsmap={None: _ATOM})
    _add(root, "id", feed_id(chosen, words))
    _add(root, "title", title_of(chosen, words))
    _add(root, "updated", format_moment(updated))
    _add(_add(root, "author"), "name", GENERATOR)
    _add(root, "generator", GENERATOR)
    _add(root, "rights", LAW)
    if own_url:
        _add(root, "link", rel="self", href=own_url, type="application/atom+xml")
    if base:
        _add(root, "link", rel="alternate", href=base, type="text/html")
    for version in found:
        _add_entry(root, version, base)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def title_of(filters: Filters, query: str | None = None) -> str:
    """zhengce 政策 · 数据安全 · issuers: miit, ndrc · stages: draft."""
    shown = shown_filters(filters) | _days(filters)
    named = (f"{name}: {', '.join(one) if isinstance(one, list) else one}" for name, one in shown.items() if one)
    return " · ".join([TITLE, *([" ".join(query.split())] if query else []), *named])


def feed_id(filters: Filters, query: str | None = None) -> str:
    """urn:uuid:… of the feed of these filters and this query."""
    named = [shown_filters(filters), [*_days(filters).values()], *([query] if query else [])]
    words = json.dumps(named, sort_keys=True, ensure_ascii=False)
    return uuid5(NAMESPACE_URL, f"zhengce:feed:{words}").urn


def _days(filters: Filters) -> dict[str, str | None]:
    days = {"from": filters.date_from, "to": filters.date_to}
    return {name: day.isoformat() if day else None for name, day in days.items()}


def _add_entry(root: etree._Element, version: Version, base: str | None) -> None:
    item, record = version.item, version.item.record
    entry = _add(root, "entry")
    _add(entry, "id", version.id)
    _add(entry, "title", version.title)
    _add(entry, "updated", format_moment(version.changed_at))
    # Atom wants a time: where only a day is printed, its beginning in China.
    day = datetime.combine(record.published_on, time(), CHINA) if record.published_on else None
    if published := record.published_at or day:
        _add(entry, "published", published.isoformat())
    for body in record.issuing_bodies:  # NDRC General Office (国家发展改革委办公厅)
        name = documents.body_name(body)
        _add(_add(entry, "author"), "name", f"{vocabulary.short_body(body)} ({name})" if body.abbreviation else name)
    if address := web_address(record.url):
        iri = _NO_IRI.sub(lambda match: quote(match.group()), clean(address))
        _add(entry, "link", rel="alternate", href=iri, type="text/html")
    for title, url in parts.own_pages(item, base) if base else ():
        _add(entry, "link", rel="related", href=url, title=title)
    for scheme, term, label in (*_categories(record), *(("change", done, done.capitalize()) for done in version.done)):
        _add(entry, "category", term=term, scheme=f"urn:zhengce:{scheme}", label=label)
    _add(entry, "summary", record.title)
    _add(entry, "rights", f"{record.source}: {rights_of(record.source)}")
    _add(entry, "content", render_html.content(document(item, life.lines(version.events), base)), type="html")


def _categories(record: PolicyDocument) -> Iterator[tuple[str, str, str]]:
    """(scheme, term, English label) of stage, type and topic."""
    yield "stage", record.stage or "unknown", phrase_or(f"stage.{record.stage}", "Unknown")
    if kind := record.document_type:
        yield "type", kind, vocabulary.document_type(kind) or kind
    if topic := record.topic:
        yield "topic", topic, vocabulary.topic(topic) or topic


def _add(parent: etree._Element, name: str, words: str | None = None, **attributes: Any) -> etree._Element:
    """Appends an element with words and attributes."""
    values = {key: clean(value) for key, value in attributes.items()}
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}", values)
    element.text = None if words is None else clean(words)
    return element
