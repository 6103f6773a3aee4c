"""What both formats say of a feed and of a document in it: names, addresses, categories, times."""

import json
import re
from datetime import datetime, time
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from outputs import documents, english
from outputs.brief import items, shown_filters
from outputs.brief.items import Item
from outputs.brief.render_html import clean
from outputs.links import web_address
from parsers.moments import CHINA
from storage.documents.filters import Filters

TITLE = "zhengce 政策"
GENERATOR = "zhengce"

_NO_IRI = re.compile(r"[\s<>\"{}|\\^`]")


def title_of(filters: Filters) -> str:
    """zhengce 政策 · issuers: miit, ndrc · stages: draft."""
    parts = [
        f"{name}: {', '.join(value) if isinstance(value, list) else value}"
        for name, value in shown_filters(filters).items()
    ]
    return " · ".join([TITLE, *parts])


def feed_id(filters: Filters) -> str:
    """urn:uuid:… of the feed of these filters."""
    days = [filters.date_from and filters.date_from.isoformat(), filters.date_to and filters.date_to.isoformat()]
    words = json.dumps([shown_filters(filters), days], sort_keys=True, ensure_ascii=False)
    return uuid5(NAMESPACE_URL, f"zhengce:feed:{words}").urn


def authors(item: Item) -> list[str]:
    """国家发展改革委办公厅 (NDRC General Office), one after the other; a body that is not named is not among them."""
    return [
        f"{documents.body_name(body)} ({english.short_body(body)})" if body.abbreviation else documents.body_name(body)
        for body in item.record.issuing_bodies
    ]


def iri(url: str) -> str | None:
    """An address with what no IRI may hold (blanks, quotation marks, angle brackets …) percent-encoded.

    None for an address that is not of the web.
    """
    address = web_address(url)
    return _NO_IRI.sub(lambda found: quote(found.group()), clean(address)) if address else None


def categories(item: Item) -> list[tuple[str, str, str]]:
    """(scheme, term, English label) of stage, type and topic."""
    record = item.record
    found: list[tuple[str, str, str]] = [("stage", record.stage, english.STAGES[record.stage])]
    if record.document_type:
        found.append(
            ("type", record.document_type, english.document_type(record.document_type) or record.document_type)
        )
    if record.topic:
        found.append(("topic", record.topic, english.topic(record.topic) or record.topic))
    return found


def own_pages(item: Item, base: str | None) -> list[tuple[str, str]]:
    """(title, address) of the document and its archived copy in `zhengce serve`, where a base is given."""
    found = [("Document", items.document_url(base, item.id))]
    if item.archived:
        found.append(("Archived copy", items.archive_url(base, item.archived.id)))
    return [(title, url) for title, url in found if url]


def published(item: Item) -> str | None:
    """The printed time; where only a day is printed, its beginning in China, because both formats want a time."""
    record = item.record
    if record.published_at:
        return record.published_at.isoformat()
    return datetime.combine(record.published_on, time(), CHINA).isoformat() if record.published_on else None
