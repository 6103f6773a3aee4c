"""CSL-JSON 1.0 (csl-data.json of citationstyles.org), which Zotero, pandoc and citeproc read: an array of items.

An issued document is a `document`, an interpretation or news a `webpage`: styles print number, day and bodies of a
`document` whole, but take `legislation` for an American law, without bodies and day. A body is a `literal` name.
CSL has no field for a digest: it stands in `note`, which Zotero shows as Extra.
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from zhengce.citations.facts import CitationFacts


def format_citations(cited: Iterable[CitationFacts]) -> str:
    """The array of items, a field a line."""
    items = []
    for facts in cited:
        fields = (f'  "{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in _item(facts).items())
        items.append("{\n" + ",\n".join(fields) + "\n}")
    return f"[{', '.join(items)}]"


def _item(facts: CitationFacts) -> dict[str, Any]:
    record = facts.record
    incomplete = None if record.issuing_bodies_complete else "Further issuing bodies, not named on the page"
    address = None if facts.web_url else record.url
    notes = (*facts.english_notes, incomplete, address, facts.archive_note)
    item = {
        "id": facts.key,
        "type": "webpage" if facts.is_web_page else "document",
        "author": [{"literal": name} for name in facts.names],
        "title": record.title,
        "number": facts.number_beside_title,
        "section": facts.unit,
        "issued": _date(record.day) if record.day else None,
        "accessed": _date(facts.accessed_on),
        "URL": facts.web_url,
        "language": "zh-CN",
        "note": "; ".join(filter(None, notes)),
    }
    return {name: value for name, value in item.items() if value}


def _date(day: date) -> dict[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]}
