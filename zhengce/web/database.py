"""Reading for the web: no request that reads can write, and no statement of one runs longer than a few seconds."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import event, exc
from sqlalchemy.engine import Connection

from storage.database import Database
from storage.errors import StorageError
from zhengce.web.errors import Busy, TooSlow

SECONDS = 5.0
"""How long a statement of a request may take."""

LONG_AT_ONCE = 2
"""Requests of many documents, files and reports, that are answered at once; more are refused."""

DOWN_SECONDS = 5.0
"""For which a database that could not be reached is not asked again: to find out takes many seconds."""

STEPS = 100_000
"""Instructions of SQLite's machine between two looks at the clock: a few milliseconds."""


class _Clock:
    """Until when the statement of a connection may run."""

    def __init__(self, seconds: float, is_stopped: Callable[[], bool]) -> None:
        self.seconds, self._is_stopped = seconds, is_stopped
        self.start()

    def start(self) -> None:
        """Begin a statement."""
        self.deadline = time.monotonic() + self.seconds

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.deadline or self._is_stopped()


class Reader:
    """A database of which only reading is possible."""

    def __init__(self, database: Database, seconds: float = SECONDS) -> None:
        """`seconds`: of each statement of a request."""
        self.database = database
        self.seconds = seconds
        self._long = threading.BoundedSemaphore(LONG_AT_ONCE)
        self._down_until = float("-inf")
        self._is_stopped = False
        if database.dialect == "sqlite":
            database.engine.dispose()  # connections from before this moment could write
            event.listen(database.engine, "connect", _only_queries)
        if not event.contains(database.engine, "before_cursor_execute", _begin):
            event.listen(database.engine, "before_cursor_execute", _begin)

    def stop(self) -> None:
        """Ends what still reads: the server ends."""
        self._is_stopped = True

    @contextmanager
    def connection(self, seconds: float | None = None) -> Iterator[Connection]:
        """One consistent view of the database; `seconds`: where its statements may take longer.

        Raises TooSlow, and StorageError where the database does not answer. Not to be entered within itself.
        """
        if time.monotonic() < self._down_until:
            raise StorageError("the database does not answer")
        clock = _Clock(self.seconds if seconds is None else seconds, lambda: self._is_stopped)
        is_reached = False
        try:
            with self.database.read() as connection, _limited(connection, clock):
                is_reached = True
                yield connection
        except (StorageError, exc.DBAPIError, exc.TimeoutError) as error:
            if not is_reached:
                self._down_until = time.monotonic() + DOWN_SECONDS
            elif clock.is_over:
                raise _too_slow(clock.seconds) from error
            if isinstance(error, exc.TimeoutError):
                raise StorageError("the database does not answer") from error
            raise

    @contextmanager
    def long_connection(self, seconds: float) -> Iterator[Connection]:
        """The same for who reads many documents, LONG_AT_ONCE at once. Raises Busy where there are as many already."""
        if not self._long.acquire(blocking=False):
            raise Busy("the server is busy with files and reports; try again in a moment")
        try:
            with self.connection(seconds) as connection:
                yield connection
        finally:
            self._long.release()


@contextmanager
def _limited(connection: Connection, clock: _Clock) -> Iterator[None]:
    """Ends each statement that takes too long."""
    driver: Any = connection.connection.driver_connection
    is_sqlite = connection.dialect.name == "sqlite"
    connection.info["clock"] = clock
    if is_sqlite:
        driver.set_progress_handler(lambda: clock.is_over, STEPS)
    else:
        _limit(connection, clock.seconds)
    try:
        yield
    finally:
        connection.info.pop("clock", None)  # of a connection that was lost meanwhile, too
        if is_sqlite:
            with suppress(sqlite3.ProgrammingError):  # closed
                driver.set_progress_handler(None, 0)


def _limit(connection: Connection, seconds: float) -> None:
    """Tells PostgreSQL how long a statement may take, on a cursor that may do more than select."""
    driver: Any = connection.connection.driver_connection
    driver.execute(f"SET LOCAL statement_timeout = {max(1, int(seconds * 1000))}")


def _begin(connection: Connection, *statement: Any) -> None:
    if clock := connection.info.get("clock"):
        clock.start()
        if clock.is_over:
            raise _too_slow(clock.seconds)


def _too_slow(seconds: float) -> TooSlow:
    return TooSlow(f"stopped after {seconds:g} seconds; ask for less")


def _only_queries(connection: sqlite3.Connection, record: object) -> None:
    connection.execute("PRAGMA query_only = ON")
