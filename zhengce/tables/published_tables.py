"""Which tables are published: an entry a table, with its columns, their descriptions and the query of its rows.

A further table of the database that has a column `document_id` is an entry of BESIDE: `table_of(schema.NAME, "…")`. Its
columns and types come from the schema, their descriptions from `columns.csv`, `parsers/parts.csv` or the comments of
the schema.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.csv_tables import rows_of
from parsers.fields import PARTS
from storage import schema
from storage.articles.units import units_of_all
from storage.documents import queries
from storage.statements import of_documents
from zhengce.documents import view as views
from zhengce.documents.units import name_of
from zhengce.tables.columns import Column, ColumnType, of_record
from zhengce.tables.parquet import map_items

Rows = Callable[[Connection, Sequence[int]], Iterator[dict[str, Any]]]
"""The rows of these documents, in the order of the key."""


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A table, of which each year of its documents is a file."""

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """The columns that tell its rows apart."""
    rows: Rows


def table_of(table: sa.Table, title: str, name: str = "") -> PublishedTable:
    """The entry for a table of the database as it stands, with a column `document_id`, under this name or its own."""
    key = tuple(column.name for column in table.primary_key)
    ordered = [table.c.document_id, *(column for column in table.primary_key if column.name != "document_id")]
    return _selected(name or table.name, title, of_documents(table, *ordered), key)


def _units() -> PublishedTable:
    """The units of the texts with their words, which the database holds by their places."""
    held = {"document_id": schema.units.c.document_id, "attachment": _number, "name": sa.column("name", sa.Text)}
    fields = ("path", "level", "number", "sub", "number_as_printed", "heading", "text", "page", "paragraph", "why")
    held |= {name: schema.units.c.get(name, sa.column(name, sa.Text)) for name in fields}

    def rows(connection: Connection, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
        for document_id, unit in units_of_all(connection, queries.bodies(connection, ids)):
            yield {"document_id": document_id, "attachment": unit.attachment, "name": name_of(unit, "zh")} | {
                name: getattr(unit, name) for name in fields
            }

    title = "A row a unit of a text: a chapter, article, paragraph or item, a numbered section or an annex."
    return PublishedTable("units", title, _columns("units", held.values()), ("document_id", "path"), rows)


def _selected(
    name: str, title: str, select: sa.Select[Any] | sa.CompoundSelect[Any], key: Sequence[str]
) -> PublishedTable:
    """The entry for what a query with the parameter `ids` gives."""

    def rows(connection: Connection, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
        for row in connection.execute(select, {"ids": list(ids)}).mappings():
            yield dict(row)

    return PublishedTable(name, title, _columns(name, select.selected_columns), tuple(key), rows)


def _columns(table: str, columns: Iterable[Any]) -> tuple[Column, ...]:
    return tuple(
        Column(
            column.name,
            next(name for kind, name in _TYPES if isinstance(column.type, kind)),
            _description(table, column.name, getattr(column, "comment", None)),
        )
        for column in columns
    )


def _description(table: str, column: str, comment: str | None) -> str:
    parts = {part.name: part.description for part in PARTS.get(_LISTS.get(table, table), ())}
    return _descriptions().get((table, column)) or parts.get(column) or comment or ""


_LISTS = {"bodies": "issuing_bodies", "citations": "cites", "texts": "attachment_texts"}
"""Table -> the field of the record whose items are its rows, where the names differ."""


@cache
def _descriptions() -> dict[tuple[str, str], str]:
    return {(row["table"], row["column"]): row["description"] for row in rows_of(__package__, "columns.csv")}


_TYPES: tuple[tuple[type[sa.types.TypeEngine[Any]], ColumnType], ...] = (
    (schema.Moment, "moment"),
    (sa.Boolean, "flag"),
    (sa.Integer, "number"),
    (sa.Float, "real"),
    (sa.Numeric, "real"),
    (sa.Date, "day"),
    (sa.JSON, "json"),
    (sa.Text, "text"),
)


def _documents(without: Sequence[str]) -> PublishedTable:
    """The record of each document, but for the fields that are tables of their own or not for the public."""
    names = [name for name in views.RECORD if name not in without]

    def rows(connection: Connection, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
        for document in queries.each_of(connection, ids):
            row = views.select(document, names)
            yield row | {"evidence": map_items(row["evidence"])}

    title = "A row a document: what it is, with the words behind each value."
    return PublishedTable("documents", title, tuple(of_record(names)), ("id",), rows)


_ids: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)
_attached, _files, _pages = schema.attachments.c, schema.files.c, schema.attachment_texts.c
_number = (_attached.position + 1).label("attachment")

_texts = sa.union_all(
    sa.select(
        schema.documents.c.id.label("document_id"),
        sa.literal(0, sa.Integer).label("attachment"),
        sa.literal(0, sa.Integer).label("page"),
        sa.cast(sa.null(), sa.Text).label("name"),
        schema.documents.c.body.label("text"),
    ).where(schema.documents.c.id.in_(_ids)),
    sa.select(_attached.document_id, _number, _pages.page, _pages.name, _pages.text)
    .join(schema.attachment_texts, _pages.file_id == _attached.file_id)
    .where(_attached.document_id.in_(_ids)),
).order_by("document_id", "attachment", "page")

_attachments = (
    sa.select(
        *(_attached.document_id, _number, _attached.title, _attached.url, _attached.media_type, _attached.carries),
        *(_files.sha256, _files.bytes, _files.state, _files.reason, _files.pages, _files.gone_at),
    )
    .join(schema.files, _files.id == _attached.file_id, isouter=True)
    .where(_attached.document_id.in_(_ids))
    .order_by(_attached.document_id, _attached.position)
)


BESIDE = (
    _selected(
        "texts",
        "The texts: a row for the body of each document and a row for each page of its attached files.",
        _texts,
        ("document_id", "attachment", "page"),
    ),
    _selected("attachments", "A row a file that a document links to.", _attachments, ("document_id", "attachment")),
    table_of(schema.targets, "A row a figure that a document commits itself to."),
    table_of(schema.relations, "A row for what a document says that it does to another one."),
    table_of(schema.suspensions, "A row a time for which other documents suspend one."),
    table_of(schema.citations, "A row a document that a text names."),
    table_of(schema.issuing_bodies, "A row a body that issued a document.", "bodies"),
    _units(),
    table_of(schema.redirects, "A row an id that a document had before it was merged into another one."),
)
"""The tables beside `documents`; a field of the record that has the name of one stands there alone."""

TABLES = (_documents(("body", *(table.name for table in BESIDE))), *BESIDE)
"""The tables that have a file for each year."""

CHANGES = table_of(schema.changes, "A row a change: what became new, was revised, merged, withdrawn or came back.")
"""Published by the year (UTC) of the change."""

ALL = {table.name: table for table in (*TABLES, CHANGES)}

BATCH = 200
"""Documents that are read at a time."""


def read_rows(connection: Connection, table: PublishedTable, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """The rows that belong to these documents, in their order."""
    for start in range(0, len(ids), BATCH):
        yield from table.rows(connection, ids[start : start + BATCH])
