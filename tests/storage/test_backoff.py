"""How long a source that refused us is left alone, read from its runs; real runs on both databases, and no waiting."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from storage.crawl import runs
from storage.crawl.stop_reason import StopReason
from storage.database import Database
from storage.health import backoff
from storage.health.backoff import FIRST_BACKOFF, LONGEST_BACKOFF, LONGEST_RETRY_AFTER, Backoff
from tests.storage.making import NOON, moment
from tests.tables import from_table

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
URL = "https://www.miit.gov.cn/list.html"
End = tuple[StopReason, str, int | None]
REFUSED: End = (StopReason.REFUSED, f"refused 2 times in a row; {URL}: blocked with status 403", None)
FINISHED: End = (StopReason.FINISHED, "finished", None)
QUIET_HOURS: End = (StopReason.PAUSED, "quiet hours 08:30-18:00 in China", None)
INTERRUPTED: End = (StopReason.INTERRUPTED, "interrupted", None)
READ = {"answered_at": NOON.isoformat(), "rows": 24}


def crawled(
    database: Database,
    ended: datetime,
    end: End | None = FINISHED,
    *,
    seen: Mapping[str, Any] = READ,
    statuses: Mapping[str, int] | None = None,
) -> None:
    """Records a crawl of miit that ended at this moment; without an end, one that was killed."""
    columns = {"通知": {"seen": seen}}
    with database.write() as connection:
        number = runs.begin(connection, "miit", now=ended - timedelta(minutes=5))
        runs.note(connection, number, columns)
        if end is not None:
            stop, why, seconds = end
            facts = runs.RunFacts(why, stop, seconds, columns=columns, statuses=statuses or {})
            runs.finish(connection, number, facts, ended)


def retry_later(seconds: int) -> End:
    return StopReason.RETRY_LATER, f"www.miit.gov.cn wants us to wait for {seconds} s", seconds


def rest(database: Database, now: datetime = NOON, source: str = "miit") -> Backoff | None:
    with database.read() as connection:
        return backoff.of(connection, source, now)


def until(database: Database, now: datetime = NOON) -> datetime | None:
    found = rest(database, now)
    return found.until if found else None


# How long


def test_a_source_that_was_never_crawled_or_was_answered_does_not_rest(database: Database) -> None:
    assert rest(database) is None
    crawled(database, NOON)
    assert rest(database) is None


def test_a_refused_source_rests_says_why_and_is_asked_again_when_that_is_over(database: Database) -> None:
    crawled(database, NOON, REFUSED)
    assert rest(database) == Backoff(NOON + FIRST_BACKOFF, f"refused 2 times in a row; {URL}: blocked with status 403")
    assert rest(database, NOON + FIRST_BACKOFF - timedelta(seconds=1))
    assert rest(database, NOON + FIRST_BACKOFF) is None
    assert rest(database, source="ndrc") is None


def test_the_rest_doubles_from_one_refused_crawl_to_the_next_up_to_a_day(database: Database) -> None:
    lengths, now = [], NOON
    for _ in range(40):
        crawled(database, now, REFUSED)
        found = rest(database, now)
        assert found
        lengths.append(found.until - now)
        now = found.until
    assert lengths == [3 * HOUR, 6 * HOUR, 12 * HOUR, *[LONGEST_BACKOFF] * 37]
    assert HOUR * 22 < LONGEST_BACKOFF < DAY


def test_many_crawls_that_quiet_hours_kept_from_beginning_do_not_hide_the_refused_ones(database: Database) -> None:
    crawled(database, NOON, REFUSED)
    crawled(database, NOON, REFUSED)
    for _ in range(50):
        crawled(database, NOON, QUIET_HOURS, seen={})
    crawled(database, NOON, REFUSED)
    assert until(database) == NOON + 4 * FIRST_BACKOFF


def test_the_first_crawl_that_is_answered_ends_the_series(database: Database) -> None:
    for days in (1, 2):
        crawled(database, moment(days), REFUSED)
    crawled(database, moment(3))
    assert rest(database, moment(3)) is None
    crawled(database, moment(4), REFUSED)
    assert until(database, moment(4)) == moment(4) + FIRST_BACKOFF


@pytest.mark.parametrize(
    ("seconds", "waits"),
    [(600, FIRST_BACKOFF), (36_000, 10 * HOUR), (3 * 86_400, 3 * DAY), (10**9, LONGEST_RETRY_AFTER)],
)
def test_a_longer_rest_that_the_site_asks_for_is_kept_within_reason(
    database: Database, seconds: int, waits: timedelta
) -> None:
    crawled(database, NOON, retry_later(seconds))
    assert until(database) == NOON + waits


def test_a_long_rest_that_was_asked_for_is_kept_though_somebody_asked_anyway(database: Database) -> None:
    crawled(database, NOON, retry_later(3 * 86_400))
    crawled(database, NOON + HOUR, REFUSED)
    assert until(database, NOON + HOUR) == NOON + 3 * DAY


# What is a refusal


@from_table
def test_what_counts_is_that_the_site_kept_us_out(
    database: Database, end: End, seen: Mapping[str, Any], statuses: Mapping[str, int], rests_: bool
) -> None:
    crawled(database, NOON, end, seen=seen, statuses=statuses)
    assert (rest(database) is not None) == rests_


@from_table
def test_a_crawl_that_no_site_answered_neither_ends_the_series_nor_lengthens_it(
    database: Database, end: End | None, seen: Mapping[str, Any]
) -> None:
    crawled(database, NOON, REFUSED)
    crawled(database, NOON + HOUR, REFUSED)
    crawled(database, NOON + 2 * HOUR, end, seen=seen)
    assert until(database, NOON + 2 * HOUR) == NOON + HOUR + 2 * FIRST_BACKOFF


def test_a_crawl_that_a_wrong_clock_put_into_the_future_keeps_no_source_from_being_asked(database: Database) -> None:
    crawled(database, moment(4000), REFUSED)
    assert rest(database, moment(1)) is None
