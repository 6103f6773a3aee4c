"""Reading for the web: no request can write, and none runs longer than a few seconds."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, exc
from sqlalchemy.engine import Connection

from storage.database import Database
from storage.errors import StorageError

SECONDS = 5.0
"""How long the queries of one request may take together."""

STEPS = 20_000
"""Instructions of SQLite's machine between two looks at the clock: a millisecond or so."""


SLACK = 0.1
"""Seconds by which the queries of a request may take longer: a new limit for PostgreSQL costs a question to it."""


class TooSlow(Exception):
    """A request whose queries took too long and were stopped."""


class Reader:
    """A database of which only reading is possible."""

    def __init__(self, database: Database, seconds: float = SECONDS) -> None:
        self.database = database
        self.seconds = seconds
        if database.dialect == "sqlite":
            database.engine.dispose()  # connections from before this moment could write
            event.listen(database.engine, "connect", _only_queries)

    @contextmanager
    def connection(self, seconds: float | None = None) -> Iterator[Connection]:
        """One consistent view of the database, for so many seconds where they are not those of every request.

        Raises TooSlow, and StorageError where the database does not answer.
        """
        allowed = self.seconds if seconds is None else seconds
        deadline = time.monotonic() + allowed
        try:
            with self.database.read() as connection, self._limited(connection, deadline, allowed):
                yield connection
        except (StorageError, exc.DBAPIError) as error:
            if time.monotonic() >= deadline:
                raise _too_slow(allowed) from error
            raise

    @contextmanager
    def _limited(self, connection: Connection, deadline: float, allowed: float) -> Iterator[None]:
        """Lets no statement begin after the deadline, and none go on beyond it."""
        is_sqlite = self.database.dialect == "sqlite"
        limit = float("inf")

        def shorten(connection: Connection, cursor: Any, *statement: Any) -> None:
            # PostgreSQL limits a statement; each gets what the ones before it left of the request's time.
            nonlocal limit
            left = deadline - time.monotonic()
            if left <= 0:
                raise _too_slow(allowed)
            if not is_sqlite and limit - left > SLACK:
                limit = left
                cursor.execute(f"SET LOCAL statement_timeout = {max(1, int(left * 1000))}")

        driver: Any = connection.connection.driver_connection
        event.listen(connection, "before_cursor_execute", shorten)
        if is_sqlite:
            driver.set_progress_handler(lambda: time.monotonic() >= deadline, STEPS)
        try:
            yield
        finally:
            event.remove(connection, "before_cursor_execute", shorten)
            if is_sqlite:
                driver.set_progress_handler(None, 0)


def _too_slow(seconds: float) -> TooSlow:
    return TooSlow(f"stopped after {seconds:g} seconds; ask for less")


def _only_queries(connection: sqlite3.Connection, record: object) -> None:
    connection.execute("PRAGMA query_only = ON")
