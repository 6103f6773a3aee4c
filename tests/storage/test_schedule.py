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


def one(database: Database, source: str = "miit") -> schedule.Cadence:
    with database.read() as connection:
        return next(row for row in schedule.all_of(connection) if row.source == source)


def due(database: Database, now: datetime) -> list[str]:
    with database.read() as connection:
        return [row.source for row in schedule.due(connection, ["miit", "ndrc"], now)]


@pytest.fixture
def planned(database: Database) -> Database:
    """MIIT and NDRC, crawled every six hours, last at noon."""
    with database.write() as connection:
        schedule.add_missing(connection, {"miit": 6 * HOURS, "ndrc": 6 * HOURS}, NOON)
        for taken in schedule.take(connection, ["miit", "ndrc"], NOON):
            schedule.succeeded(connection, taken, NOON)
    return database


def test_a_new_source_is_due_at_once(database: Database) -> None:
    with database.write() as connection:
        assert schedule.add_missing(connection, {"miit": 6 * HOURS}, NOON) == ["miit"]
    assert due(database, NOON) == ["miit"]


def test_what_the_table_says_goes_before_what_a_worker_brings(planned: Database) -> None:
    with planned.write() as connection:
        assert schedule.add_missing(connection, {"miit": HOURS}, NOON + HOURS) == []
    assert one(planned).every == 6 * HOURS


def test_a_source_is_due_again_after_its_cadence_and_not_before(planned: Database) -> None:
    assert due(planned, NOON + 6 * HOURS - timedelta(seconds=1)) == []
    assert due(planned, NOON + 6 * HOURS) == ["miit", "ndrc"]


@pytest.mark.both_engines
def test_who_waited_longest_comes_first_and_of_those_who_waited_alike_the_first_by_name(database: Database) -> None:
    names = ["ndrc", "mot", "state_council", "samr", "cac"]
    with database.write() as connection:
        for name in names:
            late = timedelta(minutes=5) if name == "samr" else timedelta(0)
            schedule.add_missing(connection, {name: 6 * HOURS}, NOON - late)
        assert [row.source for row in schedule.all_of(connection)] == sorted(names)
        taken = [row.source for row in schedule.due(connection, names, NOON)]
    assert taken == ["samr", "cac", "mot", "ndrc", "state_council"]


def test_slots_keep_their_rhythm_when_a_worker_comes_late_or_not_at_all(planned: Database) -> None:
    late = NOON + 20 * HOURS
    with planned.write() as connection:
        for taken in schedule.take(connection, ["miit"], late):
            schedule.succeeded(connection, taken, late)
    assert one(planned).next_at == NOON + 24 * HOURS


@pytest.mark.both_engines
def test_what_one_worker_took_no_other_takes_until_it_does_not_hold_it(planned: Database) -> None:
    now = NOON + 6 * HOURS
    with planned.write() as connection:
        assert len(schedule.take(connection, ["miit", "ndrc"], now)) == 2
        assert schedule.take(connection, ["miit", "ndrc"], now) == []
        schedule.hold(connection, "ndrc", now + schedule.TAKEN_FOR / 2)
    assert due(planned, now + schedule.TAKEN_FOR) == ["miit"]


def test_a_paused_source_is_never_due_until_it_goes_on(planned: Database) -> None:
    with planned.write() as connection:
        assert schedule.change(connection, "miit", NOON, paused=True)
    assert due(planned, NOON + 100 * HOURS) == ["ndrc"]
    with planned.write() as connection:
        schedule.change(connection, "miit", NOON, paused=False)
    assert due(planned, NOON + 100 * HOURS) == ["miit", "ndrc"]


def test_a_shorter_cadence_does_not_wait_for_the_far_slot_of_the_longer_one(planned: Database) -> None:
    with planned.write() as connection:
        schedule.change(connection, "miit", NOON, every=HOURS)
    assert due(planned, NOON + HOURS) == ["miit"]


def test_an_unknown_source_cannot_be_changed(planned: Database) -> None:
    with planned.write() as connection:
        assert not schedule.change(connection, "nobody", NOON, every=HOURS)
        assert not schedule.change(connection, "nobody", NOON)
        assert not schedule.hasten(connection, "nobody", NOON)


def test_a_crawl_that_broke_down_is_tried_again_after_waits_that_double_up_to_the_next_slot(planned: Database) -> None:
    waits, now = [], NOON + 6 * HOURS
    with planned.write() as connection:
        for _ in range(4):
            [taken] = schedule.take(connection, ["miit"], now)
            waits.append(schedule.failed(connection, taken, "killed", now) - now)
            schedule.hasten(connection, "miit", now)
    assert waits == [timedelta(minutes=n) for n in (1, 2, 4, 8)]
    assert (one(planned).failures, one(planned).failed_why) == (4, "killed")
    [held] = [replace(one(planned), failures=60)]
    with planned.write() as connection:
        assert schedule.failed(connection, held, "killed", now) == now + schedule.LONGEST_RETRY
        late = now + 6 * HOURS - timedelta(seconds=30)
        assert schedule.failed(connection, held, "killed", late) == now + 6 * HOURS
        schedule.succeeded(connection, held, late)
    assert (one(planned).failures, one(planned).failed_at, one(planned).failed_why) == (0, None, None)


def test_a_moment_that_a_wrong_clock_wrote_is_due(planned: Database) -> None:
    future = NOON + timedelta(days=4000)
    with planned.write() as connection:
        for taken in schedule.take(connection, ["miit"], future):
            schedule.succeeded(connection, taken, future)
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
