"""When a page or a file is looked at again: the older, the more rarely; what fails, after ever longer waits."""

import zlib
from datetime import date, datetime, timedelta

from parsers.addresses import comparable
from parsers.moments import CHINA

AGEING = (
    (timedelta(days=7), timedelta(days=1)),
    (timedelta(days=30), timedelta(days=3)),
    (timedelta(days=90), timedelta(days=7)),
    (timedelta(days=365), timedelta(days=30)),
    (timedelta.max, timedelta(days=90)),
)
"""A page younger than the first is looked at again after the second; age counts from publication or the last change."""

SPREAD = 0.2
"""Pages of one age are spread over this share of their interval (by their address), not fetched all on one day."""

TRIED_EVERY_CRAWL = 3
"""A page that fails is tried by every crawl so often; then after 1, 2, 4 … days, at most MOST_DAYS."""
MOST_DAYS = 32

FAILED_A_FORTNIGHT = TRIED_EVERY_CRAWL + 4
"""So often has a page failed in a row that was tried for 1 + 2 + 4 + 8 days and longer."""

BEYOND = max(AGEING[-1][1], timedelta(days=MOST_DAYS)) + timedelta(days=1)
"""No page waits longer. A moment that lies further ahead was written by a clock that was wrong, and is now."""


def due_at(url: str, published_on: date | None, changed_at: datetime | None, now: datetime) -> datetime:
    """When a page is looked at again. The same facts always give the same moment.

    Its age counts from publication or from the last change after the first reading (`changed_at`), the later of the
    two.
    """
    began = changed_at or now
    if published_on is not None:
        printed = datetime(published_on.year, published_on.month, published_on.day, tzinfo=CHINA)
        began = printed if changed_at is None else max(printed, changed_at)
    age = max(now - began, timedelta(0))
    interval = next(wait for limit, wait in AGEING if age < limit)
    share = zlib.crc32(comparable(url).encode()) / 2**32
    return now + interval * (1 - SPREAD * share)


def wait_after(failures: int) -> timedelta:
    """How long an address is left alone after so many failures in a row."""
    if failures <= TRIED_EVERY_CRAWL:
        return timedelta(0)
    return timedelta(days=min(2 ** (failures - TRIED_EVERY_CRAWL - 1), MOST_DAYS))
