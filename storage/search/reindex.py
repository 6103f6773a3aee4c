"""Makes the search index anew, and keeps that of an SQLite database in few segments.

The index is made anew in one transaction: a search finds the old one until that ends, and a run that is killed changes
nothing. Writers wait meanwhile, some minutes where there are 100,000 documents.
"""

import time
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from storage.database import Database
from storage.schema import documents
from storage.search import fts5, postgresql

DOCUMENTS_PER_STEP = 200

PAGES_PER_MERGE = 2_000
"""Pages of the index that are written in one transaction: a fraction of a second."""

PAUSE_SECONDS = 0.11
"""Seconds between two transactions. A writer that waits for SQLite's lock looks every 0.1 s whether it is free."""

MERGES_PER_CRAWL = 500
"""Transactions after one crawl; the next one goes on, and so do writers meanwhile, which makes them slower."""


def rebuild(database: Database) -> Iterator[int]:
    """Makes the index anew; gives the number of documents done, as it goes. To be run to its end."""
    with database.write() as connection:
        ids = list(connection.execute(sa.select(documents.c.id).order_by(documents.c.id)).scalars())
        yield 0
        if database.dialect == "sqlite":
            fts5.empty(connection)
            for start in range(0, len(ids), DOCUMENTS_PER_STEP):
                fts5.index(connection, ids[start : start + DOCUMENTS_PER_STEP])
                yield min(start + DOCUMENTS_PER_STEP, len(ids))
            for table in (fts5.texts.name, fts5.titles.name):
                connection.exec_driver_sql(f"INSERT INTO {table}({table}) VALUES ('optimize')")
        else:
            for statement in postgresql.FILL:
                connection.exec_driver_sql(statement)
            yield len(ids)


def merge_segments(database: Database, most: int = MERGES_PER_CRAWL) -> int:
    """Merges what recent transactions wrote, in up to so many transactions; gives their number.

    FTS5 writes what one transaction saves as a segment of its own and merges some as it goes; a search reads every
    segment, so that twenty take three times as long as one. Segments of about one size are merged, which leaves a few,
    each several times as large as the next. (https://www.sqlite.org/fts5.html, the commands `merge` and `usermerge`.)
    PostgreSQL merges its indexes by itself.
    """
    done = 0
    for table in (fts5.texts.name, fts5.titles.name) if database.dialect == "sqlite" else ():
        there_is_more = True
        while there_is_more and done < most:
            begun = time.monotonic()
            with database.write() as connection:
                driver: Any = connection.connection.driver_connection
                # Two of one size are merged; FTS5 by itself waits for four.
                connection.exec_driver_sql(f"INSERT INTO {table}({table}, rank) VALUES ('usermerge', 2)")
                before = driver.total_changes
                connection.exec_driver_sql(f"INSERT INTO {table}({table}, rank) VALUES ('merge', {PAGES_PER_MERGE})")
                there_is_more = driver.total_changes - before > 1  # one row is the command itself
            done += 1
            time.sleep(min(PAUSE_SECONDS, 2 * (time.monotonic() - begun)))
    return done
