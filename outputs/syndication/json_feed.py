"""JSON Feed 1.1."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from outputs.brief import items, render_html
from outputs.syndication import entries
from outputs.syndication.versions import Version
from parsers.moments import format_moment
from storage.documents.filters import Filters


def render(
    versions: Sequence[Version], filters: Filters, modified: datetime, base: str | None, own_url: str | None
) -> bytes:
    """The feed; `base`: where `zhengce serve` answers, `own_url`: where this feed is."""
    found: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": entries.title_of(filters),
        "home_page_url": base,
        "feed_url": own_url,
        "language": "zh-Hans",
        "authors": [{"name": entries.GENERATOR}],
        "items": [_item(version, base) for version in versions],
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
        "summary": item.title_en,
        "content_html": render_html.content(item, base),
        "date_published": entries.published(item),
        "date_modified": format_moment(version.changed_at),
        "authors": [{"name": name} for name in entries.authors(item)] or None,
        "tags": [term for _, term, _ in entries.categories(item)],
        "language": "zh-Hans",
        "_zhengce": {
            "about": "https://jsonfeed.org/version/1.1#extensions-a-name-extensions-a",
            "change": version.number,
            "kind": version.kind,
            "document": item.to_dict(base),
        },
    }
    return {name: value for name, value in found.items() if value is not None}
