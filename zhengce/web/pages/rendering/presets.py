"""Periods that a reader picks by name, counted from a day in China, and pages picked by number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

MOST_YEARS = 20
"""In a strip, up to the newest."""
HEIGHT = 40
"""Of the highest bar of a strip."""
SIDE = 2
"""Numbers of pages shown on either side of the page that is open."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period with a name; both days are included."""

    key: str
    """Of its name in `words.csv`."""
    first: date
    last: date


def periods(today: date) -> tuple[Period, ...]:
    """The last days, the last month, and the year, as whole as a search offers it."""
    before = today.replace(day=1) - timedelta(days=1)
    return (
        Period("last_30_days", today - timedelta(days=29), today),
        Period("last_month", before.replace(day=1), before),
        Period("this_year", date(today.year, 1, 1), date(today.year, 12, 31)),
    )


def strip(counts: Mapping[int, int]) -> list[tuple[str, int, int]]:
    """The years from the first to the newest: name, documents, height of the bar; nothing for one year."""
    if len(counts) < 2:
        return []
    newest, most = max(counts), max(counts.values())
    years = range(max(min(counts), newest - MOST_YEARS + 1), newest + 1)
    return [(f"{year:04}", counts.get(year, 0), -(-HEIGHT * counts.get(year, 0) // most)) for year in years]


def numbers(page: int, last: int) -> list[int | None]:
    """The numbers of pages to offer: the first, the last and those around `page`; None where some are left out."""
    if not last:
        return []
    shown = sorted({1, last, *range(max(1, page - SIDE), min(last, page + SIDE) + 1)})
    found: list[int | None] = []
    for number in shown:
        if found and found[-1] is not None and number - found[-1] > 1:
            found.append(None)
        found.append(number)
    return found
