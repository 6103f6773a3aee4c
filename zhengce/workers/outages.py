"""One line in the log for an outage of the database, such as its restart, in place of an error of each connection."""

import logging
import time
from collections.abc import Iterator

import psycopg
from psycopg_pool import PoolTimeout

from storage.errors import ServerAway

QUIET_SECONDS = 60.0
"""Without a sign of an outage, after which the next sign is that of another."""

OF_OUTAGE = {"is_of_outage": True}
"""`extra` of records that say by themselves that the database is away."""

_LOST = (psycopg.OperationalError, PoolTimeout, ServerAway)


class OutageFilter(logging.Filter):
    """Lets the first record of an outage pass, as one line, and none that follow it."""

    def __init__(self, quiet_seconds: float = QUIET_SECONDS) -> None:
        super().__init__()
        self._quiet_seconds = quiet_seconds
        self._last = float("-inf")

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is written; makes one line of a traceback."""
        error = next((error for error in _errors_of(record) if isinstance(error, _LOST)), None)
        if error is None and not hasattr(record, "is_of_outage") and record.name != "psycopg.pool":
            return True
        before, self._last = self._last, time.monotonic()
        if self._last - before <= self._quiet_seconds:
            return False
        if not hasattr(record, "is_of_outage"):
            why = " ".join(str(error or record.getMessage()).split())
            record.msg = "the database does not answer; crawls that need it wait or are made again: %s"
            record.args = (why,)
            record.exc_info = record.exc_text = record.stack_info = None
        return True


def _errors_of(record: logging.LogRecord) -> Iterator[BaseException]:
    """The exception of a record, and those that led to it."""
    error = record.exc_info[1] if record.exc_info else None
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
