"""When each source is crawled next: slots, pauses, retries, and what a wrong clock left behind."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.crawl import schedule
from storage.database import Database
from zhengce.settings.values import UNITS, read_every

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOURS = timedelta(hours=1)


SIX = 6 * HOURS
BOTH = {"miit": SIX, "ndrc": SIX}
MIIT = {"miit": SIX}


def one(database: Database, source: str = "miit") -> schedule.Turn:
    with database.read() as connection:
        return schedule.all_of(connection, [source], NOON)[0]


def due(database: Database, now: datetime) -> list[str]:
    with database.read() as connection:
        return [row.source for row in schedule.due(connection, BOTH, now)]


@pytest.fixture
def planned(database: Database) -> Database:
    """MIIT and NDRC, crawled every six hours, last at noon."""
    with database.write() as connection:
        for taken in schedule.take(connection, BOTH, NOON):
            schedule.succeeded(connection, taken, SIX, NOON)
    return database


def test_a_new_source_is_due_at_once(database: Database) -> None:
    assert due(database, NOON) == ["miit", "ndrc"]


def test_a_source_is_due_again_after_its_cadence_and_not_before(planned: Database) -> None:
    assert due(planned, NOON + 6 * HOURS - timedelta(seconds=1)) == []
    assert due(planned, NOON + 6 * HOURS) == ["miit", "ndrc"]


@pytest.mark.both_engines
def test_who_waited_longest_comes_first_and_of_those_who_waited_alike_the_first_by_name(database: Database) -> None:
    names = ["ndrc", "mot", "state_council", "samr", "cac"]
    with database.write() as connection:
        schedule.hasten(connection, schedule.Turn("samr", NOON), NOON - timedelta(minutes=5))
        taken = [turn.source for turn in schedule.due(connection, dict.fromkeys(names, SIX), NOON)]
    assert taken == ["samr", "cac", "mot", "ndrc", "state_council"]


def test_slots_keep_their_rhythm_when_a_worker_comes_late_or_not_at_all(planned: Database) -> None:
    late = NOON + 20 * HOURS
    with planned.write() as connection:
        for taken in schedule.take(connection, MIIT, late):
            schedule.succeeded(connection, taken, SIX, late)
    assert one(planned).next_at == NOON + 24 * HOURS


@pytest.mark.both_engines
def test_what_one_worker_took_no_other_takes_until_it_does_not_hold_it(planned: Database) -> None:
    now = NOON + 6 * HOURS
    with planned.write() as connection:
        taken = schedule.take(connection, BOTH, now)
        assert len(taken) == 2
        assert schedule.take(connection, BOTH, now) == []
        schedule.hold(connection, taken[1], now + schedule.TAKEN_FOR / 2)
    assert due(planned, now + schedule.TAKEN_FOR) == ["miit"]


def test_a_crawl_that_broke_down_is_tried_again_after_waits_that_double_up_to_the_next_slot(planned: Database) -> None:
    waits, now = [], NOON + 6 * HOURS
    with planned.write() as connection:
        for _ in range(4):
            [taken] = schedule.take(connection, MIIT, now)
            waits.append(schedule.failed(connection, taken, SIX, "killed", now) - now)
            schedule.hasten(connection, schedule.all_of(connection, MIIT, now)[0], now)
    assert waits == [timedelta(minutes=n) for n in (1, 2, 4, 8)]
    assert (one(planned).failures, one(planned).failed_why) == (4, "killed")
    [held] = [replace(one(planned), failures=60)]
    with planned.write() as connection:
        assert schedule.failed(connection, held, SIX, "killed", now) == now + schedule.LONGEST_RETRY
        late = now + 6 * HOURS - timedelta(seconds=30)
        assert schedule.failed(connection, held, SIX, "killed", late) == now + 6 * HOURS
        schedule.succeeded(connection, held, SIX, late)
    assert (one(planned).failures, one(planned).failed_at, one(planned).failed_why) == (0, None, None)


def test_a_moment_that_a_wrong_clock_wrote_is_due(planned: Database) -> None:
    future = NOON + timedelta(days=4000)
    with planned.write() as connection:
        for taken in schedule.take(connection, MIIT, future):
            schedule.succeeded(connection, taken, SIX, future)
    assert due(planned, NOON + HOURS) == ["miit"]


@given(st.integers(10, 9999), st.sampled_from("mhd"))
def test_a_cadence_is_read_as_it_is_shown(count: int, unit: str) -> None:
    try:
        every = read_every(f"{count}{unit}")
    except ValueError:
        assert timedelta(**{UNITS[unit]: count}) > timedelta(days=365)
        return
    assert every == timedelta(**{UNITS[unit]: count})
    assert read_every(schedule.show_every(every)) == every


@pytest.mark.parametrize("text", ["", "6", "h", "5m", "0h", "-6h", "6 weeks", "1.5h", "400d"])
def test_a_cadence_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a time like 30m, 6h or 1d"):
        read_every(text)
