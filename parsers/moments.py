"""The one form in which every output writes a moment: 2021-11-16T02:30:00Z."""

from datetime import UTC, datetime


def format_moment(moment: datetime) -> str:
    """Returns a moment in UTC, to the second. Raises ValueError for a time without a zone: it is no moment.

    `published_at` is not written by this: it is a printed time, and keeps the offset that the page means (+08:00).
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()}: a time without a zone is not a moment")
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
