"""What both formats say of a feed and of a document in it: names, addresses, categories, times."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, time
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from parsers.moments import CHINA
from storage.documents.filters import Filters
from zhengce.brief.gathering import shown_filters
from zhengce.brief.items import Item
from zhengce.documents import view as documents
from zhengce.documents.links import web_address
from zhengce.english import vocabulary
from zhengce.newsletter.render_html import clean

TITLE = "zhengce 政策"
GENERATOR = "zhengce"

_NO_IRI = re.compile(r"[\s<>\"{}|\\^`]")


@dataclass(frozen=True, slots=True)
class About:
    """What a feed says of itself."""

    id: str
    title: str
    modified: datetime
    """When anything last changed in the database."""
    base: str | None
    """Where `zhengce serve` answers."""
    own_url: str | None
    """Where this feed is."""


def title_of(filters: Filters, query: str | None = None) -> str:
    """zhengce 政策 · 数据安全 · issuers: miit, ndrc · stages: draft."""
    shown = shown_filters(filters) | {
        "from": filters.date_from and filters.date_from.isoformat(),
        "to": filters.date_to and filters.date_to.isoformat(),
    }
    parts = (f"{name}: {', '.join(one) if isinstance(one, list) else one}" for name, one in shown.items() if one)
    return " · ".join([TITLE, *([" ".join(query.split())] if query else []), *parts])


def feed_id(filters: Filters, query: str | None = None) -> str:
    """urn:uuid:… of the feed of these filters and this query."""
    days = [filters.date_from and filters.date_from.isoformat(), filters.date_to and filters.date_to.isoformat()]
    further = [query] if query else []
    words = json.dumps([shown_filters(filters), days, *further], sort_keys=True, ensure_ascii=False)
    return uuid5(NAMESPACE_URL, f"zhengce:feed:{words}").urn


def authors(item: Item) -> list[str]:
    """NDRC General Office (国家发展改革委办公厅), one after the other; a body that is not named is not among them."""
    named = ((body, documents.body_name(body)) for body in item.record.issuing_bodies)
    return [f"{vocabulary.short_body(body)} ({name})" if body.abbreviation else name for body, name in named]


def iri(url: str) -> str | None:
    """An address with what no IRI may hold (blanks, quotation marks, angle brackets …) percent-encoded.

    None for an address that is not of the web.
    """
    address = web_address(url)
    return _NO_IRI.sub(lambda found: quote(found.group()), clean(address)) if address else None


def categories(item: Item) -> list[tuple[str, str, str]]:
    """(scheme, term, English label) of stage, type and topic."""
    record = item.record
    found: list[tuple[str, str, str]] = [("stage", record.stage or "unknown", vocabulary.STAGES[record.stage])]
    if record.document_type:
        label = vocabulary.document_type(record.document_type) or record.document_type
        found.append(("type", record.document_type, label))
    if record.topic:
        found.append(("topic", record.topic, vocabulary.topic(record.topic) or record.topic))
    return found


def published(item: Item) -> str | None:
    """The printed time; where only a day is printed, its beginning in China, because both formats want a time."""
    record = item.record
    if record.published_at:
        return record.published_at.isoformat()
    return datetime.combine(record.published_on, time(), CHINA).isoformat() if record.published_on else None


def add_element(parent: etree._Element, name: str, words: str | None = None, **attributes: str) -> etree._Element:
    """Appends an element with words and attributes to an XML feed."""
    element = etree.SubElement(parent, name, {key: clean(value) for key, value in attributes.items()})
    if words is not None:
        element.text = clean(words)
    return element
