"""Saves what a page gave, in the caller's transaction: writes the page, then has it placed among the documents."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from parsers.addresses import comparable
from parsers.extraction import Entry
from parsers.record import PolicyDocument
from storage.crawl import captures
from storage.crawl.captures import CaptureFacts
from storage.crawl.pages import lost_for_good
from storage.documents.writing import lookup_columns, serialize
from storage.documents.writing.page_columns import record_columns, visit_columns
from storage.documents.writing.placing import place_page
from storage.documents.writing.rebuilding import rebuild_document
from storage.documents.writing.revisions import RevisionKind
from storage.documents.writing.visit import Outcome, Visit
from storage.errors import PageLost
from storage.resolution import matching
from storage.resolution.holding import hold_record
from storage.resolution.matching import Keys
from storage.schema import pages
from storage.statements import insert_whole, update_by_id


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

    The page is known by its address in the listing (`entry`), else by the record's. With `kind="reparsed"` the page was
    not fetched: its schedule and whether it is gone stay, and it is matched anew. Raises PageLost where a fetched page
    says nothing of the document that it held, or that its list names.
    """
    document, text = serialize.storable(document)
    digest = serialize.digest(document)
    url = comparable(entry.url if entry else document.url)
    hold_record(connection, document, url)
    held = connection.execute(_page_by_url, {"url": url}).first()
    columns = visit_columns(document, url, held, digest, capture, entry, now) if kind == "crawled" else {}
    if kind == "crawled" and held is not None and held.document_id is not None and held.digest == digest:
        _write_page(connection, held, columns, document, url, capture, now)
        is_back = held.gone_at is not None and rebuild_document(connection, held.document_id, now, url).returned
        return Outcome("returned" if is_back else "unchanged", held.document_id)
    former = serialize.from_json(held.record) if held is not None and held.document_id is not None else None
    if kind == "crawled":
        _check_content(document, held, former, entry)
    keys = matching.keys_of(document)
    columns |= record_columns(document, text, digest, keys)
    page_id = _write_page(connection, held, columns, document, url, capture, now)
    home, former_keys = (held.document_id, _keys_in(held)) if held is not None else (None, None)
    return place_page(connection, Visit(page_id, url, document, keys, now, kind, home, former, former_keys))


def reassign_page(connection: Connection, url: str, now: datetime) -> Outcome:
    """Finds anew which document a held page belongs to, after a person's judgement. Raises LookupError."""
    held = connection.execute(_page_by_url, {"url": url}).first()
    if held is None or held.document_id is None:
        raise LookupError(f"{url}: no document stands there")
    record = serialize.from_json(held.record)
    keys = matching.keys_of(record)
    update_by_id(pages, tuple(keys.columns())).run(connection, {**keys.columns(), "this_id": held.id})
    visit = Visit(held.id, url, record, keys, now, "judged", held.document_id, record, _keys_in(held))
    return place_page(connection, visit)


_page_by_url = sa.select(pages).where(pages.c.url == sa.bindparam("url"))
_insert_page = insert_whole(pages, returning=pages.c.id, without=("id",))
_no_page: dict[str, Any] = {column.name: None for column in pages.c} | {"failures": 0}


def _keys_in(held: Row[Any]) -> Keys:
    return Keys(held.number_key, held.title_key, held.issued_key, held.text_key)


def _check_content(
    record: PolicyDocument, held: Row[Any] | None, former: PolicyDocument | None, entry: Entry | None
) -> None:
    """Raises PageLost where a page says nothing of the document that it held (`former`), or that its list names."""
    if held is None or former is None:
        if entry and matching.is_of_something_else(record, entry.title):
            raise PageLost(f"it says nothing of 《{entry.title}》, as its list calls it")
    elif matching.is_lost(former, record):
        shown = "" if record.title == former.title else f", titled 《{record.title}》"
        why = f"it says nothing of 《{former.title}》 any more{shown}; what is held of it stays"
        raise PageLost(why, for_good=held.gone_at is not None or lost_for_good(held.failures, held.failed_why, why))


def _write_page(
    connection: Connection,
    held: Row[Any] | None,
    columns: Mapping[str, Any],
    record: PolicyDocument,
    url: str,
    capture: CaptureFacts | None,
    now: datetime,
) -> int:
    """Writes the page and its capture; gives the page's id."""
    if held is not None:
        page_id = int(held.id)
        update_by_id(pages, tuple(columns)).run(connection, {**columns, "this_id": page_id})
    else:
        row = {"url": url, "source": record.source, "first_seen_at": now, "due_at": now}
        row |= lookup_columns.of_address(url)
        page_id = int(_insert_page.run(connection, {**_no_page, **row, **columns}).scalar_one())
    if capture is not None:
        captures.add(connection, [(page_id, record.url, capture)])
    return page_id
