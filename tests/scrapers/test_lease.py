"""A crawl that lost its source to another one notices by its own heartbeat, and leaves the source to it."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug import Request as HttpRequest
from werkzeug import Response as Reply

from storage.crawl import leases
from storage.database import open_database
from storage.errors import StorageError
from storage.schema import leases as leases_held
from storage.schema import runs
from tests.scrapers.loopback import Sites, html
from tests.scrapers.test_crawl import THREE, held, publish

FIRST, SECOND, THIRD = (url for url, _, _ in THREE)
OTHER = "another-machine:1:0"
ENOUGH = 30
"""Seconds for which the site waits for a heart to beat, at most."""


@pytest.fixture
def beats(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What became of each heartbeat. Hearts beat all the time."""
    seen: list[str] = []
    beat = leases.beat

    def watched(*arguments: Any) -> bool:
        ours = beat(*arguments)
        seen.append("ours" if ours else "lost")
        return ours

    monkeypatch.setattr(leases, "BEAT_EVERY", timedelta(milliseconds=10))
    monkeypatch.setattr(leases, "beat", watched)
    return seen


def slow(
    page: str, until: Callable[[], bool], before: Callable[[], None] = lambda: None
) -> Callable[[HttpRequest], Reply]:
    """A page that the site gives when something is so."""

    def answer(request: HttpRequest) -> Reply:
        before()
        waited = threading.Event()
        for _ in range(ENOUGH * 100):
            if until():
                break
            waited.wait(0.01)
        return html(page)

    return answer


def take_over(folder: Path) -> None:
    """Gives the lease of the source to another crawl, as after a long sleep of this machine."""
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}", upgrade=False)
    with database.write() as connection:
        connection.execute(sa.update(leases_held).values(holder=OTHER, beat_at=datetime.now(UTC)))
    database.close()


def test_a_crawl_beats_while_it_goes_on(sites: Sites, tmp_path: Path, beats: list[str]) -> None:
    publish(sites)
    sites.answers[FIRST] = slow(sites.answers[FIRST], lambda: len(beats) > 2)
    [summary] = sites.crawl(tmp_path)
    assert beats[:3] == ["ours", "ours", "ours"]
    assert (summary.new, summary.reason) == (4, "finished")


@pytest.mark.parametrize("missed", [0, 2], ids=["every beat reaches the database", "two beats do not"])
def test_a_crawl_whose_source_was_taken_over_stops_and_leaves_it_alone(
    sites: Sites, tmp_path: Path, beats: list[str], monkeypatch: pytest.MonkeyPatch, missed: int
) -> None:
    beat, failures = leases.beat, list(range(missed))

    def missing(*arguments: Any) -> bool:
        if failures:
            failures.pop()
            raise StorageError("the database does not answer")
        return beat(*arguments)

    monkeypatch.setattr(leases, "beat", missing)
    publish(sites)
    sites.answers[FIRST] = slow(sites.answers[FIRST], lambda: "lost" in beats, before=lambda: take_over(tmp_path))
    [summary] = sites.crawl(tmp_path)
    assert summary.reason == "stopped: another crawl took this source over"
    assert not summary.ok
    assert THIRD not in sites.requested
    assert held(tmp_path, runs, "reason") == ["stopped: another crawl took this source over"]
    assert held(tmp_path, leases_held, "holder") == [OTHER]
