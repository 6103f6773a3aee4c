"""Merges the segments of the index of an SQLite database, so that there are few.

FTS5 writes what one transaction saves as a segment of its own and merges some as it goes; a search reads every segment,
so that twenty take three times as long as one. After a crawl, segments of about one size are merged, which leaves a
few, each several times as large as the next; `reindex` makes one of all. Merging goes in short transactions, and on
from where another run ended. (https://www.sqlite.org/fts5.html, the commands `merge` and `usermerge`.)
"""

import time
from typing import Any

from sqlalchemy.engine import Connection

from storage.database import Database
from storage.search import fts5

PAGES_PER_MERGE = 2_000
"""Pages of the index that are written in one transaction: a fraction of a second."""

PAUSE_SECONDS = 0.11
"""Seconds between two transactions on SQLite. A writer that waits for the lock looks every 0.1 s whether it is free."""

MERGES_PER_CRAWL = 500
"""Transactions after one crawl; the next one goes on, and so do writers meanwhile, which makes them slower."""

EQUAL_SEGMENTS = 2
"""So many segments of one size are merged; FTS5 by itself waits for four."""


def merge_some(connection: Connection, table: str, pages: int) -> bool:
    """Merges segments of an FTS5 table, up to so many pages; whether there may be more to merge.

    A number below 0 says that all segments are to become one; calls with numbers above go on with that.
    """
    driver: Any = connection.connection.driver_connection
    before = driver.total_changes
    connection.exec_driver_sql(f"INSERT INTO {table}({table}, rank) VALUES ('merge', {pages})")
    return bool(driver.total_changes - before > 1)  # one row is the command itself


def merge_alike(database: Database, most: int = MERGES_PER_CRAWL) -> int:
    """Merges what recent transactions wrote, in up to so many transactions; gives their number.

    PostgreSQL merges its indexes by itself.
    """
    done = 0
    for table in (fts5.texts.name, fts5.titles.name) if database.dialect == "sqlite" else ():
        there_is_more = True
        while there_is_more and done < most:
            begun = time.monotonic()
            with database.write() as connection:
                _merge_sooner(connection, table)
                there_is_more = merge_some(connection, table, PAGES_PER_MERGE)
            done += 1
            time.sleep(min(PAUSE_SECONDS, 2 * (time.monotonic() - begun)))
    return done


def _merge_sooner(connection: Connection, table: str) -> None:
    """Sets EQUAL_SEGMENTS, which stays with the table."""
    held = connection.exec_driver_sql(f"SELECT v FROM {table}_config WHERE k = 'usermerge'").scalar()
    if held != EQUAL_SEGMENTS:
        connection.exec_driver_sql(f"INSERT INTO {table}({table}, rank) VALUES ('usermerge', {EQUAL_SEGMENTS})")
