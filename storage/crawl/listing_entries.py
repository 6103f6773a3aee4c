"""A listing's row as JSON and back: stored with its page, so that a page can be read again as its listing led to it."""

import json
from datetime import date
from typing import Any

from parsers.addresses import comparable
from parsers.extraction import Entry, Finding, Link, Place
from storage.texts import storable_text


def entry_to_json(entry: Entry) -> str:
    """The row as JSON; empty parts are left out."""
    row: dict[str, Any] = {"url": entry.url, "title": storable_text(entry.title)}
    if entry.published_on:
        row["published_on"] = entry.published_on.isoformat()
    if entry.stage:
        row["stage"] = entry.stage
    if entry.facts:
        row["facts"] = {
            name: [[storable_text(finding.text), str(finding.place), finding.label] for finding in findings]
            for name, findings in entry.facts.items()
        }
    if entry.related:
        row["related"] = [
            [storable_text(link.title), link.url, *filter(None, (link.heading,))] for link in entry.related
        ]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def entry_from_json(text: str) -> Entry:
    """The inverse of `entry_to_json`."""
    row = json.loads(text)
    return Entry(
        url=row["url"],
        title=row["title"],
        published_on=date.fromisoformat(row["published_on"]) if row.get("published_on") else None,
        stage=row.get("stage"),
        facts={
            name: tuple(Finding(text, Place(place), label) for text, place, label in findings)
            for name, findings in row.get("facts", {}).items()
        },
        related=tuple(Link(*link) for link in row.get("related", ())),
    )


def printed_address(url: str, entry: str | None) -> str:
    """A page's address as its listing prints it, where that is known; else the form in which the page is stored."""
    printed = json.loads(entry).get("url") if entry else None
    return printed if isinstance(printed, str) and comparable(printed) == url else url
