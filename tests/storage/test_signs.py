"""Each sign of trouble has a bound: at the bound a source is well, past it something is told."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage.crawl.runs import Run
from storage.crawl.stop_reason import StopReason
from storage.health import rules
from storage.health.problems import Normal, Problem, Watched

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ran(ago: timedelta, seen: Mapping[str, Any], *, seconds: int = 60, requests: int = 10, **state: Any) -> Run:
    """A crawl of one column that began so long ago and came to its end."""
    columns = {"通知": {"newest": "2026-11-23", **state, "seen": {"answered_at": NOW.isoformat(), **seen}}}
    began = NOW - ago
    return Run(
        id=1,
        source="miit",
        since=None,
        full=False,
        started_at=began,
        finished_at=began + timedelta(seconds=seconds),
        reason="finished",
        stop=StopReason.FINISHED,
        requests=requests,
        columns=columns,
    )


def watched(**normal: Any) -> Watched:
    return Watched("miit", (Normal("通知", **normal),), every=6 * HOUR)


def kinds(problems: Sequence[Problem]) -> list[str]:
    return [problem.kind for problem in problems]


# Lists


@pytest.mark.parametrize(("dated", "told"), [(12, []), (11, ["few rows"])])
def test_a_list_lost_its_dates_when_fewer_than_half_of_its_rows_carry_one(dated: int, told: list[str]) -> None:
    assert kinds([*rules.of_columns(watched(), [ran(HOUR, {"rows": 24, "dated": dated})])]) == told


@pytest.mark.parametrize(("strange", "told"), [(5, []), (6, ["rows passed over"])])
def test_rows_that_no_rule_takes_are_told_when_they_are_more_than_is_normal(strange: int, told: list[str]) -> None:
    seen = {"rows": 20, "dated": 20, "passed_over": [strange, 20, ["https://www.miit.gov.cn/x"]]}
    assert kinds([*rules.of_columns(watched(strangers=0.25), [ran(HOUR, seen)])]) == told


# Fields


@pytest.mark.parametrize(
    ("read", "found", "told"), [(1, 0, []), (2, 1, []), (2, 0, ["field lost"]), (10, 8, []), (10, 7, ["field lost"])]
)
def test_a_constant_field_is_lost_when_two_documents_or_a_fifth_of_those_read_lack_it(
    read: int, found: int, told: list[str]
) -> None:
    seen = {"read": read, "found": {"document_number": found}}
    assert kinds(rules.of_fields(watched(always=("document_number",)), [ran(HOUR, seen)])) == told


def test_a_constant_field_is_looked_for_in_the_documents_that_were_read_last() -> None:
    with_it = {"read": 10, "found": {"document_number": 10}}
    without = {"read": 10, "found": {}}
    done = [ran(HOUR, with_it), ran(7 * HOUR, without), ran(13 * HOUR, with_it), ran(19 * HOUR, with_it)]
    [problem] = rules.of_fields(watched(always=("document_number",)), done)
    assert problem.what.startswith("document_number in 10 of the last 20 documents")


@pytest.mark.parametrize(("read", "told"), [(2, []), (3, ["field lost"])])
def test_fewer_than_three_documents_are_judged_together_with_those_of_the_crawl_before(
    read: int, told: list[str]
) -> None:
    before = {"read": 30, "found": {"document_number": 30}}
    done = [ran(HOUR, {"read": read, "found": {}}), ran(7 * HOUR, before)]
    assert kinds(rules.of_fields(watched(always=("document_number",)), done)) == told


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ((18, 20), (3, 10), ["field lost"]),
        ((17, 20), (3, 10), []),
        ((18, 20), (4, 10), []),
        ((20, 20), (1, 5), ["field lost"]),
        ((20, 20), (0, 4), []),
        ((19, 19), (0, 10), []),
    ],
    ids=["lost", "was not always there", "is still there", "five tell", "four do not tell", "too few before"],
)
def test_a_field_is_lost_that_nine_tenths_had_and_fewer_than_two_fifths_have(
    before: tuple[int, int], now: tuple[int, int], told: list[str]
) -> None:
    done = [
        ran(ago, {"read": read, "found": {"topic": found}}) for ago, (found, read) in ((HOUR, now), (7 * HOUR, before))
    ]
    assert kinds(rules.of_fields(watched(), done)) == told


# Time


def timely(done: Sequence[Run], **values: Any) -> list[str]:
    return kinds([*rules.of_time(watched(), done, NOW, **values)])


@pytest.mark.parametrize(("minutes", "told"), [(0, []), (1, ["late"])])
def test_a_source_is_late_past_twice_its_cadence(minutes: int, told: list[str]) -> None:
    assert timely([ran(12 * HOUR + timedelta(minutes=minutes), {})]) == told
