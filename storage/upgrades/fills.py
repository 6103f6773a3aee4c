"""What an upgrade fills in rows that an older version wrote, a batch at a time, in the order of their ids.

Each function does the rows that come next after an id, and gives the last id that is done; None where none is left. A
second time it writes the same, so that a batch may be done twice, and rows that were written meanwhile are no matter.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.addresses import comparable
from storage.crawl import files
from storage.documents.writing import lookup_columns, serialize
from storage.resolution import completing, matching
from storage.resolution.normalization import instrument_key
from storage.schema import attachments, changes, documents, pages
from storage.statements import update_by_id

BATCH = 50
"""Rows that are read at once."""

_last: sa.BindParameter[int] = sa.bindparam("last", type_=sa.Integer)
_most: sa.BindParameter[int] = sa.bindparam("most", type_=sa.Integer)


def _next(table: sa.Table, *columns: sa.Column[Any]) -> sa.Select[Any]:
    """The rows of a table after the parameter `last`, at most `most`."""
    return sa.select(table.c.id, *columns).where(table.c.id > _last).order_by(table.c.id).limit(_most)


def _rows(connection: Connection, query: sa.Select[Any], last: int) -> Sequence[sa.Row[Any]]:
    """The batch after an id."""
    return connection.execute(query, {"last": last, "most": BATCH}).all()


def _update(connection: Connection, table: sa.Table, rows: Mapping[int, lookup_columns.Columns]) -> None:
    """Sets columns of rows by id; all rows have the same columns."""
    if rows:
        values = [{**columns, "this_id": number} for number, columns in rows.items()]
        update_by_id(table, tuple(next(iter(rows.values())))).run_many(connection, values)


# ------------------------------------------------------------------ documents

_edited = (
    sa.select(documents.c.id, sa.func.max(changes.c.changed_at).label("revised_at"))
    .outerjoin(changes, sa.and_(changes.c.document_id == documents.c.id, changes.c.kind == "revised"))
    .where(documents.c.revised_at.is_not(None), documents.c.id > _last)
    .group_by(documents.c.id)
    .order_by(documents.c.id)
    .limit(_most)
)


def days_of_edits(connection: Connection, last: int) -> int | None:
    """`revised_at` is the ministry's last edit: a merge and a newer parser set it, too, before."""
    rows = _rows(connection, _edited, last)
    _update(connection, documents, {row.id: {"revised_at": row.revised_at} for row in rows})
    return rows[-1].id if rows else None


_unlinked = (
    sa.select(attachments.c.document_id, documents.c.first_seen_at)
    .distinct()
    .join(documents, documents.c.id == attachments.c.document_id)
    .where(attachments.c.file_id.is_(None), documents.c.stage != "news", attachments.c.document_id > _last)
    .order_by(attachments.c.document_id)
    .limit(_most)
)


def attached_files(connection: Connection, last: int) -> int | None:
    """Registers the files of attachments that were written before files were fetched."""
    seen_at = {row.document_id: row.first_seen_at for row in _rows(connection, _unlinked, last)}
    for document_id, record in sorted(serialize.records(connection, list(seen_at)).items(), key=itemgetter(0)):
        known = files.register(connection, record, seen_at[document_id])
        completed, _ = completing.complete_from(record, {}, {})
        for item in completed.attachments:
            where = sa.and_(attachments.c.document_id == document_id, attachments.c.url == item.url)
            values = {"file_id": known.get(comparable(item.url)), "carries": item.carries}
            connection.execute(sa.update(attachments).where(where).values(values))
    return max(seen_at, default=None)


_numbered = _next(documents, documents.c.url, documents.c.document_number)


def look_ups_of_documents(connection: Connection, last: int) -> int | None:
    """The columns by which a document's number and address are looked up."""
    rows = _rows(connection, _numbered, last)
    _update(connection, documents, {row.id: lookup_columns.of_document(row.url, row.document_number) for row in rows})
    return rows[-1].id if rows else None


# ------------------------------------------------------------------ pages

_read = _next(pages, pages.c.document_id, pages.c.record).where(pages.c.document_id.is_not(None))


def keys_of_pages(connection: Connection, last: int) -> int | None:
    """The keys by which a page of the same document is found."""
    rows = _rows(connection, _read, last)
    alone = serialize.records(connection, sorted({row.document_id for row in rows if not row.record}))
    found = {}
    for row in rows:
        record = serialize.from_json(row.record) if row.record else alone[row.document_id]
        found[row.id] = dict(matching.keys_of(record).columns())
    _update(connection, pages, found)
    return rows[-1].id if rows else None


_dated = (_next(pages, documents.c.written_on).join(documents, documents.c.id == pages.c.document_id)).where(
    pages.c.written_on.is_(None), documents.c.written_on.is_not(None)
)


def days_of_pages(connection: Connection, last: int) -> int | None:
    """The day on which it was written, of pages that have none: that of their document."""
    rows = _rows(connection, _dated, last)
    _update(connection, pages, {row.id: {"written_on": row.written_on} for row in rows})
    return rows[-1].id if rows else None


_titled = _next(pages, pages.c.record, documents.c.title, documents.c.issued_title).join(
    documents, documents.c.id == pages.c.document_id
)


def _by_titles(
    connection: Connection, last: int, make: Callable[[str, str | None], lookup_columns.Columns]
) -> int | None:
    rows = _rows(connection, _titled, last)
    found = {}
    for row in rows:
        read = json.loads(row.record) if row.record else row._mapping
        found[row.id] = make(read["title"], read.get("issued_title"))
    _update(connection, pages, found)
    return rows[-1].id if rows else None


def instruments_of_pages(connection: Connection, last: int) -> int | None:
    """The key of the instrument that a page's title names."""
    return _by_titles(connection, last, lambda title, issued: {"instrument_key": instrument_key(title)})


def titles_of_pages(connection: Connection, last: int) -> int | None:
    """The columns by which titles are looked up."""
    return _by_titles(connection, last, lookup_columns.of_titles)


_at = _next(pages, pages.c.url)


def addresses_of_pages(connection: Connection, last: int) -> int | None:
    """The column by which an address is looked up."""
    rows = _rows(connection, _at, last)
    _update(connection, pages, {row.id: lookup_columns.of_address(row.url) for row in rows})
    return rows[-1].id if rows else None
