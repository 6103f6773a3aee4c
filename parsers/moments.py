"""The zones of days and times, and the one form in which every output writes a moment: 2021-11-16T02:30:00Z."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
"""The zone of all days, with the summer times of 1986 to 1991, in which sites computed the days of old documents."""

PRINTED = timezone(timedelta(hours=8), "+08:00")
"""The offset of times that pages print and APIs give: +08:00, whatever the year."""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def day_in_china(milliseconds: int) -> date | None:
    """The day in China of a moment in epoch milliseconds; None for a moment that has no date."""
    try:
        return (_EPOCH + timedelta(milliseconds=milliseconds)).astimezone(CHINA).date()
    except OverflowError:
        return None


def format_moment(moment: datetime) -> str:
    """Returns a moment in UTC, to the second. Raises ValueError for a time without a zone: it is no moment.

    `published_at` is not written by this: it is a printed time, and keeps the offset that the page means (+08:00).
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()}: a time without a zone is not a moment")
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
