"""Atom (RFC 4287) and JSON Feed 1.1: the documents that changed last, for all and for each filter.

An entry is one version of a document. Its id is a UUID made of the document and of the change that brought the version.
So it stays the same in every feed, format and place, and a new one appears, and fires in any reader, when the ministry
edits the text, takes it down or puts it back. What we do to ourselves (a better parser, a merge) fires nothing.
"""

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from lxml import etree
from sqlalchemy.engine import Connection

from outputs import english
from outputs.brief import items, render_html, shown_filters
from outputs.brief.items import Item
from outputs.brief.render_html import clean
from outputs.links import web_address
from parsers.moments import CHINA, format_moment
from storage.documents.filters import Filters
from storage.schema import annotations, changes, documents

Format = Literal["atom", "json"]

FIRES = ("new", "revised", "withdrawn", "returned")
"""Kinds of change that make a new version for readers."""

MEDIA_TYPES: Mapping[Format, str] = {
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}

ENDINGS: Mapping[str, Format] = {".atom": "atom", ".xml": "atom", ".json": "json"}
"""Of the names of files."""

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
MOST = 100
"""Entries in a feed where nothing else is asked for."""

_NO_IRI = re.compile(r"[\s<>\"{}|\\^`]")

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
TITLE = "zhengce 政策"
GENERATOR = "zhengce"

MARKS = {"revised": "Revised", "withdrawn": "Withdrawn", "returned": "Returned"}


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it goes over the wire, with the validators for conditional requests."""

    body: bytes
    media_type: str
    etag: str
    """A strong one, in its quotation marks."""
    last_modified: datetime
    """When anything last changed in the database."""

    def headers(self) -> dict[str, str]:
        """Of an answer 200 or 304."""
        return {
            "ETag": self.etag,
            "Last-Modified": format_datetime(self.last_modified, usegmt=True),
            "Cache-Control": "no-cache",
        }

    def is_fresh(self, if_none_match: str | None, if_modified_since: str | None) -> bool:
        """Whether the client has this feed already and 304 is the answer (RFC 9110, 13.1.2 and 13.1.3)."""
        if if_none_match is not None:
            tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
            return "*" in tags or self.etag in tags
        if if_modified_since is None:
            return False
        try:
            since = parsedate_to_datetime(if_modified_since)
        except ValueError:
            return False
        return self.last_modified <= (since if since.tzinfo else since.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Version:
    """A document and the change that made its present version."""

    item: Item
    number: int
    kind: str
    changed_at: datetime

    @property
    def id(self) -> str:
        """urn:uuid:… of this version: the same wherever and however often it is shown."""
        seen = items.moment(self.item.first_seen_at)
        return uuid5(NAMESPACE_URL, f"zhengce:document:{self.item.id}:{seen}:change:{self.number}").urn

    @property
    def title(self) -> str:
        """The title; before it what happened, unless the document is new."""
        mark = MARKS.get(self.kind)
        return f"[{mark}] {self.item.record.title}" if mark else self.item.record.title


def feed(
    connection: Connection,
    form: Format,
    filters: Filters | None = None,
    *,
    base: str | None = None,
    own_url: str | None = None,
    limit: int = MOST,
) -> Feed:
    """The feed of the documents that pass the filters, those that changed last first.

    `base`: where `zhengce serve` answers, for links to documents and archived copies; `own_url`: where this feed is.
    The same database gives the same bytes.
    """
    chosen = filters or Filters()
    versions = _versions(connection, chosen, limit)
    modified = _last_modified(connection)
    make = _atom if form == "atom" else _json
    body = make(versions, chosen, modified, base, own_url)
    return Feed(body, MEDIA_TYPES[form], f'"{sha256(body).hexdigest()[:32]}"', modified)


def write(made: Feed, file: Path) -> None:
    """Writes a feed to a file, which at every moment holds the old feed or the new one. Raises OSError."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        beside.write_bytes(made.body)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


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


def _versions(connection: Connection, filters: Filters, limit: int) -> list[Version]:
    last = (
        sa.select(changes.c.document_id, sa.func.max(changes.c.number).label("number"))
        .where(changes.c.kind.in_(FIRES))
        .group_by(changes.c.document_id)
        .subquery()
    )
    query = (
        sa.select(changes.c.document_id, changes.c.number, changes.c.kind, changes.c.changed_at)
        .join(last, last.c.number == changes.c.number)
        .join(documents, documents.c.id == changes.c.document_id)
        .where(*filters.conditions())
        .order_by(changes.c.number.desc())
        .limit(limit)
    )
    rows = connection.execute(query).all()
    held = {item.id: item for item in items.load(connection, [row.document_id for row in rows])}
    return [Version(held[row.document_id], row.number, row.kind, row.changed_at) for row in rows]


def _last_modified(connection: Connection) -> datetime:
    changed = connection.execute(sa.select(changes.c.changed_at).order_by(changes.c.number.desc()).limit(1)).scalar()
    noted = connection.execute(sa.select(sa.func.max(annotations.c.annotated_at))).scalar()
    return max(changed or NEVER, noted or NEVER)


# ------------------------------------------------------------------ Atom


def _atom(
    versions: Iterable[Version], filters: Filters, modified: datetime, base: str | None, own_url: str | None
) -> bytes:
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set(f"{{{XML}}}lang", "zh-Hans")
    versions = list(versions)
    _add(root, "id", feed_id(filters))
    _add(root, "title", title_of(filters))
    _add(root, "updated", _rfc3339(max((version.changed_at for version in versions), default=modified)))
    _add(_add(root, "author"), "name", GENERATOR)
    _add(root, "generator", GENERATOR)
    if own_url:
        _add(root, "link", rel="self", href=own_url, type="application/atom+xml")
    if base:
        _add(root, "link", rel="alternate", href=base, type="text/html")
    for version in versions:
        _entry(root, version, base)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def _entry(root: etree._Element, version: Version, base: str | None) -> None:
    item, record = version.item, version.item.record
    entry = _add(root, "entry")
    _add(entry, "id", version.id)
    _add(entry, "title", version.title)
    _add(entry, "updated", _rfc3339(version.changed_at))
    if published := _published(item):
        _add(entry, "published", published)
    for name in authors(item):
        _add(_add(entry, "author"), "name", name)
    if address := iri(record.url):
        _add(entry, "link", rel="alternate", href=address, type="text/html")
    for title, url in _own_pages(item, base):
        _add(entry, "link", rel="related", href=url, title=title)
    for scheme, term, label in _categories(item):
        _add(entry, "category", term=term, scheme=f"urn:zhengce:{scheme}", label=label)
    if item.title_en:
        _add(entry, "summary", item.title_en)
    _add(entry, "content", _content(version, base), type="html")


def _add(parent: etree._Element, name: str, words: str | None = None, **attributes: str) -> etree._Element:
    cleaned = {key: clean(value) for key, value in attributes.items()}
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", cleaned)
    if words is not None:
        element.text = clean(words)
    return element


# ------------------------------------------------------------------ JSON Feed


def _json(
    versions: Iterable[Version], filters: Filters, modified: datetime, base: str | None, own_url: str | None
) -> bytes:
    found: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title_of(filters),
        "home_page_url": base,
        "feed_url": own_url,
        "language": "zh-Hans",
        "authors": [{"name": GENERATOR}],
        "items": [_json_item(version, base) for version in versions],
    }
    text = json.dumps({name: value for name, value in found.items() if value is not None}, ensure_ascii=False, indent=1)
    return (text + "\n").encode("utf-8", "replace")


def _json_item(version: Version, base: str | None) -> dict[str, Any]:
    item, record = version.item, version.item.record
    found = {
        "id": version.id,
        "url": items.document_url(base, item.id) or iri(record.url),
        "external_url": iri(record.url),
        "title": version.title,
        "summary": item.title_en,
        "content_html": _content(version, base),
        "date_published": _published(item),
        "date_modified": _rfc3339(version.changed_at),
        "authors": [{"name": name} for name in authors(item)] or None,
        "tags": [term for _, term, _ in _categories(item)],
        "language": "zh-Hans",
        "_zhengce": {
            "about": "https://jsonfeed.org/version/1.1#extensions-a-name-extensions-a",
            "change": version.number,
            "kind": version.kind,
            "document": item.to_dict(base),
        },
    }
    return {name: value for name, value in found.items() if value is not None}


# ------------------------------------------------------------------ of an entry


def authors(item: Item) -> list[str]:
    """国家发展改革委办公厅 (NDRC General Office), one after the other; a body that is not named is not among them."""
    return [
        f"{items.body_name(body)} ({english.short_body(body)})" if body.abbreviation else items.body_name(body)
        for body in item.record.issuing_bodies
    ]


def iri(url: str) -> str | None:
    """An address with what no IRI may hold (blanks, quotation marks, angle brackets …) percent-encoded.

    None where it does not lead to the web: no reader shall follow it.
    """
    address = web_address(url)
    return _NO_IRI.sub(lambda found: quote(found.group()), clean(address)) if address else None


def _categories(item: Item) -> list[tuple[str, str, str]]:
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


def _own_pages(item: Item, base: str | None) -> list[tuple[str, str]]:
    found = [("Document", items.document_url(base, item.id))]
    if item.archived:
        found.append(("Archived copy", items.archive_url(base, item.archived.capture_id)))
    return [(title, url) for title, url in found if url]


def _content(version: Version, base: str | None) -> str:
    return render_html.content(version.item, base)


def _published(item: Item) -> str | None:
    """The printed time; where only a day is printed, its beginning in China, because both formats want a time."""
    record = item.record
    if record.published_at:
        return record.published_at.isoformat()
    return datetime.combine(record.published_on, time(), CHINA).isoformat() if record.published_on else None


def _rfc3339(value: datetime) -> str:
    return format_moment(value)
