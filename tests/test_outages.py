"""The log of a worker: an outage of the database is one line; other faults keep their traceback."""

import io
import logging
from collections.abc import Iterator

import psycopg
import pytest

from storage.errors import ServerAway
from zhengce.workers.outages import OF_OUTAGE, OutageFilter


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO, OutageFilter]]:
    written = io.StringIO()
    handler, outages = logging.StreamHandler(written), OutageFilter()
    handler.addFilter(outages)
    logger = logging.getLogger("psycopg.pool")
    logger.addHandler(handler)
    yield logger, written, outages
    logger.removeHandler(handler)


def fail(logger: logging.Logger, error: Exception) -> None:
    """Logs what procrastinate and asyncio log: a job or a task that ended with an error behind an error."""
    try:
        try:
            raise error
        except Exception as cause:
            raise RuntimeError("Database error.") from cause
    except RuntimeError:
        logger.getChild("job").exception("Job crawl[1] ended with status: Error")


def test_an_outage_is_one_line(
    log: tuple[logging.Logger, io.StringIO, OutageFilter], monkeypatch: pytest.MonkeyPatch
) -> None:
    logger, written, outages = log
    for _ in range(3):
        fail(logger, psycopg.errors.AdminShutdown("terminating connection\ndue to administrator command"))
        logger.warning("error connecting in 'pool-1': connection refused")
        fail(logger, ServerAway("postgresql://db/zhengce: the server does not answer"))
        logger.getChild("worker").warning("the database went away", extra=OF_OUTAGE)
    [line] = written.getvalue().splitlines()
    assert line.startswith("the database does not answer; ")
    assert line.endswith("terminating connection due to administrator command")
    monkeypatch.setattr(outages, "_quiet_seconds", -1.0)
    logger.warning("error connecting in 'pool-1': no route to host")
    assert written.getvalue().endswith(
        "crawls that need it wait or are made again: error connecting in 'pool-1': no route to host\n"
    )
    written.truncate(len(line) + 1)
    written.seek(len(line) + 1)
    logger.getChild("worker").warning("the database went away", extra=OF_OUTAGE)
    assert written.getvalue().splitlines()[1:] == ["the database went away"]


def test_another_fault_keeps_its_traceback_during_an_outage(
    log: tuple[logging.Logger, io.StringIO, OutageFilter],
) -> None:
    logger, written, _ = log
    logger.warning("error connecting in 'pool-1': connection refused")
    fail(logger, ZeroDivisionError("of ours"))
    assert "ZeroDivisionError: of ours" in written.getvalue()
    assert written.getvalue().count("Traceback") == 2
    one, other = ValueError("one"), ValueError("other")
    one.__context__, other.__context__ = other, one  # in a circle
    logger.getChild("job").error("failed", exc_info=(ValueError, one, None))
    assert "ValueError: one" in written.getvalue()
