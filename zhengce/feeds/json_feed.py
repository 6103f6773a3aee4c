"""JSON Feed 1.1."""

import json
from collections.abc import Sequence
from typing import Any

from parsers.moments import format_moment
from parsers.registry.rights import LAW, rights_of
from zhengce.brief import items
from zhengce.brief.blocks import document
from zhengce.documents import life
from zhengce.feeds import entries
from zhengce.feeds.entries import About
from zhengce.feeds.versions import Version
from zhengce.newsletter import render_html

EXTENSIONS = "https://jsonfeed.org/version/1.1#extensions-a-name-extensions-a"


def render(versions: Sequence[Version], about: About) -> bytes:
    """The feed."""
    found: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": about.title,
        "home_page_url": about.base,
        "feed_url": about.own_url,
        "language": "en",
        "authors": [{"name": entries.GENERATOR}],
        "items": [_item(version, about.base) for version in versions],
        "_zhengce": {"about": EXTENSIONS, "rights": LAW},
    }
    text = json.dumps({name: value for name, value in found.items() if value is not None}, ensure_ascii=False, indent=1)
    return (text + "\n").encode("utf-8", "replace")


def _item(version: Version, base: str | None) -> dict[str, Any]:
    item, record = version.item, version.item.record
    found = {
        "id": version.id,
        "url": items.document_url(base, item.id) or entries.iri(record.url),
        "external_url": entries.iri(record.url),
        "title": version.title,
        "summary": record.title,
        "content_html": render_html.content(document(item, life.lines(version.events), base)),
        "date_published": entries.published(item),
        "date_modified": format_moment(version.changed_at),
        "authors": [{"name": name} for name in entries.authors(item)] or None,
        "tags": [*(term for _, term, _ in entries.categories(item)), *version.done],
        "_zhengce": {
            "about": EXTENSIONS,
            "change": version.number,
            "kind": version.kind,
            "events": life.to_dicts(version.events),
            "rights": rights_of(record.source).to_dict(),
            "document": item.to_dict(base),
        },
    }
    return {name: value for name, value in found.items() if value is not None}
