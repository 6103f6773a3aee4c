"""How long a source that refused us is left alone, read from its runs; real runs on both databases, and no waiting."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from storage.crawl import runs
from storage.database import Database
from storage.health import backoff
from storage.health.backoff import FIRST_BACKOFF, LONGEST_ASKED_FOR, LONGEST_BACKOFF, Backoff
from tests.storage.making import NOON, moment

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
URL = "https://www.miit.gov.cn/list.html"
WALL = f"{runs.REFUSED} 2 times in a row; {URL}: blocked with status 403"
READ = {"asked_at": NOON.isoformat(), "rows": 24}


def lost(trouble: str, said: str = "status 503") -> dict[str, Any]:
    """What a run saw of a column whose list it could not have."""
    return {"listing": [trouble, f"{URL}: {said}"]}


def crawled(
    database: Database,
    ended: datetime,
    reason: str | None = "finished",
    *,
    seen: Mapping[str, Any] = READ,
    statuses: Mapping[str, int] | None = None,
) -> None:
    """Records a crawl of miit that ended at this moment; without a reason, one that was killed."""
    columns = {"通知": {"seen": seen}}
    with database.write() as connection:
        number = runs.begin(connection, "miit", now=ended - timedelta(minutes=5))
        runs.note(connection, number, columns)
        if reason is not None:
            facts = runs.RunFacts(reason, columns=columns, statuses=statuses or {})
            runs.finish(connection, number, facts, ended)


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
    crawled(database, NOON, WALL)
    assert rest(database) == Backoff(NOON + FIRST_BACKOFF, f"refused 2 times in a row; {URL}: blocked with status 403")
    assert rest(database, NOON + FIRST_BACKOFF - timedelta(seconds=1))
    assert rest(database, NOON + FIRST_BACKOFF) is None
    assert rest(database, source="ndrc") is None


def test_the_rest_doubles_from_one_refused_crawl_to_the_next_up_to_a_day(database: Database) -> None:
    lengths, now = [], NOON
    for _ in range(40):
        crawled(database, now, WALL)
        found = rest(database, now)
        assert found
        lengths.append(found.until - now)
        now = found.until
    assert lengths == [3 * HOUR, 6 * HOUR, 12 * HOUR, *[LONGEST_BACKOFF] * 37]
    assert HOUR * 22 < LONGEST_BACKOFF < DAY


def test_it_is_the_last_answer_that_is_told(database: Database) -> None:
    crawled(database, NOON, WALL)
    crawled(database, NOON + DAY, backoff.wanted("www.miit.gov.cn", 600))
    found = rest(database, NOON + DAY)
    assert found
    assert found.why == "www.miit.gov.cn asks for 600 s of rest"


def test_many_crawls_that_quiet_hours_kept_from_beginning_do_not_hide_the_refused_ones(database: Database) -> None:
    crawled(database, NOON, WALL)
    crawled(database, NOON, WALL)
    for _ in range(50):
        crawled(database, NOON, f"{runs.PAUSED}: quiet hours 08:30-18:00 in China", seen={})
    crawled(database, NOON, WALL)
    assert until(database) == NOON + 4 * FIRST_BACKOFF


def test_the_first_crawl_that_is_answered_ends_the_series(database: Database) -> None:
    for days in (1, 2):
        crawled(database, moment(days), WALL)
    crawled(database, moment(3))
    assert rest(database, moment(3)) is None
    crawled(database, moment(4), WALL)
    assert until(database, moment(4)) == moment(4) + FIRST_BACKOFF


@pytest.mark.parametrize(
    ("seconds", "waits"),
    [(600, FIRST_BACKOFF), (36_000, 10 * HOUR), (3 * 86_400, 3 * DAY), (10**9, LONGEST_ASKED_FOR)],
)
def test_a_longer_rest_that_the_site_asks_for_is_kept_within_reason(
    database: Database, seconds: int, waits: timedelta
) -> None:
    crawled(database, NOON, backoff.wanted("www.miit.gov.cn", seconds))
    assert until(database) == NOON + waits


def test_a_long_rest_that_was_asked_for_is_kept_though_somebody_asked_anyway(database: Database) -> None:
    crawled(database, NOON, backoff.wanted("www.miit.gov.cn", 3 * 86_400))
    crawled(database, NOON + HOUR, WALL)
    assert until(database, NOON + HOUR) == NOON + 3 * DAY


# What is a refusal


@pytest.mark.parametrize(
    ("reason", "seen", "statuses", "rests_"),
    [
        (WALL, READ, {}, True),
        (backoff.wanted("www.miit.gov.cn", 3600), READ, {"429": 1}, True),
        (f"{runs.SILENT} 5 times in a row; {URL}: status 503", READ, {"200": 9, "503": 15}, True),
        (f"{runs.SILENT} 5 times in a row; {URL}: no answer: timeout", READ, {"200": 9}, False),
        ("finished", lost("no answer"), {"503": 3}, True),
        ("finished", lost("no answer"), {"429": 3, "404": 1}, True),
        ("finished", lost("no answer", "no answer: cannot resolve"), {}, False),
        ("finished", lost("challenge", "a script challenge (status 200)"), {"200": 1}, True),
        ("finished", lost("blocked", "blocked with status 403"), {"403": 1}, True),
        ("finished", lost("new template"), {"200": 3, "502": 1}, False),
        ("finished", READ | lost("challenge"), {"200": 2, "412": 1}, False),
        ("stopped: the archive cannot be written (No space left on device)", {}, {"503": 1}, False),
        ("interrupted", {}, {"503": 1}, False),
        ("finished", READ, {"200": 20, "500": 3}, False),
    ],
)
def test_what_counts_is_that_the_site_kept_us_out(
    database: Database, reason: str, seen: Mapping[str, Any], statuses: Mapping[str, int], rests_: bool
) -> None:
    crawled(database, NOON, reason, seen=seen, statuses=statuses)
    assert (rest(database) is not None) == rests_


@pytest.mark.parametrize(
    ("reason", "seen"),
    [
        (None, {}),
        ("interrupted", {}),
        (f"{runs.PAUSED}: quiet hours 08:30-18:00 in China", {}),
        ("stopped: the archive cannot be written", {}),
        (f"{runs.SILENT} 5 times in a row; {URL}: no answer: timeout", lost("no answer", "no answer: timeout")),
        ("finished", READ | {"recorded": True}),
    ],
    ids=["killed", "interrupted", "quiet hours", "a full disk", "our own network", "a recording"],
)
def test_a_crawl_that_no_site_answered_neither_ends_the_series_nor_lengthens_it(
    database: Database, reason: str | None, seen: Mapping[str, Any]
) -> None:
    crawled(database, NOON, WALL)
    crawled(database, NOON + HOUR, WALL)
    crawled(database, NOON + 2 * HOUR, reason, seen=seen)
    assert until(database, NOON + 2 * HOUR) == NOON + HOUR + 2 * FIRST_BACKOFF


def test_a_recorded_wall_is_no_refusal(database: Database) -> None:
    crawled(database, NOON, WALL, seen={"recorded": True})
    assert rest(database) is None


def test_a_crawl_that_a_wrong_clock_put_into_the_future_keeps_no_source_from_being_asked(database: Database) -> None:
    crawled(database, moment(4000), WALL)
    assert rest(database, moment(1)) is None
