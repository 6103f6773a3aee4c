"""Makes a large corpus larger: `python -m benchmarks.scale_copies DATABASE --copies 9`.

Saving a million documents as crawls do takes hours. This copies what `benchmarks.scale` saved, with other ids,
addresses, numbers and titles, by a statement a table, and then makes the keys, the look-up columns and the search index
of the copies. It prints rows a second and memory. `benchmarks.scale --more N` then saves more documents as crawls do.

What a copy names and is named by (relations, judgements) stays with the first ones, so that some documents are named
very often; a copy is never repealed.
"""

import argparse
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from benchmarks import scale
from benchmarks.harness import database_url, peak
from storage import schema
from storage.database import Database, open_database
from storage.documents import deserialize
from storage.documents.writing import lookup_columns, serialize
from storage.resolution import matching
from storage.resolution.normalization import instrument_key
from storage.schema import changes, documents, file_captures, files, pages, units
from storage.search import engine as search
from storage.statements import update_by_id

TABLES = (
    *(documents, schema.issuing_bodies, schema.evidence, schema.citations, schema.targets, schema.relations),
    *(files, schema.attachments, schema.attachment_texts, file_captures, units, pages, schema.captures, changes),
)
OWNERS = {"document_id": documents, "file_id": files, "page_id": pages, "duplicate_of": files, "number": changes}
"""What a column counts, where it does not count its own rows."""

BATCH = 200
"""Copies of one transaction."""

MADE_LATER = {
    documents: ("serial", "serial_year", "address_key", *serialize.UNRELATED),
    pages: tuple(column.name for column in pages.columns if column.name.endswith("_key")),
}


def copy(connection: Connection, last: Mapping[str, int], times: int) -> None:
    """The rows up to `last` (the highest id of each table) once more, as the copy of this number, from 1."""
    for table in TABLES:
        columns = {column.name: _copied(column, last, times) for column in table.columns}
        for name in MADE_LATER.get(table, ()):
            columns[name] = sa.cast(sa.null(), table.c[name].type)
        rows = sa.select(*columns.values()).where(*_among_first(table, last))
        connection.execute(sa.insert(table).from_select(list(columns), rows, include_defaults=False))


def count_on(connection: Connection) -> None:
    """Lets PostgreSQL give ids after those of the copies."""
    if connection.dialect.name != "postgresql":
        return
    for table in TABLES:
        if "id" in table.columns:
            sequence = sa.func.pg_get_serial_sequence(table.name, "id")
            highest_id = sa.select(sa.func.max(table.c.id)).scalar_subquery()
            connection.execute(sa.select(sa.func.setval(sequence, highest_id)))


def _among_first(table: sa.Table, last: Mapping[str, int]) -> Iterator[sa.ColumnElement[bool]]:
    for column in table.primary_key:
        if (owner := _counted(column)) is not None:
            yield column <= last[owner.name]


def _counted(column: sa.Column[object]) -> sa.Table | None:
    """The table whose rows a column counts."""
    if column.name == "id":
        return column.table if isinstance(column.table, sa.Table) else None
    if column.name == "number" and column.table is not changes:
        return None
    return OWNERS.get(column.name)


def _copied(column: sa.Column[object], last: Mapping[str, int], times: int) -> sa.ColumnElement[object]:
    owner = _counted(column)
    value: sa.ColumnElement[object] = column
    if owner is not None:
        return value + times * last[owner.name]
    if column.name in ("url", "page_url", "printed_url"):
        return sa.func.replace(column, ".example/", f".example/copy{times}/")
    if column.table is documents and column.name in ("title", "issued_title", "subject"):
        return sa.func.replace(
            sa.func.replace(column, "关于印发《", f"关于印发《第{times}批"), "关于", f"关于第{times}批"
        )
    if column.table is documents and column.name == "document_number":
        return sa.func.replace(column, "〕", f"〕{times}0000")
    if column.table is documents and column.name == "document_number_as_printed":
        return sa.func.replace(sa.func.replace(column, "〕", f"〕{times}0000"), "]", f"]{times}0000")
    return value


def highest(connection: Connection) -> dict[str, int]:
    """Of each counted table the highest id."""
    found = {}
    for table in (documents, files, pages, changes, schema.captures, file_captures, units):
        column = table.c.number if table is changes else table.c.id
        found[table.name] = int(connection.execute(sa.select(sa.func.max(column))).scalar() or 0)
    return found


def finish(database: Database, last: Mapping[str, int]) -> None:
    """Makes what saving would have made of the copies beside their rows."""
    done = last["documents"]
    while ids := _finish_next(database, done):
        done = ids[-1]


def _finish_next(database: Database, done: int) -> Sequence[int]:
    query = sa.select(documents.c.id).where(documents.c.id > done).order_by(documents.c.id).limit(BATCH)
    with database.write() as connection:
        ids = connection.execute(query).scalars().all()
        records = deserialize.records(connection, ids)
        for number, record in records.items():
            columns = lookup_columns.of_document(record.url, record.document_number)
            update_by_id(documents, tuple(columns)).run(connection, {**columns, "this_id": number})
            search.index(connection, number, record)
        for page in connection.execute(sa.select(pages.c.id, pages.c.url, pages.c.document_id).where(_among(ids))):
            own = replace(records[page.document_id], url=page.url)
            columns = {
                "record": serialize.to_json(own),
                **dict(matching.keys_of(own).columns()),
                "instrument_key": instrument_key(own.title),
                **lookup_columns.of_address(page.url),
                **lookup_columns.of_titles(own.title, own.issued_title),
            }
            update_by_id(pages, tuple(columns)).run(connection, {**columns, "this_id": page.id})
    return ids


def _among(ids: Sequence[int]) -> sa.ColumnElement[bool]:
    return pages.c.document_id.between(ids[0], ids[-1]) if ids else sa.false()


def main(argv: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale_copies", description=__doc__)
    parser.add_argument("database", help="a file, or a server's URL, that benchmarks.scale filled")
    parser.add_argument("--copies", type=int, default=9)
    options = parser.parse_args(argv)
    database = open_database(database_url(options.database))
    with database.read() as connection:
        last = highest(connection)
    begun = time.perf_counter()
    for times in range(1, options.copies + 1):
        with database.write() as connection:
            copy(connection, last, times)
    with database.write() as connection:
        count_on(connection)
    taken = time.perf_counter() - begun
    print(f"{options.copies} copies of {last['documents']:,} documents in {taken:.0f} s", flush=True)
    begun = time.perf_counter()
    finish(database, last)
    number = options.copies * last["documents"]
    print(f"{number / (time.perf_counter() - begun):,.0f} copies a second got keys and their place in the index")
    scale.merge_pieces(database)
    print(f"memory {peak()} MB at its peak")
    database.close()


if __name__ == "__main__":
    main()
