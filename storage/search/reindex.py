"""Makes the search index anew while crawls write and readers search.

On SQLite a new index is built beside the old one, a batch of documents a transaction, and replaces it in the last one,
with what was saved meanwhile. A run that is killed leaves the old index, and tables with which the next run goes on.
On PostgreSQL the texts are compared with those that they copy, a batch a transaction, then the server makes the indexes
anew by itself (REINDEX CONCURRENTLY), an index after the other, each from its beginning.
"""

import secrets
import time
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.database import Database
from storage.errors import StorageError
from storage.migrations import HEAD
from storage.schema import documents
from storage.search import fts5, fts_segments
from storage.search.postgresql import index as postgresql_index

DOCUMENTS_PER_TRANSACTION = 200
"""Documents of one transaction: a fraction of a second."""

REINDEX_LOCK = 0x7A68656E6764  # the advisory lock of the one who makes the index of a PostgreSQL database anew

BESIDE = fts5.Index("_new")
"""The index that is being built."""

building = sa.table("search_building", sa.column("token"), sa.column("serial"), sa.column("revision"))
"""Who builds it, since which serial number of the index in use, by which schema. Of two the later one goes on."""

BUILDING = f"CREATE TABLE {building.name} (token TEXT NOT NULL, serial INTEGER NOT NULL, revision TEXT NOT NULL)"


def rebuild(database: Database) -> Iterator[int]:
    """Makes the index anew; gives the number of documents done, as it goes. To be run to its end.

    The number begins with 0, or where a run was killed.

    Raises StorageError where another process does the same.
    """
    return _sqlite(database) if database.dialect == "sqlite" else _postgresql(database)


# ------------------------------------------------------------------ SQLite


def _sqlite(database: Database) -> Iterator[int]:
    token = secrets.token_hex(8)
    with database.write() as connection:
        if not _is_begun(connection):
            _remove_unfinished(connection)
            for statement in (*BESIDE.statements, BUILDING):
                connection.exec_driver_sql(statement)
            begun = {"token": token, "serial": fts5.INDEX.last_serial(connection), "revision": HEAD}
            connection.execute(sa.insert(building).values(begun))
        connection.execute(sa.update(building).values(token=token))
        serial = connection.execute(sa.select(building.c.serial)).scalar_one()
        owner = BESIDE.rows.c.document_id
        done, last = connection.execute(sa.select(sa.func.count(owner), sa.func.coalesce(sa.func.max(owner), 0))).one()
    yield done
    while ids := _index_after(database, token, last):
        done, last = done + len(ids), ids[-1]
        yield done
        time.sleep(fts_segments.PAUSE_SECONDS)
    for table in (BESIDE.texts, BESIDE.titles):
        _merge(database, token, table.name)
    while (changed := _exchange(database, token, serial)) is not None:
        serial = changed
        time.sleep(fts_segments.PAUSE_SECONDS)


def _is_begun(connection: Connection) -> bool:
    """Whether a run of this schema was killed, or goes on: what it has made is of use."""
    made = sa.text("SELECT sql FROM sqlite_master WHERE name IN (:rows, :texts, :titles, :building)")
    names = {"rows": BESIDE.rows.name, "texts": BESIDE.texts.name, "titles": BESIDE.titles.name}
    found = set(connection.execute(made, {**names, "building": building.name}).scalars())
    if found != {*BESIDE.statements, BUILDING}:
        return False
    return connection.execute(sa.select(building.c.revision)).scalar() == HEAD


def _remove_unfinished(connection: Connection) -> None:
    for table in (BESIDE.rows, BESIDE.texts, BESIDE.titles, building):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table.name}")


def _check_token(connection: Connection, token: str) -> None:
    tables = sa.text("SELECT count(*) FROM sqlite_master WHERE name = :name")
    there = connection.execute(tables, {"name": building.name}).scalar_one()
    if not there or connection.execute(sa.select(building.c.token)).scalar() != token:
        raise StorageError("another process began to make the search index anew; this one leaves it to that")


def _index_after(database: Database, token: str, last: int) -> Sequence[int]:
    """Indexes the next batch; gives the ids."""
    with database.write() as connection:
        _check_token(connection, token)
        query = (
            sa.select(documents.c.id)
            .where(documents.c.id > last)
            .order_by(documents.c.id)
            .limit(DOCUMENTS_PER_TRANSACTION)
        )
        ids = connection.execute(query).scalars().all()
        BESIDE.index(connection, ids)
    return ids


def _merge(database: Database, token: str, table: str) -> None:
    """Merges an FTS5 table into one piece: smaller, and faster to ask."""
    pages, there_is_more = -fts_segments.PAGES_PER_MERGE, True
    while there_is_more:
        with database.write() as connection:
            _check_token(connection, token)
            there_is_more = fts_segments.merge_some(connection, table, pages)
        pages = fts_segments.PAGES_PER_MERGE
        time.sleep(fts_segments.PAUSE_SECONDS)


def _exchange(database: Database, token: str, serial: int) -> int | None:
    """Puts the new index in the place of the old one, once it has all that was saved since a serial number was given.

    Where that is too much for one transaction, takes a batch of it and gives the serial number to go on from.
    """
    with database.write() as connection:
        _check_token(connection, token)
        rows = fts5.search_rows.c
        later = sa.select(rows.serial, rows.document_id).where(rows.serial > serial, rows.document_id.is_not(None))
        changed = connection.execute(later.order_by(rows.serial).limit(DOCUMENTS_PER_TRANSACTION)).all()
        BESIDE.index(connection, [row.document_id for row in changed])
        if len(changed) == DOCUMENTS_PER_TRANSACTION:
            return int(changed[-1].serial)
        owner = BESIDE.rows.c.document_id
        gone = owner.not_in(sa.select(documents.c.id))
        connection.execute(sa.update(BESIDE.rows).where(owner.is_not(None), gone).values(document_id=None))
        for old, new in zip(
            (fts5.search_rows, fts5.texts, fts5.titles), (BESIDE.rows, BESIDE.texts, BESIDE.titles), strict=True
        ):
            connection.exec_driver_sql(f"DROP TABLE {old.name}")
            connection.exec_driver_sql(f"ALTER TABLE {new.name} RENAME TO {old.name}")
        connection.exec_driver_sql(f"DROP TABLE {building.name}")
    return None


# ------------------------------------------------------------------ PostgreSQL


def _postgresql(database: Database) -> Iterator[int]:
    yield 0
    for fill in (postgresql_index.fill_documents_after, postgresql_index.fill_files_after):
        last: int | None = 0
        while last is not None:
            with database.write() as connection:
                last = fill(connection, last, DOCUMENTS_PER_TRANSACTION)
    with database.write_at_once() as connection:
        if not connection.execute(sa.select(sa.func.pg_try_advisory_lock(REINDEX_LOCK))).scalar():
            raise StorageError("another process is making the search index anew; wait for it")
        try:
            # It waits for every transaction that began before, however long a report or a backup takes.
            connection.exec_driver_sql("SET lock_timeout = 0")
            for name in _unfinished(connection):
                connection.exec_driver_sql(f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"')
            for name in postgresql_index.INDEXES:
                connection.exec_driver_sql(f"REINDEX INDEX CONCURRENTLY {name}")
        finally:
            if not connection.invalidated:
                connection.exec_driver_sql("RESET lock_timeout")
                connection.execute(sa.select(sa.func.pg_advisory_unlock(REINDEX_LOCK)))
    with database.read() as connection:
        yield connection.execute(sa.select(sa.func.count()).select_from(documents)).scalar_one()


def _unfinished(connection: Connection) -> Sequence[str]:
    """The indexes that a run left that was killed. They are written to and never used."""
    query = r"""
        SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
        WHERE indrelid IN ('search_texts'::regclass, 'search_pages'::regclass)
            AND relname ~ '^search_.*_cc(new|old)[0-9]*$'
    """
    return connection.execute(sa.text(query)).scalars().all()
