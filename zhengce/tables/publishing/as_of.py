"""Publishes what was held at the end of a day: the same files at any time, on either database.

It has the tables and columns of which the database keeps the history (`storage.documents.past`), under the names that a
publication of today gives them; what is left out is named in its `datapackage.json`, with the reason.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlalchemy.engine import Connection

from parsers.csv_tables import rows_of
from parsers.moments import format_moment
from storage.articles import units
from storage.database import Database
from storage.documents import past
from storage.documents.past import Past
from storage.documents.queries import StoredDocument
from storage.documents.writing import serialize
from zhengce.documents import view as views
from zhengce.documents.units import name_of
from zhengce.tables.publishing import history, package
from zhengce.tables.publishing.dictionary import ALL
from zhengce.tables.publishing.folder import opened_folder
from zhengce.tables.publishing.publication import BATCH, Published, by_year, finish, publish_tables, read_manifest
from zhengce.tables.publishing.tables import CHANGES, TABLES, PublishedTable

METHOD = (
    "Values that an edit, a newer parser or another page of the document changed later are those of that day; "
    "documents that were merged later are those that they were. Units are cut from the texts of that day by the rules "
    "of the version that publishes, which with the version of pyarrow must be the same for the same bytes."
)

_SPECIAL = {(row["table"], row["column"]): row for row in rows_of(__package__, "as_of.csv")}
LEFT_OUT = {place: row["left_out"] for place, row in _SPECIAL.items() if row["left_out"]}
"""Table and column (none: the table or some of its rows) -> why a publication as of a day does not have it."""

MEANINGS = {place: row["meaning"] for place, row in _SPECIAL.items() if row["meaning"]}
"""Table and column (none: the table's title) -> what it means where a publication of today means something else."""


def publish_as_of(
    database: Database, folder: Path, day: date, progress: Callable[[int], None] = lambda done: None
) -> Published:
    """Publishes what was held at the end of a day in China. `progress` gets the number of documents done.

    Raises ExportError for a folder that cannot be used, StorageError, and `past.NoPast` for the day.
    """
    with database.read() as connection:
        then = past.end_of(connection, day)
        with opened_folder(folder) as target:
            read_manifest(folder, day.isoformat())
            tables = [_table(table, then) for table in TABLES if table.name in _ROWS]
            years = by_year((one.id, one.record.day) for one in _each(connection, then, list(then.held)))
            files = publish_tables(connection, target, tables, years, {}, progress)
            files += history.publish_span(connection, target, 1, then.last_change)
            last = history.change(connection, then.last_change)
            contents = package.Contents(files, last, {table.name: table for table in (*tables, CHANGES)}, _facts(then))
            return finish(target, contents, sum(map(len, years.values())))


def _each(connection: Connection, then: Past, ids: Sequence[int]) -> Iterator[StoredDocument]:
    for start in range(0, len(ids), BATCH):
        yield from past.documents_of(connection, then, ids[start : start + BATCH])


def _facts(then: Past) -> dict[str, Any]:
    """The publication's own words on the day, and on what it lacks."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for (table, column), why in LEFT_OUT.items():
        reasons.setdefault((table, why), []).extend([column] if column else [])
    return {
        "day": then.day.isoformat(),
        "clock": "24:00 in Asia/Shanghai",
        "until": format_moment(then.until),
        "lastChange": then.last_change,
        "method": METHOD,
        "leftOut": [{"name": table, "columns": columns, "why": why} for (table, why), columns in reasons.items()],
    }


def _table(table: PublishedTable, then: Past) -> PublishedTable:
    """A published table with what the database keeps the history of."""
    columns = tuple(
        replace(one, description=MEANINGS.get((table.name, one.name), one.description))
        for one in table.columns
        if (table.name, one.name) not in LEFT_OUT
    )
    numbers = [one.name for one in columns if pa.types.is_floating(one.type)]

    def rows(connection: Connection, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
        for document in past.documents_of(connection, then, ids):
            for row in _ROWS[table.name](document, then):
                yield row | {name: float(row[name]) for name in numbers if row[name] is not None}

    key = tuple(name for name in table.key if (table.name, name) not in LEFT_OUT)
    title = MEANINGS.get((table.name, ""), table.title)
    return replace(table, title=title, columns=columns, key=key, rows=rows)


Rows = Iterator[dict[str, Any]]


def _documents(document: StoredDocument, then: Past) -> Rows:
    names = [one.name for one in TABLES[0].columns if ("documents", one.name) not in LEFT_OUT]
    yield views.select(document, names) | {"status": document.status(then.day)}


def _texts(document: StoredDocument, then: Past) -> Rows:
    yield {"document_id": document.id, "attachment": 0, "page": 0, "name": None, "text": document.record.body}


def _attachments(document: StoredDocument, then: Past) -> Rows:
    for number, one in enumerate(document.record.attachments, 1):
        linked = {"title": one.title, "url": one.url, "media_type": one.media_type}
        yield {"document_id": document.id, "attachment": number} | linked


def _list(name: str) -> Callable[[StoredDocument, Past], Rows]:
    def rows(document: StoredDocument, then: Past) -> Rows:
        for position, row in enumerate(serialize.rows_of_lists(document.record)[name]):
            yield row | {"document_id": document.id, "position": position}

    return rows


def _suspensions(document: StoredDocument, then: Past) -> Rows:
    for one in document.suspensions:
        yield {"document_id": document.id, **asdict(one)}


def _units(document: StoredDocument, then: Past) -> Rows:
    body = document.record.body
    for unit in units.units_in(units.rows_of(((0, body),)), body):
        own = {name: getattr(unit, name, None) for name in _UNIT}
        yield own | {"document_id": document.id, "name": name_of(unit, "zh")}


_UNIT = [one.name for one in ALL["units"].columns]


def _edges(document: StoredDocument, then: Past) -> Rows:
    day = document.record.day
    found = {
        (one.id or one.name, other.id or other.name, one.name, other.name)
        for one, other in combinations(document.record.issuing_bodies, 2)
    }
    for body, other, body_name, other_name in sorted(found):
        if body != other:
            ends = {"body": body, "body_name": body_name, "other": other, "other_name": other_name}
            kind = {"document_id": document.id, "kind": "issued_together", "year": day.year if day else None}
            yield kind | ends


_ROWS: Mapping[str, Callable[[StoredDocument, Past], Rows]] = {
    "documents": _documents,
    "texts": _texts,
    "attachments": _attachments,
    "targets": _list("targets"),
    "relations": _list("relations"),
    "suspensions": _suspensions,
    "citations": _list("cites"),
    "bodies": _list("issuing_bodies"),
    "units": _units,
    "edges": _edges,
}
"""Table -> its rows of a document of that day."""
