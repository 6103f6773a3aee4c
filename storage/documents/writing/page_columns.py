"""The columns of `pages` that a visit writes: when the page is due again, what it says, by what it is found."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Row

from parsers.extraction import Entry
from parsers.record import PolicyDocument
from storage.crawl.captures import CaptureFacts
from storage.crawl.listing_entries import entry_to_json
from storage.crawl.pages import listed_with
from storage.crawl.revisits import due_at
from storage.documents import lookup_columns
from storage.resolution.matching import Keys
from storage.resolution.normalization import instrument_key


def visit_columns(
    record: PolicyDocument,
    url: str,
    held: Row[Any] | None,
    digest: str,
    capture: CaptureFacts | None,
    entry: Entry | None,
    now: datetime,
) -> dict[str, Any]:
    """The columns that every fetched answer changes. `held`: the page's row; None for a page that has none."""
    changed_at = held.changed_at if held is not None else None
    if held is not None and held.document_id is not None and held.digest != digest:
        changed_at = now
    published_on = record.published_on or (entry.published_on if entry else None)
    columns: dict[str, Any] = {
        "checked_at": now,
        "changed_at": changed_at,
        "due_at": due_at(url, published_on, changed_at, now),
        "published_on": published_on,
        "failures": 0,
    }
    if held is not None and held.gone_at is not None:
        columns |= {"gone_at": None, "gone_why": None, "returned_at": now}
    if capture is not None:
        columns |= {"etag": capture.etag, "last_modified": capture.last_modified}
    if entry is not None:
        columns["entry"] = entry_to_json(entry)
        if listed := listed_with(held.listed if held is not None else None, entry):
            columns["listed"] = listed
    return columns


def record_columns(record: PolicyDocument, text: str, digest: str, keys: Keys) -> dict[str, Any]:
    """The columns that the page's record makes. `text`: the record as JSON."""
    return {
        "record": text,
        "digest": digest,
        "written_on": record.written_on,
        **keys.columns(),
        **lookup_columns.of_titles(record.title, record.issued_title),
        "instrument_key": instrument_key(record.title),
    }
