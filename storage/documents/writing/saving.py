"""Saves what a page gave, in the caller's transaction: writes the page, then has it placed among the documents."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from parsers.addresses import comparable
from parsers.extraction import Entry
from parsers.record import PolicyDocument
from storage.crawl import captures
from storage.crawl.captures import CaptureFacts
from storage.crawl.listing_entries import entry_to_json
from storage.crawl.pages import listed_with, lost_for_good
from storage.crawl.revisits import due_at
from storage.documents import lookup_columns, record_json
from storage.documents.writing.placing import place_page, revise_document
from storage.documents.writing.rebuilding import rebuild_document
from storage.documents.writing.revisions import RevisionKind
from storage.documents.writing.visit import Outcome, Visit
from storage.errors import PageLost
from storage.resolution import matching
from storage.resolution.matching import Keys
from storage.resolution.normalization import instrument_key
from storage.schema import pages
from storage.statements import update_by_id


def save(
    connection: Connection,
    document: PolicyDocument,
    capture: CaptureFacts | None,
    entry: Entry | None,
    now: datetime,
    *,
    kind: RevisionKind = "crawled",
) -> Outcome:
    """Saves a record: a new document, a revision, or one more page of a document that is held.

    The page is known by its address in the listing (`entry`), else by the record's. One that gives what is held of it
    is noted as visited; where only the version of the parsers is another one, its document is not looked for anew. With
    `kind="reparsed"` the page was not fetched: its schedule and whether it is gone stay, and it is matched anew. Raises
    PageLost where a fetched page says nothing of the document that it held, or that its list names.
    """
    document, text = record_json.storable(document)
    digest = record_json.digest(document)
    url = comparable(entry.url if entry else document.url)
    row = connection.execute(_page_by_url, {"url": url}).first()
    columns = _visit_columns(document, url, row, digest, capture, entry, now) if kind == "crawled" else {}
    if row is not None and row.document_id is not None and row.digest == digest:
        if kind == "crawled":
            _write_page(connection, row, columns, document, url, capture, now)
        is_back = "gone_at" in columns and rebuild_document(connection, row.document_id, now, url).returned
        return Outcome("returned" if is_back else "unchanged", row.document_id)
    former = record_json.from_json(row.record) if row is not None and row.document_id is not None else None
    if kind == "crawled":
        _check_content(document, row, former, entry)
    keys = matching.keys_of(document)
    columns |= _record_columns(document, text, digest, keys)
    page_id = _write_page(connection, row, columns, document, url, capture, now)
    home, former_keys = (row.document_id, _keys_in(row)) if row is not None else (None, None)
    visit = Visit(page_id, url, document, keys, now, kind, home, former, former_keys)
    if home is not None and keys == former_keys and former == _as_read_before(document, former):
        return revise_document(connection, visit, home)
    return place_page(connection, visit)


def reassign_page(connection: Connection, url: str, now: datetime) -> Outcome:
    """Finds anew which document a held page belongs to, after a person's judgement. Raises LookupError."""
    row = connection.execute(_page_by_url, {"url": url}).first()
    if row is None or row.document_id is None:
        raise LookupError(f"{url}: no document stands there")
    record = record_json.from_json(row.record)
    keys = matching.keys_of(record)
    connection.execute(update_by_id(pages), {**keys.columns(), "this_id": row.id})
    visit = Visit(row.id, url, record, keys, now, "judged", row.document_id, record, _keys_in(row))
    return place_page(connection, visit)


_page_by_url = sa.select(pages).where(pages.c.url == sa.bindparam("url"))


def _as_read_before(record: PolicyDocument, former: PolicyDocument | None) -> PolicyDocument:
    """The record as if the parsers of the former one had read it, when they did."""
    return replace(record, parser_version=former.parser_version, fetched_at=former.fetched_at) if former else record


def _keys_in(page: Row[Any]) -> Keys:
    return Keys(page.number_key, page.title_key, page.issued_key, page.text_key)


def _check_content(
    record: PolicyDocument, page: Row[Any] | None, former: PolicyDocument | None, entry: Entry | None
) -> None:
    """Raises PageLost where a page says nothing of the document that it held (`former`), or that its list names."""
    if page is None or former is None:
        if entry and matching.is_of_something_else(record, entry.title):
            raise PageLost(f"it says nothing of 《{entry.title}》, as its list calls it")
    elif matching.is_lost(former, record):
        titled = "" if record.title == former.title else f", titled 《{record.title}》"
        why = f"it says nothing of 《{former.title}》 any more{titled}; what is held of it stays"
        raise PageLost(why, for_good=page.gone_at is not None or lost_for_good(page.failures, page.failed_why, why))


def _write_page(
    connection: Connection,
    page: Row[Any] | None,
    columns: Mapping[str, Any],
    record: PolicyDocument,
    url: str,
    capture: CaptureFacts | None,
    now: datetime,
) -> int:
    """Writes the page and its capture; gives the page's id."""
    if page is not None:
        page_id = int(page.id)
        connection.execute(update_by_id(pages), {**columns, "this_id": page_id})
    else:
        row = {"url": url, "source": record.source, "first_seen_at": now, "due_at": now, "failures": 0}
        row |= {**lookup_columns.of_address(url), **columns}
        page_id = int(connection.execute(sa.insert(pages).returning(pages.c.id), row).scalar_one())
    if capture is not None:
        captures.add(connection, record.url, capture, page_id=page_id)
    return page_id


def _visit_columns(
    record: PolicyDocument,
    url: str,
    page: Row[Any] | None,
    digest: str,
    capture: CaptureFacts | None,
    entry: Entry | None,
    now: datetime,
) -> dict[str, Any]:
    """The columns that every fetched answer changes. `held`: the page's row; None for a page that has none."""
    changed_at = page.changed_at if page is not None else None
    if page is not None and page.document_id is not None and page.digest != digest:
        changed_at = now
    published_on = record.published_on or (entry.published_on if entry else None)
    columns: dict[str, Any] = {
        "checked_at": now,
        "changed_at": changed_at,
        "due_at": due_at(url, published_on, changed_at, now),
        "published_on": published_on,
        "failures": 0,
    }
    if page is not None and page.gone_at is not None:
        columns |= {"gone_at": None, "gone_why": None, "returned_at": now}
    if capture is not None:
        columns |= {"etag": capture.etag, "last_modified": capture.last_modified}
    if entry is not None:
        columns["entry"] = entry_to_json(entry)
        if listed := listed_with(page.listed if page is not None else None, entry):
            columns["listed"] = listed
    return columns


def _record_columns(record: PolicyDocument, text: str, digest: str, keys: Keys) -> dict[str, Any]:
    """The columns that the page's record makes. `text`: the record as JSON."""
    return {
        "record": text,
        "digest": digest,
        "written_on": record.written_on,
        **keys.columns(),
        **lookup_columns.of_titles(record.title, record.issued_title),
        "instrument_key": instrument_key(record.title),
    }
