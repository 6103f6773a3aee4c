"""Time zones of days and times, and the form in which every output writes a moment: 2021-11-16T02:30:00Z."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
"""The zone of all days, including the summer times of 1986 to 1991, with which sites computed old days."""

PRINTED = timezone(timedelta(hours=8), "+08:00")
"""The offset of times that pages print and APIs return: +08:00 in every year."""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def day_in_china(milliseconds: int) -> date | None:
    """The day in China of a moment in epoch milliseconds; None for a moment that has no date."""
    try:
        return (_EPOCH + timedelta(milliseconds=milliseconds)).astimezone(CHINA).date()
    except OverflowError:
        return None


def format_moment(moment: datetime) -> str:
    """Returns a moment in UTC, to the second. Raises ValueError for a time without a zone.

    Do not use it for `published_at`, a printed time that keeps its offset (+08:00).
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()}: a time without a zone is not a moment")
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parse_iso_day(value: Any) -> date:
    """A day, or the text of one like 2021-11-16; other forms of ISO 8601 (20211116, 2021-W46-2) are refused."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:  # 2021-02-30
        pass
    raise ValueError("not a date; write it like 2021-11-16")
