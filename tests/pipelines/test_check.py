"""A record that cannot be right is not stored."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from parsers.record import PolicyDocument
from pipelines.validation import faults

TODAY = date(2026, 5, 1)
SOUND = PolicyDocument(
    source="miit",
    url="https://www.miit.gov.cn/a",
    title="关于印发《某规划》的通知",
    stage="final",
    written_on=date(2026, 4, 1),
    published_on=date(2026, 5, 1),
    published_at=datetime(2026, 5, 1, 9, tzinfo=timezone(timedelta(hours=8))),
    effective_on=date(2027, 1, 1),
)


def test_a_sound_record_has_no_fault() -> None:
    assert faults(SOUND, TODAY) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"title": " "}, "no title"),
        ({"stage": None}, "nothing shows that it is a document: no column, type, number, addressee or sign-off"),
        ({"title": "通" * 601}, "a title of 601 characters"),
        ({"title": "通\ufffd知"}, "a title with unreadable characters"),
        ({"written_on": date(2026, 5, 3)}, "written_on 2026-05-03 lies in the future"),
        ({"published_on": date(2026, 5, 3), "published_at": None}, "published_on 2026-05-03 lies in the future"),
        ({"written_on": date(1921, 7, 1)}, "written_on 1921-07-01 lies before 1949-10-01"),
        (
            {"published_on": date(2026, 4, 30)},
            "published_at 2026-05-01T09:00:00+08:00 is not on published_on 2026-04-30",
        ),
    ],
)
def test_what_is_wrong_with_a_record_is_said_in_words(change: dict[str, Any], fault: str) -> None:
    assert faults(replace(SOUND, **change), TODAY) == [fault]


def test_a_site_may_be_a_day_ahead_of_our_clock() -> None:
    assert faults(replace(SOUND, published_on=date(2026, 5, 2), published_at=None), TODAY) == []


def test_the_first_day_the_longest_title_and_a_time_without_a_day_are_no_faults() -> None:
    for change in (
        {"written_on": date(1949, 10, 1)},
        {"published_on": date(1949, 10, 1), "published_at": None},
        {"title": "通" * 600},
        {"published_on": None},
        {"published_at": None},
    ):
        assert faults(replace(SOUND, **change), TODAY) == []
    assert faults(replace(SOUND, written_on=date(1949, 9, 30)), TODAY) == [
        "written_on 1949-09-30 lies before 1949-10-01"
    ]
