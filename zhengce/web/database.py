"""Reading for the web: no request that reads can write, none runs longer than a few seconds, and few run at once.

What a request computes while it holds a connection is interrupted soon after the time of its queries.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import event, exc
from sqlalchemy.engine import Connection

from storage.database import Database
from storage.errors import StorageError
from zhengce.web.deadlines import Interrupted, Overdue, interrupted_after
from zhengce.web.errors import Busy, TooSlow

SECONDS = 5.0
"""How long the queries of one request may take together."""

LONGEST_WAIT = 20.0
"""Seconds for which a request waits until it may ask the database."""

LONG_WAITING = 4
"""Requests of many documents that wait for those before them; more are refused."""

STEPS = 100_000
"""Instructions of SQLite's machine between two looks at the clock: a few milliseconds."""

COMPUTING_SECONDS = 1.0
"""After the time of its queries, until Python code that a request still runs is interrupted."""

SLACK = 0.1
"""Seconds by which the queries of a request may take longer: a new limit for PostgreSQL costs a question to it."""


class _Clock:
    """Until when the statements of a connection may run."""

    def __init__(self, allowed: float) -> None:
        self.allowed, self.deadline = allowed, time.monotonic() + allowed
        self.limit = float("inf")
        """Of a statement, as PostgreSQL has been told."""

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.deadline


def query_threads() -> int:
    """How many requests ask the database at once: as many as there are cores, but two at least, so that one that is
    slow does not stop all others."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(2, cores)


class Reader:
    """A database of which only reading is possible."""

    def __init__(
        self,
        database: Database,
        seconds: float = SECONDS,
        *,
        threads: int | None = None,
        longest_wait: float = LONGEST_WAIT,
    ) -> None:
        """`seconds`: of the queries of a request; `threads`: at once; `longest_wait`: seconds of the others."""
        self.database = database
        self.seconds = seconds
        self.longest_wait = longest_wait
        turns = threads or query_threads()
        self._free = threading.BoundedSemaphore(turns)
        self._free_for_long = threading.BoundedSemaphore(max(1, turns // 2))
        self._long = threading.BoundedSemaphore(max(1, turns // 2) + LONG_WAITING)
        if database.dialect == "sqlite":
            database.engine.dispose()  # connections from before this moment could write
            event.listen(database.engine, "connect", _only_queries)
        if not event.contains(database.engine, "before_cursor_execute", _shorten):
            event.listen(database.engine, "before_cursor_execute", _shorten)

    @contextmanager
    def connection(self, seconds: float | None = None) -> Iterator[Connection]:
        """One consistent view of the database, when it is this request's turn; `seconds`: where it may take longer.

        Raises Busy, TooSlow, and StorageError where the database does not answer. Not to be entered within itself.
        """
        with self._turn(self._free), self.connection_outside_queue(seconds) as connection:
            yield connection

    @contextmanager
    def long_connection(self, seconds: float) -> Iterator[Connection]:
        """The same for who reads many documents: half of the turns at most, so that short requests go on beside them.

        Raises Busy at once where LONG_WAITING wait already.
        """
        if not self._long.acquire(blocking=False):
            raise Busy("the server is busy with files and reports; try again in a moment")
        try:
            with self._turn(self._free_for_long), self.connection(seconds) as connection:
                yield connection
        finally:
            self._long.release()

    @contextmanager
    def _turn(self, free: threading.BoundedSemaphore) -> Iterator[None]:
        if not free.acquire(timeout=self.longest_wait):
            raise Busy(f"the server is busy: waited {self.longest_wait:g} seconds; try again in a moment")
        try:
            yield
        finally:
            free.release()

    @contextmanager
    def connection_outside_queue(self, seconds: float | None = None) -> Iterator[Connection]:
        """The same without waiting for a turn: for a look that takes less than a millisecond."""
        allowed = self.seconds if seconds is None else seconds
        clock = _Clock(allowed)
        try:
            with self.database.read() as connection:
                try:
                    with _limited(connection, clock), interrupted_after(allowed + COMPUTING_SECONDS):
                        yield connection
                except (Interrupted, Overdue):
                    connection.invalidate()  # amid a statement, perhaps
                    raise Interrupted(allowed + COMPUTING_SECONDS) from None
        except (StorageError, exc.DBAPIError) as error:
            if clock.is_over:
                raise _too_slow(allowed) from error
            raise


@contextmanager
def _limited(connection: Connection, clock: _Clock) -> Iterator[None]:
    """Lets no statement begin after the deadline, and none go on beyond it."""
    driver: Any = connection.connection.driver_connection
    is_sqlite = connection.dialect.name == "sqlite"
    info = connection.info
    info["clock"] = clock
    if is_sqlite:
        driver.set_progress_handler(lambda: clock.is_over, STEPS)
    try:
        yield
    finally:
        info.pop("clock", None)  # of a connection that was lost meanwhile, too
        if is_sqlite:
            with suppress(sqlite3.ProgrammingError):  # closed, where it was interrupted amid a statement
                driver.set_progress_handler(None, 0)


def _shorten(connection: Connection, *statement: Any) -> None:
    """Before each statement of a connection with a deadline: PostgreSQL, which limits a statement, gives it what those
    before it left of the request's time."""
    clock: _Clock | None = connection.info.get("clock")
    if clock is None:
        return
    left = clock.deadline - time.monotonic()
    if left <= 0:
        raise _too_slow(clock.allowed)
    if connection.dialect.name != "sqlite" and abs(clock.limit - left) > SLACK:
        clock.limit = left
        # A cursor of its own: that of the statement may be one of the server's, which can only select.
        driver: Any = connection.connection.driver_connection
        driver.execute(f"SET LOCAL statement_timeout = {max(1, int(left * 1000))}")


@contextmanager
def budget(connection: Connection, seconds: float) -> Iterator[None]:
    """Statements in here may take so long together; to be the last of a transaction. Raises TooSlow.

    For a connection of `Reader`; its own limit holds as well.
    """
    clock: _Clock = connection.info["clock"]
    whole = clock.deadline
    clock.deadline = min(whole, time.monotonic() + seconds)
    try:
        yield
    except exc.DBAPIError as error:
        if clock.is_over:
            raise _too_slow(seconds) from error
        raise
    finally:
        clock.deadline = whole


def _too_slow(seconds: float) -> TooSlow:
    return TooSlow(f"stopped after {seconds:g} seconds; ask for less")


def _only_queries(connection: sqlite3.Connection, record: object) -> None:
    connection.execute("PRAGMA query_only = ON")
