"""The saved pages by source: which address each was saved from, and the record that lies beside it.

`tests/pages/SOURCE/pages.toml` names the notices and the lists among the pages of a folder. Beside a notice lie its
record and what its reader finds where, beside a list its rows: written at the first test run, which fails and wants a
review, and held from then on.
"""

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, Literal

from parsers.document import parse
from parsers.extraction import Entry, Field, Listing, Notice
from parsers.page import Page
from parsers.record import PolicyDocument
from parsers.sites import site_of

PAGES = Path(__file__).parent / "pages"
FIELDS = [f.name for f in fields(PolicyDocument) if f.name not in ("evidence", "fetched_at", "parser_version")]

Kind = Literal["notices", "lists", "readings"]


@cache
def addresses(kind: Kind) -> Mapping[str, str]:
    """Name of a saved page (`mem/list.html`) -> the address from which it was saved."""
    found: dict[str, str] = {}
    for table in sorted(PAGES.glob("*/pages.toml")):
        named = tomllib.loads(table.read_text()).get(kind, {})
        found |= {f"{table.parent.name}/{name}": url for name, url in named.items()}
    return found


def page_of(name: str, url: str) -> Page:
    """A saved page, as if it had been answered for this address."""
    return Page(url, (PAGES / name).read_bytes())


@cache
def record_of(name: str) -> dict[str, Any]:
    """The record that the parsers read of a saved notice."""
    return parse(page_of(name, addresses("notices")[name])).to_dict()


@cache
def listing_of(name: str) -> Listing:
    """What the parsers read of a saved list."""
    url = addresses("lists")[name]
    return site_of(url).read_listing(page_of(name, url))


def reading_of(name: str) -> dict[str, Any]:
    """What the site's reader finds on a saved notice, before it is understood: each text with its place, and links."""
    notice = site_of(addresses("notices")[name]).read_notice(page_of(name, addresses("notices")[name]))
    return {
        "stage": notice.stage,
        **{field: [f"{one.place}: {one.text}" for one in found] for field, found in notice.facts.items() if found},
        "body": list(notice.body),
        "attachments": [f"{file.title} | {file.url} | {file.media_type}" for file in notice.attachments],
        "related": [f"{link.title} | {link.url}" for link in notice.related],
    }


def notice_record(name: str) -> dict[str, Any]:
    """The record of a notice, as it is written beside the page."""
    return dict(without_absent({field: record_of(name)[field] for field in FIELDS}))


def without_absent(value: Any) -> Any:
    """A value without keys for what is absent: a new field of the record changes no record of a page that lacks it."""
    if isinstance(value, dict):
        return {key: without_absent(item) for key, item in value.items() if item not in (None, [])}
    return [without_absent(item) for item in value] if isinstance(value, list) else value


def listing_record(name: str) -> dict[str, Any]:
    """The rows of a list and its numbers of pages and rows, as they are written beside the page."""
    listing = listing_of(name)
    return {"pages": listing.pages, "total": listing.total, "rows": [_row(entry) for entry in listing.entries]}


def _row(entry: Entry) -> dict[str, Any]:
    row: dict[str, Any] = {
        "url": entry.url,
        "title": entry.title,
        "published_on": entry.published_on.isoformat() if entry.published_on else None,
        "stage": entry.stage,
        **{field: found[0].text for field, found in entry.facts.items() if found and field != "title"},
        "related": [f"{link.title} | {link.url}" for link in entry.related],
    }
    return {name: value for name, value in row.items() if value not in (None, [])}


RECORDS: Mapping[Kind, tuple[str, Callable[[str], dict[str, Any]]]] = {
    "notices": ("record.json", notice_record),
    "readings": ("reading.json", reading_of),
    "lists": ("listing.json", listing_record),
}
"""Kind of a record -> its ending, and what makes it: of a notice, what it says, and what its reader finds where."""


def path_of_record(kind: Kind, name: str) -> Path:
    """The file beside a page that has its record."""
    return PAGES / f"{name}.{RECORDS[kind][0]}"


def expected(kind: Kind, name: str) -> dict[str, Any]:
    """The record beside a page. Raises NewRecord where there was none: it is written, to be reviewed."""
    path = path_of_record(kind, name)
    if not path.exists():
        path.write_text(json.dumps(RECORDS[kind][1](name), ensure_ascii=False, indent=2) + "\n")
        raise NewRecord(f"{path.name} was made from what the parsers give; compare it with the page, then commit it")
    return dict(json.loads(path.read_text()))


class NewRecord(AssertionError):
    """A record was written and wants a review."""


# Saved pages as the sites' tests use them, and findings in a form that reads well in an assertion


def saved(name: str, url: str, *, content_type: str | None = None) -> Page:
    """The saved page of this name (`ndrc/order.html`), as if it had been answered for this address."""
    return Page(url, (PAGES / name).read_bytes(), content_type=content_type)


def printed(holder: Notice | Entry, field: Field) -> list[tuple[str, str]]:
    """Place and text of each finding of a field, in order."""
    return [(finding.place.value, finding.text) for finding in holder.facts.get(field, ())]
